"""The rules of the game that the database itself holds: seats, one or two, one place at a time.

Every trigger raises with the name of a constraint, so that the code above can say it kindly.
"""

import pgtrigger
from django.utils.translation import gettext_lazy as _

from companies.kept_rows import KEPT
from companies.models.triggers import FRESH_READS_ONLY
from companies.refusals import say

LIVE = "('received', 'confirmed', 'waiting')"


def _person(technician):
    """SQL of the number that all technicians with one CURP have in the bookings.

    Made of the CURP, so that it is the same on every machine. Whoever was anonymised is nobody,
    and only herself.
    """
    return f"""
        COALESCE(
            ('x' || left(encode(sha256(convert_to({technician}.curp, 'UTF8')), 'hex'), 15))
                ::bit(60)::bigint,
            -{technician}.id
        )
    """


def _advisory_lock(function, run_id):
    """SQL that takes a lock on what the enrollments of a run are judged by.

    Whoever writes an enrollment takes the shared side, whoever changes the run's limit per company
    or its meetings takes the other: each then sees what the other one wrote.
    """
    return f"PERFORM {function}('courses_courserun'::regclass::oid::int, {run_id}::int);"


def _enrolling(run_id):
    return FRESH_READS_ONLY + _advisory_lock("pg_advisory_xact_lock_shared", run_id)


def _changing_the_run(run_id):
    return FRESH_READS_ONLY + _advisory_lock("pg_advisory_xact_lock", run_id)


COMPANY_AND_SLOT = pgtrigger.Trigger(
    name="company_and_slot",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("asking", "record"), ("employer", "bigint"), ("allowed", "integer")],
    func=f"""
        SELECT company_id, run_id INTO asking
          FROM enrollment_enrollmentrequest WHERE id = NEW.request_id;
        SELECT company_id INTO employer
          FROM companies_technician WHERE id = NEW.technician_id;
        IF employer IS DISTINCT FROM asking.company_id THEN
            RAISE EXCEPTION 'technician % works for another company', NEW.technician_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enrollment_own_technician';
        END IF;
        NEW.company_id := asking.company_id;
        NEW.run_id := asking.run_id;
        {_enrolling("NEW.run_id")}

        IF NEW.state NOT IN {LIVE} THEN
            RETURN NEW;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state IN {LIVE} AND OLD.run_id = NEW.run_id
           AND OLD.company_id = NEW.company_id
        THEN
            NEW.company_slot := OLD.company_slot;
            RETURN NEW;
        END IF;
        SELECT company_seat_limit INTO allowed FROM courses_courserun WHERE id = NEW.run_id;
        SELECT min(slot) INTO NEW.company_slot
          FROM generate_series(1, allowed) AS slot
         WHERE NOT EXISTS (
                   SELECT 1 FROM enrollment_enrollment AS other
                    WHERE other.run_id = NEW.run_id
                      AND other.company_id = NEW.company_id
                      AND other.company_slot = slot
                      AND other.state IN {LIVE}
               );
        IF NEW.company_slot IS NULL THEN
            RAISE EXCEPTION 'company % already has % seats in run %',
                NEW.company_id, allowed, NEW.run_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enrollment_company_limit';
        END IF;
        RETURN NEW;
    """,
)


def _count_seats(old_rows, new_rows):
    """SQL that moves the counters of the runs by what a whole statement changed."""
    sources = " UNION ALL ".join(
        f"SELECT run_id, {sign}(state = 'confirmed')::int AS taken,"
        f" {sign}(state = 'waiting')::int AS waiting FROM {rows}"
        for sign, rows in (("-", old_rows), ("", new_rows))
        if rows
    )
    return f"""
        UPDATE courses_courserun AS run
           SET seats_taken = run.seats_taken + change.taken,
               seats_waiting = run.seats_waiting + change.waiting
          FROM (
                   SELECT run_id, sum(taken) AS taken, sum(waiting) AS waiting
                     FROM ({sources}) AS changes GROUP BY run_id
               ) AS change
         WHERE run.id = change.run_id AND (change.taken <> 0 OR change.waiting <> 0);
        RETURN NULL;
    """


def _seat_counter(name, operation, old_rows=None, new_rows=None):
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(old=old_rows, new=new_rows),
        func=_count_seats(old_rows, new_rows),
    )


BOOKINGS_FOLLOW_ENROLLMENT = pgtrigger.Trigger(
    name="bookings_follow_enrollment",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "technician_id", "request_id"),
    declare=[("who", "bigint")],
    func=f"""
        IF TG_OP = 'UPDATE' THEN
            IF (OLD.state IN {LIVE}) = (NEW.state IN {LIVE})
               AND OLD.technician_id = NEW.technician_id AND OLD.run_id = NEW.run_id
            THEN
                RETURN NULL;
            END IF;
            DELETE FROM enrollment_technicianbooking WHERE enrollment_id = NEW.id;
        END IF;
        IF NEW.state IN {LIVE} THEN
            -- Locked: a CURP that is corrected at this moment is waited for.
            SELECT {_person("technician")} INTO who
              FROM companies_technician AS technician WHERE id = NEW.technician_id
               FOR KEY SHARE;
            INSERT INTO enrollment_technicianbooking
                   (enrollment_id, meeting_id, technician_id, person, period)
            SELECT NEW.id, meeting.id, NEW.technician_id, who, meeting.period
              FROM courses_meeting AS meeting
             WHERE meeting.run_id = NEW.run_id AND meeting.takes_place
               -- A meeting that is taken away at this moment is waited for and left out.
               FOR KEY SHARE;
        END IF;
        RETURN NULL;
    """,
)

BOOKINGS_ARE_KEPT = pgtrigger.Trigger(
    name="bookings_are_kept",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Truncate,
    func=f"""
        IF EXISTS (
            SELECT 1 FROM enrollment_enrollment AS enrollment
              JOIN courses_meeting AS meeting USING (run_id)
             WHERE enrollment.state IN {LIVE} AND meeting.takes_place
        ) THEN
            RAISE EXCEPTION 'bookings follow enrollments and meetings'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_by_trigger_only';
        END IF;
        RETURN NULL;
    """,
)

BOOKINGS_END_WITH_ENROLLMENT = pgtrigger.Trigger(
    name="bookings_end_with_enrollment",
    when=pgtrigger.Before,
    operation=pgtrigger.Delete,
    func="""
        DELETE FROM enrollment_technicianbooking WHERE enrollment_id = OLD.id;
        RETURN OLD;
    """,
)

SEATS_BY_THE_RULES = pgtrigger.Trigger(
    name="seats_by_the_rules",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Q(new__state="confirmed"),
    declare=[("asking", "record")],
    func="""
        IF TG_OP = 'UPDATE' AND OLD.state = 'confirmed' THEN
            RETURN NEW;
        END IF;
        -- A colleague takes over the seat as it is.
        IF NEW.replaces_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM enrollment_enrollment AS former
             WHERE former.id = NEW.replaces_id AND former.request_id = NEW.request_id
               AND former.confirmed_at IS NOT NULL
        ) THEN
            RETURN NEW;
        END IF;
        SELECT company.approved_at, request.priority_class, run.local_priority_until INTO asking
          FROM enrollment_enrollmentrequest AS request
          JOIN companies_company AS company ON company.id = request.company_id
          JOIN courses_courserun AS run ON run.id = request.run_id
         WHERE request.id = NEW.request_id;
        IF asking.approved_at IS NULL THEN
            RAISE EXCEPTION 'the company of request % is not approved', NEW.request_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enrollment_company_approved';
        END IF;
        IF asking.priority_class = 2 AND NEW.confirmed_at < asking.local_priority_until THEN
            RAISE EXCEPTION 'local firms come first until %', asking.local_priority_until
                USING ERRCODE = 'check_violation', CONSTRAINT = 'enrollment_local_first';
        END IF;
        RETURN NEW;
    """,
)


def _both_or_none(name, operation):
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=f"""
            IF EXISTS (
                SELECT 1 FROM enrollment_enrollmentrequest AS request
                  JOIN enrollment_enrollment AS one ON one.request_id = request.id
                 WHERE request.id IN (SELECT request_id FROM new_rows)
                   AND request.together = 'both' AND one.state IN {LIVE}
                 GROUP BY request.id
                HAVING bool_or(one.state = 'confirmed') AND bool_or(one.state <> 'confirmed')
            ) THEN
                RAISE EXCEPTION 'one of two that come together or not at all'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'enrollment_both_or_none';
            END IF;
            RETURN NULL;
        """,
    )


ENROLLMENT = [
    *KEPT,
    COMPANY_AND_SLOT,
    SEATS_BY_THE_RULES,
    _both_or_none("both_or_none_on_insert", pgtrigger.Insert),
    _both_or_none("both_or_none_on_update", pgtrigger.Update),
    _seat_counter("seats_counted_on_insert", pgtrigger.Insert, new_rows="new_rows"),
    _seat_counter("seats_counted_on_update", pgtrigger.Update, "old_rows", "new_rows"),
    _seat_counter("seats_counted_on_delete", pgtrigger.Delete, old_rows="old_rows"),
    BOOKINGS_FOLLOW_ENROLLMENT,
    BOOKINGS_END_WITH_ENROLLMENT,
]

BOOKING = [
    pgtrigger.Trigger(
        name="booked_by_trigger_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF pg_trigger_depth() = 1 THEN
                RAISE EXCEPTION 'bookings follow enrollments and meetings'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'booking_by_trigger_only';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    ),
    BOOKINGS_ARE_KEPT,
]

RUN = [
    pgtrigger.Trigger(
        name="company_limit_covers_companies",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("company_seat_limit"),
        func=f"""
            IF NEW.company_seat_limit < OLD.company_seat_limit THEN
                {_changing_the_run("NEW.id")}
                IF EXISTS (
                    SELECT 1 FROM enrollment_enrollment
                     WHERE run_id = NEW.id AND state IN {LIVE}
                       AND company_slot > NEW.company_seat_limit
                ) THEN
                    RAISE EXCEPTION 'a company holds more than % seats in run %',
                        NEW.company_seat_limit, NEW.id
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'enrollment_company_limit';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )
]

MEETING = [
    pgtrigger.Trigger(
        name="bookings_follow_meeting",
        when=pgtrigger.After,
        operation=pgtrigger.Insert
        | pgtrigger.UpdateOf("starts_at", "ends_at", "run_id", "takes_place"),
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.run_id = NEW.run_id AND OLD.period = NEW.period
               AND OLD.takes_place = NEW.takes_place
            THEN
                RETURN NULL;
            END IF;
            {_changing_the_run("NEW.run_id")}
            IF TG_OP = 'UPDATE' AND OLD.run_id = NEW.run_id AND OLD.takes_place AND NEW.takes_place
            THEN
                UPDATE enrollment_technicianbooking SET period = NEW.period
                 WHERE meeting_id = NEW.id;
                RETURN NULL;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                DELETE FROM enrollment_technicianbooking WHERE meeting_id = NEW.id;
            END IF;
            IF NEW.takes_place THEN
                INSERT INTO enrollment_technicianbooking
                       (enrollment_id, meeting_id, technician_id, person, period)
                SELECT enrollment.id, NEW.id, technician.id, {_person("technician")}, NEW.period
                  FROM enrollment_enrollment AS enrollment
                  JOIN companies_technician AS technician
                    ON technician.id = enrollment.technician_id
                 WHERE enrollment.run_id = NEW.run_id AND enrollment.state IN {LIVE}
                   FOR KEY SHARE OF technician;
            END IF;
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="bookings_end_with_meeting",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func="""
            DELETE FROM enrollment_technicianbooking WHERE meeting_id = OLD.id;
            RETURN OLD;
        """,
    ),
]

TECHNICIAN = [
    pgtrigger.Trigger(
        name="bookings_follow_person",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("curp"),
        condition=pgtrigger.AnyChange("curp"),
        func=FRESH_READS_ONLY
        + f"""
            UPDATE enrollment_technicianbooking SET person = {_person("NEW")}
             WHERE technician_id = NEW.id;
            RETURN NULL;
        """,
    )
]

say(
    {
        "enrollment_own_technician": _("This technician works for another company."),
        "enrollment_company_approved": _("CANACINTRA has not approved the company yet."),
        "enrollment_local_first": _("Firms of Juárez still come first in this group."),
        "enrollment_both_or_none": _("The company wants seats for both or for none."),
        "enrollment_company_limit": _("The company already has all the seats it may have here."),
        "booking_by_trigger_only": _("The agenda of a technician follows the enrollments."),
    }
)
