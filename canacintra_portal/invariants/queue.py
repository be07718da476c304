"""Rules 4 and 5: the waiting list is honest."""

from django.utils.translation import gettext_lazy as _


def nobody_waits_beside_a_free_seat():
    """Nobody who may be seated waits while seats are free in a run that has not begun.

    Seats held for a both-or-none request are not free for others. What changed in the last minutes
    is left to the jobs, which may be about to serve it.
    """
    return (
        _("Group %(code)s: %(company)s waits since %(day)s although seats are free."),
        """
        WITH used AS (
            SELECT request.run_id,
                   count(*) FILTER (WHERE seat.state = 'confirmed') AS confirmed,
                   max(greatest(request.requested_at, seat.ended_at)) AS changed_at
              FROM enrollment_enrollment AS seat
              JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
             GROUP BY request.run_id
        ), held AS (
            SELECT run_id, count(*) AS seats
              FROM enrollment_enrollmentrequest
             WHERE state = 'waiting' AND hold_until > %(now)s
             GROUP BY run_id
        ), wishing AS (
            SELECT request.*, count(*) AS wanted
              FROM enrollment_enrollmentrequest AS request
              JOIN enrollment_enrollment AS seat
                ON seat.request_id = request.id AND seat.state = 'waiting'
             WHERE request.state IN ('waiting', 'partial')
             GROUP BY request.id
        )
        SELECT run.code, company.legal_name AS company,
               to_char(wishing.requested_at, 'YYYY-MM-DD') AS day
          FROM wishing
          JOIN courses_courserun AS run ON run.id = wishing.run_id
          JOIN companies_company AS company ON company.id = wishing.company_id
          JOIN used ON used.run_id = run.id
          LEFT JOIN held ON held.run_id = run.id
         WHERE run.state = 'published'
           AND run.starts_at > %(now)s
           AND company.approved_at < %(late)s
           AND (
                   wishing.priority_class <> 2
                   OR run.local_priority_until IS NULL
                   OR run.local_priority_until < %(late)s
               )
           AND used.changed_at < %(late)s
           AND (wishing.hold_until IS NULL OR wishing.hold_until > %(now)s
                OR wishing.hold_until < %(late)s)
           AND run.capacity - used.confirmed - coalesce(held.seats, 0)
               + CASE WHEN wishing.hold_until > %(now)s THEN 1 ELSE 0 END
               >= CASE WHEN wishing.together = 'both' THEN wishing.wanted ELSE 1 END
        """,
    )


def nobody_was_passed_over():
    """Nobody was seated after, and instead of, somebody who stood further ahead in the queue.

    Who stands ahead today by a decision of staff is left out, since it does not say from when; so
    is who wants both or none, and may be passed over. Seats that were given before the waiting
    firm's municipality, which decides its place, was corrected do not count: the trail says when.
    """
    return (
        _("Group %(code)s: %(company)s waits, and %(later)s, behind it, was seated."),
        """
        SELECT DISTINCT run.code, company.legal_name AS company, other.legal_name AS later
          FROM enrollment_enrollmentrequest AS waiting
          JOIN courses_courserun AS run ON run.id = waiting.run_id
          JOIN companies_company AS company ON company.id = waiting.company_id
          JOIN enrollment_enrollmentrequest AS behind
            ON behind.run_id = waiting.run_id
           AND (behind.priority_class, behind.requested_at, behind.id)
               > (waiting.priority_class, waiting.requested_at, waiting.id)
          JOIN enrollment_enrollment AS seat
            ON seat.request_id = behind.id AND seat.state = 'confirmed'
          JOIN companies_company AS other ON other.id = behind.company_id
         WHERE waiting.state IN ('waiting', 'partial')
           AND waiting.priority_class <> 0
           AND waiting.together <> 'both'
           AND seat.confirmed_at >= waiting.decided_at
           AND seat.confirmed_at > company.approved_at + interval '1 minute'
           AND (
                   waiting.priority_class <> 2
                   OR run.local_priority_until IS NULL
                   OR seat.confirmed_at > run.local_priority_until
               )
           AND NOT EXISTS (
                   SELECT 1 FROM companies_companyevent AS after
                    WHERE after.pgh_obj_id = company.id
                      AND after.pgh_label = 'update'
                      AND after.pgh_created_at >= seat.confirmed_at
                      AND after.municipality <> (
                              SELECT before.municipality FROM companies_companyevent AS before
                               WHERE before.pgh_obj_id = company.id
                                 AND before.pgh_id < after.pgh_id
                               ORDER BY before.pgh_id DESC LIMIT 1
                          )
               )
        """,
    )


def waiting_people_know_why():
    """What a request waits for is so: the approval, the end of local priority, or a seat.

    What changed in the last minutes is left to the jobs.
    """
    return (
        _("Group %(code)s: %(company)s is told that it waits for %(reason)s, which is not so."),
        """
        SELECT run.code, company.legal_name AS company, request.waiting_for AS reason
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_company AS company ON company.id = request.company_id
         WHERE request.state IN ('waiting', 'partial')
           AND run.state = 'published'
           AND run.starts_at > %(now)s
           AND CASE request.waiting_for
                   WHEN 'approval' THEN company.approved_at < %(late)s
                   WHEN 'local-priority' THEN
                       request.priority_class <> 2
                       OR coalesce(run.local_priority_until, '-infinity') < %(late)s
                   WHEN 'second-seat' THEN request.together <> 'both'
                   ELSE company.approved_at IS NULL
               END
        """,
    )


def seats_are_held_for_two():
    """A seat is held only for a request that wants both or none, and for 48 hours at most."""
    return (
        _("Group %(code)s: a seat is held for %(company)s without a ground, or for too long."),
        """
        SELECT run.code, company.legal_name AS company
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_company AS company ON company.id = request.company_id
         WHERE request.hold_until IS NOT NULL
           AND (
                   request.together <> 'both'
                   OR request.waiting_for <> 'second-seat'
                   OR request.hold_until > %(now)s + interval '48 hours 1 minute'
               )
        """,
    )


CHECKS = [
    nobody_waits_beside_a_free_seat,
    nobody_was_passed_over,
    waiting_people_know_why,
    seats_are_held_for_two,
]
