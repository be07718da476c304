"""Enrolling: choose, look at the summary, send - and everything that can go wrong on the way."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.testing.effort import little_work
from companies.models import Technician
from companies.rules.words import LONGEST
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    curp,
)
from courses.models import CourseRun
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.services import run_changes
from enrollment.tests.factories import ask, fill, seated

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return RunFactory()


@pytest.fixture
def company():
    return CompanyFactory()


@pytest.fixture
def alicia(company):
    return MembershipFactory(company=company).user


@pytest.fixture
def pair(company):
    return TechnicianFactory.create_batch(2, company=company)


@pytest.fixture
def enroll(run):
    return reverse("enrollment:enroll", args=[run.code])


@pytest.fixture(autouse=True)
def signed_in(client, alicia):
    client.force_login(alicia)


def final_form(*technicians, **changes):
    """The form of the summary, as the browser sends it."""
    return {
        "step": "send",
        "technician": [technician.pk for technician in technicians],
        "together": "split",
        "key": str(uuid.uuid4()),
        **changes,
    }


def typed_person(**changes):
    return {
        "given_names": "Rosa",
        "first_surname": "Ejemplo",
        "curp": curp(900),
        "key": str(uuid.uuid4()),
        **changes,
    }


def words(response):
    return " ".join(response.content.decode().split())


# --- Choosing ---------------------------------------------------------------------------------


def test_the_list_shows_the_technicians_of_the_firm_only(client, enroll, pair):
    stranger = TechnicianFactory(given_names="Ajeno")
    left = TechnicianFactory(company=pair[0].company, given_names="Ausente", is_active=False)

    page = words(client.get(enroll))

    assert all(technician.full_name in page for technician in pair)
    assert stranger.given_names not in page
    assert left.given_names not in page


def test_the_list_says_who_cannot_come_and_why(client, enroll, run, company):
    taken = seated(run, company=company).enrollments.get().technician
    same_time = RunFactory(meetings=[(run.starts_at, run.ends_at)])
    busy = seated(same_time, company=company).enrollments.get().technician

    choice = client.get(enroll).context["choice"]

    obstacles = {option.technician: option.obstacle for option in choice.options}
    assert "grupo" in obstacles[taken] or "group" in obstacles[taken]
    assert same_time.course.name in obstacles[busy]


def test_continue_leads_to_the_summary_of_the_chosen(client, enroll, pair):
    ids = [technician.pk for technician in pair]

    response = client.post(enroll, {"step": "continue", "technician": ids}, follow=True)

    assert response.redirect_chain == [
        (f"{enroll}?technician={ids[0]}&technician={ids[1]}&step=review", 302)
    ]
    assert response.context["technicians"] == pair


@pytest.mark.parametrize("number", [0, 3])
def test_none_or_three_stay_on_the_page_with_what_was_chosen(client, enroll, company, number):
    chosen = TechnicianFactory.create_batch(number, company=company)
    ids = [technician.pk for technician in chosen]

    response = client.post(enroll, {"step": "continue", "technician": ids})

    assert response.status_code == 422
    assert response.context["sentences"]
    assert {t.pk for t in response.context["choice"].chosen} == set(ids)


def test_all_reasons_are_said_at_once(client, enroll, run, company):
    taken = seated(run, company=company).enrollments.get().technician
    same_time = RunFactory(meetings=[(run.starts_at, run.ends_at)])
    busy = seated(same_time, company=company).enrollments.get().technician

    response = client.post(enroll, {"step": "continue", "technician": [taken.pk, busy.pk]})

    page = words(response)
    assert response.status_code == 422
    assert taken.full_name in page
    assert same_time.course.name in page
    assert len(response.context["sentences"]) == 2


def test_a_long_list_is_searched_and_keeps_who_is_chosen(client, enroll, company):
    crowd = TechnicianFactory.create_batch(30, company=company)
    jose = TechnicianFactory(company=company, given_names="José", first_surname="Íñiguez")
    typed = {"step": "search", "technician": crowd[29].pk, "words": "iniguez"}

    for headers in ({}, {"HX-Request": "true"}):
        response = client.post(enroll, typed, headers=headers)

        assert response.status_code == 200
        listed = [option.technician for option in response.context["choice"].options]
        assert listed == [crowd[29], jose]
        assert response.context["choice"].options[0].is_chosen


@pytest.mark.parametrize("words", ["iniguez " * 50_000, "iniguez" + "\u0300\u0316" * 50_000])
def test_a_search_without_end_is_cut(client, enroll, company, words):
    TechnicianFactory.create_batch(30, company=company)
    jose = TechnicianFactory(company=company, given_names="José", first_surname="Íñiguez")
    client.get(enroll)  # so that the templates are read

    with little_work():
        choice = client.post(enroll, {"step": "search", "words": words}).context["choice"]

    assert [option.technician for option in choice.options] == [jose]
    assert len(choice.words) <= LONGEST


def test_a_search_loses_nothing_of_the_person_being_typed(client, enroll, company):
    TechnicianFactory.create_batch(9, company=company)

    page = words(client.post(enroll, typed_person(step="search", words="x", curp="PEXJ")))

    assert 'value="Rosa"' in page
    assert 'value="PEXJ"' in page


# --- Adding somebody on the spot ----------------------------------------------------------------


def test_somebody_added_is_on_the_list_and_chosen_beside_the_other(client, enroll, pair):
    response = client.post(enroll, typed_person(step="add", technician=pair[0].pk), follow=True)

    rosa = Technician.objects.get(given_names="Rosa")
    assert rosa.company == pair[0].company
    assert set(response.context["choice"].chosen) == {pair[0], rosa}


def test_a_third_person_is_added_but_not_chosen(client, enroll, pair):
    ids = [technician.pk for technician in pair]

    response = client.post(enroll, typed_person(step="add", technician=ids), follow=True)

    assert Technician.objects.filter(given_names="Rosa").exists()
    assert set(response.context["choice"].chosen) == set(pair)


def test_a_second_click_adds_nobody_twice_and_answers_the_same(client, enroll):
    form = typed_person(step="add")

    first, second = client.post(enroll, form), client.post(enroll, form)

    assert first.url == second.url
    assert Technician.objects.filter(given_names="Rosa").count() == 1


def test_a_wrong_curp_is_explained_with_everything_kept(client, enroll, pair):
    wrong = curp(900)[:-1] + str((int(curp(900)[-1]) + 1) % 10)
    form = typed_person(step="add", technician=pair[0].pk, curp=wrong, email="rosa@x.invalid")

    response = client.post(enroll, form)

    page = words(response)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["curp"]
    assert f'value="{wrong}"' in page
    assert 'value="rosa@x.invalid"' in page
    assert response.context["choice"].chosen == [pair[0]]
    assert not Technician.objects.filter(given_names="Rosa").exists()


def test_a_curp_with_spaces_dashes_and_small_letters_is_understood(client, enroll):
    typed = f" {curp(900)[:4].lower()}-{curp(900)[4:10]} {curp(900)[10:]} "

    client.post(enroll, typed_person(step="add", curp=typed))

    assert Technician.objects.get(given_names="Rosa").curp == curp(900)


def test_a_curp_that_is_on_the_list_already_names_who_has_it(client, enroll, company):
    known = TechnicianFactory(company=company, curp=curp(900), given_names="Rosalba")

    response = client.post(enroll, typed_person(step="add"))

    assert response.status_code == 422
    assert known.full_name in str(response.context["form"].errors["curp"])


def test_continue_takes_the_person_who_was_typed_along(client, enroll, pair):
    form = typed_person(step="continue", technician=pair[0].pk)

    response = client.post(enroll, form, follow=True)

    rosa = Technician.objects.get(given_names="Rosa")
    assert response.context["technicians"] == [pair[0], rosa]


def test_a_typed_person_too_many_is_not_stored_by_halves(client, enroll, pair):
    ids = [technician.pk for technician in pair]

    response = client.post(enroll, typed_person(step="continue", technician=ids))

    page = words(response)
    assert response.status_code == 422
    assert 'value="Rosa"' in page
    assert not Technician.objects.filter(given_names="Rosa").exists()


# --- The summary --------------------------------------------------------------------------------


def test_the_summary_shows_price_vat_and_total(client, enroll, pair, settings):
    settings.VAT_RATE = "0.08"

    page = words(client.get(enroll, {"step": "review", "technician": [t.pk for t in pair]}))

    assert "2 × $2,400.00 MXN" in page
    assert "$384.00 MXN" in page
    assert "$5,184.00 MXN" in page
    assert reverse("privacy") in page


def test_together_is_asked_only_of_two(client, enroll, pair):
    one = words(client.get(enroll, {"step": "review", "technician": pair[0].pk}))
    two = words(client.get(enroll, {"step": "review", "technician": [t.pk for t in pair]}))

    assert 'name="together"' not in one
    assert two.count('name="together"') == 2


def test_a_summary_that_cannot_be_sent_says_why_and_has_no_button(client, enroll, run, pair):
    CourseRun.objects.filter(pk=run.pk).update(enrollment_closes_at=timezone.now())

    response = client.get(enroll, {"step": "review", "technician": pair[0].pk})

    assert len(response.context["sentences"]) == 1
    assert 'value="send"' not in words(response)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        ("seats", "seats"),
        ("one left", "one-of-two"),
        ("full", "queue"),
        ("from elsewhere", "local-priority"),
        ("not approved", "approval"),
    ],
)
def test_the_summary_says_what_to_expect(client, enroll, run, company, pair, situation, expected):
    if situation in ("one left", "full"):
        fill(run, leave=1 if situation == "one left" else 0)
    if situation == "from elsewhere":
        until = timezone.now() + timedelta(days=3)
        CourseRun.objects.filter(pk=run.pk).update(local_priority_until=until)
        type(company).objects.filter(pk=company.pk).update(municipality="Chihuahua")
    if situation == "not approved":
        type(company).objects.filter(pk=company.pk).update(approved_at=None, approved_by=None)

    response = client.get(enroll, {"step": "review", "technician": [t.pk for t in pair]})

    assert response.context["outlook"] == expected


# --- Sending ------------------------------------------------------------------------------------


def test_send_stores_the_request_and_shows_its_page(client, enroll, run, company, alicia, pair):
    response = client.post(enroll, final_form(*pair, together="both"))

    asked = EnrollmentRequest.objects.get()
    assert response.url == asked.get_absolute_url()
    assert (asked.run, asked.company, asked.requested_by) == (run, company, alicia)
    assert (asked.together, asked.state) == ("both", "received")
    assert [e.technician for e in asked.enrollments.order_by("pk")] == pair


def test_send_needs_no_page_before_it(client, enroll, pair):
    form = {"technician": pair[0].pk, "key": str(uuid.uuid4())}

    client.post(enroll, form)

    assert EnrollmentRequest.objects.get().together == "split"


def test_one_technician_alone_is_never_both_or_none(client, enroll, pair):
    client.post(enroll, final_form(pair[0], together="both"))

    assert EnrollmentRequest.objects.get().together == "split"


def test_a_double_click_asks_once_and_answers_the_same(client, enroll, pair):
    form = final_form(*pair)

    first, second = client.post(enroll, form), client.post(enroll, form)

    assert first.url == second.url
    assert EnrollmentRequest.objects.count() == 1


def test_the_same_key_with_other_people_is_refused(client, enroll, company, pair):
    form = final_form(pair[0])
    client.post(enroll, form)

    response = client.post(enroll, {**form, "technician": pair[1].pk})

    assert response.status_code == 422
    assert EnrollmentRequest.objects.count() == 1
    assert form["key"] not in words(response), "the page brings a new key"


def test_the_same_form_from_two_colleagues_counts_once(client, enroll, company, pair):
    client.post(enroll, final_form(*pair))
    client.force_login(MembershipFactory(company=company).user)

    response = client.post(enroll, final_form(*pair))

    assert response.status_code == 422
    assert EnrollmentRequest.objects.count() == 1
    assert response.context["technicians"] == pair, "what was chosen is still there"
    assert EnrollmentRequest.objects.get().get_absolute_url() in words(response)


def test_a_run_that_closed_a_second_ago_is_refused_with_everything_kept(client, enroll, run, pair):
    CourseRun.objects.filter(pk=run.pk).update(
        enrollment_closes_at=timezone.now() - timedelta(seconds=1)
    )

    response = client.post(enroll, final_form(*pair))

    assert response.status_code == 422
    assert response.context["technicians"] == pair
    assert not EnrollmentRequest.objects.exists()


def test_a_cancelled_run_is_refused(client, enroll, run, pair, alicia):
    run_changes.cancel(run=run, reason="Sin instructor", by=alicia, now=timezone.now())

    assert client.post(enroll, final_form(pair[0])).status_code == 422


@pytest.mark.parametrize("garbage", ["0", "-1", "abc", "١٢", "9" * 40, "", "1 OR 1=1", "\x00"])
def test_ids_that_are_none_are_refused(client, enroll, pair, garbage):
    response = client.post(enroll, final_form(pair[0], technician=[pair[0].pk, garbage]))

    assert response.status_code == 422
    assert response.context["technicians"] == [pair[0]]
    assert not EnrollmentRequest.objects.exists()


def test_a_technician_of_another_firm_is_refused_without_a_name(client, enroll, pair):
    stranger = TechnicianFactory(given_names="Ajeno")

    response = client.post(enroll, final_form(pair[0], stranger))

    assert response.status_code == 422
    assert stranger.given_names not in words(response)
    assert not EnrollmentRequest.objects.exists()


def test_a_clash_names_the_other_course(client, enroll, run, company):
    same_time = RunFactory(meetings=[(run.starts_at, run.ends_at)])
    busy = ask(same_time, company=company).enrollments.get().technician

    response = client.post(enroll, final_form(busy))

    assert response.status_code == 422
    assert same_time.course.name in words(response)


def test_a_price_that_changed_meanwhile_is_shown_before_anything_is_stored(
    client, enroll, run, pair
):
    terms = client.get(enroll, {"step": "review", "technician": pair[0].pk}).context["terms"]
    CourseRun.objects.filter(pk=run.pk).update(price=9000)

    response = client.post(enroll, final_form(pair[0], terms=terms))

    assert response.status_code == 422
    assert "$9,000.00 MXN" in words(response)
    assert not EnrollmentRequest.objects.exists()
    again = final_form(pair[0], terms=response.context["terms"])
    assert client.post(enroll, again).status_code == 302


@pytest.mark.parametrize("key", ["", "not-a-key"])
def test_a_form_without_its_key_comes_back_with_one(client, enroll, pair, key):
    response = client.post(enroll, final_form(pair[0], key=key))

    assert response.status_code == 422
    assert not EnrollmentRequest.objects.exists()
    assert 'name="key" value="' in words(response)


@pytest.mark.parametrize("together", ["", "none", "both\x00"])
def test_a_word_that_is_no_choice_never_crashes(client, enroll, pair, together):
    response = client.post(enroll, final_form(*pair, together=together))

    assert response.status_code in (302, 422)


# --- Which groups there are --------------------------------------------------------------------


def test_drafts_and_closed_courses_do_not_exist_here(client, pair):
    for group in (RunFactory(draft=True), RunFactory(kind=CourseRun.Kind.CLOSED)):
        address = reverse("enrollment:enroll", args=[group.code])
        assert client.get(address).status_code == 404
        assert client.post(address, final_form(pair[0])).status_code == 404


def test_a_firm_with_all_its_seats_is_shown_its_request_and_no_form(client, enroll, run, company):
    own = seated(run, company=company, technicians=2)

    page = words(client.get(enroll))

    assert own.get_absolute_url() in page
    assert 'value="continue"' not in page


# --- Cost ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_choosing_takes_the_same_statements_for_any_list(
    client, enroll, company, number, django_assert_num_queries
):
    TechnicianFactory.create_batch(number, company=company)

    with django_assert_num_queries(9):
        client.get(enroll)


def test_sending_takes_few_statements(client, enroll, pair, django_assert_num_queries):
    form = final_form(*pair)

    with django_assert_num_queries(16):
        client.post(enroll, form)


def test_no_curp_stands_in_an_address(client, enroll, pair):
    response = client.post(enroll, typed_person(step="continue", technician=pair[0].pk))

    assert curp(900) not in response.url
    assert Enrollment.objects.count() == 0
