"""What the home page of the admin shows: each decision with its count and its direct action."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canacintra_portal import decisions, wording
from companies.admin.columns import cost_difference
from companies.rules import size
from courses.admin.run_steps import second_group

ROWS_SHOWN = 6


@dataclass(frozen=True)
class Button:
    """`acts` sends a form that changes something; otherwise the button is a link."""

    label: str
    url: str
    acts: bool = False
    is_main: bool = True  # of those that act


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    facts: list[str]
    buttons: list[Button]


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    count: int
    rows: list[Row]
    all_url: str
    is_problem: bool = False


def sections(request):
    """Everything that needs a decision and that this person may decide; nothing that does not.

    One statement for each section, whatever there is to decide.
    """
    now, user = timezone.now(), request.user
    wanted = [
        ("enrollment.view_enrollmentrequest", _unanswered),
        ("companies.change_company", _companies),
        ("companies.change_joinrequest", _join_requests),
        ("companies.change_prospect", _prospects),
        ("enrollment.change_relocation", _moves),
        ("enrollment.change_relocation", _second_groups),
        ("courses.change_courserun", _few_people),
        ("courses.change_courserun", _without_meetings),
        ("companies.view_message", _messages),
        ("companies.view_jobreport", _jobs),
    ]
    found = [describe(now) for permission, describe in wanted if user.has_perm(permission)]
    return [section for section in found if section.count]


def _unanswered(now):
    rows, count = _first(decisions.unanswered_requests(now))
    return Section(
        "unanswered",
        _("Requests without an answer: the background jobs stand still"),
        count,
        [
            Row(
                str(request.company),
                _change(request),
                [
                    str(request.run),
                    _("since %(moment)s") % {"moment": wording.say_moment(request.requested_at)},
                ],
                [],
            )
            for request in rows
        ],
        reverse("admin:enrollment_enrollmentrequest_changelist", query={"wants": "answer"}),
        is_problem=True,
    )


def _companies(now):
    rows, count = _first(decisions.companies_to_approve())
    return Section(
        "companies",
        _("Companies to approve"),
        count,
        [
            Row(
                company.legal_name,
                _change(company),
                [
                    company.rfc,
                    company.municipality,
                    *([_("large, and not let in")] if size.is_kept_out(company) else []),
                    ngettext("%(n)s request waits", "%(n)s requests wait", company.waiting)
                    % {"n": company.waiting},
                ],
                [
                    Button(_("Approve"), _step(company, "approve"), acts=True),
                    Button(_("Refuse"), _question(company, "refuse")),
                ],
            )
            for company in rows
        ],
        reverse("admin:companies_company_changelist", query={"approval": "missing"}),
    )


def _join_requests(now):
    rows, count = _first(decisions.join_requests_without_owner())
    return Section(
        "join-requests",
        _("People who ask to join a company without an owner"),
        count,
        [
            Row(
                str(asked.user),
                _change(asked),
                [
                    asked.user.email,
                    f"{asked.company} · {asked.company.rfc}",
                    _("since %(moment)s") % {"moment": wording.say_moment(asked.asked_at)},
                ],
                [
                    Button(_("Let in"), _question(asked, "accept")),
                    Button(_("Do not let in"), _question(asked, "decline")),
                ],
            )
            for asked in rows
        ],
        reverse("admin:companies_joinrequest_changelist"),
    )


def _prospects(now):
    rows, count = _first(decisions.prospects_to_recognise())
    return Section(
        "prospects",
        _("Firms of the directory that are perhaps in the portal"),
        count,
        [
            Row(
                str(prospect),
                _change(prospect),
                [
                    _("in the portal: %(company)s") % {"company": prospect.maybe_company},
                    prospect.activity,
                ],
                [
                    Button(_("It is the same"), _step(prospect, "confirm"), acts=True),
                    Button(
                        _("It is another"),
                        _step(prospect, "is-another-firm"),
                        acts=True,
                        is_main=False,
                    ),
                ],
            )
            for prospect in rows
        ],
        reverse("admin:companies_prospect_changelist", query={"portal": "perhaps"}),
    )


def _moves(now):
    rows, count = _first(decisions.moves(now))
    return Section(
        "moves",
        _("Groups that would fit a larger room"),
        count,
        [
            Row(
                str(move.run),
                _change(move),
                [
                    _begins(move.run),
                    f"{move.from_venue} → {move.to_venue}",
                    _demand(move),
                    ngettext("%(n)s more seat", "%(n)s more seats", move.seats_gained)
                    % {"n": move.seats_gained},
                    cost_difference(move.extra_cost),
                ],
                [
                    Button(_("Accept the move"), _step(move, "accept"), acts=True),
                    Button(_("Who gains"), _question(move, "accept")),
                    Button(_("Leave it as it is"), _question(move, "decline")),
                ],
            )
            for move in rows
        ],
        reverse(
            "admin:enrollment_relocation_changelist",
            query={"state__exact": "proposed", "kind__exact": "larger-venue"},
        ),
    )


def _second_groups(now):
    rows, count = _first(decisions.second_groups(now))
    return Section(
        "second-groups",
        _("Groups that no free room can hold"),
        count,
        [
            Row(
                str(proposal.run),
                _change(proposal),
                [_begins(proposal.run), str(proposal.from_venue), _demand(proposal)],
                [
                    Button(_("Prepare a second group"), second_group(proposal.run)),
                    Button(_("Leave it as it is"), _question(proposal, "decline")),
                ],
            )
            for proposal in rows
        ],
        reverse(
            "admin:enrollment_relocation_changelist",
            query={"state__exact": "proposed", "kind__exact": "second-group"},
        ),
    )


def _few_people(now):
    rows, count = _first(decisions.runs_with_few_people(now))
    return Section(
        "few-people",
        _("Groups that begin soon with few people"),
        count,
        [
            Row(
                str(run),
                _change(run),
                [
                    _begins(run),
                    ngettext("%(n)s person", "%(n)s people", run.seats_taken)
                    % {"n": run.seats_taken},
                    str(run.venue),
                ],
                [
                    Button(_("Move its dates"), _change(run)),
                    Button(_("Cancel the group"), _question(run, "cancel")),
                ],
            )
            for run in rows
        ],
        reverse("admin:courses_courserun_changelist", query={"decision": "few"}),
    )


def _without_meetings(now):
    rows, count = _first(decisions.runs_without_meetings())
    return Section(
        "without-meetings",
        _("Groups without dates"),
        count,
        [
            Row(
                str(run),
                _change(run),
                [run.get_state_display(), str(run.venue)],
                [Button(_("Give it dates"), _change(run))],
            )
            for run in rows
        ],
        reverse("admin:courses_courserun_changelist", query={"decision": "dates"}),
    )


def _messages(now):
    rows, count = _first(decisions.failed_messages())
    return Section(
        "messages",
        _("Messages that could not be sent"),
        count,
        [
            Row(
                message.to_address,
                _change(message),
                [message.subject or message.kind, message.last_error],
                [Button(_("Send again"), _step(message, "resend"), acts=True)],
            )
            for message in rows
        ],
        reverse("admin:companies_message_changelist", query={"state__exact": "failed"}),
        is_problem=True,
    )


def _jobs(now):
    rows, count = _first(decisions.job_problems(now))
    return Section(
        "jobs",
        _("Problems of the background jobs"),
        count,
        [
            Row(
                report.line,
                _change(report),
                [report.get_job_display(), wording.say_moment(report.at)],
                [],
            )
            for report in rows
        ],
        reverse("admin:companies_jobreport_changelist", query={"is_problem__exact": 1}),
        is_problem=True,
    )


def _first(queryset):
    """The first rows, and how many there are in all, in one statement."""
    rows = list(queryset.annotate(total=Window(Count("*")))[:ROWS_SHOWN])
    return rows, rows[0].total if rows else 0


def _begins(run):
    return wording.say_moment(run.starts_at)


def _demand(proposal):
    return _("%(demand)s people for %(capacity)s seats") % {
        "demand": proposal.demand,
        "capacity": proposal.run.capacity,
    }


def _change(obj):
    return reverse(f"admin:{_place(obj)}_change", args=[quote(obj.pk)])


def _step(obj, name):
    return reverse(f"admin:{_place(obj)}_{name}", args=[quote(obj.pk)])


def _question(obj, name):
    """The page on which a step asks, and from which one comes back to what else waits."""
    return f"{_step(obj, name)}?{urlencode({'next': reverse('admin:index')})}"


def _place(obj):
    return f"{obj._meta.app_label}_{obj._meta.model_name}"
