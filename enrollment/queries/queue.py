"""Who waits for a run, in which order, and where somebody is owed an answer."""

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import GreaterThan

from companies.models import Message
from courses.models import CourseRun
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.queries.requests import with_readers
from enrollment.rules.seating import Asking

State = EnrollmentRequest.State
WaitingFor = EnrollmentRequest.WaitingFor


def queue_of(run):
    """The requests that want seats in the run, in the order in which they are served."""
    return run.requests.wanting_seats().in_queue_order()


def asking_in(run):
    """What each request in the queue of the run asks for, in its order, as plain values.

    Hundreds may wait, and a pass looks at all of them to serve a few: no objects are made of them.
    """
    outside = Q(enrollments__state__in=(Enrollment.State.RECEIVED, Enrollment.State.WAITING))
    inside = Q(enrollments__state=Enrollment.State.CONFIRMED)
    rows = queue_of(run).values(
        *("priority_class", "hold_until", "state", "waiting_for", "requested_at"),
        request_id=F("pk"),
        seats=Count("enrollments", filter=outside),
        has_seats=GreaterThan(Count("enrollments", filter=inside), 0),
        both_or_none=Q(together=EnrollmentRequest.Together.BOTH),
        is_approved=Q(company__approved_at__isnull=False),
    )
    return [Asking(**row) for row in rows]


def loaded_in(run, ids):
    """The requests with these ids that want seats in the run, with what messages tell, by id."""
    requests = queue_of(run).filter(pk__in=ids)
    return {request.pk: request for request in with_readers(requests)}


def waiting_for_a_seat_elsewhere(run, now):
    """Requests that wait for a seat in another coming group of the same course, with what messages
    tell."""
    waiting = EnrollmentRequest.objects.wanting_seats().filter(
        waiting_for__in=(WaitingFor.SEAT, WaitingFor.SECOND_SEAT),
        run__in=CourseRun.objects.coming(now).filter(course=run.course_id).exclude(pk=run.pk),
    )
    return (
        with_readers(waiting)
        .select_related("run__course", "run__venue")
        .prefetch_related("run__meetings")
        .order_by("pk")
    )


def queue_positions(run):
    """Position of every waiting request of the run (1 is next), by its id."""
    waiting = run.requests.filter(state__in=(State.WAITING, State.PARTIAL))
    ordered = waiting.in_queue_order().values_list("pk", flat=True)
    return {request_id: position for position, request_id in enumerate(ordered, start=1)}


def runs_owed_an_answer(*, now, received_before):
    """Ids of runs where a pass over the queue has something to do that nobody rang for.

    Requests that arrived before `received_before` and were not answered; queues of groups that have
    begun; free seats that somebody
    waits for and that are not, or no longer, held for somebody else. Also in a full run, so that a
    firm is told what it waits for now: a local priority that ended, was lifted, or does not hold
    for it any more; firms that were approved meanwhile.
    """
    unanswered = Q(state=State.RECEIVED, requested_at__lt=received_before)
    wanting = EnrollmentRequest.objects.wanting_seats()
    holds = wanting.filter(
        run=OuterRef("run"), waiting_for=WaitingFor.SECOND_SEAT, hold_until__gt=now
    )
    has_two_seats = Q(run__seats_taken__lte=F("run__capacity") - 2)
    has_seats = has_two_seats | (Q(run__seats_taken__lt=F("run__capacity")) & ~Exists(holds))
    no_priority_before_it = (
        Q(run__local_priority_until__lte=now)
        | Q(run__local_priority_until=None)
        | ~Q(priority_class=EnrollmentRequest.PriorityClass.OTHER)
    )
    waits_for_what_came = Q(waiting_for=WaitingFor.APPROVAL, company__approved_at__isnull=False) | (
        Q(waiting_for=WaitingFor.LOCAL_PRIORITY) & no_priority_before_it
    )
    may_move = (Q(waiting_for=WaitingFor.SEAT) & has_seats) | (
        Q(waiting_for=WaitingFor.SECOND_SEAT) & has_two_seats
    )
    coming = Q(run__starts_at__gt=now, run__state=CourseRun.State.PUBLISHED)
    begun = Q(run__starts_at__lte=now, run__state=CourseRun.State.PUBLISHED)
    owed = wanting.filter(unanswered | begun | (coming & (waits_for_what_came | may_move)))
    return list(owed.order_by("run_id").values_list("run_id", flat=True).distinct())


def owed_a_receipt(*, asked_before):
    """Requests without an answer whose people were not told yet that they are kept, locked.

    Those that somebody answers at this moment are left out. Loaded with what messages tell.
    """
    about = Concat(Value("request:"), Cast(OuterRef("pk"), CharField()))
    told = Message.objects.filter(kind="received", about=about)
    return with_readers(
        EnrollmentRequest.objects.undecided()
        .filter(~Exists(told), requested_at__lte=asked_before)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("run__course", "run__venue")
        .prefetch_related("run__meetings")
        .order_by("pk")
    )
