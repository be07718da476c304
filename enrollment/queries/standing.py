"""How things stand with requests: what their page shows, and asks until the answer is there."""

from django.db.models import F

from companies.prepared import Given, IsOneOf, Prepared, Statement
from enrollment.models import Enrollment, EnrollmentRequest

_request = Prepared(
    lambda: EnrollmentRequest.objects.filter(
        IsOneOf(F("company_id"), Given("companies")), public_id=Given("public_id")
    ).order_by(),
    related=["run__course__area", "run__venue"],
)

_enrollments = Prepared(
    lambda: Enrollment.objects.filter(request=Given("request")).order_by("pk"),
    related=["technician", "changed_by"],
)

_positions = Statement("""
    SELECT asked.id, count(*)
      FROM enrollment_enrollmentrequest AS asked
      JOIN enrollment_enrollmentrequest AS served ON served.run_id = asked.run_id
       AND served.state IN ('waiting', 'partial')
       AND (served.priority_class, served.requested_at, served.id)
           <= (asked.priority_class, asked.requested_at, asked.id)
     WHERE asked.id = ANY (%(requests)s) AND asked.state IN ('waiting', 'partial')
     GROUP BY asked.id
""")


def request_of(companies, public_id):
    """The request of one of these companies, with run, course, venue; None if it is not theirs."""
    found = _request(companies=[company.pk for company in companies], public_id=public_id)
    return found[0] if found else None


def enrollments_of(request):
    """The live and ended enrollments of the request with their technicians, in their order."""
    found = _enrollments(request=request.pk)
    for enrollment in found:
        enrollment.request = request
    return found


def with_positions(requests):
    """Give each of the loaded requests its `position` in the queue of its run, None where it does
    not wait, and return them as a list. One statement at most."""
    requests = list(requests)
    waiting = [r.pk for r in requests if r.state in (r.State.WAITING, r.State.PARTIAL)]
    positions = dict(_positions.rows(requests=waiting)) if waiting else {}
    for request in requests:
        request.position = positions.get(request.pk)
    return requests
