"""Rules 4 and 12: whose technician, which firm, and who came first while locals had priority."""

from django.utils.translation import gettext_lazy as _


def technicians_go_for_their_own_company():
    """Every enrollment has the company and the run of its request, and a technician of hers."""
    return (
        _("Enrollment %(enrollment)s (%(code)s): technician, company or group is another's."),
        """
        SELECT seat.id AS enrollment, run.code
          FROM enrollment_enrollment AS seat
          JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_technician AS technician ON technician.id = seat.technician_id
         WHERE technician.company_id <> request.company_id
            OR seat.company_id <> request.company_id
            OR seat.run_id <> request.run_id
        """,
    )


def only_approved_companies_hold_seats():
    """No seat belongs to a company that CANACINTRA has not approved."""
    return (
        _("Group %(code)s: %(company)s has a seat and is not approved."),
        """
        SELECT DISTINCT run.code, company.legal_name AS company
          FROM enrollment_enrollment AS seat
          JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_company AS company ON company.id = request.company_id
         WHERE seat.state = 'confirmed' AND company.approved_at IS NULL
        """,
    )


def refused_companies_ask_for_nothing():
    """No company that CANACINTRA refused has a request that others wait behind."""
    return (
        _("Group %(code)s: %(company)s is refused, and its request is still open."),
        """
        SELECT DISTINCT run.code, company.legal_name AS company
          FROM enrollment_enrollmentrequest AS request
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_company AS company ON company.id = request.company_id
         WHERE company.refused_at IS NOT NULL
           AND request.state IN ('received', 'partial', 'waiting', 'confirmed')
        """,
    )


def local_firms_came_first():
    """While local firms had priority, no firm of another municipality received a seat.

    A priority that staff prolonged after seats were given shows here too: nobody loses a seat, but
    staff should know.
    """
    return (
        _("Group %(code)s: %(company)s, not a local firm, was seated during the local priority."),
        """
        SELECT DISTINCT run.code, company.legal_name AS company
          FROM enrollment_enrollment AS seat
          JOIN enrollment_enrollmentrequest AS request ON request.id = seat.request_id
          JOIN courses_courserun AS run ON run.id = request.run_id
          JOIN companies_company AS company ON company.id = request.company_id
         WHERE seat.state = 'confirmed'
           AND request.priority_class = 2
           AND seat.confirmed_at < run.local_priority_until
        """,
    )


def companies_are_whole():
    """Every company has no more technicians than people, and an approval or a refusal, never both,
    has who and when."""
    return (
        _("%(company)s: its head counts or its approval contradict each other."),
        """
        SELECT legal_name AS company
          FROM companies_company
         WHERE head_count < 1
            OR technician_head_count < 1
            OR technician_head_count > head_count
            OR (approved_at IS NULL) <> (approved_by_id IS NULL)
            OR (refused_at IS NULL) <> (refused_by_id IS NULL)
            OR (refused_at IS NULL) <> (refusal_reason = '')
            OR (approved_at IS NOT NULL AND refused_at IS NOT NULL)
        """,
    )


def large_companies_are_let_in_with_a_reason():
    """Whoever was let in although large, it is kept by whom, when and why (rule 13).

    Whether a firm is large today says nothing about its seats: it may have grown since.
    """
    return (
        _("%(company)s was let in although it is large, and it is not kept by whom or why."),
        """
        SELECT legal_name AS company
          FROM companies_company
         WHERE (large_admitted_at IS NULL) <> (large_admitted_by_id IS NULL)
            OR (large_admitted_at IS NULL) <> (large_admission_reason = '')
        """,
    )


def companies_keep_an_owner():
    """Every company with people has an owner among them."""
    return (
        _("%(company)s has people and no owner."),
        """
        SELECT company.legal_name AS company
          FROM companies_company AS company
          JOIN companies_membership AS person ON person.company_id = company.id
         GROUP BY company.id
        HAVING count(*) FILTER (WHERE person.role = 'owner') = 0
        """,
    )


CHECKS = [
    technicians_go_for_their_own_company,
    only_approved_companies_hold_seats,
    refused_companies_ask_for_nothing,
    local_firms_came_first,
    companies_are_whole,
    large_companies_are_let_in_with_a_reason,
    companies_keep_an_owner,
]
