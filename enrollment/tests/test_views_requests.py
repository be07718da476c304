"""The firm's requests: the page of one, the answer that arrives by itself, the list."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.testing.effort import little_work
from companies.access import CHOSEN
from companies.rules.words import LONGEST
from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory
from courses.models import CourseRun
from courses.tests.factories import CourseFactory, RunFactory, VenueFactory
from enrollment.models import Enrollment
from enrollment.services import run_changes, seats
from enrollment.tests.factories import ask, fill, seated, serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return RunFactory(venue=VenueFactory(capacity=4))


@pytest.fixture
def company():
    return CompanyFactory()


@pytest.fixture
def alicia(company):
    return MembershipFactory(company=company).user


@pytest.fixture(autouse=True)
def signed_in(client, alicia):
    client.force_login(alicia)


def page_of(asked, name="request", **query):
    return reverse(f"enrollment:{name}", args=[asked.public_id])


def text(response):
    return " ".join(response.content.decode().split())


# --- Who may see it -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["request", "status", "cancel", "substitute"])
def test_owner_and_colleague_see_it_others_do_not(client, run, company, alicia, name):
    asked = ask(run, company=company)
    arguments = [asked.public_id]
    if name == "substitute":
        arguments.append(asked.enrollments.get().pk)
    address = reverse(f"enrollment:{name}", args=arguments)
    bruno, carla = MembershipFactory(company=company).user, MembershipFactory().user

    codes = {}
    for who, user in {"alicia": alicia, "bruno": bruno, "carla": carla}.items():
        client.force_login(user)
        codes[who] = client.get(address).status_code
    client.logout()
    codes["visitor"] = client.get(address).status_code

    assert codes == {"alicia": 200, "bruno": 200, "carla": 404, "visitor": 302}


@pytest.mark.parametrize("name", ["cancel", "substitute"])
def test_nobody_changes_the_request_of_another_firm(client, run, company, name):
    asked = seated(run, company=company)
    enrollment = asked.enrollments.get()
    client.force_login(MembershipFactory().user)
    arguments = [asked.public_id] + ([enrollment.pk] if name == "substitute" else [])

    response = client.post(reverse(f"enrollment:{name}", args=arguments), {"what": "all"})

    assert response.status_code == 404
    enrollment.refresh_from_db()
    assert enrollment.state == Enrollment.State.CONFIRMED


def test_the_list_of_another_firm_is_its_own(client, run, company):
    asked = ask(run, company=company)
    client.force_login(MembershipFactory().user)

    assert asked.get_absolute_url() not in text(client.get(reverse("enrollment:requests")))


# --- The answer ---------------------------------------------------------------------------------


def test_before_the_answer_the_page_asks_every_second_and_reloads_without_scripts(
    client, run, company
):
    asked = ask(run, company=company)

    page = text(client.get(page_of(asked)))

    assert f'hx-get="{page_of(asked, "status")}?shown=received"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page


def test_the_status_says_nothing_until_something_changes_then_the_answer(client, run, company):
    asked = ask(run, company=company, technicians=2)
    status = page_of(asked, "status")
    assert client.get(status, {"shown": "received"}).status_code == 204

    serve(run)
    response = client.get(status, {"shown": "received"}, headers={"HX-Request": "true"})

    assert response.status_code == 200
    assert response.context["tone"] == "ok"
    assert "hx-get" not in text(response), "the page stops asking"


def test_after_a_while_the_page_says_that_nothing_is_lost(client, run, company):
    asked = ask(run, company=company)

    with time_machine.travel(asked.requested_at + timedelta(seconds=9)):
        response = client.get(page_of(asked, "status"), {"shown": "received"})
        assert response.context["shown"] == "slow"
        again = client.get(page_of(asked, "status"), {"shown": "slow"})
        assert again.status_code == 204


def test_each_answer_has_its_headline(client, run, company):
    waiting_firm = MembershipFactory()
    asked = seated(run, company=company, technicians=2)
    fill(run, leave=1)
    partial = seated(run, company=waiting_firm.company, technicians=2)

    confirmed_page = client.get(page_of(asked))
    client.force_login(waiting_firm.user)
    partial_page = client.get(page_of(partial))

    assert len(confirmed_page.context["seated"]) == 2
    assert (partial_page.context["tone"], partial_page.context["asked"].position) == ("wait", 1)


@pytest.mark.parametrize(
    ("waiting_for", "situation"),
    [
        ("seat", {}),
        ("second-seat", {"together": "both"}),
        ("approval", {"awaiting_approval": True}),
        ("local-priority", {"from_elsewhere": True}),
    ],
)
def test_a_request_that_waits_says_for_what(client, run, waiting_for, situation):
    together = situation.pop("together", "split")
    fill(run, leave=1 if together == "both" else 0)
    if "from_elsewhere" in situation:
        until = timezone.now() + timedelta(days=2)
        CourseRun.objects.filter(pk=run.pk).update(local_priority_until=until)
    asked = seated(run, technicians=2 if together == "both" else 1, together=together, **situation)
    client.force_login(asked.requested_by)

    response = client.get(page_of(asked))

    assert asked.state == "waiting"
    assert response.context["asked"].waiting_for == waiting_for
    assert asked.waiting_for == waiting_for


def test_a_cancelled_group_is_said_with_its_reason(client, run, company, alicia):
    asked = seated(run, company=company)
    run_changes.cancel(run=run, reason="Sin instructor", by=alicia, now=timezone.now())

    assert "Sin instructor" in text(client.get(page_of(asked)))


def test_after_the_course_began_nothing_can_be_changed(client, run, company):
    asked = seated(run, company=company)

    with time_machine.travel(run.starts_at + timedelta(hours=1)):
        client.force_login(asked.requested_by)
        response = client.get(page_of(asked))

        assert not response.context["can_change"]
        assert page_of(asked, "cancel") not in text(response)


def test_curps_are_not_on_the_page(client, run, company):
    asked = seated(run, company=company, technicians=2)

    page = text(client.get(page_of(asked)))

    assert not [e for e in asked.enrollments.all() if e.technician.curp in page]


# --- The list -----------------------------------------------------------------------------------


@pytest.fixture
def welding_and_plc(company):
    pablo = TechnicianFactory(company=company, given_names="Pablo", first_surname="Núñez")
    begins = timezone.now() + timedelta(days=90)
    welding = RunFactory(
        course=CourseFactory(name="Soldadura en ángulo"),
        meetings=[(begins, begins + timedelta(hours=2))],
    )
    begins = timezone.now() + timedelta(days=10)
    plc = RunFactory(
        course=CourseFactory(name="Programación de PLC"),
        meetings=[(begins, begins + timedelta(hours=2))],
    )
    first = seated(welding, company=company)
    second = ask(plc, company=company)
    membership = company.memberships.first()
    third = seats.request(
        run=RunFactory(course=CourseFactory(name="Diseño de moldes")),
        company=company,
        technicians=[pablo],
        together="split",
        by=membership.user,
        now=timezone.now(),
    )
    return first, second, third


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 1, 0]),
        ({"show": "confirmed"}, [0]),
        ({"show": "waiting"}, [2, 1]),
        ({"show": "ended"}, []),
        ({"show": "nonsense"}, [2, 1, 0]),
        ({"q": "angulo"}, [0]),
        ({"q": "programacion plc"}, [1]),
        ({"q": "nunez"}, [2]),
        ({"q": "NÚÑEZ moldes"}, [2]),
        ({"q": "diseno"}, []),
        ({"q": "diseño"}, [2]),
        ({"q": "soldadura", "show": "waiting"}, []),
        ({"q": "50%_\x00"}, []),
        ({"page": "999"}, [2, 1, 0]),
        ({"sort": "course"}, [1, 2, 0]),
    ],
)
def test_the_list_filters_and_searches(client, welding_and_plc, query, found):
    page = client.get(reverse("enrollment:requests"), query).context["page"]

    assert list(page.object_list) == [welding_and_plc[number] for number in found]


@pytest.mark.parametrize("words", ["angulo " * 1_950, "angulo" + "\u0300\u0316" * 5_000])
def test_a_search_without_end_is_cut(client, welding_and_plc, words):
    client.get(reverse("enrollment:requests"))  # so that the templates are read

    with little_work():
        page = client.get(reverse("enrollment:requests"), {"q": words})

    assert list(page.context["page"].object_list) == [welding_and_plc[0]]
    assert len(page.context["filter"].words) <= LONGEST


def test_an_htmx_search_gets_only_the_list(client, welding_and_plc):
    response = client.get(
        reverse("enrollment:requests"), {"q": "plc"}, headers={"HX-Request": "true"}
    )

    assert "<html" not in text(response)
    assert "HX-Request" in response["Vary"]


def test_the_position_in_the_queue_is_in_the_list(client, run, company):
    fill(run)
    seated(run)
    seated(run, company=company)

    [asked] = client.get(reverse("enrollment:requests")).context["page"].object_list

    assert asked.position == 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_the_same_statements_for_any_number(
    client, company, number, django_assert_num_queries
):
    for _ in range(number - 1):
        ask(RunFactory(), company=company)
    fill(full := RunFactory(venue=VenueFactory(capacity=1)))
    seated(full, company=company)

    with django_assert_num_queries(7):
        client.get(reverse("enrollment:requests"))


@pytest.mark.parametrize("number", [1, 30])
def test_the_dashboard_takes_the_same_statements_for_any_number(
    client, company, number, django_assert_num_queries
):
    fill(full := RunFactory(venue=VenueFactory(capacity=1)))
    seated(full, company=company)
    start = timezone.now() + timedelta(days=60)
    for step in range(number):
        begins = start + timedelta(days=step)
        seated(RunFactory(meetings=[(begins, begins + timedelta(hours=2))]), company=company)

    with django_assert_num_queries(21):
        client.get(reverse("companies:dashboard"))


def test_the_dashboard_shows_the_next_groups_and_leads_to_all(client, company):
    start = timezone.now() + timedelta(days=60)
    runs = []
    for day in (5, 3, 8, 1, 10, 12, 2, 4, 11, 9, 6, 7):
        begins = start + timedelta(days=day)
        runs.append(RunFactory(meetings=[(begins, begins + timedelta(hours=2))]))
    asked = {run.pk: seated(run, company=company, technicians=2) for run in runs}
    soonest = sorted(runs, key=lambda run: run.meetings.get().starts_at)

    page = client.get(reverse("companies:dashboard"))

    shown = [run.pk for run, _seats in page.context["next_runs"]]
    assert shown == [run.pk for run in soonest[:10]]
    assert {len(seats) for _run, seats in page.context["next_runs"]} == {2}
    assert page.context["seats"] == 24
    latest = asked[soonest[-1].pk].get_absolute_url()
    assert latest not in page.content.decode().split('id="recent"')[0]
    everything = f"{reverse('enrollment:requests')}?show=confirmed&amp;sort=course"
    assert everything in page.content.decode()


def test_the_dashboard_of_few_groups_leads_nowhere_else(client, company):
    seated(RunFactory(), company=company)

    page = client.get(reverse("companies:dashboard")).content.decode()

    assert "show=confirmed" not in page
    assert "show=waiting" not in page


def test_the_status_is_cheap_while_nothing_changes(client, run, company, django_assert_num_queries):
    asked = ask(run, company=company)

    with django_assert_num_queries(4):
        client.get(page_of(asked, "status"), {"shown": "received"})


def test_a_page_that_asks_by_itself_does_not_change_the_firm_of_another_tab(
    client, run, company, alicia
):
    asked = ask(run, company=company)
    other = MembershipFactory(user=alicia).company
    client.post(reverse("companies:switch"), {"company": other.pk})

    assert client.get(page_of(asked, "status")).context["request"].company == company
    assert client.session[CHOSEN] == other.pk
    client.get(page_of(asked))
    assert client.session[CHOSEN] == company.pk


# --- What the constancia would lack --------------------------------------------------------------


def test_the_page_says_what_constancias_lack_and_where_it_is_mended(client, run, company):
    asked = seated(run, company=company)
    person = asked.enrollments.get().technician

    gaps = client.get(page_of(asked)).context["gaps"]

    assert [gap.field for gap in gaps] == ["occupation", "legal_representative"]
    for gap in gaps:
        address, anchor = gap.address.split("#")
        assert f'id="{anchor}"' in client.get(address).content.decode()

    person.occupation, company.legal_representative = "04.1", "Rosa Ejemplo"
    person.save()
    company.save()
    assert client.get(page_of(asked)).context["gaps"] == []


@pytest.mark.parametrize("ends", ["cancelled", "over"])
def test_nothing_is_asked_for_who_does_not_come(client, run, company, alicia, ends):
    asked = seated(run, company=company)
    if ends == "cancelled":
        seats.cancel(request=asked, by=alicia, now=timezone.now())
    now = timezone.now() + timedelta(days=60 if ends == "over" else 0)

    with time_machine.travel(now, tick=False):
        client.force_login(alicia)
        assert client.get(page_of(asked)).context["gaps"] == []


def test_who_lacks_data_can_be_enrolled_with_a_hint(client, run, company):
    lacking = TechnicianFactory(company=company)
    ready = TechnicianFactory(company=company, occupation="04.1")

    options = client.get(reverse("enrollment:enroll", args=[run.code])).context["choice"].options

    assert {option.technician: option.is_ready for option in options} == {
        lacking: False,
        ready: True,
    }
    assert not any(option.obstacle for option in options)


def test_seats_of_courses_that_are_over_are_not_called_confirmed_in_the_list(client, company):
    over, coming = seated(RunFactory(), company=company), seated(RunFactory(), company=company)
    address = reverse("enrollment:requests")
    with time_machine.travel(over.run.ends_at + timedelta(hours=1)):
        client.force_login(MembershipFactory(company=company, colleague=True).user)
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert page.count("The course is over") == 2
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "The course is over" not in page
    assert page.count(">Confirmed<") == page.count(coming.get_state_display().capitalize())
