"""Rule 3: a technician, a venue and an instructor are in one place at a time.

The overlaps are found in the meetings themselves, never in what the triggers wrote from them.
"""

from django.utils.translation import gettext_lazy as _


def runs_span_their_meetings():
    """A run begins with its first meeting and ends with its last."""
    return (
        _("Group %(code)s: its beginning and end do not match its meetings."),
        """
        SELECT run.code
          FROM courses_courserun AS run
          LEFT JOIN courses_meeting AS meeting ON meeting.run_id = run.id
         GROUP BY run.id
        HAVING run.starts_at IS DISTINCT FROM min(meeting.starts_at)
            OR run.ends_at IS DISTINCT FROM max(meeting.ends_at)
        """,
    )


def published_runs_have_meetings():
    """Every published run says when it meets."""
    return (
        _("Group %(code)s is published without any meeting."),
        """
        SELECT code FROM courses_courserun AS run
         WHERE state = 'published'
           AND NOT EXISTS (SELECT 1 FROM courses_meeting AS meeting WHERE meeting.run_id = run.id)
        """,
    )


def meetings_follow_their_run():
    """Every meeting has the venue and the instructor of its run, and takes place if it does."""
    return (
        _("Group %(code)s: its meeting of %(day)s has another venue, instructor or state."),
        """
        SELECT run.code, to_char(meeting.starts_at, 'YYYY-MM-DD') AS day
          FROM courses_meeting AS meeting
          JOIN courses_courserun AS run ON run.id = meeting.run_id
         WHERE meeting.venue_id <> run.venue_id
            OR meeting.instructor_id <> run.instructor_id
            OR meeting.takes_place <> (run.state <> 'cancelled')
        """,
    )


def venues_hold_one_meeting_at_a_time():
    """No two meetings are in one venue at the same time."""
    return (
        _("%(venue)s: group %(code)s meets on %(day)s while another group is there."),
        """
        SELECT venue.site || ', ' || venue.name AS venue, code,
               to_char(starts_at, 'YYYY-MM-DD') AS day
          FROM (
                   SELECT run.venue_id, run.code, meeting.starts_at,
                          max(meeting.ends_at) OVER earlier AS busy_until
                     FROM courses_meeting AS meeting
                     JOIN courses_courserun AS run ON run.id = meeting.run_id
                    WHERE run.state <> 'cancelled'
                   WINDOW earlier AS (
                              PARTITION BY run.venue_id ORDER BY meeting.starts_at, meeting.id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          )
               ) AS taken
          JOIN courses_venue AS venue ON venue.id = taken.venue_id
         WHERE starts_at < busy_until
        """,
    )


def instructors_teach_one_meeting_at_a_time():
    """No instructor teaches two meetings at the same time."""
    return (
        _("%(instructor)s: group %(code)s meets on %(day)s while another one is taught."),
        """
        SELECT instructor.name AS instructor, code, to_char(starts_at, 'YYYY-MM-DD') AS day
          FROM (
                   SELECT run.instructor_id, run.code, meeting.starts_at,
                          max(meeting.ends_at) OVER earlier AS busy_until
                     FROM courses_meeting AS meeting
                     JOIN courses_courserun AS run ON run.id = meeting.run_id
                    WHERE run.state <> 'cancelled'
                   WINDOW earlier AS (
                              PARTITION BY run.instructor_id ORDER BY meeting.starts_at, meeting.id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          )
               ) AS taken
          JOIN courses_instructor AS instructor ON instructor.id = taken.instructor_id
         WHERE starts_at < busy_until
        """,
    )


def technicians_are_in_one_place_at_a_time():
    """No technician is in two meetings at the same time, nor twice in one run, also where two
    companies have the same person on their lists."""
    return (
        _("%(technician)s (%(company)s) is in %(code)s and in another place on %(day)s."),
        """
        SELECT technician.given_names || ' ' || technician.first_surname AS technician,
               company.legal_name AS company, code, to_char(starts_at, 'YYYY-MM-DD') AS day
          FROM (
                   SELECT seat.technician_id, run.code, meeting.starts_at,
                          max(meeting.ends_at) OVER earlier AS busy_until
                     FROM enrollment_enrollment AS seat
                     JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
                     JOIN courses_courserun AS run
                       ON run.id = request.run_id AND run.state <> 'cancelled'
                     JOIN courses_meeting AS meeting ON meeting.run_id = run.id
                     JOIN companies_technician AS person ON person.id = seat.technician_id
                    WHERE seat.state IN ('received', 'confirmed', 'waiting')
                   WINDOW earlier AS (
                              PARTITION BY COALESCE(person.curp, person.id::text)
                              ORDER BY meeting.starts_at, meeting.id, seat.id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                          )
               ) AS taken
          JOIN companies_technician AS technician ON technician.id = taken.technician_id
          JOIN companies_company AS company ON company.id = technician.company_id
         WHERE starts_at < busy_until
        """,
    )


def bookings_are_complete():
    """The calendar of every technician holds each meeting of each live enrollment, no other."""
    return (
        _("The calendar of technician %(technician)s differs from enrollment %(enrollment)s."),
        """
        SELECT coalesce(expected.technician_id, booked.technician_id) AS technician,
               coalesce(expected.enrollment_id, booked.enrollment_id) AS enrollment
          FROM (
                   SELECT seat.id AS enrollment_id, meeting.id AS meeting_id, seat.technician_id,
                          tstzrange(meeting.starts_at, meeting.ends_at) AS period
                     FROM enrollment_enrollment AS seat
                     JOIN courses_courserun AS run
                       ON run.id = seat.run_id AND run.state <> 'cancelled'
                     JOIN courses_meeting AS meeting ON meeting.run_id = run.id
                    WHERE seat.state IN ('received', 'confirmed', 'waiting')
               ) AS expected
          FULL JOIN enrollment_technicianbooking AS booked
            ON booked.enrollment_id = expected.enrollment_id
           AND booked.meeting_id = expected.meeting_id
         WHERE (booked.technician_id, booked.period)
               IS DISTINCT FROM (expected.technician_id, expected.period)
        """,
    )


CHECKS = [
    runs_span_their_meetings,
    published_runs_have_meetings,
    meetings_follow_their_run,
    venues_hold_one_meeting_at_a_time,
    instructors_teach_one_meeting_at_a_time,
    technicians_are_in_one_place_at_a_time,
    bookings_are_complete,
]
