"""Groups that need another room, more people, or dates."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canacintra_portal import decisions, wording
from canacintra_portal.admin_home.pieces import Button, Row, Section, change, first, question, step
from companies.admin.columns import cost_difference
from courses.admin.run_steps import second_group


def moves(now):
    rows, count = first(decisions.moves(now))
    return Section(
        "moves",
        _("Groups that would fit a larger room"),
        count,
        [
            Row(
                str(move.run),
                change(move),
                [
                    begins(move.run),
                    f"{move.from_venue} → {move.to_venue}",
                    demand(move),
                    ngettext("%(n)s more seat", "%(n)s more seats", move.seats_gained)
                    % {"n": move.seats_gained},
                    cost_difference(move.extra_cost),
                ],
                [
                    Button(_("Accept the move"), step(move, "accept"), acts=True),
                    Button(_("Who gains"), question(move, "accept")),
                    Button(_("Leave it as it is"), question(move, "decline")),
                ],
            )
            for move in rows
        ],
        reverse(
            "admin:enrollment_relocation_changelist",
            query={"state__exact": "proposed", "kind__exact": "larger-venue"},
        ),
    )


def second_groups(now):
    rows, count = first(decisions.second_groups(now))
    return Section(
        "second-groups",
        _("Groups that no free room can hold"),
        count,
        [
            Row(
                str(proposal.run),
                change(proposal),
                [
                    begins(proposal.run),
                    str(proposal.from_venue),
                    demand(proposal),
                    *_other_ways(proposal),
                ],
                [
                    Button(_("Prepare a second group"), second_group(proposal.run)),
                    Button(_("Leave it as it is"), question(proposal, "decline")),
                ],
            )
            for proposal in rows
        ],
        reverse(
            "admin:enrollment_relocation_changelist",
            query={"state__exact": "proposed", "kind__exact": "second-group"},
        ),
    )


def _other_ways(proposal):
    """What else could seat those who wait than one more group."""
    run = proposal.run
    if run.capacity < run.venue.capacity:
        yield _("the room seats %(room)s, the group is limited to %(limit)s") % {
            "room": run.venue.capacity,
            "limit": run.capacity,
        }
    if proposal.other_code:
        yield _("%(code)s of the same course has seats") % {"code": proposal.other_code}


def few_people(now):
    rows, count = first(decisions.runs_with_few_people(now))
    return Section(
        "few-people",
        _("Groups that begin soon with few people"),
        count,
        [
            Row(
                str(run),
                change(run),
                [
                    begins(run),
                    ngettext("%(n)s person", "%(n)s people", run.seats_taken)
                    % {"n": run.seats_taken},
                    str(run.venue),
                ],
                [
                    Button(_("Move its dates"), change(run)),
                    Button(_("Cancel the group"), question(run, "cancel")),
                ],
            )
            for run in rows
        ],
        reverse("admin:courses_courserun_changelist", query={"decision": "few"}),
    )


def without_meetings(now):
    rows, count = first(decisions.runs_without_meetings())
    return Section(
        "without-meetings",
        _("Groups without dates"),
        count,
        [
            Row(
                str(run),
                change(run),
                [run.get_state_display(), str(run.venue)],
                [Button(_("Give it dates"), change(run))],
            )
            for run in rows
        ],
        reverse("admin:courses_courserun_changelist", query={"decision": "dates"}),
    )


def begins(run):
    return wording.say_moment(run.starts_at)


def demand(proposal):
    return _("%(demand)s people for %(capacity)s seats") % {
        "demand": proposal.demand,
        "capacity": proposal.run.capacity,
    }
