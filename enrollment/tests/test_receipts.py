"""Who waits unusually long for an answer is told once that the request is kept."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from companies.models import Message
from courses.tests.factories import RunFactory
from enrollment.models import EnrollmentRequest
from enrollment.notifications import TIME_FOR_THE_ANSWER
from enrollment.services import receipts
from enrollment.tests.factories import ask, serve

MOMENT = timedelta(seconds=1)


def messages():
    return list(Message.objects.order_by("pk").values_list("kind", "state"))


@pytest.mark.django_db
def test_nobody_is_written_to_within_a_minute():
    request = ask(RunFactory())
    now = request.requested_at + TIME_FOR_THE_ANSWER - MOMENT
    assert receipts.write_due(now=now) == 0
    assert messages() == []


@pytest.mark.django_db
def test_after_a_minute_the_people_of_a_request_are_told_once():
    request = ask(RunFactory())
    now = request.requested_at + TIME_FOR_THE_ANSWER
    assert [receipts.write_due(now=now), receipts.write_due(now=now + MOMENT)] == [1, 0]
    told = Message.objects.get()
    assert (told.kind, told.about) == ("received", f"request:{request.pk}")
    assert (told.to_address, told.created_at) == (request.requested_by.email, now)


@pytest.mark.django_db
def test_a_receipt_that_did_not_leave_is_withdrawn_by_the_answer():
    request = ask(RunFactory(), now=timezone.now() - 2 * TIME_FOR_THE_ANSWER)
    receipts.write_due(now=timezone.now())
    serve(request.run)
    assert messages() == [("received", "superseded"), ("confirmed", "due")]


@pytest.mark.django_db
def test_whoever_has_an_answer_gets_no_receipt():
    run = RunFactory()
    ask(run, now=timezone.now() - 2 * TIME_FOR_THE_ANSWER)
    serve(run)
    assert receipts.write_due(now=timezone.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_being_answered_is_left_alone(in_another_connection):
    request = ask(RunFactory(), now=timezone.now() - 2 * TIME_FOR_THE_ANSWER)
    with transaction.atomic():
        EnrollmentRequest.objects.select_for_update().get(pk=request.pk)
        assert in_another_connection(receipts.write_due, now=timezone.now()) == 0
    assert receipts.write_due(now=timezone.now()) == 1
