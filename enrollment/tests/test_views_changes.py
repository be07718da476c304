"""Giving seats up and swapping technicians."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from companies.models import Technician
from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory, curp
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import Enrollment
from enrollment.tests.factories import ask, fill, seated, states

pytestmark = pytest.mark.django_db

State = Enrollment.State


@pytest.fixture
def run():
    return RunFactory()


@pytest.fixture
def company():
    return CompanyFactory()


@pytest.fixture(autouse=True)
def alicia(client, company):
    user = MembershipFactory(company=company).user
    client.force_login(user)
    return user


@pytest.fixture
def asked(run, company):
    return seated(run, company=company, technicians=2)


def cancel_of(asked):
    return reverse("enrollment:cancel", args=[asked.public_id])


def substitute_of(asked, enrollment):
    return reverse("enrollment:substitute", args=[asked.public_id, enrollment.pk])


def form(**fields):
    return {"key": str(uuid.uuid4()), **fields}


def states_of(asked):
    return [e.state for e in asked.enrollments.order_by("pk")]


def text(response):
    return " ".join(response.content.decode().split())


class TestCancel:
    def test_reading_the_page_cancels_nothing(self, client, asked):
        response = client.get(cancel_of(asked))

        assert response.context["is_free"]
        assert states_of(asked) == ["confirmed", "confirmed"]

    def test_the_whole_request(self, client, asked):
        response = client.post(cancel_of(asked), form(what="all"))

        assert response.url == asked.get_absolute_url()
        assert states_of(asked) == ["cancelled", "cancelled"]

    def test_one_of_two_and_the_colleague_stays(self, client, asked):
        first = asked.enrollments.order_by("pk")[0]

        client.post(cancel_of(asked), form(what=first.pk))

        assert states_of(asked) == ["cancelled", "confirmed"]

    @pytest.mark.parametrize(
        ("is_full", "question"),
        [(False, "Cancel the seat of {}?"), (True, "Take {} off the waiting list?")],
    )
    def test_who_only_waits_is_not_asked_to_give_up_a_seat(
        self, client, company, is_full, question
    ):
        run = RunFactory(venue=VenueFactory(capacity=1))
        if is_full:
            fill(run)
        asked = seated(run, company=company)

        page = text(client.get(cancel_of(asked), headers={"accept-language": "en"}))

        assert question.format(asked.enrollments.get().technician) in page

    def test_without_an_answer_nothing_is_cancelled(self, client, asked):
        response = client.post(cancel_of(asked), form())

        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["what"]
        assert states_of(asked) == ["confirmed", "confirmed"]

    def test_of_two_none_is_chosen_beforehand_unless_the_link_says_which(self, client, asked):
        second = asked.enrollments.order_by("pk")[1]

        assert " checked" not in text(client.get(cancel_of(asked)))
        page = text(client.get(cancel_of(asked), {"seat": second.pk}))

        assert page.count(" checked") == 1
        assert f'value="{second.pk}"' in page.split(" checked")[0].rpartition("<input")[2]

    def test_the_enrollment_of_another_request_is_no_choice(self, client, asked, run):
        other = seated(run).enrollments.get()

        response = client.post(cancel_of(asked), form(what=other.pk))

        assert response.status_code == 422
        other.refresh_from_db()
        assert other.state == State.CONFIRMED

    def test_a_double_click_gives_up_one_seat_not_two(self, client, asked):
        first = asked.enrollments.order_by("pk")[0]
        answer = form(what=first.pk)

        urls = {client.post(cancel_of(asked), answer).url for _ in range(2)}

        assert urls == {asked.get_absolute_url()}
        assert states_of(asked) == ["cancelled", "confirmed"]

    def test_a_form_sent_again_later_says_that_it_is_done(self, client, asked):
        client.post(cancel_of(asked), form(what="all"))

        response = client.post(cancel_of(asked), form(what="all"))

        assert response.status_code == 422
        assert response.context["sentences"]

    def test_after_the_free_period_the_page_says_so(self, client, asked, run):
        CourseRun.objects.filter(pk=run.pk).update(
            free_cancellation_until=timezone.now() - timedelta(minutes=1)
        )

        assert not client.get(cancel_of(asked)).context["is_free"]

        client.post(cancel_of(asked), form(what="all"))
        asked.refresh_from_db()
        assert asked.was_cancelled_late

    def test_a_place_in_the_queue_is_always_free_to_give_up(self, client, run, company):
        fill(run)
        waiting = seated(run, company=company)
        CourseRun.objects.filter(pk=run.pk).update(free_cancellation_until=timezone.now())

        assert client.get(cancel_of(waiting)).context["is_free"]

    def test_once_the_course_began_the_page_offers_nothing(self, client, asked, run, alicia):
        with time_machine.travel(run.starts_at + timedelta(minutes=1)):
            client.force_login(alicia)
            page = client.get(cancel_of(asked))
            answer = client.post(cancel_of(asked), form(what="all"))

        assert not page.context["can_cancel"]
        assert answer.status_code == 422
        assert states_of(asked) == ["confirmed", "confirmed"]


class TestSubstitute:
    @pytest.fixture
    def leaving(self, asked):
        return asked.enrollments.order_by("pk")[0]

    @pytest.fixture
    def colleague(self, company):
        return TechnicianFactory(company=company)

    def test_a_colleague_takes_the_seat(self, client, asked, leaving, colleague):
        response = client.post(substitute_of(asked, leaving), form(technician=colleague.pk))

        assert response.url == asked.get_absolute_url()
        assert states_of(asked) == ["replaced", "confirmed", "confirmed"]
        assert asked.enrollments.get(replaces=leaving).technician == colleague

    def test_somebody_new_takes_the_seat(self, client, asked, leaving, company):
        person = {"given_names": "Rosa", "first_surname": "Ejemplo", "curp": curp(900)}

        client.post(substitute_of(asked, leaving), form(**person))

        rosa = company.technicians.get(given_names="Rosa")
        assert asked.enrollments.get(replaces=leaving).technician == rosa

    def test_a_refused_swap_adds_nobody(self, client, asked, leaving, run, alicia):
        person = {"given_names": "Rosa", "first_surname": "Ejemplo", "curp": curp(900)}

        with time_machine.travel(run.starts_at + timedelta(minutes=1)):
            client.force_login(alicia)
            response = client.post(substitute_of(asked, leaving), form(**person))

        assert response.status_code == 422
        assert not Technician.objects.filter(given_names="Rosa").exists()

    def test_without_a_choice_it_asks_again(self, client, asked, leaving):
        response = client.post(substitute_of(asked, leaving), form())

        assert response.status_code == 422
        assert response.context["sentences"]

    def test_somebody_chosen_and_somebody_typed_is_one_too_many(
        self, client, asked, leaving, colleague
    ):
        person = {"given_names": "Rosa", "first_surname": "Ejemplo", "curp": curp(900)}

        response = client.post(
            substitute_of(asked, leaving), form(technician=colleague.pk, **person)
        )

        assert response.status_code == 422
        assert 'value="Rosa"' in text(response)
        assert not Technician.objects.filter(given_names="Rosa").exists()

    def test_the_wrong_curp_of_somebody_new_is_explained(self, client, asked, leaving):
        response = client.post(substitute_of(asked, leaving), form(given_names="Rosa", curp="XXXX"))

        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"first_surname", "curp"}

    def test_the_technician_of_another_firm_is_refused(self, client, asked, leaving):
        stranger = TechnicianFactory()

        response = client.post(substitute_of(asked, leaving), form(technician=stranger.pk))

        assert response.status_code == 422
        assert states_of(asked) == ["confirmed", "confirmed"]

    def test_the_colleague_who_is_in_already_cannot_be_chosen(self, client, asked, leaving):
        other = asked.enrollments.order_by("pk")[1].technician

        options = client.get(substitute_of(asked, leaving)).context["choice"].options
        response = client.post(substitute_of(asked, leaving), form(technician=other.pk))

        assert all(option.obstacle for option in options)
        assert response.status_code == 422

    def test_a_double_click_swaps_once(self, client, asked, leaving, colleague):
        answer = form(technician=colleague.pk)

        urls = {client.post(substitute_of(asked, leaving), answer).url for _ in range(2)}

        assert urls == {asked.get_absolute_url()}
        assert states_of(asked).count("replaced") == 1

    def test_who_is_out_cannot_be_swapped(self, client, asked, leaving, colleague):
        client.post(cancel_of(asked), form(what=leaving.pk))

        page = client.get(substitute_of(asked, leaving))
        answer = client.post(substitute_of(asked, leaving), form(technician=colleague.pk))

        assert not page.context["can_swap"]
        assert answer.status_code == 422

    def test_an_enrollment_of_another_request_does_not_exist_here(self, client, asked, run):
        other = seated(run).enrollments.get()

        assert client.get(substitute_of(asked, other)).status_code == 404

    def test_the_place_in_the_queue_is_kept(self, client, run, company, colleague):
        fill(run)
        waiting = seated(run, company=company)
        seated(run)

        client.post(
            substitute_of(waiting, waiting.enrollments.get()), form(technician=colleague.pk)
        )

        waiting.refresh_from_db()
        assert waiting.state == "waiting"
        assert list(states(run))[-2] == company.legal_name

    def test_a_search_shows_only_the_list(self, client, asked, leaving, company):
        TechnicianFactory.create_batch(9, company=company)
        ana = TechnicianFactory(company=company, given_names="Ána")

        response = client.post(
            substitute_of(asked, leaving),
            form(step="search", words="ana"),
            headers={"HX-Request": "true"},
        )

        assert [option.technician for option in response.context["choice"].options] == [ana]
        assert 'type="radio"' in text(response)


def test_a_request_being_confirmed_can_be_cancelled(client, run, company):
    asked = ask(run, company=company)

    client.post(cancel_of(asked), form(what="all"))

    assert states_of(asked) == ["cancelled"]
