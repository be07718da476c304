"""What the database refuses when somebody goes past the portal: a script, the admin, psql."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.utils import timezone
from pghistory.core import event_models

from companies.models import Technician
from companies.models.technician import ANONYMISED
from companies.tests.factories import CompanyFactory, TechnicianFactory
from courses.models import CourseRun, Meeting, Venue
from courses.tests.factories import InstructorFactory, RunFactory, VenueFactory
from enrollment.models import Enrollment, EnrollmentRequest, TechnicianBooking
from enrollment.services import seats
from enrollment.tests.factories import ask, seated

pytestmark = pytest.mark.django_db


def by_hand(sql, *params):
    """Run what somebody types in psql."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def refused(constraint):
    """Expect the database to refuse, and to name this constraint."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert refusal.value.__cause__.diag.constraint_name == constraint


@pytest.fixture
def full():
    run = RunFactory(venue__capacity=1)
    seated(run)
    seated(run)
    run.refresh_from_db()
    return run


def test_seat_beyond_the_capacity(full):
    with refused("run_seats_within_capacity"):
        by_hand(
            "UPDATE enrollment_enrollment SET state = 'confirmed', confirmed_at = now()"
            " WHERE run_id = %s",
            full.pk,
        )


CONFIRM = (
    "UPDATE enrollment_enrollment SET state = 'confirmed', confirmed_at = %s WHERE request_id = %s"
)


def test_seat_of_a_firm_that_is_not_approved():
    request = ask(RunFactory(), approved_at=None, approved_by=None)
    with refused("enrollment_company_approved"):
        by_hand(CONFIRM, timezone.now(), request.pk)


def test_seat_of_a_firm_from_elsewhere_while_local_firms_come_first():
    until = timezone.now() + timedelta(days=2)
    run = RunFactory(local_priority_until=until)
    elsewhere, local = ask(run, municipality="Delicias"), ask(run)
    with refused("enrollment_local_first"):
        by_hand(CONFIRM, timezone.now(), elsewhere.pk)
    by_hand(CONFIRM, timezone.now(), local.pk)
    by_hand(CONFIRM, until, elsewhere.pk)


def test_one_seat_for_two_who_come_together_or_not_at_all():
    request = ask(RunFactory(), technicians=2, together="both")
    first, second = request.enrollments.order_by("pk")
    with refused("enrollment_both_or_none"):
        by_hand(f"{CONFIRM} AND id = %s", timezone.now(), request.pk, first.pk)
    by_hand(CONFIRM, timezone.now(), request.pk)
    with refused("enrollment_both_or_none"):
        by_hand(
            "UPDATE enrollment_enrollment SET state = 'waiting', confirmed_at = NULL WHERE id = %s",
            second.pk,
        )


def test_colleague_takes_over_a_seat_that_was_given_before_the_priority_was_declared():
    run = RunFactory()
    request = seated(run, municipality="Delicias")
    run.local_priority_until = timezone.now() + timedelta(days=2)
    run.save()
    leaving = request.enrollments.get()
    arriving = TechnicianFactory(company=request.company)
    seats.substitute(
        enrollment=leaving, technician=arriving, by=request.requested_by, now=timezone.now()
    )
    assert request.enrollments.holding_a_seat().get().technician == arriving


def test_seat_inserted_beyond_the_capacity(full):
    technician = TechnicianFactory()
    request = ask(full, company=technician.company)
    Enrollment.objects.filter(request=request).delete()
    with refused("run_seats_within_capacity"):
        by_hand(
            "INSERT INTO enrollment_enrollment (request_id, technician_id, state, confirmed_at,"
            " run_id, company_id) VALUES (%s, %s, 'confirmed', now(), %s, %s)",
            request.pk,
            technician.pk,
            full.pk,
            technician.company_id,
        )


def test_venue_shrunk_below_the_seats_taken(full):
    Venue.objects.filter(pk=full.venue_id).update(capacity=3)
    full.refresh_from_db()
    assert full.capacity == 3
    seated(full)
    with refused("run_seats_within_capacity"):
        Venue.objects.filter(pk=full.venue_id).update(capacity=1)


def test_limit_of_the_group_below_the_seats_taken(full):
    Venue.objects.filter(pk=full.venue_id).update(capacity=3)
    seated(full)
    with refused("run_seats_within_capacity"):
        CourseRun.objects.filter(pk=full.pk).update(seat_limit=1)


def test_move_to_a_venue_below_the_seats_taken(full):
    Venue.objects.filter(pk=full.venue_id).update(capacity=3)
    seated(full)
    with refused("run_seats_within_capacity"):
        CourseRun.objects.filter(pk=full.pk).update(venue=VenueFactory(capacity=1))


def test_counters_and_capacity_typed_by_hand_stay_what_they_are(full):
    by_hand(
        "UPDATE courses_courserun SET seats_taken = 0, seats_waiting = 9, capacity = 99"
        " WHERE id = %s",
        full.pk,
    )
    full.refresh_from_db()
    assert (full.seats_taken, full.seats_waiting, full.capacity) == (1, 1, 1)


def test_counters_follow_deleted_rows(full):
    Enrollment.objects.filter(run=full, state="confirmed").delete()
    full.refresh_from_db()
    assert (full.seats_taken, full.seats_waiting) == (0, 1)


def test_third_seat_of_a_company():
    run = RunFactory(venue__capacity=9)
    request = seated(run, technicians=2)
    third = TechnicianFactory(company=request.company)
    with refused("enrollment_company_limit"):
        Enrollment.objects.create(request=request, technician=third)


def test_more_seats_for_a_company_need_a_reason():
    run = RunFactory()
    with refused("run_company_limit_has_reason"):
        CourseRun.objects.filter(pk=run.pk).update(company_seat_limit=3)
    CourseRun.objects.filter(pk=run.pk).update(company_seat_limit=3, company_limit_reason="Gira")


def test_limit_per_company_below_what_one_holds():
    run = RunFactory(venue__capacity=9)
    seated(run, technicians=2)
    with refused("enrollment_company_limit"):
        CourseRun.objects.filter(pk=run.pk).update(company_seat_limit=1)


def test_technician_of_another_company():
    request = seated(RunFactory(venue__capacity=9))
    with refused("enrollment_own_technician"):
        Enrollment.objects.create(request=request, technician=TechnicianFactory())


def test_request_cannot_change_hands():
    request = seated(RunFactory(venue__capacity=9))
    with pytest.raises(Exception, match="run_and_company_are_fixed"), transaction.atomic():
        EnrollmentRequest.objects.filter(pk=request.pk).update(company=CompanyFactory())


def test_technician_cannot_change_employer():
    technician = TechnicianFactory()
    with pytest.raises(Exception, match="employer_is_fixed"), transaction.atomic():
        Technician.objects.filter(pk=technician.pk).update(company=CompanyFactory())


def test_technician_twice_in_a_group():
    request = seated(RunFactory(venue__capacity=9))
    with refused("enrollment_technician_once"):
        Enrollment.objects.create(request=request, technician=request.enrollments.get().technician)


def test_technician_in_two_groups_at_the_same_time():
    run, other = RunFactory(venue__capacity=9), RunFactory(venue__capacity=9)
    request = seated(run)
    same_company = ask(other, company=request.company)
    with refused("booking_technician_once"):
        Enrollment.objects.create(
            request=same_company, technician=request.enrollments.get().technician
        )


def test_meeting_moved_onto_another_group_of_a_technician():
    run = RunFactory(venue__capacity=9)
    begins = run.ends_at + timedelta(days=1)
    other = RunFactory(venue__capacity=9, meetings=[(begins, begins + timedelta(hours=2))])
    request = seated(run)
    second = ask(other, company=request.company)
    Enrollment.objects.filter(request=second).delete()
    Enrollment.objects.create(request=second, technician=request.enrollments.get().technician)
    with refused("booking_technician_once"):
        Meeting.objects.filter(run=other).update(starts_at=run.starts_at, ends_at=run.ends_at)


def same_person_of_another_company(technician):
    return TechnicianFactory(curp=technician.curp)


def in_the_same_group(run):
    return run


def in_a_group_at_the_same_time(run):
    return RunFactory(venue__capacity=9)


@pytest.mark.parametrize("where", [in_the_same_group, in_a_group_at_the_same_time])
def test_person_enrolled_by_two_companies(where):
    run = RunFactory(venue__capacity=9)
    again = same_person_of_another_company(seated(run).enrollments.get().technician)
    request = ask(where(run), company=again.company)
    with refused("booking_technician_once"):
        Enrollment.objects.create(request=request, technician=again)


def test_technician_who_turns_out_to_be_somebody_with_a_seat():
    run = RunFactory(venue__capacity=9)
    one, other = seated(run), seated(run)
    somebody, else_ = one.enrollments.get().technician, other.enrollments.get().technician
    with refused("booking_technician_once"):
        Technician.objects.filter(pk=else_.pk).update(curp=somebody.curp)


def test_corrected_curp_frees_whose_it_was():
    run = RunFactory(venue__capacity=9)
    mistyped = seated(run).enrollments.get().technician
    owner = same_person_of_another_company(mistyped)
    Technician.objects.filter(pk=mistyped.pk).update(curp=TechnicianFactory.build().curp)
    request = ask(run, company=owner.company)
    Enrollment.objects.create(request=request, technician=owner)


def test_nothing_of_a_curp_stays_in_the_bookings_of_who_was_anonymised():
    technician = seated(RunFactory(venue__capacity=9)).enrollments.get().technician
    Technician.objects.filter(pk=technician.pk).update(
        curp=None,
        given_names="",
        first_surname=ANONYMISED,
        is_active=False,
        anonymised_at=timezone.now(),
    )
    booking = TechnicianBooking.objects.get(technician=technician)
    assert booking.person == -technician.pk


def test_bookings_are_not_written_by_hand():
    seated(RunFactory(venue__capacity=9))
    with refused("booking_by_trigger_only"):
        by_hand("DELETE FROM enrollment_technicianbooking")


@pytest.mark.django_db(transaction=True)
def test_bookings_are_not_emptied_by_hand():
    seated(RunFactory(venue__capacity=9))
    with refused("booking_by_trigger_only"):
        by_hand("TRUNCATE enrollment_technicianbooking")


def test_cancelled_enrollment_frees_the_technician():
    run, other = RunFactory(venue__capacity=9), RunFactory(venue__capacity=9)
    request = seated(run)
    second = ask(other, company=request.company)
    request.enrollments.update(state="cancelled", ended_at=timezone.now())
    Enrollment.objects.filter(request=second).delete()
    Enrollment.objects.create(request=second, technician=request.enrollments.get().technician)


@pytest.mark.parametrize(
    ("shared", "constraint"),
    [("venue", "meeting_venue_once"), ("instructor", "meeting_instructor_once")],
)
def test_one_meeting_at_a_time(shared, constraint):
    run = RunFactory()
    with refused(constraint):
        RunFactory(**{shared: getattr(run, shared)})


def test_venue_changed_by_hand_into_one_that_is_taken():
    run, other = RunFactory(), RunFactory()
    with refused("meeting_venue_once"):
        CourseRun.objects.filter(pk=other.pk).update(venue=run.venue)


def test_meeting_cannot_leave_the_venue_of_its_group():
    run = RunFactory()
    Meeting.objects.filter(run=run).update(
        venue=VenueFactory(), instructor=InstructorFactory(), takes_place=False
    )
    meeting = run.meetings.get()
    assert (meeting.venue, meeting.instructor, meeting.takes_place) == (
        run.venue,
        run.instructor,
        True,
    )


def test_cancelled_group_frees_its_venue():
    run = RunFactory()
    CourseRun.objects.filter(pk=run.pk).update(
        state="cancelled", cancelled_at=timezone.now(), cancel_reason="Prueba"
    )
    RunFactory(venue=run.venue, instructor=run.instructor)


def test_group_that_is_over_keeps_its_capacity_when_the_venue_shrinks():
    now = timezone.now()
    run = RunFactory(
        venue__capacity=9, meetings=[(now - timedelta(hours=5), now - timedelta(hours=1))]
    )
    Venue.objects.filter(pk=run.venue_id).update(capacity=2)
    run.refresh_from_db()
    assert run.capacity == 9


def cancel_by_hand(run):
    by_hand(
        "UPDATE courses_courserun SET state = 'cancelled', cancelled_at = now(),"
        " cancel_reason = 'Prueba' WHERE id = %s",
        run.pk,
    )


def move_by_hand(run, days):
    by_hand(
        "UPDATE courses_meeting SET starts_at = starts_at + %s * interval '1 day',"
        " ends_at = ends_at + %s * interval '1 day' WHERE run_id = %s",
        days,
        days,
        run.pk,
    )


def publish_by_hand(run):
    by_hand(
        "UPDATE courses_courserun SET state = 'published', cancelled_at = NULL,"
        " cancel_reason = '' WHERE id = %s",
        run.pk,
    )


def to_the_past(run):
    move_by_hand(run, -90)


def to_the_future(run):
    move_by_hand(run, 90)


@pytest.mark.parametrize(
    ("goes", "comes_back"), [(cancel_by_hand, publish_by_hand), (to_the_past, to_the_future)]
)
def test_group_that_comes_back_has_the_capacity_of_its_venue_today(goes, comes_back):
    run = RunFactory(venue__capacity=9)
    seated(run, technicians=2)
    goes(run)
    Venue.objects.filter(pk=run.venue_id).update(capacity=2)
    comes_back(run)
    run.refresh_from_db()
    assert run.capacity == 2


@pytest.mark.parametrize(
    ("goes", "comes_back"), [(cancel_by_hand, publish_by_hand), (to_the_past, to_the_future)]
)
def test_group_does_not_come_back_into_a_room_that_is_too_small(goes, comes_back):
    run = RunFactory(venue__capacity=9)
    seated(run, technicians=2)
    goes(run)
    Venue.objects.filter(pk=run.venue_id).update(capacity=1)
    with refused("run_seats_within_capacity"):
        comes_back(run)


@pytest.mark.parametrize("year", [1999, 2100, 9999])
@pytest.mark.parametrize(
    "deadline", ["local_priority_until", "enrollment_closes_at", "free_cancellation_until"]
)
def test_deadline_that_no_calendar_shows(year, deadline):
    RunFactory()
    with refused("run_within_the_calendar"):
        by_hand(
            f"UPDATE courses_courserun SET {deadline} = make_timestamptz(%s, 6, 1, 0, 0, 0)",  # noqa: S608
            year,
        )


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("1999-06-01 08:00+00", "1999-06-01 12:00+00"),
        ("2099-12-31 22:00+00", "2100-01-01 02:00+00"),
        ("9999-12-31 08:00+00", "9999-12-31 12:00+00"),
        ("-infinity", "2030-01-01 12:00+00"),
        ("2030-01-01 12:00+00", "infinity"),
    ],
)
def test_meeting_that_no_calendar_shows(begins, ends):
    RunFactory()
    with refused("meeting_within_the_calendar"):
        by_hand("UPDATE courses_meeting SET starts_at = %s, ends_at = %s", begins, ends)


@pytest.mark.parametrize(
    "table",
    [
        "companies_company",
        "companies_technician",
        "companies_membership",
        "companies_user",
        "courses_venue",
        "courses_instructor",
        "courses_courserun",
        "courses_meeting",
        "enrollment_enrollmentrequest",
        "enrollment_enrollment",
    ],
)
def test_row_keeps_its_number(table):
    seated(RunFactory(venue__capacity=9))
    with refused("row_keeps_its_number"):
        by_hand(f"UPDATE {table} SET id = id + 1000000")  # noqa: S608 - our own tables


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "table",
    [
        *sorted(trace._meta.db_table for trace in event_models()),
        "companies_download",
        "companies_consent",
        "companies_membership",
        "companies_technician CASCADE",
        "courses_meeting CASCADE",
        "courses_courserun CASCADE",
        "enrollment_enrollment CASCADE",
        "enrollment_enrollmentrequest CASCADE",
    ],
)
def test_table_is_not_emptied_by_hand(table):
    seated(RunFactory(venue__capacity=9))
    with refused("table_is_kept"):
        by_hand(f"TRUNCATE {table}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE enrollment_enrollment SET state = 'waiting'",
        "UPDATE courses_courserun SET company_seat_limit = 1",
        "UPDATE courses_meeting SET starts_at = starts_at - interval '1 hour'",
        "UPDATE courses_venue SET capacity = 2",
    ],
)
def test_rules_are_not_judged_by_an_old_snapshot(change):
    seated(RunFactory(venue__capacity=9))
    with pytest.raises(NotSupportedError, match="READ COMMITTED"):
        by_hand(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; {change}")
