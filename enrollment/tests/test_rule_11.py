"""Rule 11, word by word: swap until the group begins, cancel until a deadline without cost, and a
freed seat goes to the queue at once. Alicia asked, Bruno is her colleague, Carla is a stranger."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from companies.models import Message
from companies.tests.factories import MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated, serve

pytestmark = pytest.mark.django_db

ALICIA, BRUNO = "alicia@ejemplo.invalid", "bruno@ejemplo.invalid"
FORMER, NEW = "anterior@ejemplo.invalid", "nueva@ejemplo.invalid"


@pytest.fixture
def run():
    begins = timezone.now() + timedelta(days=20)
    return RunFactory(
        meetings=[(begins, begins + timedelta(hours=4))],
        venue__capacity=2,
        free_cancellation_until=begins - timedelta(days=5),
    )


@pytest.fixture
def alicia():
    return MembershipFactory(user__email=ALICIA)


@pytest.fixture
def bruno(alicia):
    return MembershipFactory(company=alicia.company, colleague=True, user__email=BRUNO)


@pytest.fixture
def carla():
    return MembershipFactory()


@pytest.fixture
def asked(run, alicia, bruno):
    request = seated(run, company=alicia.company, technicians=2)
    assert request.requested_by == alicia.user
    first = request.enrollments.order_by("pk")[0]
    first.technician.email = FORMER
    first.technician.save()
    return request


@pytest.fixture
def leaving(asked):
    return asked.enrollments.order_by("pk")[0]


@pytest.fixture
def arriving(asked):
    return TechnicianFactory(company=asked.company, email=NEW)


def swap(client, asked, leaving, arriving):
    address = reverse("enrollment:substitute", args=[asked.public_id, leaving.pk])
    return client.post(address, {"key": uuid.uuid4(), "technician": arriving.pk})


def cancel(client, asked, what="all"):
    address = reverse("enrollment:cancel", args=[asked.public_id])
    return client.post(address, {"key": uuid.uuid4(), "what": what})


def told(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("to_address", flat=True))


def states(request):
    return [e.state for e in request.enrollments.order_by("pk")]


@pytest.mark.parametrize("who", ["alicia", "bruno"])
def test_owner_and_colleague_swap_and_everybody_concerned_is_told(
    client, asked, leaving, arriving, who, request
):
    client.force_login(request.getfixturevalue(who).user)
    assert swap(client, asked, leaving, arriving).url == asked.get_absolute_url()
    assert states(asked) == ["replaced", "confirmed", "confirmed"]
    firm = [ALICIA] if who == "alicia" else [ALICIA, BRUNO]
    assert (told("substituted"), told("replaced")) == (sorted([*firm, NEW]), [FORMER])


@pytest.mark.parametrize("who", ["alicia", "bruno"])
def test_owner_and_colleague_cancel_without_cost_until_the_deadline(client, asked, who, request):
    client.force_login(request.getfixturevalue(who).user)
    cancel(client, asked)
    asked.refresh_from_db()
    assert (asked.state, asked.was_cancelled_late) == ("cancelled", False)
    assert told("cancelled") == sorted(
        [ALICIA, FORMER] if who == "alicia" else [ALICIA, BRUNO, FORMER]
    )


def test_after_the_deadline_it_is_still_possible_and_marked(client, asked, run, bruno):
    with time_machine.travel(run.free_cancellation_until + timedelta(minutes=1)):
        client.force_login(bruno.user)
        cancel(client, asked, what=asked.enrollments.order_by("pk")[0].pk)
    asked.refresh_from_db()
    assert (states(asked), asked.was_cancelled_late) == (["cancelled", "confirmed"], True)


def test_a_freed_seat_goes_to_the_queue_at_once_and_the_next_firm_is_told(
    client, asked, run, bruno, carla, django_capture_on_commit_callbacks, monkeypatch
):
    rung = []
    monkeypatch.setattr(
        "companies.jobs._ring_now", lambda task, ids, _after: rung.append((task, *ids))
    )
    waiting = seated(run, company=carla.company)
    assert waiting.state == "waiting"
    client.force_login(bruno.user)
    with django_capture_on_commit_callbacks(execute=True):
        cancel(client, asked, what=asked.enrollments.order_by("pk")[0].pk)
    assert ("enrollment.seat_waiting", run.pk) in rung
    serve(run)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"
    assert carla.user.email in told("confirmed")


def test_once_the_group_has_begun_the_firm_is_led_to_cast(client, asked, run, leaving, arriving):
    with time_machine.travel(run.starts_at):
        client.force_login(asked.requested_by)
        assert swap(client, asked, leaving, arriving).status_code == 422
        assert cancel(client, asked).status_code == 422
        page = client.get(asked.get_absolute_url()).content.decode()
    assert states(asked) == ["confirmed", "confirmed"]
    assert "CAST" in page


def test_a_stranger_finds_nothing_and_a_visitor_signs_in_first(
    client, asked, leaving, arriving, carla
):
    answers = []
    for user in (None, carla.user):
        if user:
            client.force_login(user)
        answers.append(
            (swap(client, asked, leaving, arriving).status_code, cancel(client, asked).status_code)
        )
    assert answers == [(302, 302), (404, 404)]
    assert states(asked) == ["confirmed", "confirmed"]


def test_who_left_the_team_neither_changes_anything_nor_reads_about_it(
    client, asked, leaving, arriving, alicia, bruno
):
    """Alicia asked and has left; Bruno owns the firm now."""
    bruno.role = "owner"
    bruno.save()
    alicia.delete()
    client.force_login(asked.requested_by)
    assert cancel(client, asked).status_code == 403
    client.force_login(bruno.user)
    swap(client, asked, leaving, arriving)
    assert told("substituted") == sorted([BRUNO, NEW])
