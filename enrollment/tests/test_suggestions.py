"""Which groups are suggested to a firm, and what comes due for it."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from companies.tests.factories import CompanyFactory, TechnicianFactory, UserFactory
from courses.tests.factories import AreaFactory, CourseFactory, RunFactory, VenueFactory
from enrollment.queries.suggestions import suggested_to
from enrollment.rules.deadlines import Due, deadlines
from enrollment.rules.suggestions import Candidate, Reason, Suggestion, Taken, Why, suggest
from enrollment.tests.factories import ask, fill, seated, serve
from enrollment.tests.test_training import took

NOW = datetime(2026, 11, 25, 11, tzinfo=ZoneInfo("America/Ciudad_Juarez"))
WELDING, QUALITY, SAFETY = 1, 2, 3
ANA, BETO = 1, 2


def group(run_id, course_id, area_id=WELDING, *, audience="", seats=2, busy=()):
    starts_at = NOW + timedelta(days=run_id)
    return Candidate(run_id, course_id, area_id, audience, starts_at, seats, busy)


def took_part(technician, course_id, area_id=WELDING, *, run_id=0, audience=""):
    return Taken(technician, run_id, course_id, area_id, audience)


def of_area(run_id, number=1, could_come=2):
    return Suggestion(run_id, (Reason(Why.AREA, number),), could_come)


BEGUN = [took_part(ANA, 99)]  # somebody took another course of welding

TABLE = {
    "nothing taken and no sector says nothing": ([group(1, 10)], [], {}, []),
    "the area of what a colleague took": ([group(1, 10)], BEGUN, {}, [of_area(1)]),
    "another area has no reason": ([group(1, 10, QUALITY)], BEGUN, {}, []),
    "the same audience": (
        [group(1, 10, QUALITY, audience="Operadores")],
        [took_part(ANA, 99, audience="Operadores")],
        {},
        [Suggestion(1, (Reason(Why.AUDIENCE, 1),), 2)],
    ),
    "no audience is no common audience": ([group(1, 10, QUALITY)], BEGUN, {}, []),
    "three firms of the sector": (
        [group(1, 10)],
        [],
        {10: 3},
        [Suggestion(1, (Reason(Why.SECTOR, 3),), 2)],
    ),
    "two firms could be recognised": ([group(1, 10)], [], {10: 2}, []),
    "a course that everybody took": (
        [group(1, 10)],
        [took_part(ANA, 10), took_part(BETO, 10)],
        {10: 9},
        [],
    ),
    "whoever took it does not come again": (
        [group(1, 10)],
        [took_part(ANA, 10)],
        {},
        [of_area(1, could_come=1)],
    ),
    "whoever is elsewhere cannot come": (
        [group(1, 10, busy={ANA})],
        BEGUN,
        {},
        [of_area(1, could_come=1)],
    ),
    "nobody has time": ([group(1, 10, busy={ANA, BETO})], BEGUN, {}, []),
    "the firm has its seats there": (
        [group(1, 10, seats=1)],
        [took_part(ANA, 10, run_id=1)],
        {},
        [],
    ),
    "of one course the soonest group": ([group(5, 10), group(2, 10)], BEGUN, {}, [of_area(2)]),
    "the next group when nobody has time for the first": (
        [group(2, 10, busy={ANA, BETO}), group(5, 10)],
        BEGUN,
        {},
        [of_area(5)],
    ),
    "the sector counts more than the area, both more than one": (
        [group(1, 10), group(2, 20, QUALITY), group(3, 30)],
        BEGUN,
        {20: 4, 30: 3},
        [
            Suggestion(3, (Reason(Why.SECTOR, 3), Reason(Why.AREA, 1)), 2),
            Suggestion(2, (Reason(Why.SECTOR, 4),), 2),
            of_area(1),
        ],
    ),
    "at most two of an area and three in all": (
        [group(n, n * 10, area) for n, area in enumerate([WELDING] * 3 + [QUALITY, SAFETY], 1)],
        [*BEGUN, took_part(ANA, 98, QUALITY), took_part(ANA, 97, SAFETY)],
        {},
        [of_area(1), of_area(2), of_area(4)],
    ),
}


@pytest.mark.parametrize(("candidates", "taken", "firms", "expected"), TABLE.values(), ids=TABLE)
def test_what_is_suggested(candidates, taken, firms, expected):
    found = suggest(
        candidates=candidates, technicians=[ANA, BETO], taken=taken, firms_by_course=firms
    )

    assert found == expected


@pytest.mark.django_db
class TestSuggestedTo:
    def a_course_of_the_sector(self, firms, sector="332"):
        course = CourseFactory()
        for _firm in range(firms):
            took(CompanyFactory(sector=sector), course=course)
        return course

    def suggested(self, company):
        return [(one.run, one.could_come) for one in suggested_to(company, now=timezone.now())]

    @pytest.mark.parametrize(
        ("firms", "sector", "is_suggested"), [(3, "332", True), (2, "332", False), (3, "", False)]
    )
    def test_the_sector_speaks_from_three_other_firms_on(self, firms, sector, is_suggested):
        run = RunFactory(course=self.a_course_of_the_sector(firms, sector))
        company = CompanyFactory(sector=sector)
        TechnicianFactory(company=company)

        assert self.suggested(company) == ([(run, 1)] if is_suggested else [])

    def test_the_own_seats_do_not_make_the_firms_three(self):
        course = self.a_course_of_the_sector(2)
        company = CompanyFactory(sector="332")
        took(company, course=course)
        company.technicians.update(is_active=False)
        TechnicianFactory(company=company)
        RunFactory(course=course)

        assert self.suggested(company) == []

    @pytest.mark.parametrize(
        ("facts", "is_suggested"),
        [
            ({}, True),
            ({"awaiting_approval": True}, True),
            ({"refused": True}, False),
            ({"head_count": 900}, False),
            (
                {
                    "head_count": 900,
                    "large_admitted_at": NOW,
                    "large_admission_reason": "Socia fundadora",
                },
                True,
            ),
        ],
    )
    def test_nothing_is_suggested_to_a_firm_that_cannot_enroll(self, facts, is_suggested):
        if "large_admitted_at" in facts:
            facts = {**facts, "large_admitted_by": UserFactory(admin=True)}
        run = RunFactory(course=self.a_course_of_the_sector(3))
        company = CompanyFactory(sector="332", **facts)
        TechnicianFactory(company=company)

        assert self.suggested(company) == ([(run, 1)] if is_suggested else [])

    def test_only_groups_where_a_seat_is_to_be_had(self):
        area = AreaFactory()
        company, now = CompanyFactory(from_elsewhere=True), timezone.now()
        took(company, course__area=area)
        TechnicianFactory(company=company)
        fill(RunFactory(course__area=area, venue=VenueFactory(capacity=1)))
        RunFactory(course__area=area, cancelled=True)
        RunFactory(course__area=area, draft=True)
        RunFactory(course__area=area, enrollment_closes_at=now)
        RunFactory(course__area=area, local_priority_until=now + timedelta(days=1))
        RunFactory(course__area=area, kind="closed")
        free = RunFactory(course__area=area)

        assert self.suggested(company) == [(free, 2)]

    def test_who_is_in_another_group_at_the_same_hours_is_not_counted(self):
        area = AreaFactory()
        company = CompanyFactory()
        taken = RunFactory(course__area=area)
        seated(taken, company=company)
        run = RunFactory(course__area=area)  # at the same hours
        TechnicianFactory(company=company)

        assert set(self.suggested(company)) == {(taken, 1), (run, 1)}

    @pytest.mark.parametrize("number", [1, 30])
    def test_the_same_statements_for_any_number(self, number, django_assert_num_queries):
        area = AreaFactory()
        company = CompanyFactory(sector="332")
        took(company, course__area=area)
        TechnicianFactory.create_batch(number, company=company)
        for _run in range(number):
            RunFactory(course__area=area)

        with django_assert_num_queries(5):
            suggested_to(company, now=timezone.now())

    def test_a_firm_without_technicians_is_suggested_nothing(self):
        RunFactory()

        assert self.suggested(CompanyFactory(sector="332")) == []


def a_request(pk, *, free=None, priority=None, hold=None, waiting_for=""):
    def days(number):
        return number and NOW + timedelta(days=number)

    run = SimpleNamespace(free_cancellation_until=days(free), local_priority_until=days(priority))
    kinds = SimpleNamespace(LOCAL_PRIORITY="local-priority")
    return SimpleNamespace(
        pk=pk, run=run, waiting_for=waiting_for, hold_until=days(hold), WaitingFor=kinds
    )


class TestDeadlines:
    def dues(self, seated=(), waiting=()):
        found = deadlines(seated=seated, waiting=waiting, now=NOW)
        return [(one.request.pk, one.due) for one in found]

    @pytest.mark.parametrize(
        ("days", "is_told"), [(None, False), (-1, False), (1, True), (10, True), (11, False)]
    )
    def test_free_cancellation_is_told_ten_days_before_it_ends(self, days, is_told):
        told = [(1, Due.FREE_CANCELLATION)] if is_told else []
        assert self.dues(seated=[a_request(1, free=days)]) == told

    def test_who_waits_is_told_of_what_she_waits_for_only(self):
        waiting = [
            a_request(1, priority=2, waiting_for="local-priority"),
            a_request(2, priority=2, waiting_for="seat"),
            a_request(3, free=2, hold=1, waiting_for="second-seat"),
        ]

        assert self.dues(waiting=waiting) == [(3, Due.HOLD), (1, Due.LOCAL_PRIORITY)]

    def test_the_soonest_five_are_told(self):
        seated = [a_request(number, free=10 - number) for number in range(1, 9)]

        assert [pk for pk, _due in self.dues(seated=seated)] == [8, 7, 6, 5, 4]


@pytest.mark.django_db
def test_the_deadlines_read_real_requests():
    now = timezone.now()
    run = RunFactory(free_cancellation_until=now + timedelta(days=2))
    has_seat = seated(run)
    first = RunFactory(local_priority_until=now + timedelta(days=1))
    waits = ask(first, from_elsewhere=True)
    serve(first)
    waits.refresh_from_db()

    found = deadlines(seated=[has_seat], waiting=[waits], now=now)

    assert [one.due for one in found] == [Due.LOCAL_PRIORITY, Due.FREE_CANCELLATION]
