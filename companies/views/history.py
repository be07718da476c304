"""What changed in the firm, and who changed it: for those who decide for it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from canacintra_portal.history import reading
from companies.access import CompanyRequest, owner_required
from companies.models import Company, Invitation, JoinRequest, Membership, Technician
from enrollment.models import Enrollment

# Tables whose changes concern the firm; CANACINTRA's own decisions about its courses do not.
TOLD = (Company, Membership, Technician, Invitation, JoinRequest, Enrollment)


@require_safe
@owner_required
def history(request: CompanyRequest):
    """Tell the trail of the firm, the newest change first. CURPs are covered."""
    page = reading.page_of(request.company, number=request.GET.get("page"), across=TOLD)
    return render(request, "companies/history.html", {"page": page})
