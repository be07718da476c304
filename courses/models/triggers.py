"""What the database itself keeps true about runs, meetings and venues, even for SQL by hand."""

import pgtrigger

from companies.kept_rows import KEPT
from companies.models.triggers import FRESH_READS_ONLY

CAPACITY_FROM_VENUE = pgtrigger.Trigger(
    name="capacity_from_venue",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("room", "integer")],
    func="""
        IF TG_OP = 'INSERT'
           OR NEW.venue_id IS DISTINCT FROM OLD.venue_id
           OR NEW.seat_limit IS DISTINCT FROM OLD.seat_limit
           OR NEW.capacity IS DISTINCT FROM OLD.capacity
           -- A run that comes back: its venue may have shrunk while it was cancelled or over.
           OR (OLD.state = 'cancelled' AND NEW.state <> 'cancelled')
           -- The clock, not the begin of this transaction: the run may have ended since.
           OR (OLD.ends_at <= clock_timestamp()
               AND (NEW.ends_at IS NULL OR NEW.ends_at > now()))
        THEN
            -- FOR SHARE: a capacity that changes at this moment waits, then reaches this run too.
            SELECT capacity INTO room FROM courses_venue WHERE id = NEW.venue_id FOR SHARE;
            NEW.capacity := LEAST(COALESCE(NEW.seat_limit, room), room);
        END IF;
        RETURN NEW;
    """,
)

COUNTERS_ONLY_BY_TRIGGER = pgtrigger.Trigger(
    name="counters_only_by_trigger",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        IF TG_OP = 'INSERT' THEN
            NEW.seats_taken := 0;
            NEW.seats_waiting := 0;
            NEW.starts_at := NULL;
            NEW.ends_at := NULL;
            NEW.content_version := 1;
        ELSE
            IF pg_trigger_depth() = 1 THEN
                NEW.seats_taken := OLD.seats_taken;
                NEW.seats_waiting := OLD.seats_waiting;
                NEW.starts_at := OLD.starts_at;
                NEW.ends_at := OLD.ends_at;
            END IF;
            NEW.content_version := OLD.content_version + 1;
        END IF;
        RETURN NEW;
    """,
)

MEETINGS_FOLLOW_RUN = pgtrigger.Trigger(
    name="meetings_follow_run",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("venue_id", "instructor_id", "state"),
    func="""
        IF NEW.venue_id <> OLD.venue_id
           OR NEW.instructor_id <> OLD.instructor_id
           OR (NEW.state = 'cancelled') <> (OLD.state = 'cancelled')
        THEN
            UPDATE courses_meeting
               SET venue_id = NEW.venue_id,
                   instructor_id = NEW.instructor_id,
                   takes_place = NEW.state <> 'cancelled'
             WHERE run_id = NEW.id;
        END IF;
        RETURN NULL;
    """,
)

MEETING_COPIES_RUN = pgtrigger.Trigger(
    name="meeting_copies_run",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        -- Locked: a venue that changes at this moment waits, then reaches this meeting too.
        SELECT venue_id, instructor_id, state <> 'cancelled'
          INTO NEW.venue_id, NEW.instructor_id, NEW.takes_place
          FROM courses_courserun WHERE id = NEW.run_id FOR NO KEY UPDATE;
        RETURN NEW;
    """,
)

RUN_SPANS_MEETINGS = pgtrigger.Trigger(
    name="run_spans_meetings",
    when=pgtrigger.After,
    operation=pgtrigger.Insert
    | pgtrigger.UpdateOf("starts_at", "ends_at", "run_id")
    | pgtrigger.Delete,
    declare=[("touched", "bigint[]")],
    func="""
        touched := CASE TG_OP
            WHEN 'INSERT' THEN ARRAY[NEW.run_id]
            WHEN 'DELETE' THEN ARRAY[OLD.run_id]
            ELSE ARRAY[OLD.run_id, NEW.run_id]
        END;
        UPDATE courses_courserun AS run
           SET (starts_at, ends_at) = (
                   SELECT min(meeting.starts_at), max(meeting.ends_at)
                     FROM courses_meeting AS meeting WHERE meeting.run_id = run.id
               )
         WHERE run.id = ANY (touched);
        RETURN NULL;
    """,
)

CAPACITY_REACHES_RUNS = pgtrigger.Trigger(
    name="capacity_reaches_runs",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("capacity"),
    func=FRESH_READS_ONLY
    + """
        -- Runs that are over keep the capacity that they had.
        UPDATE courses_courserun
           SET capacity = LEAST(COALESCE(seat_limit, NEW.capacity), NEW.capacity)
         WHERE venue_id = NEW.id
           AND state <> 'cancelled'
           AND (ends_at IS NULL OR ends_at > now());
        RETURN NULL;
    """,
)

CONTENT_VERSION_GROWS = pgtrigger.Trigger(
    name="content_version_grows",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        NEW.content_version := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.content_version + 1 END;
        RETURN NEW;
    """,
)

REMOVED_CONTENT_COUNTS = pgtrigger.Trigger(
    name="removed_content_counts",
    when=pgtrigger.After,
    operation=pgtrigger.Delete,
    func="""
        -- A new row for each: one shared counter would make transactions wait for each other.
        INSERT INTO courses_removedcontent (content_version) VALUES (OLD.content_version + 1);
        RETURN NULL;
    """,
)

CONTENT = [CONTENT_VERSION_GROWS, REMOVED_CONTENT_COUNTS]
INSTRUCTOR = [*KEPT, *CONTENT]
RUN = [
    *KEPT,
    CAPACITY_FROM_VENUE,
    COUNTERS_ONLY_BY_TRIGGER,
    MEETINGS_FOLLOW_RUN,
    REMOVED_CONTENT_COUNTS,
]
MEETING = [*KEPT, MEETING_COPIES_RUN, RUN_SPANS_MEETINGS]
VENUE = [*KEPT, CAPACITY_REACHES_RUNS, *CONTENT]
