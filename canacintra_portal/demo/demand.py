"""Lets the invented firms ask for seats, through the same services as everybody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from random import Random

from django.utils import timezone

from canacintra_portal.demo.calendar import ONE_DAY, SUNDAY
from canacintra_portal.demo.firms import RFC_OF_DEMO_ACCOUNT
from canacintra_portal.demo.programme import Crowd, Special, Turn
from companies.models import Company
from companies.rules.size import is_kept_out
from enrollment.models import EnrollmentRequest, TechnicianBooking
from enrollment.services import run_changes, seats, venue_check, waitlist

ANSWER_TIME = timedelta(seconds=1)
ANSWERED_TOGETHER = 4  # one pass for each request would double the time that seeding takes
SPLIT, BOTH = EnrollmentRequest.Together.SPLIT, EnrollmentRequest.Together.BOTH


@dataclass(frozen=True)
class Wish:
    """One firm that wants to send so many technicians."""

    company: Company
    people: int
    together: str = SPLIT


class Firms:
    """The firms with their technicians, when these are taken, and what they took."""

    def __init__(self):
        companies = (
            Company.objects.filter(is_demo=True, users__isnull=False)
            .distinct()
            .order_by("pk")
            .prefetch_related("technicians", "memberships__user")
        )
        self.demo_account = next((c for c in companies if c.rfc == RFC_OF_DEMO_ACCOUNT), None)
        self.others = [c for c in companies if c.rfc != RFC_OF_DEMO_ACCOUNT]
        self._taken = defaultdict(list)
        self._learned = defaultdict(set)
        bookings = TechnicianBooking.objects.select_related("enrollment__run").order_by("pk")
        for booking in bookings:
            self._taken[booking.technician_id].append((booking.period.lower, booking.period.upper))
            self._learned[booking.technician_id].add(booking.enrollment.run.course_id)

    def approved(self):
        return [company for company in self.others if company.is_approved]

    def awaiting_approval(self):
        """Those that may ask already; a large firm waits to be let in first."""
        waiting = [company for company in self.others if not company.is_approved]
        return [company for company in waiting if not is_kept_out(company)]

    def free_technicians(self, company, run, pairs, random):
        """Those who have time, whoever has not taken the course yet first."""
        free = [
            technician
            for technician in company.technicians.all()
            if technician.is_active
            and not any(
                begins < other_ends and other_begins < ends
                for begins, ends in pairs
                for other_begins, other_ends in self._taken[technician.pk]
            )
        ]
        random.shuffle(free)
        return sorted(free, key=lambda one: run.course_id in self._learned[one.pk])

    def book(self, technicians, run, pairs):
        for technician in technicians:
            self._taken[technician.pk] += pairs
            self._learned[technician.pk].add(run.course_id)


def bring_in(run, offer, *, firms, admin, now):
    """Let the firms ask for seats in the group, one after the other since its publication.

    A pass over the queue answers them, as the jobs do; then come the changes that the offer plans.
    """
    random = Random(run.code)
    pairs = [(meeting.starts_at, meeting.ends_at) for meeting in run.meetings.all()]
    wishes = _wishes(run, offer, firms, pairs, random)
    moments = _moments(run, len(wishes), now, random)
    asked = []
    for number, (wish, moment) in enumerate(zip(wishes, moments, strict=True), start=1):
        technicians = firms.free_technicians(wish.company, run, pairs, random)[: wish.people]
        asked.append(
            seats.request(
                run=run,
                company=wish.company,
                technicians=technicians,
                together=wish.together,
                by=_first_of(wish.company),
                now=moment,
            )
        )
        firms.book(technicians, run, pairs)
        # Locals pass others within a batch, so whose turn matters begins and ends a batch.
        next_is_demo = number < len(wishes) and wishes[number].company == firms.demo_account
        is_demo = wish.company == firms.demo_account
        if number % ANSWERED_TOGETHER == 0 or number == len(wishes) or is_demo or next_is_demo:
            waitlist.seat_waiting(run_id=run.pk, now=moment + ANSWER_TIME)
    if offer.has(Special.HAS_CHANGES):
        _change_minds(asked, run, firms, pairs, random, now)
    _let_time_pass(run, offer, asked, admin, now)


def _first_of(company):
    """The HR person who brought the firm; the colleagues came later."""
    return min(company.memberships.all(), key=lambda membership: membership.pk).user


def _wishes(run, offer, firms, pairs, random):
    """Who asks, in which order, so that the people are as many as the offer plans."""
    wanted = offer.crowd.people(run.capacity)
    most = run.company_seat_limit
    wishes = []
    companies = random.sample(firms.approved(), len(firms.approved()))
    if offer.crowd is Crowd.TOO_MANY:
        # Everybody comes in pairs: few firms are enough to fill the room.
        sizes = [most] * len(companies)
    else:
        sizes = [random.choice((1, 2, 2)) for _company in companies]
        missing = wanted - sum(sizes)
        sizes = [most if missing > 0 else min(size, most) for size in sizes]
    for company, size in zip(companies, sizes, strict=True):
        people = min(size, wanted, len(firms.free_technicians(company, run, pairs, random)))
        if people:
            wishes.append(Wish(company, people))
            wanted -= people
    if offer.has(Special.WANTS_BOTH) and wishes:
        wishes[-1] = Wish(wishes[-1].company, wishes[-1].people, BOTH)
    if offer.demo_firm and firms.demo_account:
        wishes = _with_demo_account(wishes, offer.demo_firm, run, firms, pairs, random)
    if offer.has(Special.AWAITS_APPROVAL):
        wishes[:0] = [Wish(company, 2) for company in firms.awaiting_approval()]
    return wishes


def _with_demo_account(wishes, turn, run, firms, pairs, random):
    free = len(firms.free_technicians(firms.demo_account, run, pairs, random))
    mine = Wish(firms.demo_account, min(2, free))
    if not mine.people:
        return wishes
    if turn is Turn.FIRST:
        # One colleague of the others makes room, so that the crowd stays what was planned.
        while wishes and sum(w.people for w in wishes) + mine.people > run.capacity:
            wishes = wishes[:-1]
        return [mine, *wishes]
    if turn is Turn.LAST:
        return [*wishes, mine]
    before, left = [], run.capacity - 1
    for wish in wishes:
        if left:
            before.append(Wish(wish.company, min(wish.people, left), wish.together))
            left -= before[-1].people
    return [*before, mine]


def _moments(run, number, now, random):
    """When they ask: some at a time, between the publication and yesterday, or the start."""
    last = min(now - timedelta(days=1), run.starts_at - timedelta(days=1))
    span = (last - run.published_at).total_seconds()
    batches = [
        run.published_at + timedelta(seconds=random.random() ** 1.5 * span)
        for _batch in range(ceil(number / ANSWERED_TOGETHER))
    ]
    batches = [_in_office_hours(moment, random) for moment in sorted(batches)]
    # Never before the publication, never out of order.
    earliest = run.published_at + timedelta(minutes=30)
    moments = []
    for index in range(number):
        moments.append(max(batches[index // ANSWERED_TOGETHER], earliest))
        earliest = moments[-1] + timedelta(minutes=random.randint(1, 9))
    return moments


def _in_office_hours(moment, random):
    moment = timezone.localtime(moment)
    if moment.weekday() == SUNDAY:
        moment -= ONE_DAY
    return moment.replace(
        hour=random.randint(8, 16), minute=random.randint(0, 59), second=random.randint(0, 59)
    )


def _change_minds(asked, run, firms, pairs, random, now):
    """One firm cancels, another sends somebody else."""
    moment = max(request.requested_at for request in asked) + timedelta(hours=1)
    *_others, replacing, leaving = asked
    by = leaving.requested_by
    seats.cancel(request=leaving, by=by, now=moment)
    waitlist.seat_waiting(run_id=run.pk, now=moment + ANSWER_TIME)
    former = replacing.enrollments.order_by("pk").first()
    for technician in firms.free_technicians(replacing.company, run, pairs, random)[:1]:
        seats.substitute(
            enrollment=former,
            technician=technician,
            by=replacing.requested_by,
            now=moment + timedelta(minutes=20),
        )
        firms.book([technician], run, pairs)


def _let_time_pass(run, offer, asked, admin, now):
    """What happened since: the end of the local priority, decisions of staff, the venue check."""
    until = run.local_priority_until
    if until and until < min(now, run.starts_at):
        waitlist.seat_waiting(run_id=run.pk, now=until + ANSWER_TIME)
    if run.starts_at <= now:
        waitlist.seat_waiting(run_id=run.pk, now=run.starts_at + ANSWER_TIME)
        return
    if offer.has(Special.MOVED_UP):
        waitlist.move_up(
            request=asked[-1],
            reason="Su técnico viene de un grupo que se canceló.",
            by=admin,
            now=now,
        )
    if offer.cancel_reason:
        run_changes.cancel(run=run, reason=offer.cancel_reason, by=admin, now=now)
        return
    venue_check.check(run_id=run.pk, now=now)
