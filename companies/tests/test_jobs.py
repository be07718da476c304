"""The doorbell of the jobs, where nobody shall hear it."""

import pytest

from companies import jobs

pytestmark = pytest.mark.django_db


def test_rings_inside_unheard_are_dropped(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as rings:
        jobs.ring("enrollment.seat_waiting", 1)
        with jobs.unheard():
            jobs.ring("enrollment.seat_waiting", 2)
        jobs.ring("enrollment.seat_waiting", 3)

    assert [ring.args[1] for ring in rings] == [(1,), (3,)]
