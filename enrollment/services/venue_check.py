"""Finds the bigger room when more people want to come than the room seats, and moves the group."""

from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import JobReport
from companies.refusals import Refused, kindly
from companies.services import outbox, reports
from courses.models import Venue
from enrollment import notifications, queries
from enrollment.models import EnrollmentRequest, Relocation
from enrollment.rules import venue_fit
from enrollment.services import bells, locks, waitlist

Kind, State = Relocation.Kind, Relocation.State

OUTDATED = gettext_lazy(
    "Group or venue changed after this was proposed. Check the venue of the group again."
)
HAS_SEATS = Q(state__in=(EnrollmentRequest.State.CONFIRMED, EnrollmentRequest.State.PARTIAL))


def check(*, run_id, now):
    """Compare demand and room of a run, and keep the proposal to staff true (rule 8).

    More demand than capacity: proposes the smallest free venue that seats everyone, CANACINTRA's
    own first, or a second group where no room or the group's own limit allows more. Otherwise an
    open proposal ends. A run that accepts moves within its site is moved at once; where another one
    took the room at that moment, the rooms are looked at once more. Returns the open or just
    accepted proposal, the one that staff declined before for as much demand, or None where nobody
    lacks a seat. Safe to run twice and on several workers.
    """
    try:
        return _check(run_id, now)
    except Refused:
        return _check(run_id, now)


def _check(run_id, now):
    with kindly():
        run = locks.run(run_id)
        wanted = _proposal(run, now)
        current = run.relocations.filter(state=State.PROPOSED).first()
        if wanted is None:
            _outdate(current, now)
            return None
        if current and (current.kind, current.to_venue_id) == (wanted.kind, wanted.to_venue_id):
            _keep_true(current, wanted)
            proposal = current
        else:
            _outdate(current, now)
            if declined := _declined_before(wanted):
                return declined
            wanted.save()
            proposal = wanted
            _report_proposal(proposal, now)
        if _moves_by_itself(proposal):
            _move(proposal, run, by=None, now=now)
    return proposal


def accept(*, relocation, by, now):
    """Move the run: venue, capacity, promotions, messages and report in one transaction.

    Raises Refused when the proposal is no longer open, no longer fits the group, or the venue is no
    longer free.
    """
    with kindly():
        run = locks.run(relocation.run_id)
        proposal = _still_open(relocation)
        if proposal.kind != Kind.LARGER_VENUE:
            raise Refused(_("There is no venue to move to: open a second group instead."))
        if not run.is_coming(now) or run.venue != proposal.from_venue:
            raise Refused(OUTDATED)
        _move(proposal, run, by=by, now=now)
    return proposal


def decline(*, relocation, by, note, now):
    """Keep the run where it is; the same proposal comes back only when demand has grown."""
    with kindly():
        locks.run(relocation.run_id)
        proposal = _still_open(relocation)
        _decide(proposal, State.DECLINED, by=by, note=note, now=now)
    return proposal


def preview(*, relocation, now):
    """What accepting would do: the answers that the queue would get, with their requests.

    Reads only; pairs of request and how many of its technicians would be seated.
    """
    run = relocation.run
    answers = waitlist.foresee(
        queries.asking_in(run),
        free=run.seats_left + relocation.seats_gained,
        run=run,
        now=now,
    )
    seated = {answer.request_id: answer.seated for answer in answers if answer.seated}
    requests = queries.loaded_in(run, seated)
    return [(requests[request_id], seats) for request_id, seats in seated.items()]


def _proposal(run, now):
    """The proposal that fits what the run is now (not stored yet), or None."""
    if not run.is_coming(now):
        return None
    demand = queries.demand_of(run)
    if demand <= run.capacity:
        return None
    proposal = Relocation(run=run, from_venue=run.venue, demand=demand, proposed_at=now)
    people = min(demand, run.seat_limit or demand)
    room = None
    if people > run.capacity:
        room = venue_fit.choose(queries.free_rooms(run), people=people)
    if room is None:
        proposal.kind = Kind.SECOND_GROUP
        return proposal
    proposal.kind = Kind.LARGER_VENUE
    proposal.to_venue = Venue.objects.get(pk=room.venue_id)
    proposal.seats_gained = min(room.capacity, run.seat_limit or room.capacity) - run.capacity
    proposal.extra_cost = _cost(proposal.to_venue, run) - _cost(run.venue, run)
    return proposal


def _cost(venue, run):
    seconds = sum((m.ends_at - m.starts_at).total_seconds() for m in run.meetings.all())
    return (venue.cost_per_hour * Decimal(seconds) / 3600).quantize(Decimal("0.01"))


def _keep_true(current, wanted):
    facts = ["from_venue", "demand", "seats_gained", "extra_cost"]
    if any(getattr(current, fact) != getattr(wanted, fact) for fact in facts):
        for fact in facts:
            setattr(current, fact, getattr(wanted, fact))
        current.save(update_fields=facts)


def _outdate(proposal, now):
    if proposal:
        _decide(proposal, State.OUTDATED, by=None, note="", now=now)


def _declined_before(wanted):
    """The same proposal, where staff declined it and demand has not grown since."""
    declined = wanted.run.relocations.filter(
        state=State.DECLINED,
        kind=wanted.kind,
        to_venue=wanted.to_venue,
        demand__gte=wanted.demand,
    )
    return declined.select_related("to_venue").order_by("-decided_at", "-pk").first()


def _moves_by_itself(proposal):
    return (
        proposal.kind == Kind.LARGER_VENUE
        and proposal.run.accepts_moves_within_site
        and proposal.to_venue.site == proposal.run.venue.site
    )


def _still_open(relocation):
    proposal = Relocation.objects.select_related("run", "from_venue", "to_venue").get(
        pk=relocation.pk
    )
    if proposal.state != State.PROPOSED:
        raise Refused(
            _("This proposal was decided meanwhile: %(state)s.")
            % {"state": proposal.get_state_display()}
        )
    return proposal


def _decide(proposal, state, *, by, note, now):
    proposal.state, proposal.decided_at = state, now
    proposal.decided_by, proposal.decision_note = by, note
    proposal.save(update_fields=["state", "decided_at", "decided_by", "decision_note"])


def _move(proposal, run, *, by, now):
    """Move the locked run and tell everybody; the exclusion constraint refuses a taken venue."""
    venue = locks.venue(proposal.to_venue_id)
    if not venue.is_active:
        raise Refused(_("%(venue)s is no longer in use.") % {"venue": venue})
    former = run.venue
    if venue.capacity <= former.capacity:
        raise Refused(OUTDATED)
    type(run).objects.filter(pk=run.pk).update(
        venue=venue, calendar_sequence=F("calendar_sequence") + 1
    )
    _decide(proposal, State.ACCEPTED, by=by, note="", now=now)
    run = locks.run(run.pk)
    had_seats = set(run.requests.live().filter(HAS_SEATS).values_list("pk", flat=True))
    waitlist.seat_locked(run, now=now)
    _tell_move(run, former, had_seats, now)
    reports.write(
        JobReport.Job.VENUE_CHECK,
        about=run.code,
        line=lambda: (
            _("%(run)s moved from %(former)s to %(venue)s (%(who)s).")
            % {"run": run, "former": former, "venue": venue, "who": by or _("by itself")}
        ),
        now=now,
    )
    bells.check_venue(run.pk)


def _tell_move(run, former, had_seats, now):
    """Tell those who knew the former venue. Whoever was just seated reads the new one there."""
    concerned = queries.with_readers(run.requests.live().filter(Q(pk__in=had_seats) | ~HAS_SEATS))
    messages = []
    for request in concerned:
        request.run = run
        messages += notifications.venue_moved(request=request, from_venue=former, now=now)
    outbox.write(messages)


def _report_proposal(proposal, now):
    def line():
        facts = {
            "run": proposal.run,
            "demand": proposal.demand,
            "capacity": proposal.run.capacity,
            "venue": proposal.to_venue,
        }
        if proposal.kind == Kind.LARGER_VENUE:
            return (
                _("%(run)s: %(demand)s people for %(capacity)s seats; proposed %(venue)s.") % facts
            )
        return (
            _("%(run)s: %(demand)s people for %(capacity)s seats; proposed a second group.") % facts
        )

    reports.write(JobReport.Job.VENUE_CHECK, about=proposal.run.code, line=line, now=now)
