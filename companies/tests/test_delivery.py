"""Messages leave once, in order, and wait for a mail server that is in trouble."""

import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, connections, transaction
from django.db.utils import InterfaceError, OperationalError
from django.utils import timezone

from companies import notifications, tasks
from companies.models import JobReport, Message
from companies.refusals import Refused
from companies.services import delivery, outbox
from companies.tests.factories import CompanyFactory, UserFactory

NOW = timezone.now()
LATER = NOW + timedelta(hours=3)


@transaction.atomic
def write(number=1, link="", **fields):
    """Write `number` messages to as many people."""
    users = [UserFactory(**fields) for _ in range(number)]
    company = CompanyFactory(legal_name="Maquinados de Prueba")
    for user in users:
        outbox.write(notifications.access(user=user, company=company, link=link, now=NOW))
    return list(Message.objects.order_by("pk"))


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def problems():
    return list(
        JobReport.objects.filter(is_problem=True).order_by("pk").values_list("about", flat=True)
    )


@pytest.mark.django_db
def test_a_due_message_is_drawn_sent_and_kept(mail_server, settings):
    settings.PORTAL_URL = "https://cursos.example"
    (message,) = write(email="alicia@ejemplo.invalid", language="en")
    done = delivery.deliver_due(now=NOW)
    message.refresh_from_db()
    assert (done.sent, done.postponed, done.failed, done.failure) == (1, 0, 0, "")
    assert (message.state, message.sent_at) == ("sent", NOW)
    assert message.subject == "Your access to the open courses"
    assert "Maquinados de Prueba" in message.text
    assert "<h1>Your access to the open courses</h1>" in message.html
    (letter,) = mail_server.letters
    assert letter["To"] == "alicia@ejemplo.invalid"
    assert letter["Message-ID"] == f"<message-{message.pk}-0@cursos.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en"
    text = letter.get_body(("plain",)).get_content()
    assert text.splitlines() == message.text.splitlines()
    assert "<h1>" in letter.get_body(("html",)).get_content()
    assert JobReport.objects.get().job == "messages"


@pytest.mark.django_db
def test_a_link_that_opens_an_account_leaves_and_is_not_kept_to_be_read(mail_server):
    (message,) = write(link="http://127.0.0.1:8000/cuenta/clave/secreta/")
    delivery.deliver_due(now=NOW)
    message.refresh_from_db()
    (letter,) = mail_server.letters
    for form in ("plain", "html"):
        assert "/cuenta/clave/secreta/" in letter.get_body((form,)).get_content()
    assert "secreta" not in message.text + message.html


@pytest.mark.django_db
def test_many_messages_share_one_connection(mail_server):
    write(5)
    assert delivery.deliver_due(now=NOW).sent == 5
    assert len(mail_server.letters) == 5
    assert mail_server.connections == 1


@pytest.mark.django_db
def test_where_nothing_is_due_nobody_is_called(mail_server, django_assert_num_queries):
    Message.objects.filter(pk=write()[0].pk).update(due_at=NOW + timedelta(seconds=1))
    with django_assert_num_queries(4):  # savepoint, lock, look, release
        delivery.deliver_due(now=NOW)
    assert mail_server.connections == 0
    assert not JobReport.objects.exists()


@pytest.mark.django_db
def test_a_batch_that_was_not_enough_rings_again(mail_server, monkeypatch):
    write(3)
    rings = []
    monkeypatch.setattr("companies.jobs.ring", lambda task, *ids: rings.append(task))
    monkeypatch.setattr(delivery, "SECONDS_OF_A_BATCH", -1)
    tasks.deliver_due()
    assert states() == ["sent", "due", "due"]
    tasks.deliver_due()
    tasks.deliver_due()
    assert states() == ["sent", "sent", "sent"]
    assert rings == ["companies.deliver_due"] * 2


def test_seats_are_given_before_letters_leave():
    # Given letters that were rung for before a request
    with current_app.connection() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        for task in (outbox.DELIVER, outbox.DELIVER, "enrollment.seat_waiting"):
            current_app.send_task(task)
        # When workers take from the queue, then the request is first
        taken = [queue.get(timeout=30) for _ in range(3)]
        assert [message.headers["task"] for message in taken] == [
            "enrollment.seat_waiting",
            outbox.DELIVER,
            outbox.DELIVER,
        ]
        for message in taken:
            message.ack()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_lock", [True, False], ids=["as it is", "control without the lock"])
def test_two_workers_send_each_message_once(mail_server, monkeypatch, with_lock):
    write(20)
    together = threading.Barrier(2, timeout=30)
    worker = threading.local()
    compose = delivery.letter.compose

    def meet_and_compose(message):
        # Both workers have claimed a message before either of them sends.
        if not hasattr(worker, "has_met"):
            worker.has_met = True
            together.wait()
        return compose(message)

    monkeypatch.setattr(delivery.letter, "compose", meet_and_compose)
    monkeypatch.setattr(delivery, "_is_the_only_one", lambda: True)
    if not with_lock:
        monkeypatch.setattr(
            "django.db.models.QuerySet.select_for_update", lambda queryset, **options: queryset
        )

    def work():
        try:
            delivery.deliver_due(now=NOW)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    addresses = [letter["To"] for letter in mail_server.letters]
    sent_twice = len(addresses) - len(set(addresses))
    assert len(set(addresses)) == 20
    assert set(states()) == {"sent"}
    assert (sent_twice == 0) == with_lock


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_lock", [True, False], ids=["as it is", "control without the lock"])
def test_while_one_worker_sends_another_returns_at_once(
    mail_server, monkeypatch, in_another_connection, with_lock
):
    write(3)
    if not with_lock:
        monkeypatch.setattr(delivery, "_is_the_only_one", lambda: True)
    seconds = []
    compose = delivery.letter.compose

    def compose_while_another_tries(message):
        if not seconds:
            seconds.append(None)
            seconds.append(in_another_connection(delivery.deliver_due, now=NOW))
        return compose(message)

    monkeypatch.setattr(delivery.letter, "compose", compose_while_another_tries)
    first = delivery.deliver_due(now=NOW)
    second = seconds[1]
    assert (second.sent, first.sent) == ((0, 3) if with_lock else (2, 1))
    assert (second.has_more, second.failure) == (False, "")
    assert states() == ["sent"] * 3
    assert len(mail_server.letters) == 3


@pytest.mark.django_db(transaction=True)
def test_who_dies_while_sending_holds_up_nobody(mail_server, in_another_connection):
    write(2)

    def begin_and_die():
        with transaction.atomic():
            assert delivery._is_the_only_one()
            assert in_another_connection(delivery.deliver_due, now=NOW).sent == 0
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            in_another_connection(end_connection, pid)

    with pytest.raises((OperationalError, InterfaceError)):
        begin_and_die()
    connection.close()
    assert delivery.deliver_due(now=NOW).sent == 2


def end_connection(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.django_db
def test_a_mail_server_that_is_down_costs_no_attempt_and_is_caught_up_with(mail_server):
    write(3)
    mail_server.stop()
    done = delivery.deliver_due(now=NOW)
    assert (done.sent, done.handled) == (0, 0)
    assert done.failure.startswith("ConnectionRefusedError")
    assert set(Message.objects.values_list("state", "attempts", "due_at")) == {("due", 0, NOW)}
    assert problems() == ["mail-server"]

    mail_server.start()
    assert delivery.deliver_due(now=NOW + timedelta(seconds=29)).sent == 0, "it is left in peace"
    assert delivery.deliver_due(now=NOW + timedelta(seconds=30)).sent == 3


@pytest.mark.django_db
def test_staff_read_about_a_dead_mail_server_once_in_a_quarter_of_an_hour(mail_server):
    write()
    mail_server.stop()
    for minutes in (0, 5, 10, 16):
        delivery.deliver_due(now=NOW + timedelta(minutes=minutes))
    assert problems() == ["mail-server", "mail-server"]


@pytest.mark.django_db
def test_a_refused_message_does_not_stop_the_others(mail_server):
    refused, other = write(2)
    mail_server.refuse = {f"rcpt to:<{refused.to_address}>": "550 no such person"}
    done = delivery.deliver_due(now=NOW)
    refused.refresh_from_db()
    assert (done.sent, done.postponed, done.failure) == (1, 1, "")
    assert (refused.state, refused.attempts) == ("due", 1)
    assert refused.due_at == NOW + timedelta(minutes=1)
    assert "550" in refused.last_error
    assert [letter["To"] for letter in mail_server.letters] == [other.to_address]


@pytest.mark.django_db
def test_refused_again_and_again_it_fails_with_growing_pauses(mail_server):
    (message,) = write()
    mail_server.refuse = {"rcpt": "450 try again"}
    now, pauses = NOW, []
    for _attempt in range(delivery.ATTEMPTS):
        delivery.deliver_due(now=now)
        message.refresh_from_db()
        pauses.append((message.due_at - now) // timedelta(minutes=1))
        now = message.due_at
    assert pauses[:-1] == [1, 2, 4, 8, 16, 32, 64]
    assert (message.state, message.attempts) == ("failed", 8)
    assert problems() == [f"message:{message.pk}"]
    assert delivery.deliver_due(now=LATER).handled == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("mail", "451 too many messages from you today"),
        ("rcpt", "421 closing"),
        ("data-end", "452 disk full"),
    ],
)
def test_a_server_that_takes_nothing_burns_no_attempts(mail_server, command, answer):
    write(3)
    mail_server.refuse = {command: answer}
    for minute in range(30):
        delivery.deliver_due(now=NOW + timedelta(minutes=minute))
    assert set(Message.objects.values_list("state", "attempts")) == {("due", 0)}
    mail_server.refuse = {}
    assert delivery.deliver_due(now=LATER).sent == 3


@pytest.mark.django_db
def test_a_message_that_breaks_the_connection_runs_out_of_attempts_and_lets_others_pass(
    mail_server,
):
    poison, other = write(2)
    mail_server.break_at = f"rcpt to:<{poison.to_address}>"
    delivery.deliver_due(now=NOW)
    delivery.deliver_due(now=NOW + timedelta(seconds=31))
    poison.refresh_from_db()
    assert [letter["To"] for letter in mail_server.letters] == [other.to_address]
    assert (poison.state, poison.attempts) == ("due", 1)


@pytest.mark.django_db
def test_a_message_that_cannot_be_drawn_does_not_stop_the_others(mail_server):
    broken, other = write(2)
    Message.objects.filter(pk=broken.pk).update(template="companies/emails/missing.html")
    assert delivery.deliver_due(now=NOW).sent == 1
    broken.refresh_from_db()
    assert broken.last_error.startswith("TemplateDoesNotExist")
    assert [letter["To"] for letter in mail_server.letters] == [other.to_address]


@pytest.mark.django_db
def test_what_was_sent_stays_sent_when_the_server_dies_in_the_middle(mail_server):
    messages = write(3)
    mail_server.break_at = f"rcpt to:<{messages[1].to_address}>"
    delivery.deliver_due(now=NOW)
    assert states() == ["sent", "due", "due"]


@pytest.mark.django_db
def test_sent_again_it_has_another_message_id_and_a_line_says_who(mail_server):
    (message,) = write()
    delivery.deliver_due(now=NOW)
    adriana = UserFactory(admin=True)
    outbox.resend(message=message, by=adriana, now=LATER)
    assert states() == ["due"]
    delivery.deliver_due(now=LATER)
    assert states() == ["sent"]
    first, second = (letter["Message-ID"] for letter in mail_server.letters)
    assert first != second
    assert str(adriana) in JobReport.objects.get(about=f"message:{message.pk}").line


@pytest.mark.django_db
def test_a_failed_message_sent_again_has_all_its_attempts(mail_server):
    (message,) = write()
    Message.objects.update(state="failed", attempts=8, last_error="refused")
    resent = outbox.resend(message=message, by=UserFactory(admin=True), now=LATER)
    assert (resent.state, resent.attempts, resent.last_error) == ("due", 0, "")
    assert delivery.deliver_due(now=LATER).sent == 1


@pytest.mark.django_db
def test_a_superseded_message_is_not_sent_again(mail_server):
    (message,) = write()
    Message.objects.update(state="superseded")
    with pytest.raises(Refused):
        outbox.resend(message=message, by=UserFactory(admin=True), now=LATER)
    assert states() == ["superseded"]


@pytest.mark.django_db
def test_a_secret_link_is_forgotten_when_it_has_left(mail_server):
    link = "https://cursos.example/cuenta/password/reset/key/1-secreto/"
    (message,) = write(link=link)
    delivery.deliver_due(now=NOW)
    message.refresh_from_db()
    assert "secreto" not in str(vars(message))
    assert "secreto" in mail_server.letters[0].get_body(("plain",)).get_content()
    with pytest.raises(Refused, match=r"gets a new one|recibe uno nuevo"):
        outbox.resend(message=message, by=UserFactory(admin=True), now=LATER)


@pytest.mark.django_db
def test_a_secret_link_that_could_not_leave_is_kept_for_the_next_attempt(mail_server):
    (message,) = write(link="https://cursos.example/cuenta/password/reset/key/1-secreto/")
    mail_server.break_at = "rcpt to"
    delivery.deliver_due(now=NOW)
    message.refresh_from_db()
    assert (message.state, "secreto" in message.context["link"]) == ("due", True)


@pytest.mark.django_db
def test_delivery_takes_the_same_statements_for_each_message(mail_server):
    def statements(number):
        write(number)
        with_queries = []
        with connection.execute_wrapper(
            lambda execute, sql, *rest: (with_queries.append(sql), execute(sql, *rest))[1]
        ):
            delivery.deliver_due(now=NOW)
        return len(with_queries)

    few, many = statements(1), statements(11)
    assert (many - few) / 10 == 5  # savepoint, lock, claim, store, release
