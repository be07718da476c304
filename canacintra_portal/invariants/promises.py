"""Rule 7: what the jobs owe is done, and everybody was told."""

from django.utils.translation import gettext_lazy as _


def requests_are_answered():
    """No request waits for its first answer longer than the sweep needs to find it."""
    return (
        _("Request %(request)s (%(code)s), sent %(sent)s, has no answer: are the jobs running?"),
        """
        SELECT request.id AS request, run.code,
               to_char(request.requested_at, 'YYYY-MM-DD HH24:MI TZ') AS sent
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
         WHERE request.state = 'received' AND request.requested_at < %(late)s
         ORDER BY request.requested_at
        """,
    )


def queues_end_with_the_begin():
    """Nobody waits for a seat in a group that has begun."""
    return (
        _("Request %(request)s still waits for a seat in %(code)s, which has begun."),
        """
        SELECT request.id AS request, run.code
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
         WHERE request.state IN ('waiting', 'partial') AND run.starts_at < %(late)s
         ORDER BY request.id
        """,
    )


def answers_were_told():
    """Every answer, cancellation and refusal of a request has its message."""
    return (
        _("Request %(request)s (%(state)s): nobody was told."),
        """
        SELECT request.id AS request, request.state
          FROM enrollment_enrollmentrequest AS request
         WHERE (
                   request.decided_at IS NOT NULL
                   AND NOT EXISTS (
                       SELECT 1 FROM companies_message AS message
                        WHERE message.about = 'request:' || request.id
                          AND message.kind IN ('confirmed', 'partly-confirmed', 'waiting')
                   )
               )
            OR (
                   request.ended_at IS NOT NULL
                   AND NOT EXISTS (
                       SELECT 1 FROM companies_message AS message
                        WHERE message.about = 'request:' || request.id
                          AND message.kind IN ('cancelled', 'run-cancelled', 'refused')
                   )
                   -- The letter to a firm that is not approved tells of all its requests at once.
                   AND NOT (
                       request.end_reason = 'company-refused'
                       AND EXISTS (
                           SELECT 1 FROM companies_message AS message
                            WHERE message.about = 'company:' || request.company_id
                              AND message.kind = 'company-refused'
                       )
                   )
               )
        """,
    )


def substitutions_were_told():
    """Every substitution has its message."""
    return (
        _("Enrollment %(enrollment)s replaced a colleague: nobody was told."),
        """
        SELECT seat.id AS enrollment
          FROM enrollment_enrollment AS seat
         WHERE seat.replaces_id IS NOT NULL
           AND NOT EXISTS (
                   SELECT 1 FROM companies_message AS message
                    WHERE message.about = 'request:' || seat.request_id
                      AND message.kind = 'substituted'
                      AND message.version = seat.id
               )
        """,
    )


def messages_leave():
    """No message stays in the outbox long after it was due."""
    return (
        _("Message %(message)s (%(kind)s), due %(due)s, was not sent: are the jobs running?"),
        """
        SELECT id AS message, kind, to_char(due_at, 'YYYY-MM-DD HH24:MI TZ') AS due
          FROM companies_message
         WHERE state = 'due' AND due_at < %(late)s
         ORDER BY due_at
        """,
    )


def messages_say_when_they_left():
    """A message that was sent says when, and what it said unless that was erased; one that was not
    says no time."""
    return (
        _("Message %(message)s (%(state)s): when it was sent is missing or out of place."),
        """
        SELECT id AS message, state
          FROM companies_message
         WHERE (state = 'sent') <> (sent_at IS NOT NULL)
            OR sent_at < created_at
            OR (state = 'sent' AND context <> '{}' AND (subject = '' OR text = ''))
        """,
    )


def messages_are_about_something():
    """Every message is about something that exists: a request, a firm, a person, a way in.

    Who asks for a password with an address that no account has is told so, and is nobody.
    """
    return (
        _("Message %(message)s is about %(about)s, which does not exist."),
        """
        SELECT message.id AS message, message.about
          FROM companies_message AS message
          LEFT JOIN enrollment_enrollmentrequest AS request
            ON message.about = 'request:' || request.id
          LEFT JOIN companies_company AS company ON message.about = 'company:' || company.id
          LEFT JOIN companies_user AS person ON message.about = 'user:' || person.id
          LEFT JOIN companies_invitation AS invitation
            ON message.about = 'invitation:' || invitation.id
          LEFT JOIN companies_joinrequest AS asked ON message.about = 'join-request:' || asked.id
          LEFT JOIN companies_prospect AS prospect ON message.about = 'prospect:' || prospect.id
         WHERE request.id IS NULL AND company.id IS NULL AND person.id IS NULL
           AND invitation.id IS NULL AND asked.id IS NULL AND prospect.id IS NULL
           AND (message.about, message.kind) <> ('nobody', 'no-account')
        """,
    )


def messages_are_written_once():
    """No address has the same message twice."""
    return (
        _("Message %(kind)s about %(about)s was written %(times)s times to one address."),
        """
        SELECT kind, about, count(*) AS times
          FROM companies_message
         GROUP BY kind, about, version, to_address
        HAVING count(*) > 1
        """,
    )


CHECKS = [
    requests_are_answered,
    queues_end_with_the_begin,
    answers_were_told,
    substitutions_were_told,
    messages_leave,
    messages_say_when_they_left,
    messages_are_about_something,
    messages_are_written_once,
]
