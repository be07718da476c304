"""Rule 15: who was anonymised is nobody, and consent was given to what was asked."""

from django.utils.translation import gettext_lazy as _

from companies.models.technician import ANONYMISED
from companies.models.user import NOBODY
from companies.rules import notices


def anonymised_people_are_nobody():
    """Neither the row of an anonymised person nor its trail says who it was."""
    return (
        _("%(kind)s %(number)s is anonymised, and something still says who it was."),
        f"""
        SELECT 'technician' AS kind, person.id AS number
          FROM companies_technician AS person
          LEFT JOIN companies_technicianevent AS trace ON trace.pgh_obj_id = person.id
         WHERE person.anonymised_at IS NOT NULL
           AND (person.curp IS NOT NULL OR person.email <> '' OR person.job_title <> ''
                OR concat(person.given_names, person.first_surname, person.second_surname)
                   <> '{ANONYMISED}'
                OR trace.curp IS NOT NULL OR trace.email <> '' OR trace.job_title <> ''
                OR concat(trace.given_names, trace.first_surname, trace.second_surname)
                   <> '{ANONYMISED}' AND trace.pgh_id IS NOT NULL)
        UNION
        SELECT 'user', person.id
          FROM companies_user AS person
          LEFT JOIN companies_userevent AS trace ON trace.pgh_obj_id = person.id
         WHERE person.anonymised_at IS NOT NULL
           AND (person.full_name <> '' OR right(person.email, {len(NOBODY)}) <> '{NOBODY}'
                OR trace.full_name <> '' OR right(trace.email, {len(NOBODY)}) <> '{NOBODY}')
        UNION
        SELECT 'user', address.user_id
          FROM account_emailaddress AS address
          JOIN companies_user AS person ON person.id = address.user_id
         WHERE person.anonymised_at IS NOT NULL
        """,  # noqa: S608 - our own constants
    )


def anonymised_people_hold_no_seats():
    """Nobody who is anonymised comes to a group that is not over."""
    return (
        _("Group %(code)s: an anonymised person has a seat or waits for one."),
        """
        SELECT DISTINCT run.code
          FROM enrollment_enrollment AS seat
          JOIN companies_technician AS person ON person.id = seat.technician_id
          JOIN courses_courserun AS run ON run.id = seat.run_id
         WHERE person.anonymised_at IS NOT NULL
           AND seat.state IN ('received', 'confirmed', 'waiting')
           AND run.state <> 'cancelled'
           AND run.ends_at > %(now)s
        """,
    )


def consents_answer_what_was_asked():
    """Every consent answers a version of the notice, and all that it asks about."""
    known = ", ".join(
        f"('{notice.version}', ARRAY[{', '.join(repr(one) for one in notice.asks)}]::varchar[])"
        for notice in notices.NOTICES
    )
    return (
        _("Consent %(number)s answers something that version %(version)s does not ask."),
        f"""
        SELECT consent.id AS number, consent.version
          FROM companies_consent AS consent
          LEFT JOIN (VALUES {known}) AS notice (version, asks) USING (version)
         WHERE notice.version IS NULL
            OR consent.asked <> notice.asks
            OR NOT consent.accepted <@ consent.asked
        """,  # noqa: S608 - our own constants
    )


CHECKS = [
    anonymised_people_are_nobody,
    anonymised_people_hold_no_seats,
    consents_answer_what_was_asked,
]
