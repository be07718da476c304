"""Rules 1 and 2: seats, capacity, and the seats of a company."""

from django.utils.translation import gettext_lazy as _


def seats_never_exceed_the_capacity():
    """No run has more confirmed enrollments than its capacity."""
    return (
        _("Group %(code)s: %(confirmed)s are confirmed for %(capacity)s seats."),
        """
        SELECT run.code, run.capacity, count(*) AS confirmed
          FROM courses_courserun AS run
          JOIN enrollment_enrollment AS seat ON seat.run_id = run.id AND seat.state = 'confirmed'
         GROUP BY run.id
        HAVING count(*) > run.capacity
        """,
    )


def capacity_is_the_smaller_limit():
    """The capacity of a run that is not over is the smaller of its own limit and its venue's.

    Runs that are over, or cancelled, keep the capacity that they had.
    """
    return (
        _("Group %(code)s: its capacity is %(capacity)s instead of %(expected)s."),
        """
        SELECT run.code, run.capacity,
               least(coalesce(run.seat_limit, venue.capacity), venue.capacity) AS expected
          FROM courses_courserun AS run
          JOIN courses_venue AS venue ON venue.id = run.venue_id
         WHERE run.state <> 'cancelled'
           AND (run.ends_at IS NULL OR run.ends_at > %(now)s)
           AND run.capacity <> least(coalesce(run.seat_limit, venue.capacity), venue.capacity)
        """,
    )


def taken_seats_are_counted():
    """The counter of taken seats of every run is the number of its confirmed enrollments."""
    return (
        _("Group %(code)s: it counts %(counter)s seats taken, %(confirmed)s are confirmed."),
        """
        SELECT run.code, run.seats_taken AS counter, count(seat.id) AS confirmed
          FROM courses_courserun AS run
          LEFT JOIN enrollment_enrollment AS seat
            ON seat.run_id = run.id AND seat.state = 'confirmed'
         GROUP BY run.id
        HAVING run.seats_taken <> count(seat.id)
        """,
    )


def waiting_people_are_counted():
    """The counter of waiting people of every run is the number of its waiting enrollments."""
    return (
        _("Group %(code)s: it counts %(counter)s waiting, %(waiting)s are waiting."),
        """
        SELECT run.code, run.seats_waiting AS counter, count(seat.id) AS waiting
          FROM courses_courserun AS run
          LEFT JOIN enrollment_enrollment AS seat
            ON seat.run_id = run.id AND seat.state = 'waiting'
         GROUP BY run.id
        HAVING run.seats_waiting <> count(seat.id)
        """,
    )


def companies_keep_to_their_limit():
    """No company has more people in a run, confirmed or asking, than the run allows."""
    return (
        _("Group %(code)s: %(company)s has %(people)s people in it, %(allowed)s are allowed."),
        """
        SELECT run.code, company.legal_name AS company, count(*) AS people,
               run.company_seat_limit AS allowed
          FROM enrollment_enrollment AS seat
          JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_company AS company ON company.id = request.company_id
         WHERE seat.state IN ('received', 'confirmed', 'waiting')
         GROUP BY run.id, company.id
        HAVING count(*) > run.company_seat_limit
        """,
    )


def more_than_two_seats_have_a_reason():
    """An open run that allows a company more than two people says why."""
    return (
        _("Group %(code)s: it allows %(allowed)s people per company and does not say why."),
        """
        SELECT code, company_seat_limit AS allowed
          FROM courses_courserun
         WHERE kind = 'open' AND company_seat_limit > 2 AND company_limit_reason = ''
        """,
    )


def company_slots_are_numbered():
    """The people of a company in a run hold different numbers, from one to what the run allows."""
    return (
        _("Group %(code)s: the seats of %(company)s are numbered %(slots)s."),
        """
        SELECT run.code, company.legal_name AS company,
               string_agg(coalesce(seat.company_slot::text, '-'), ', '
                          ORDER BY seat.company_slot) AS slots
          FROM enrollment_enrollment AS seat
          JOIN courses_courserun AS run ON run.id = seat.run_id
          JOIN companies_company AS company ON company.id = seat.company_id
         WHERE seat.state IN ('received', 'confirmed', 'waiting')
         GROUP BY run.id, company.id
        HAVING count(DISTINCT seat.company_slot) < count(*)
            OR min(seat.company_slot) < 1
            OR max(seat.company_slot) > run.company_seat_limit
        """,
    )


def only_published_runs_have_people():
    """Nobody is, or waits to be, in a run that was cancelled or is still being prepared."""
    return (
        _("Group %(code)s is not published (%(state)s), and %(people)s people are in its list."),
        """
        SELECT run.code, run.state, count(*) AS people
          FROM enrollment_enrollment AS seat
          JOIN courses_courserun AS run ON run.id = seat.run_id
         WHERE seat.state IN ('received', 'confirmed', 'waiting') AND run.state <> 'published'
         GROUP BY run.id
        """,
    )


CHECKS = [
    seats_never_exceed_the_capacity,
    capacity_is_the_smaller_limit,
    taken_seats_are_counted,
    waiting_people_are_counted,
    companies_keep_to_their_limit,
    more_than_two_seats_have_a_reason,
    company_slots_are_numbered,
    only_published_runs_have_people,
]
