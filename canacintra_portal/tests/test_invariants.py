"""For each audit something wrong is created that the database would refuse, and it is found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, OperationalError, connection
from django.utils import timezone

from canacintra_portal.invariants import CHECKS
from canacintra_portal.invariants.audit import findings, snapshot
from companies.models import Company, Message
from companies.rules import notices
from companies.services import consents
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.services import approval, seats
from enrollment.tests.factories import ask, serve

# What is done behind the back of the rules: the constraints that would refuse it, and the SQL.
WRONG = {
    "seats_never_exceed_the_capacity": (
        ["run_seats_within_capacity"],
        "UPDATE courses_courserun SET capacity = 1 WHERE code = 'LLENO'",
    ),
    "capacity_is_the_smaller_limit": (
        [],
        "UPDATE courses_courserun SET capacity = 50 WHERE code = 'LLENO'",
    ),
    "taken_seats_are_counted": (
        [],
        "UPDATE courses_courserun SET seats_taken = 0 WHERE code = 'LLENO'",
    ),
    "waiting_people_are_counted": (
        [],
        "UPDATE courses_courserun SET seats_waiting = 9 WHERE code = 'LLENO'",
    ),
    "companies_keep_to_their_limit": (
        [],
        "UPDATE courses_courserun SET company_seat_limit = 1 WHERE code = 'LLENO'",
    ),
    "more_than_two_seats_have_a_reason": (
        ["run_company_limit_has_reason"],
        "UPDATE courses_courserun SET company_seat_limit = 3 WHERE code = 'LLENO'",
    ),
    "company_slots_are_numbered": (
        [],
        "UPDATE enrollment_enrollment SET company_slot = 7 WHERE company_slot = 2",
    ),
    "only_published_runs_have_people": (
        [],
        "UPDATE courses_courserun SET state = 'draft' WHERE code = 'LLENO'",
    ),
    "runs_span_their_meetings": (
        [],
        "UPDATE courses_courserun SET starts_at = starts_at - interval '1 hour'",
    ),
    "published_runs_have_meetings": (
        [],
        "DELETE FROM enrollment_technicianbooking; DELETE FROM courses_meeting",
    ),
    "meetings_follow_their_run": (
        [],
        "UPDATE courses_meeting SET takes_place = false",
    ),
    "venues_hold_one_meeting_at_a_time": (
        [],
        "UPDATE courses_courserun SET venue_id = (SELECT min(id) FROM courses_venue)",
    ),
    "instructors_teach_one_meeting_at_a_time": (
        [],
        "UPDATE courses_courserun SET instructor_id = (SELECT min(id) FROM courses_instructor)",
    ),
    "technicians_are_in_one_place_at_a_time": (
        [],
        """
        UPDATE enrollment_enrollment SET technician_id = (
            SELECT technician_id FROM enrollment_enrollment AS other
              JOIN courses_courserun AS run ON run.id = other.run_id
             WHERE run.code = 'LLENO' AND other.state = 'confirmed' ORDER BY other.id LIMIT 1
        )
         WHERE run_id = (SELECT id FROM courses_courserun WHERE code = 'OTRO')
        """,
    ),
    "bookings_are_complete": ([], "DELETE FROM enrollment_technicianbooking"),
    "technicians_go_for_their_own_company": (
        [],
        "UPDATE companies_technician SET company_id = (SELECT max(id) FROM companies_company)",
    ),
    "only_approved_companies_hold_seats": (
        [],
        "UPDATE companies_company SET approved_at = NULL, approved_by_id = NULL",
    ),
    "refused_companies_ask_for_nothing": (
        [],
        """
        UPDATE companies_company SET approved_at = NULL, approved_by_id = NULL,
               refused_at = approved_at, refused_by_id = approved_by_id, refusal_reason = 'No'
        """,
    ),
    "local_firms_came_first": (
        [],
        """
        UPDATE courses_courserun SET local_priority_until = now() + interval '1 day';
        UPDATE enrollment_enrollmentrequest SET priority_class = 2
        """,
    ),
    "companies_are_whole": (
        ["company_technicians_within_head_count"],
        "UPDATE companies_company SET head_count = 1",
    ),
    "large_companies_are_let_in_with_a_reason": (
        ["company_large_admission_has_who_when_and_why"],
        "UPDATE companies_company SET large_admission_reason = 'Nobody knows'",
    ),
    "companies_keep_an_owner": (
        [],
        "UPDATE companies_membership SET role = 'member'",
    ),
    "requests_say_what_their_enrollments_are": (
        [],
        "UPDATE enrollment_enrollmentrequest SET state = 'confirmed', waiting_for = ''"
        " WHERE state = 'partial'",
    ),
    "requests_are_for_one_or_two": (
        [],
        "DELETE FROM enrollment_enrollment WHERE state = 'cancelled'",
    ),
    "both_or_none_is_kept": (
        [],
        """
        UPDATE enrollment_enrollment SET state = 'confirmed', confirmed_at = now()
         WHERE id = (
                   SELECT min(seat.id) FROM enrollment_enrollment AS seat
                     JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
                    WHERE request.together = 'both'
               )
        """,
    ),
    "requests_have_their_times_and_reasons": (
        ["request_decided_has_when"],
        "UPDATE enrollment_enrollmentrequest SET decided_at = NULL WHERE state = 'partial'",
    ),
    "enrollments_have_their_times": (
        ["enrollment_confirmed_has_when"],
        "UPDATE enrollment_enrollment SET confirmed_at = NULL",
    ),
    "substitutes_follow_their_colleagues": (
        [],
        "UPDATE enrollment_enrollment SET replaces_id = NULL",
    ),
    "runs_have_their_times_and_reasons": (
        ["run_published_has_when"],
        "UPDATE courses_courserun SET published_at = NULL",
    ),
    "proposals_are_about_what_is": (
        [],
        """
        INSERT INTO enrollment_relocation
               (run_id, kind, state, from_venue_id, to_venue_id, demand, seats_gained, extra_cost,
                proposed_at, decision_note)
        SELECT run.id, 'larger-venue', 'proposed', other.id, run.venue_id, 9, 6, 0, now(), ''
          FROM courses_courserun AS run, courses_venue AS other
         WHERE run.code = 'LLENO' AND other.id <> run.venue_id
         LIMIT 1
        """,
    ),
    "nobody_waits_beside_a_free_seat": (
        [],
        """
        UPDATE courses_venue SET capacity = 10;
        UPDATE courses_courserun SET capacity = 10
        """,
    ),
    "nobody_was_passed_over": (
        [],
        """
        UPDATE enrollment_enrollmentrequest SET requested_at = now() - interval '3 hours'
         WHERE state = 'confirmed';
        UPDATE enrollment_enrollment SET confirmed_at = now() - interval '2 hours'
         WHERE state = 'confirmed'
        """,
    ),
    "waiting_people_know_why": (
        [],
        "UPDATE enrollment_enrollmentrequest SET waiting_for = 'approval' WHERE state = 'partial'",
    ),
    "seats_are_held_for_two": (
        [],
        "UPDATE enrollment_enrollmentrequest SET hold_until = now() + interval '3 days'"
        " WHERE state = 'waiting'",
    ),
    "requests_are_answered": (
        [],
        "UPDATE enrollment_enrollmentrequest"
        " SET state = 'received', decided_at = NULL, waiting_for = '' WHERE state = 'partial'",
    ),
    "queues_end_with_the_begin": (
        [],
        "UPDATE courses_courserun SET starts_at = now() - interval '1 day' WHERE code = 'LLENO'",
    ),
    "answers_were_told": ([], "DELETE FROM companies_message WHERE kind = 'waiting'"),
    "substitutions_were_told": ([], "DELETE FROM companies_message WHERE kind = 'substituted'"),
    "messages_leave": ([], "UPDATE companies_message SET state = 'due', sent_at = NULL"),
    "messages_say_when_they_left": (
        ["message_sent_has_when"],
        "UPDATE companies_message SET sent_at = NULL",
    ),
    "messages_are_about_something": (
        [],
        "UPDATE companies_message SET about = 'request:999999' WHERE kind = 'waiting'",
    ),
    "messages_are_written_once": (
        ["message_once"],
        "UPDATE companies_message SET kind = 'waiting', version = 1, to_address = 'rh@firma.mx',"
        " about = (SELECT min(about) FROM companies_message)",
    ),
    "anonymised_people_are_nobody": (
        ["technician_anonymised_is_nobody"],
        "UPDATE companies_technician SET anonymised_at = now()",
    ),
    "anonymised_people_hold_no_seats": (
        ["technician_anonymised_is_nobody"],
        "UPDATE companies_technician SET anonymised_at = now()",
    ),
    "consents_answer_what_was_asked": (
        [],
        "UPDATE companies_consent SET version = '2026-11'",
    ),
}

YESTERDAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def a_portal_in_use(now):
    """A full group with a substitute, half a request waiting, a pair waiting, a cancellation; and
    another group at the same time elsewhere. Everything happened yesterday."""
    begins = (now + timedelta(days=30)).replace(minute=0, second=0, microsecond=0)
    hours = [(begins, begins + timedelta(hours=4))]
    full = RunFactory(code="LLENO", venue=VenueFactory(capacity=3), meetings=hours)
    other = RunFactory(code="OTRO", meetings=hours)
    yesterday = now - YESTERDAY
    moments = (yesterday + timedelta(minutes=minute) for minute in range(60))
    approved = {"approved_at": now - timedelta(days=9)}

    def asked(run, **wish):
        request = ask(run, company=CompanyFactory(**approved), now=next(moments), **wish)
        serve(run, now=next(moments))
        return request

    pair = asked(full, technicians=2)
    asked(full, technicians=2)
    asked(full, technicians=2, together="both")
    leaving = asked(full)
    asked(other)
    seats.cancel(request=leaving, by=leaving.requested_by, now=next(moments))
    seats.substitute(
        enrollment=pair.enrollments.order_by("pk")[0],
        technician=TechnicianFactory(company=pair.company),
        by=pair.requested_by,
        now=next(moments),
    )
    consents.give(
        user=pair.requested_by,
        version=notices.CURRENT.version,
        voluntary=[notices.STATISTICS],
        page="account_signup",
        now=now,
    )
    Message.objects.update(state="sent", sent_at=now, subject="Sus lugares", text="Buen día")


def without_its_guards(cursor, refusing):
    """Disarm the triggers and the constraints `refusing`, until the test's transaction ends."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
    for (table,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for constraint in refusing:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = %s", [constraint]
        )
        (table,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")


def names_of(found):
    return [finding.check for finding in found]


def test_every_check_has_something_wrong_to_find():
    assert set(WRONG) == {check.__name__ for check in CHECKS}


@pytest.mark.django_db
def test_a_portal_in_use_is_clean(now):
    a_portal_in_use(now)

    assert findings(CHECKS, now=now) == []


@pytest.mark.django_db
@pytest.mark.parametrize("check", WRONG)
def test_each_check_finds_what_is_wrong(check, now):
    a_portal_in_use(now)
    refusing, sql = WRONG[check]

    with connection.cursor() as cursor:
        without_its_guards(cursor, refusing)
        cursor.execute(sql)
        assert cursor.rowcount > 0

    found = findings(CHECKS, now=now)
    assert check in names_of(found)
    assert all("%(" not in finding.sentence for finding in found)


@pytest.mark.django_db
def test_an_audit_takes_one_statement_for_each_check(now, django_assert_num_queries):
    a_portal_in_use(now)

    with django_assert_num_queries(45):
        findings(CHECKS, now=now)


@pytest.mark.django_db
def test_jobs_have_some_minutes_before_a_free_seat_counts_as_forgotten(now):
    run = RunFactory(venue=VenueFactory(capacity=1))
    leaving = ask(run, now=now - YESTERDAY, approved_at=now - 9 * YESTERDAY)
    ask(run, now=now - YESTERDAY, approved_at=now - 9 * YESTERDAY)
    serve(run, now=now - YESTERDAY)
    leaving.refresh_from_db()

    seats.cancel(request=leaving, by=leaving.requested_by, now=now)

    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=20)
    assert "nobody_waits_beside_a_free_seat" not in names_of(findings(CHECKS, now=soon))
    assert "nobody_waits_beside_a_free_seat" in names_of(findings(CHECKS, now=later))


@pytest.mark.django_db
def test_a_refused_firm_was_told_about_its_requests_in_one_letter(now):
    waiting = ask(RunFactory(), now=now, approved_at=None, approved_by=None)
    serve(waiting.run, now=now)

    approval.refuse(company=waiting.company, reason="Otro giro", by=UserFactory(), now=now)

    assert findings(CHECKS, now=now) == []
    Message.objects.filter(kind="company-refused").delete()
    assert "answers_were_told" in names_of(findings(CHECKS, now=now))


@pytest.mark.django_db
def test_seats_given_before_a_firm_was_found_to_be_local_do_not_count_as_passed_over(admin_client):
    now = timezone.now()
    run = RunFactory(venue=VenueFactory(capacity=2))
    approved = {"approved_at": now - 9 * YESTERDAY}
    leaving = ask(run, technicians=2, now=now - 3 * YESTERDAY, **approved)
    mistyped = ask(run, now=now - 2 * YESTERDAY, municipality="Cd. Juarez", **approved)
    serve(run, now=now - 2 * YESTERDAY)
    ask(run, now=now - YESTERDAY, **approved)
    leaving.refresh_from_db()
    enrollment = leaving.enrollments.order_by("pk")[0]
    seats.cancel(
        request=leaving, enrollment=enrollment, by=leaving.requested_by, now=now - YESTERDAY
    )
    serve(run, now=now - YESTERDAY)

    company = mistyped.company
    fields = ["legal_name", "rfc", "municipality", "head_count", "technician_head_count"]
    form = {field: getattr(company, field) for field in fields}
    answer = admin_client.post(
        f"/admin/companies/company/{company.pk}/change/",
        {**form, "municipality": "Juárez", **no_inline_forms("memberships", "technicians")},
    )

    assert answer.status_code == 302
    mistyped.refresh_from_db()
    assert (mistyped.state, mistyped.priority_class) == ("waiting", 1)
    assert "nobody_was_passed_over" not in names_of(findings(CHECKS, now=now))


def no_inline_forms(*prefixes):
    kinds = ("TOTAL_FORMS", "INITIAL_FORMS")
    return {f"{prefix}-{kind}": 0 for prefix in prefixes for kind in kinds}


@pytest.mark.django_db(transaction=True)
def test_the_audit_cannot_write():
    RunFactory(code="INTACTO")

    with pytest.raises(Error, match="read-only transaction"), snapshot():
        CourseRun.objects.update(code="CAMBIADO")

    assert CourseRun.objects.get().code == "INTACTO"


@pytest.mark.django_db(transaction=True)
def test_the_command_says_that_all_is_well():
    output = StringIO()

    call_command("check_invariants", stdout=output)

    assert "45" in output.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_command_lists_what_is_wrong_and_exits_with_1():
    company = CompanyFactory(legal_name="Tornos Olvidados")
    MembershipFactory(company=company)
    now = timezone.now()
    ask(RunFactory(code="OLVIDO"), company=company, now=now - YESTERDAY)
    output, errors = StringIO(), StringIO()

    with pytest.raises(SystemExit) as exited:
        call_command("check_invariants", stdout=output, stderr=errors)

    assert exited.value.code == 1
    assert output.getvalue().splitlines()[0] == "requests_are_answered"
    assert "OLVIDO" in output.getvalue().splitlines()[1]
    assert Company.objects.count() == 1


@pytest.mark.parametrize("command", ["check_invariants", "retention", "seed_demo"])
def test_without_a_database_a_command_says_what_to_do(command, monkeypatch, in_english):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    with pytest.raises(CommandError, match="Start the servers with `make run`") as told:
        call_command(command)
    assert told.value.returncode == 2
