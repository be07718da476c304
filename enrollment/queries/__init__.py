"""What the portal asks about requests and seats."""

from datetime import timedelta

from django.db.models import CharField, Count, Exists, F, OuterRef, Prefetch, Q, Value
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import GreaterThan
from django.utils.timezone import localtime

from companies.models import Membership, Message, Technician
from companies.prepared import Given, Prepared, Statement
from companies.queries import plain, technicians_named
from courses.models import CourseRun, Meeting, Venue
from enrollment.models import Enrollment, EnrollmentRequest, Relocation
from enrollment.rules import refusals
from enrollment.rules.seating import Asking
from enrollment.rules.venue_fit import Room

State, WaitingFor = EnrollmentRequest.State, EnrollmentRequest.WaitingFor


def reasons_against(*, run, company, technicians, now):
    """Say everything that speaks against enrolling `technicians` in `run`, as sentences.

    Two statements, whatever the number of technicians.
    """
    return refusals.reasons_against(
        refusals.Wish(
            run=run,
            company=company,
            technicians=technicians,
            now=now,
            enrolled=live_technicians(run=run, company=company),
            clashes=clashes(run=run, technicians=technicians),
        )
    )


_live_technicians = Prepared(
    lambda: Technician.objects.filter(
        enrollments__run=Given("run"),
        enrollments__company=Given("company"),
        enrollments__state__in=Enrollment.LIVE,
    ).order_by("pk")
)


def live_technicians(*, run, company):
    """Names of the company's technicians who are in the run or wait for it, by their id."""
    people = _live_technicians(run=run.pk, company=company.pk)
    return {technician.pk: str(technician) for technician in people}


_clashes = Statement("""
    SELECT booking.technician_id, course.name
      FROM enrollment_technicianbooking AS booking
      JOIN enrollment_enrollment AS enrollment ON enrollment.id = booking.enrollment_id
      JOIN courses_courserun AS run ON run.id = enrollment.run_id
      JOIN courses_course AS course ON course.id = run.course_id
     WHERE booking.technician_id = ANY (%(technicians)s)
       AND run.id <> %(run)s
       AND EXISTS (
               SELECT 1 FROM courses_meeting AS meeting
                WHERE meeting.run_id = %(run)s
                  AND meeting.takes_place
                  AND meeting.period && booking.period
           )
     ORDER BY booking.id
""")


def clashes(*, run, technicians):
    """Label of another group that meets at the same time, by the id of the technician."""
    return dict(_clashes.rows(run=run.pk, technicians=[person.pk for person in technicians]))


def with_enrollments(requests):
    """Load each request with its live and ended enrollments, their technicians in order."""
    return requests.prefetch_related(
        Prefetch(
            "enrollments",
            Enrollment.objects.select_related("technician").order_by("pk"),
        )
    )


def with_readers(requests):
    """Load each request with what messages tell, and with the `people` of its firm: who acts for it
    now decides who reads about it."""
    people = Membership.objects.filter(user__is_active=True).select_related("user").order_by("pk")
    return with_enrollments(requests.select_related("company", "requested_by")).prefetch_related(
        Prefetch("company__memberships", people, to_attr="people")
    )


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


def queue_positions(run):
    """Position of every waiting request of the run (1 is next), by its id."""
    waiting = run.requests.filter(state__in=(State.WAITING, State.PARTIAL))
    ordered = waiting.in_queue_order().values_list("pk", flat=True)
    return {request_id: position for position, request_id in enumerate(ordered, start=1)}


def requests_about(requests, *, company, words):
    """Those of the company's `requests` that have every word in the course or in a technician."""
    for word in plain(words.lower().replace("ñ", "n~")).split():
        # A name without accents keeps the tilde of ñ only in the sort key of the course.
        named = technicians_named(company.technicians.all(), word.replace("~", ""))
        requests = requests.filter(
            Q(run__course__sort_key__contains=word)
            | Exists(Enrollment.objects.filter(request=OuterRef("pk"), technician__in=named))
        )
    return requests


def coming_enrollments(company, *, now):
    """The company's live enrollments in groups that have not begun, the next group first."""
    return (
        Enrollment.objects.live()
        .filter(company=company, run__starts_at__gt=now)
        .select_related("technician", "request", "run__course__area", "run__venue")
        .order_by("run__starts_at", "run_id", "pk")
    )


def in_the_next_runs(enrollments, *, number):
    """Those of the enrollments that are in the first `number` of their groups, by when these begin.

    A firm with a long list of groups is shown the next ones without loading the others.
    """
    theirs = enrollments.order_by().filter(run=OuterRef("pk"))
    soonest = CourseRun.objects.filter(Exists(theirs)).order_by("starts_at", "pk")
    return enrollments.filter(run__in=soonest.values("pk")[:number])


def requests_of(*companies):
    """The companies' requests, newest first, with run, course, venue and technicians loaded."""
    return with_enrollments(
        EnrollmentRequest.objects.filter(company__in=companies).select_related(
            "run__course__area", "run__venue"
        )
    )


def roster(run):
    """Everybody who is in the run or waits for it, with what a roster says of them; unordered."""
    return run.enrollments.live().select_related(
        "technician", "company", "request", "replaces__technician"
    )


def seated_in(run):
    """Those with a seat in the run, with what a constancia says of them and of their firms."""
    return run.enrollments.holding_a_seat().select_related("technician", "company").order_by("pk")


def demand_of(run):
    """People who have a seat in the run or want one."""
    return Enrollment.objects.live().filter(run=run).count()


def free_rooms(run):
    """Rooms larger than the run's that nobody uses during any of its meetings."""
    meetings = [meeting.period for meeting in run.meetings.all()]
    at_that_time = Q()
    for period in meetings:
        at_that_time |= Q(period__overlap=period)
    taken = Meeting.objects.filter(at_that_time, venue=OuterRef("pk"), takes_place=True).exclude(
        run=run
    )
    venues = Venue.objects.active().filter(~Exists(taken), capacity__gt=run.venue.capacity)
    return [
        Room(venue.pk, venue.capacity, venue.is_own, venue.cost_per_hour)
        for venue in venues.exclude(pk=run.venue_id)
    ]


def runs_owed_an_answer(*, now, received_before):
    """Ids of runs where a pass over the queue has something to do that nobody rang for.

    Requests that arrived before `received_before` and were not answered; free seats that somebody
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
    owed = wanting.filter(unanswered | (coming & (waits_for_what_came | may_move)))
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


def runs_over_capacity(now):
    """Coming runs that more people want than they seat, or with a proposal that may be outdated."""
    wanted = Count("enrollments", filter=Q(enrollments__state__in=Enrollment.LIVE))
    has_proposal = Exists(
        Relocation.objects.filter(run=OuterRef("pk"), state=Relocation.State.PROPOSED)
    )
    return (
        CourseRun.objects.coming(now)
        .annotate(demand=wanted)
        .filter(Q(demand__gt=F("capacity")) | has_proposal)
    )


def alternatives_to(run, now):
    """Other coming groups of the same course, the soonest first."""
    return (
        CourseRun.objects.coming(now)
        .filter(course=run.course_id, kind=CourseRun.Kind.OPEN)
        .exclude(pk=run.pk)
        .select_related("course", "venue")
        .prefetch_related("meetings")
        .order_by("starts_at", "code")
    )


def runs_to_remind(*, now, days):
    """Coming runs whose first meeting is on the day that comes `days` after today, local time."""
    from_midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    first, last = from_midnight + timedelta(days=days), from_midnight + timedelta(days=days + 1)
    return CourseRun.objects.coming(now).filter(starts_at__gte=first, starts_at__lt=last)
