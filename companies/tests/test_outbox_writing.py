"""Messages are written with the change they tell, in one statement, once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from companies.models import Message
from companies.services import outbox

NOW = timezone.now()


def message(number=1, **fields):
    values = {
        "kind": "confirmed",
        "about": f"request:{number}",
        "to_address": "alicia@ejemplo.invalid",
        "language": "es-mx",
        "template": "companies/emails/company_approved.html",
        "created_at": NOW,
        "due_at": NOW,
    }
    return Message(**{**values, **fields})


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr("companies.jobs.ring", lambda task, *ids: heard.append(task))
    return heard


@pytest.mark.django_db(transaction=True)
def test_a_message_apart_from_its_change_is_refused():
    with pytest.raises(outbox.OutsideTransactionError):
        outbox.write([message()])
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_three_hundred_messages_are_one_statement(django_assert_num_queries, rings):
    with django_assert_num_queries(1):
        outbox.write([message(number) for number in range(300)])
    assert Message.objects.count() == 300
    assert rings == ["companies.deliver_due"]


@pytest.mark.django_db
def test_the_same_message_is_kept_once(rings):
    outbox.write([message(), message()])
    outbox.write([message(template="companies/emails/other.html")])
    assert [kept.template for kept in Message.objects.all()] == [
        "companies/emails/company_approved.html"
    ]


@pytest.mark.django_db
def test_nothing_to_say_asks_nothing(django_assert_num_queries, rings):
    with django_assert_num_queries(0):
        outbox.write([])
    assert rings == []


@pytest.mark.django_db
def test_a_message_for_later_does_not_ring(rings):
    outbox.write([message(due_at=NOW + timedelta(seconds=60))])
    assert rings == []


@pytest.mark.django_db
def test_a_newer_message_supersedes_what_is_not_sent_yet(django_assert_num_queries, rings):
    outbox.write(
        [
            message(1, kind="received"),
            message(2, kind="received"),
            message(3, kind="received", state=Message.State.SENT, sent_at=NOW),
            message(1, kind="confirmed"),
        ]
    )
    with django_assert_num_queries(1):
        outbox.supersede(kind="received", abouts=["request:1", "request:3"])
    assert set(Message.objects.values_list("kind", "about", "state")) == {
        ("received", "request:1", "superseded"),
        ("received", "request:2", "due"),
        ("received", "request:3", "sent"),
        ("confirmed", "request:1", "due"),
    }


@pytest.mark.django_db(transaction=True)
def test_superseding_does_not_wait_for_a_message_that_is_leaving(in_another_connection):
    with transaction.atomic():
        outbox.write([message(1, kind="received"), message(2, kind="received")])

    def supersede():
        with transaction.atomic():
            outbox.supersede(kind="received", abouts=["request:1", "request:2"])

    with transaction.atomic():
        Message.objects.select_for_update().get(about="request:1")
        in_another_connection(supersede)
    assert set(Message.objects.values_list("about", "state")) == {
        ("request:1", "due"),
        ("request:2", "superseded"),
    }


@pytest.mark.django_db
def test_writing_says_how_many_messages_are_new(rings):
    assert outbox.write([message(1), message(2)]) == 2
    assert outbox.write([message(2), message(3)]) == 1
    assert outbox.write([]) == 0
