"""What staff do with a group."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.steps import ReasonForm, Shortcut, Step
from courses.models import CourseRun
from courses.rules import codes, plan
from enrollment import queries
from enrollment.models import Relocation
from enrollment.rules import venue_fit
from enrollment.services import run_changes, venue_check

# In the address of the form of a new group: like which one it is, and whether for who waits there.
LIKE, FOR_WHO_WAITS = "like", "for-who-waits"


class Publish(Step):
    name = "publish"
    label = gettext_lazy("Publish")
    intro = gettext_lazy(
        "The group appears in the catalogue with these facts, and firms can enroll."
    )
    permission = "courses.change_courserun"
    template = "admin/publish_run.html"
    in_list = True

    def is_offered(self, run, now):
        return run.state == CourseRun.State.DRAFT

    def why_not(self, run, now):
        reasons = run_changes.reasons_against_publishing(run, now)
        return " ".join(reasons if run.state == CourseRun.State.DRAFT else reasons[:1])

    def preview(self, run, now):
        meetings = run.meetings.all()
        doubts = plan.doubts(
            course_hours=run.course.hours,
            taught=sum((one.ends_at - one.starts_at for one in meetings), timedelta()),
            seat_limit=run.seat_limit,
            room=run.venue.capacity,
            closes_at=run.enrollment_closes_at,
            free_until=run.free_cancellation_until,
            now=now,
        )
        return {"run": run, "meetings": meetings, "doubts": list(doubts)}

    def act(self, run, *, by, now):
        run = run_changes.publish(run=run, by=by, now=now)
        return _("%(group)s is published.") % {"group": run}


class CheckVenue(Step):
    name = "check-venue"
    label = gettext_lazy("Check the venue now")
    permission = "courses.change_courserun"
    asks = False
    in_list = True

    def is_offered(self, run, now):
        return run.is_coming(now)

    def act(self, run, *, by, now):
        proposal = venue_check.check(run_id=run.pk, now=now)
        if proposal is None:
            return _("The room of %(group)s seats everybody who wants to come.") % {"group": run}
        if proposal.state == Relocation.State.DECLINED:
            return _declined_before(run, proposal)
        if proposal.state == Relocation.State.ACCEPTED:
            return _("%(group)s moved to %(venue)s.") % {"group": run, "venue": proposal.to_venue}
        facts = {"group": run, "venue": proposal.to_venue, "demand": proposal.demand}
        if proposal.kind == Relocation.Kind.LARGER_VENUE:
            return _("%(group)s: %(venue)s would seat all %(demand)s.") % facts
        return _("%(group)s: no free room seats all %(demand)s. A second group would.") % facts


def _declined_before(run, proposal):
    facts = {"group": run, "venue": proposal.to_venue}
    if proposal.kind == Relocation.Kind.LARGER_VENUE:
        return (
            _(
                "%(group)s: the move to %(venue)s was declined before. It is proposed again when"
                " more people want to come."
            )
            % facts
        )
    return (
        _(
            "%(group)s: a second group was declined before. It is proposed again when more people"
            " want to come."
        )
        % facts
    )


class Cancel(Step):
    name = "cancel"
    label = gettext_lazy("Cancel the group")
    intro = gettext_lazy(
        "Its room and its instructor become free, all its requests end, and every firm is told with"
        " your reason and the other coming groups of this course. This cannot be undone."
    )
    permission = "courses.change_courserun"
    form_class = ReasonForm
    template = "admin/cancel_run.html"
    is_grave = True

    def is_offered(self, run, now):
        return run.state != CourseRun.State.CANCELLED and (run.ends_at is None or run.ends_at > now)

    def why_not(self, run, now):
        return run_changes.reason_against_cancelling(run, now)

    def preview(self, run, now):
        return {
            "concerned": queries.with_enrollments(
                run.requests.live().select_related("company").order_by("requested_at", "pk")
            ),
            "alternatives": queries.alternatives_to(run, now),
        }

    def act(self, run, *, by, now, reason):
        run = run_changes.cancel(run=run, reason=reason, by=by, now=now)
        return _("%(group)s is cancelled.") % {"group": run}


class AnotherGroup(Shortcut):
    """The form of a new group, filled with what this one has."""

    name = "another"
    label = gettext_lazy("Prepare another group like this")
    permission = "courses.add_courserun"

    def is_offered(self, run, now):
        return True

    def href(self, run):
        return another_group(run)


def another_group(run, **more):
    """Address of the form of a new group with the facts of `run`, for other dates."""
    facts = {
        "course": run.course_id,
        "kind": run.kind,
        "venue": run.venue_id,
        "instructor": run.instructor_id,
        "price": run.price,
        "company_seat_limit": run.company_seat_limit,
        LIKE: run.pk,
        **more,
    }
    return reverse("admin:courses_courserun_add", query=facts)


def second_group(run):
    """Address of the form of a new group for those who wait in `run`: in a room that seats them."""
    return another_group(run, **{FOR_WHO_WAITS: 1})


def suggestions(query):
    """What the form of a new group is filled with besides the fields that `query` names."""
    like = query.get(LIKE, "")
    run = CourseRun.objects.filter(pk=like).first() if like.isdecimal() else None
    if run is None:
        month = timezone.localdate().strftime("%y%m")
        return {"code": codes.first_of_month(month, _codes(month))}
    found = {"code": codes.another(run.code, _codes(run.code))}
    if FOR_WHO_WAITS in query:
        rooms = queries.rooms_for_another_group(run)
        if room := venue_fit.choose(rooms, people=run.seats_waiting):
            found["venue"] = room.venue_id
    return found


def _codes(beginning):
    found = CourseRun.objects.filter(code__startswith=beginning).values_list("code", flat=True)
    return set(found)
