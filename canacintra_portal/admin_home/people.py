"""Firms and people who wait for CANACINTRA's word."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canacintra_portal import decisions, wording
from canacintra_portal.admin_home.pieces import Button, Row, Section, change, first, question, step
from companies.rules import size


def companies(now):
    rows, count = first(decisions.companies_to_approve())
    return Section(
        "companies",
        _("Companies to approve"),
        count,
        [
            Row(
                company.legal_name,
                change(company),
                [
                    company.rfc,
                    company.municipality,
                    *([_("large, and not let in")] if size.is_kept_out(company) else []),
                    ngettext("%(n)s request waits", "%(n)s requests wait", company.waiting)
                    % {"n": company.waiting},
                ],
                [
                    Button(_("Approve"), step(company, "approve"), acts=True),
                    Button(_("Refuse"), question(company, "refuse")),
                ],
            )
            for company in rows
        ],
        reverse("admin:companies_company_changelist", query={"approval": "missing"}),
    )


def join_requests(now):
    rows, count = first(decisions.join_requests_without_owner())
    return Section(
        "join-requests",
        _("People who ask to join a company without an owner"),
        count,
        [
            Row(
                str(asked.user),
                change(asked),
                [
                    asked.user.email,
                    f"{asked.company} · {asked.company.rfc}",
                    _("since %(moment)s") % {"moment": wording.say_moment(asked.asked_at)},
                ],
                [
                    Button(_("Let in"), question(asked, "accept")),
                    Button(_("Do not let in"), question(asked, "decline")),
                ],
            )
            for asked in rows
        ],
        reverse("admin:companies_joinrequest_changelist"),
    )


def prospects(now):
    rows, count = first(decisions.prospects_to_recognise())
    return Section(
        "prospects",
        _("Firms of the directory that are perhaps in the portal"),
        count,
        [
            Row(
                str(prospect),
                change(prospect),
                [
                    _("in the portal: %(company)s") % {"company": prospect.maybe_company},
                    prospect.activity,
                ],
                [
                    Button(_("It is the same"), step(prospect, "confirm"), acts=True),
                    Button(
                        _("It is another"),
                        step(prospect, "is-another-firm"),
                        acts=True,
                        is_main=False,
                    ),
                ],
            )
            for prospect in rows
        ],
        reverse("admin:companies_prospect_changelist", query={"portal": "perhaps"}),
    )
