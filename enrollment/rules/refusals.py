"""Every reason why a company cannot enroll these technicians in this run, as small named checks."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.rules import size

SEATS_OF_A_REQUEST = 2


@dataclass(frozen=True)
class Wish:
    """What a company asks for, with everything that the checks need to know.

    `enrolled` are the live technicians of the company in the run (id to name), `clashes` the other
    group of a technician that meets at the same time (id to its label), `elsewhere` the ids of
    those whom another company enrolled here or at the same time.
    """

    run: object
    company: object
    technicians: list
    now: datetime
    enrolled: dict = field(default_factory=dict)
    clashes: dict = field(default_factory=dict)
    elsewhere: set = field(default_factory=set)


def reasons_against(wish):
    """Say everything that speaks against the wish; an empty list means that it can be stored."""
    return [reason for check in CHECKS for reason in check(wish)]


def company_is_not_refused(wish):
    company = wish.company
    if company.is_refused:
        yield _(
            "CANACINTRA did not approve your company: %(reason)s If something has changed, write"
            " to %(contact)s."
        ) % {"reason": _sentence(company.refusal_reason), "contact": settings.CONTACT_ADDRESS}


def company_is_small_enough(wish):
    """Open courses are for micro, small and medium firms; staff can let a larger one in."""
    if wish.run.kind == wish.run.Kind.OPEN and size.is_kept_out(wish.company):
        yield _(
            "Open courses are for micro, small and medium companies, and yours is large: %(why)s"
            " Are the numbers mistaken? Correct them in the data of your company. Otherwise write"
            " to CANACINTRA, %(contact)s: it can let your company in, or tell you about a course"
            " of your own."
        ) % {"why": size.of(wish.company).why, "contact": settings.CONTACT_ADDRESS}


def run_is_open(wish):
    run, now = wish.run, wish.now
    if run.is_open_for_enrollment(now):
        return
    if run.state == run.State.CANCELLED:
        yield _("This group was cancelled.")
    elif run.has_begun(now):
        yield _("This group has already begun.")
    elif run.enrollment_closes_at and run.enrollment_closes_at <= now:
        closed = date_format(localtime(run.enrollment_closes_at), "j M, H:i")
        yield _("Enrollment in this group closed on %(when)s.") % {"when": closed}
    else:
        yield _("This group is not open for enrollment.")


def one_or_two_technicians(wish):
    if not wish.technicians:
        yield _("Choose at least one technician.")
    elif len(wish.technicians) > SEATS_OF_A_REQUEST:
        yield _("Choose one or two technicians, not more: the group is shared by many firms.")
    elif len({technician.pk for technician in wish.technicians}) < len(wish.technicians):
        yield _("You chose the same technician twice.")


def technicians_are_of_the_company(wish):
    for technician in wish.technicians:
        if technician.company_id != wish.company.pk:
            yield _("One of the technicians does not work for your company.")
        elif not technician.is_active:
            yield _("%(name)s no longer works at your company.") % {"name": technician}


def technicians_are_new_to_the_run(wish):
    for technician in wish.technicians:
        if technician.pk in wish.enrolled:
            yield _("%(name)s is already enrolled in this group, or waiting for it.") % {
                "name": technician
            }


def company_has_seats_left(wish):
    limit = wish.run.company_seat_limit
    new = [t for t in wish.technicians if t.pk not in wish.enrolled]
    if not wish.enrolled or len(wish.enrolled) + len(new) <= limit:
        if len(new) > limit:
            yield ngettext(
                "In this group a company can enroll %(limit)s technician.",
                "In this group a company can enroll %(limit)s technicians.",
                limit,
            ) % {"limit": limit}
        return
    yield ngettext(
        "In this group a company can have %(limit)s technician, and yours already has: %(names)s.",
        "In this group a company can have %(limit)s technicians, and yours already has: %(names)s.",
        limit,
    ) % {"limit": limit, "names": ", ".join(wish.enrolled.values())}


def technicians_are_free(wish):
    for technician in wish.technicians:
        if technician.pk in wish.clashes:
            yield _("%(name)s is in another group at the same time: %(group)s.") % {
                "name": technician,
                "group": wish.clashes[technician.pk],
            }


def technicians_come_for_one_company(wish):
    """The same person may be on the lists of two firms; which one the other is, is not told."""
    for technician in wish.technicians:
        if technician.pk in wish.elsewhere:
            yield _(
                "%(name)s is already enrolled in this group, or in another one at the same time, by"
                " way of another company. If this person works for you now, write to CANACINTRA,"
                " %(contact)s: it can free the other place."
            ) % {"name": technician, "contact": settings.CONTACT_ADDRESS}


# What is asked of a technician also when a colleague's place is taken over.
ABOUT_TECHNICIANS = [
    technicians_are_of_the_company,
    technicians_are_new_to_the_run,
    technicians_are_free,
    technicians_come_for_one_company,
]
# What no choice of technicians can mend.
ABOUT_COMPANY = [company_is_not_refused, company_is_small_enough]
CHECKS = [
    *ABOUT_COMPANY,
    run_is_open,
    one_or_two_technicians,
    company_has_seats_left,
    *ABOUT_TECHNICIANS,
]


def _sentence(words):
    """End what somebody wrote with a stop, so that more can follow."""
    return words if words.endswith((".", "!", "?")) else f"{words}."
