"""Dates that move while the reminders of the group are being written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from companies.models import Message
from companies.tests.factories import UserFactory
from courses.models import CourseRun
from courses.tests.factories import RunFactory
from enrollment.services import locks, reminders, run_changes
from enrollment.tests.factories import seated
from enrollment.tests.test_races import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("looks_again", [True, False], ids=["looks again", "control"])
def test_nobody_is_reminded_of_a_day_that_has_just_moved(looks_again, monkeypatch):
    begins = timezone.localtime().replace(hour=12, minute=0) + timedelta(days=1)
    run = RunFactory(venue__capacity=9, meetings=[(begins, begins + timedelta(hours=4))])
    seated(run)
    later = begins + timedelta(days=7)
    lock = locks.run

    def lock_and_trust_what_was_read(pk):
        former = CourseRun.objects.select_related("course", "venue", "instructor").get(pk=pk)
        lock(pk)
        return former

    def remind():
        if not looks_again:
            monkeypatch.setattr(locks, "run", lock_and_trust_what_was_read)
        return reminders.write(run_id=run.pk, days=1, now=timezone.now())

    with meanwhile(remind) as answers:
        run_changes.move_dates(
            run=run,
            meetings=[(later, later + timedelta(hours=4))],
            by=UserFactory(admin=True),
            now=timezone.now(),
        )

    assert bool(answers[0]) is not looks_again
    assert Message.objects.filter(kind="reminder").exists() is not looks_again
