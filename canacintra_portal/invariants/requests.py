"""Requests, their enrollments and the proposals to staff: states, times and reasons go together."""

from django.utils.translation import gettext_lazy as _


def requests_say_what_their_enrollments_are():
    """The state of every request is the one that its enrollments give together."""
    return (
        _("Request %(request)s (%(code)s) says %(state)s; its enrollments say %(expected)s."),
        """
        SELECT * FROM (
            SELECT request.id AS request, run.code, request.state,
                   CASE
                       WHEN bool_or(seat.state = 'received') THEN 'received'
                       WHEN bool_or(seat.state = 'confirmed') AND bool_or(seat.state = 'waiting')
                           THEN 'partial'
                       WHEN bool_or(seat.state = 'confirmed') THEN 'confirmed'
                       WHEN bool_or(seat.state = 'waiting') THEN 'waiting'
                       WHEN bool_or(seat.state = 'refused') THEN 'refused'
                       ELSE 'cancelled'
                   END AS expected
              FROM enrollment_enrollmentrequest AS request
              JOIN courses_courserun AS run ON run.id = request.run_id
              JOIN enrollment_enrollment AS seat ON seat.request_id = request.id
             GROUP BY request.id, run.id
        ) AS told
         WHERE state <> expected
        """,
    )


def requests_are_for_one_or_two():
    """Every request is for one or two technicians."""
    return (
        _("Request %(request)s (%(code)s) is for %(people)s people."),
        """
        SELECT request.id AS request, run.code,
               count(seat.id) FILTER (WHERE seat.state <> 'replaced') AS people
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
          LEFT JOIN enrollment_enrollment AS seat ON seat.request_id = request.id
         GROUP BY request.id, run.id
        HAVING count(seat.id) FILTER (WHERE seat.state <> 'replaced') NOT BETWEEN 1 AND 2
        """,
    )


def both_or_none_is_kept():
    """Nobody who asked for both or none has one seat while the other waits (rule 5)."""
    return (
        _("Request %(request)s (%(code)s) wanted both or none and has one."),
        """
        SELECT request.id AS request, run.code
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN enrollment_enrollment AS seat ON seat.request_id = request.id
         WHERE request.together = 'both'
         GROUP BY request.id, run.id
        HAVING bool_or(seat.state = 'confirmed') AND bool_or(seat.state = 'waiting')
        """,
    )


def requests_have_their_times_and_reasons():
    """A request that was answered, ended, queued or moved up says when, why and by whom."""
    return (
        _("Request %(request)s (%(state)s): a time or a reason is missing or out of place."),
        """
        SELECT id AS request, state
          FROM enrollment_enrollmentrequest
         WHERE (state = 'received' AND decided_at IS NOT NULL)
            OR (state IN ('confirmed', 'partial', 'waiting') AND decided_at IS NULL)
            OR (state IN ('cancelled', 'refused')) <> (ended_at IS NOT NULL)
            OR (state IN ('cancelled', 'refused')) <> (end_reason <> '')
            OR (state IN ('partial', 'waiting')) <> (waiting_for <> '')
            OR (priority_class = 0 AND (priority_reason = '' OR priority_by_id IS NULL))
            OR decided_at < requested_at
            OR ended_at < requested_at
            OR greatest(requested_at, decided_at, ended_at) > %(now)s + interval '1 minute'
        """,
    )


def enrollments_have_their_times():
    """A confirmed enrollment says since when; one that ended says when, a live one does not."""
    return (
        _("Enrollment %(enrollment)s (%(state)s): a time is missing or out of place."),
        """
        SELECT seat.id AS enrollment, seat.state
          FROM enrollment_enrollment AS seat
          JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
         WHERE (seat.state IN ('received', 'confirmed', 'waiting')) <> (seat.ended_at IS NULL)
            OR (seat.state = 'confirmed' AND seat.confirmed_at IS NULL)
            OR (seat.state IN ('received', 'waiting') AND seat.confirmed_at IS NOT NULL)
            OR seat.confirmed_at < request.requested_at
            OR seat.ended_at < greatest(request.requested_at, seat.confirmed_at)
            OR greatest(seat.confirmed_at, seat.ended_at) > %(now)s + interval '1 minute'
        """,
    )


def substitutes_follow_their_colleagues():
    """Who was replaced has one substitute, in the same request, and only who was replaced has."""
    return (
        _("Enrollment %(enrollment)s: it and its substitute contradict each other."),
        """
        SELECT former.id AS enrollment
          FROM enrollment_enrollment AS former
          LEFT JOIN enrollment_enrollment AS substitute ON substitute.replaces_id = former.id
         GROUP BY former.id
        HAVING (former.state = 'replaced') <> (count(substitute.id) = 1)
            OR bool_or(substitute.request_id <> former.request_id)
            OR count(substitute.id) > 1
        """,
    )


def runs_have_their_times_and_reasons():
    """A published run says since when, a cancelled one when and why."""
    return (
        _("Group %(code)s (%(state)s): a time or a reason is missing or out of place."),
        """
        SELECT code, state
          FROM courses_courserun
         WHERE (state = 'published' AND published_at IS NULL)
            OR (state = 'cancelled') <> (cancelled_at IS NOT NULL)
            OR (state = 'cancelled' AND cancel_reason = '')
        """,
    )


def proposals_are_about_what_is():
    """An open proposal moves a coming run from its present venue; a decided one says when."""
    return (
        _("Group %(code)s: its proposed change of venue no longer fits, or says no date."),
        """
        SELECT run.code
          FROM enrollment_relocation AS proposal
          JOIN courses_courserun AS run ON run.id = proposal.run_id
          LEFT JOIN courses_venue AS wanted ON wanted.id = proposal.to_venue_id
         WHERE (proposal.state = 'proposed') <> (proposal.decided_at IS NULL)
            OR (
                   proposal.state = 'proposed'
                   AND (
                       run.state <> 'published'
                       OR proposal.from_venue_id <> run.venue_id
                       OR (proposal.kind = 'larger-venue') <> (wanted.id IS NOT NULL)
                       OR EXISTS (
                           SELECT 1 FROM enrollment_relocation AS other
                            WHERE other.run_id = run.id
                              AND other.state = 'proposed'
                              AND other.id < proposal.id
                       )
                   )
               )
        """,
    )


CHECKS = [
    requests_say_what_their_enrollments_are,
    requests_are_for_one_or_two,
    both_or_none_is_kept,
    requests_have_their_times_and_reasons,
    enrollments_have_their_times,
    substitutes_follow_their_colleagues,
    runs_have_their_times_and_reasons,
    proposals_are_about_what_is,
]
