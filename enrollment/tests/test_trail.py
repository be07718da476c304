"""What the trail of courses keeps, and what it leaves out because it changes with every seat."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.history import reading
from companies import at_work
from companies.tests.factories import MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.services import seats
from enrollment.tests.factories import ask, seated

pytestmark = pytest.mark.django_db


def test_seats_leave_no_line_on_the_group():
    run = RunFactory(venue__capacity=9)
    seated(run)
    run.refresh_from_db()
    assert run.seats_taken == 1
    assert list(run.trail.values_list("pgh_label", flat=True)) == ["insert"]


def test_a_new_price_leaves_one():
    run = RunFactory(price=1500)
    run.price = 1800
    run.save()
    assert list(run.trail.order_by("pgh_id").values_list("pgh_label", "price")) == [
        ("insert", 1500),
        ("update", 1800),
    ]


def test_only_a_change_of_its_priority_is_kept_of_a_request():
    request = ask(RunFactory(venue__capacity=9))
    assert request.trail.count() == 0
    EnrollmentRequest.objects.filter(pk=request.pk).update(
        priority_class=0, priority_reason="Convenio", priority_by=request.requested_by
    )
    kept = request.trail.order_by("pgh_id").values_list("pgh_label", "priority_class")
    assert list(kept) == [("before", 1), ("update", 0)]


def test_who_swapped_or_gave_up_a_seat_stands_on_the_page_and_in_the_history(client):
    run = RunFactory()
    request = seated(run, technicians=2)
    bruno = MembershipFactory(company=request.company, colleague=True).user
    client.force_login(bruno)
    swapped, given_up = request.enrollments.order_by("pk")
    other = TechnicianFactory(company=request.company)

    client.post(
        reverse("enrollment:substitute", args=[request.public_id, swapped.pk]),
        {"technician": other.pk, "key": uuid4()},
    )
    client.post(
        reverse("enrollment:cancel", args=[request.public_id]),
        {"what": given_up.pk, "key": uuid4()},
    )

    ended = Enrollment.objects.filter(pk__in=[swapped.pk, given_up.pk]).order_by("pk")
    assert [(one.state, one.changed_by) for one in ended] == [
        ("replaced", bruno),
        ("cancelled", bruno),
    ]
    page = client.get(request.get_absolute_url()).content.decode()
    assert page.count(str(bruno)) >= 2
    lines = reading.page_of(request.company, across=[Enrollment]).object_list
    assert [(line.who, line.differences[0].after) for line in lines] == [
        (str(bruno), "cancelada"),
        (str(bruno), "sustituido por un compañero"),
    ]
    assert str(given_up.technician) in lines[0].subject


def test_a_seat_that_is_given_leaves_no_line():
    request = seated(RunFactory())
    assert not request.enrollments.get().trail.exists()


def test_a_request_that_is_stored_names_nobody_and_one_that_ends_does():
    run, technician = RunFactory(), TechnicianFactory()
    by = MembershipFactory(company=technician.company).user
    asked = {"together": "split", "by": by, "now": timezone.now()}
    with at_work.of_job("one"), CaptureQueriesContext(connection) as captured:
        request = seats.request(
            run=run, company=technician.company, technicians=[technician], **asked
        )
    assert [one for one in captured if "pghistory.context_metadata" in one["sql"]] == []
    with at_work.of_job("two"):
        seats.cancel(request=request, by=by, now=timezone.now())
    (line,) = request.enrollments.get().trail.filter(pgh_label="update")
    assert line.pgh_context == {"job": "two"}
