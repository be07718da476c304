"""What the trail of courses keeps, and what it leaves out because it changes with every seat."""

import pytest

from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
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
