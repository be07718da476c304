"""Makes a group of an offer: a room and an instructor that are free, dates, and its publication."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from canacintra_portal.demo import calendar
from canacintra_portal.demo.programme import Crowd, Special
from courses.models import Course, CourseRun, Meeting
from enrollment.services import run_changes

LOCALS_FIRST_UNTIL = timedelta(days=14)  # before the start
FREE_CANCELLATION_UNTIL = timedelta(days=10)
DAYS_TO_SHIFT = 28


class Diary:
    """When rooms and instructors are taken."""

    def __init__(self):
        self._taken = defaultdict(list)
        for meeting in Meeting.objects.filter(takes_place=True).order_by("pk"):
            self.book(meeting.venue_id, meeting.instructor_id, [meeting_hours(meeting)])

    def book(self, room_id, instructor_id, pairs):
        self._taken["room", room_id] += pairs
        self._taken["instructor", instructor_id] += pairs

    def is_free(self, kind, pk, pairs):
        return not any(
            begins < other_ends and other_begins < ends
            for begins, ends in pairs
            for other_begins, other_ends in self._taken[kind, pk]
        )


def meeting_hours(meeting):
    return meeting.starts_at, meeting.ends_at


@dataclass
class Stage:
    """What groups are made of."""

    rooms: dict
    instructors: dict
    diary: Diary
    admin: object
    now: object

    def __post_init__(self):
        self.courses = {course.name: course for course in Course.objects.order_by("pk")}
        self.codes = set(CourseRun.objects.values_list("code", flat=True))


def code_of(offer, week):
    year, number, _weekday = calendar.monday_of(week).isocalendar()
    return f"{offer.code}-{year % 100:02}{number:02}"


def open_group(offer, *, week, stage, is_past):
    """Publish the group of an offer, and return it; None where it exists or cannot be.

    `is_past` asks for groups that have begun, otherwise only coming ones are made.
    """
    code = code_of(offer, week)
    if code in stage.codes:
        return None
    course = stage.courses[offer.course]
    pairs, room = _place(offer, course, week, stage)
    if room is None or (pairs[0][0] <= stage.now) != is_past:
        return None
    published_at = _published_at(code, pairs[0][0], stage.now)
    instructor = stage.instructors[offer.instructor]
    starts_at = pairs[0][0]
    locals_first = offer.has(Special.LOCAL_FIRST)
    run = CourseRun.objects.create(
        code=code,
        course=course,
        venue=room,
        instructor=instructor,
        seat_limit=offer.seat_limit,
        company_seat_limit=offer.company_seat_limit,
        price=Decimal(offer.price),
        local_priority_until=starts_at - LOCALS_FIRST_UNTIL if locals_first else None,
        free_cancellation_until=max(starts_at - FREE_CANCELLATION_UNTIL, published_at),
        accepts_moves_within_site=offer.has(Special.ACCEPTS_MOVES),
    )
    Meeting.objects.bulk_create(
        Meeting(run=run, venue=room, instructor=instructor, starts_at=begins, ends_at=ends)
        for begins, ends in pairs
    )
    stage.diary.book(room.pk, instructor.pk, pairs)
    stage.codes.add(code)
    if offer.has(Special.IS_DRAFT):
        return None
    return run_changes.publish(run=run, by=stage.admin, now=published_at)


def _place(offer, course, week, stage):
    """Meetings and a free room for them: the wanted one, one a little larger, or days later."""
    wanted = stage.rooms[offer.room]
    # A crowd is too large for the wanted room only.
    largest = wanted.capacity * (1 if offer.crowd is Crowd.TOO_MANY else 1.5)
    fitting = sorted(
        (room for room in stage.rooms.values() if wanted.capacity <= room.capacity <= largest),
        key=lambda room: (room != wanted, not room.is_own, room.capacity, room.pk),
    )
    first_day = calendar.monday_of(week) + timedelta(days=offer.weekday)
    instructor = stage.instructors[offer.instructor]
    for _attempt in range(DAYS_TO_SHIFT):
        pairs = calendar.meetings(hours=course.hours, shift=offer.shift, first_day=first_day)
        if stage.diary.is_free("instructor", instructor.pk, pairs):
            for room in fitting:
                if stage.diary.is_free("room", room.pk, pairs):
                    return pairs, room
        first_day += calendar.ONE_DAY
    return [], None


def _published_at(code, starts_at, now):
    """Some weeks before the group begins, and some days ago at least, in office hours."""
    random = Random(code)
    moment = min(
        starts_at - timedelta(days=random.randint(38, 52)),
        now - timedelta(days=random.randint(8, 16)),
    )
    return timezone.localtime(moment).replace(
        hour=random.randint(9, 16), minute=random.randint(0, 59), second=0, microsecond=0
    )
