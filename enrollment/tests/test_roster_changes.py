"""Once a group has begun CAST decides who comes: another technician, or nobody, with a reason."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from companies.documents import letter
from companies.models import Message
from companies.refusals import Refused
from companies.tests.factories import MembershipFactory, TechnicianFactory, UserFactory
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment
from enrollment.services import seats
from enrollment.tests.factories import seated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

REASON = "Se presentó otro técnico de la misma empresa"
NOT_BEGUN = "The group has not begun: until then the company decides."


@pytest.fixture
def run():
    begins = timezone.now() + timedelta(days=10)
    return RunFactory(meetings=[(begins, begins + timedelta(hours=4))], venue__capacity=4)


@pytest.fixture
def request_of_two(run):
    return seated(run, technicians=2)


@pytest.fixture
def place(request_of_two):
    return request_of_two.enrollments.order_by("pk").first()


@pytest.fixture
def arriving(place):
    return TechnicianFactory(
        company=place.company, given_names="Nora", email="nora@ejemplo.invalid"
    )


@pytest.fixture
def cast():
    return UserFactory(cast=True, full_name="Carlos de CAST")


@pytest.fixture
def under_way(run):
    with time_machine.travel(run.starts_at + timedelta(hours=1), tick=False) as traveller:
        yield traveller


def told(kind):
    """The messages of a kind, by address, with their words."""
    messages = list(Message.objects.filter(kind=kind).order_by("pk"))
    for message in messages:
        letter.compose(message)
    return {message.to_address: message.text for message in messages}


def substitute(place, technician, by, **options):
    return seats.substitute(
        enrollment=place,
        technician=technician,
        by=by,
        now=timezone.now(),
        **{"reason": REASON, **options},
    )


def cancel(place, by, **options):
    return seats.cancel(
        request=place.request,
        enrollment=place,
        by=by,
        now=timezone.now(),
        **{"reason": REASON, **options},
    )


# --- The service ---------------------------------------------------------------------------------


def test_cast_puts_somebody_else_in_the_place_and_everybody_is_told(
    place, arriving, cast, under_way
):
    place.technician.email = "primera@ejemplo.invalid"
    place.technician.save()
    new = substitute(place, arriving, cast)
    place.refresh_from_db()
    assert (new.state, place.state) == ("confirmed", "replaced")
    assert (place.change_reason, place.changed_by) == (REASON, cast)
    hr = place.request.requested_by.email
    assert set(told("substituted")) == {hr, "nora@ejemplo.invalid"}
    assert set(told("replaced")) == {"primera@ejemplo.invalid"}
    assert REASON in " ".join(told("substituted")[hr].split())
    assert "Until the course begins" not in told("substituted")[hr]


def test_cast_takes_somebody_off_and_the_firm_reads_why(run, place, cast, under_way):
    cancel(place, cast)
    place.refresh_from_db()
    run.refresh_from_db()
    assert (place.state, place.changed_by, run.seats_taken) == ("cancelled", cast, 1)
    assert place.request.state == "confirmed"
    [(address, words)] = told("cancelled").items()
    assert address == place.request.requested_by.email
    assert REASON in " ".join(words.split())


def test_the_last_one_taken_off_ends_the_request_by_cast(request_of_two, cast, under_way):
    for place in request_of_two.enrollments.all():
        cancel(place, cast)
    request_of_two.refresh_from_db()
    assert (request_of_two.state, request_of_two.end_reason) == ("cancelled", "cast")
    assert request_of_two.was_cancelled_late


def test_canacintra_cancels_before_the_group_begins_and_says_why(place, run):
    staff = UserFactory(admin=True)
    with pytest.raises(Refused, match="Say why"):
        cancel(place, staff, reason=" ")
    cancel(place, staff)
    place.refresh_from_db()
    assert (place.state, place.change_reason, place.changed_by) == ("cancelled", REASON, staff)
    words = " ".join(told("cancelled")[place.request.requested_by.email].split())
    assert f"CANACINTRA canceló la inscripción de {place.technician}: {REASON}" in words


def test_before_the_group_begins_the_company_decides_and_after_it_nobody(
    run, place, arriving, cast
):
    for act in (lambda: substitute(place, arriving, cast), lambda: cancel(place, cast)):
        with pytest.raises(Refused, match=NOT_BEGUN):
            act()
        with time_machine.travel(run.ends_at), pytest.raises(Refused, match="The group is over"):
            act()
    assert Enrollment.objects.filter(state="confirmed").count() == 2


def test_the_company_itself_changes_nothing_once_the_group_has_begun(place, arriving, under_way):
    by = place.request.requested_by
    for act in (
        lambda: substitute(place, arriving, by, reason=""),
        lambda: cancel(place, by, reason=""),
    ):
        with pytest.raises(Refused, match="please speak to CAST"):
            act()


def test_a_technician_of_another_company_comes_in_nobodys_place(place, cast, under_way):
    with pytest.raises(Refused, match="does not work for your company"):
        substitute(place, TechnicianFactory(), cast)


def test_the_database_keeps_no_reason_without_who_gave_it(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrollment.objects.filter(pk=place.pk).update(change_reason=REASON)


# --- The pages -----------------------------------------------------------------------------------


def address(name, place):
    return reverse(f"enrollment:roster_{name}", args=[place.run.code, place.pk])


@pytest.fixture
def pages(client, cast):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(cast)
    return client


def send(client, url, **fields):
    return client.post(url, {"key": uuid.uuid4(), "reason": REASON, **fields}, follow=True)


def test_the_roster_offers_changes_to_cast_while_the_group_meets(pages, run, place):
    roster = reverse("enrollment:roster", args=[run.code])
    seen = []
    for moment in (run.starts_at - timedelta(days=1), run.starts_at, run.ends_at):
        with time_machine.travel(moment):
            pages.force_login(UserFactory(cast=True))
            seen.append(address("cancel", place) in pages.get(roster).content.decode())
    assert seen == [False, True, False]


def test_cast_swaps_on_the_page(pages, place, arriving, under_way):
    page = pages.get(address("substitute", place)).content.decode()
    assert str(arriving) in page
    assert arriving.curp not in page
    page = send(pages, address("substitute", place), technician=arriving.pk)
    assert [str(message) for message in page.context["messages"]] == [
        f"{arriving} comes instead of {place.technician}."
    ]
    assert Enrollment.objects.get(technician=arriving).state == "confirmed"


def test_cast_takes_off_on_the_page_and_a_second_click_changes_nothing(pages, place, under_way):
    form = {"key": uuid.uuid4(), "reason": REASON}
    for _click in range(2):
        answer = pages.post(address("cancel", place), form)
        assert answer.url == reverse("enrollment:roster", args=[place.run.code])
    assert Message.objects.filter(kind="cancelled").count() == 1


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("cancel", {"reason": " "}, "Say why: the company will read it."),
        ("substitute", {}, "Choose who comes instead."),
        ("substitute", {"technician": "0"}, "does not work for your company"),
    ],
)
def test_a_refused_change_says_why_and_keeps_the_reason(
    pages, place, arriving, under_way, name, fields, sentence
):
    page = send(pages, address(name, place), **fields)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert f">\n{fields.get('reason', REASON).strip()}" in page.content.decode()
    place.refresh_from_db()
    assert place.state == "confirmed"


def test_a_place_that_ended_says_so(pages, place, cast, under_way):
    cancel(place, cast)
    for name in ("substitute", "cancel"):
        page = pages.get(address(name, place)).content.decode()
        assert "no longer takes part" in page
        assert "<textarea" not in page


@pytest.mark.parametrize("name", ["substitute", "cancel"])
@pytest.mark.parametrize("who", ["hr", "colleague", "stranger", "admin", "visitor"])
def test_nobody_but_cast_changes_a_roster(client, place, arriving, under_way, name, who):
    people = {
        "hr": lambda: place.request.requested_by,
        "colleague": lambda: MembershipFactory(company=place.company, colleague=True).user,
        "stranger": lambda: MembershipFactory().user,
        "admin": lambda: UserFactory(admin=True),
    }
    if who in people:
        client.force_login(people[who]())
    answer = client.post(
        address(name, place),
        {"key": uuid.uuid4(), "reason": REASON, "technician": arriving.pk},
    )
    assert answer.status_code == (302 if who == "visitor" else 403)
    place.refresh_from_db()
    assert place.state == "confirmed"


def test_a_place_of_another_group_is_not_found(pages, place, under_way):
    other = RunFactory()
    url = reverse("enrollment:roster_cancel", args=[other.code, place.pk])
    assert pages.get(url).status_code == 404


def test_the_company_reads_the_reason_beside_the_request(client, place, cast, under_way):
    cancel(place, cast)
    client.force_login(place.request.requested_by)
    assert REASON in client.get(place.request.get_absolute_url()).content.decode()
