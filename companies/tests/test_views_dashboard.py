"""The first page of a firm: what needs it, what ends, what may fit next."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from companies.models import Membership, TechnicianImport
from companies.services import invitations, teams
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.tests.factories import AreaFactory, RunFactory
from enrollment.tests.factories import seated
from enrollment.tests.test_training import took

pytestmark = pytest.mark.django_db

DASHBOARD = "/empresa/"


@pytest.fixture
def alicia():
    return MembershipFactory()


@pytest.fixture
def company(client, alicia):
    client.force_login(alicia.user)
    TechnicianFactory(company=alicia.company, occupation="04.1")
    return alicia.company


def addresses(client):
    return [need.address for need in client.get(DASHBOARD).context["needs"]]


def test_a_firm_in_order_is_asked_for_nothing(client, company):
    page = client.get(DASHBOARD)

    assert (page.context["needs"], page.context["gaps"]) == ([], [])
    assert 'id="needs-you"' not in page.content.decode()


def test_whoever_left_but_has_a_seat_comes_first(client, company):
    asked = seated(RunFactory(), company=company)
    enrollment = asked.enrollments.get()
    company.technicians.filter(pk=enrollment.technician_id).update(is_active=False)

    swap = reverse("enrollment:substitute", args=[asked.public_id, enrollment.pk])
    assert addresses(client) == [swap]


def test_a_course_that_is_under_way_is_still_shown(client, company):
    now = timezone.now()
    run = RunFactory(
        meetings=[(now + timedelta(hours=at), now + timedelta(hours=at + 2)) for at in (1, 25)]
    )
    seated(run, company=company)

    with time_machine.travel(now + timedelta(hours=4)):
        assert [one for one, _people in client.get(DASHBOARD).context["next_runs"]] == [run]
    with time_machine.travel(now + timedelta(hours=28)):
        assert client.get(DASHBOARD).context["next_runs"] == []


def test_what_the_next_constancias_lack_leads_to_the_fields(client, company):
    person = seated(RunFactory(), company=company).enrollments.get().technician

    gaps = client.get(DASHBOARD).context["gaps"]

    assert [gap.field for gap in gaps] == ["legal_representative", "occupation"]
    assert gaps[1].address == reverse("companies:edit_technician", args=[person.pk]) + (
        "#id_occupation"
    )


def test_a_colleague_is_led_to_who_can_fill_in_the_firm(client, company):
    seated(RunFactory(), company=company)
    client.force_login(MembershipFactory(company=company, colleague=True).user)

    gap = client.get(DASHBOARD).context["gaps"][0]

    assert gap.address == reverse("companies:details")
    assert client.get(gap.address).status_code == 200


def test_who_has_no_coming_course_is_not_hurried(client, company):
    TechnicianFactory(company=company)

    assert client.get(DASHBOARD).context["gaps"] == []


def test_many_gaps_are_shown_in_short_with_a_way_to_all(client, company):
    begins = timezone.now() + timedelta(days=40)
    for day in range(4):
        start = begins + timedelta(days=day)
        run = RunFactory(meetings=[(start, start + timedelta(hours=2))])
        seated(run, company=company, technicians=2)

    page = client.get(DASHBOARD)

    assert (len(page.context["gaps"]), page.context["more_gaps"]) == (5, 4)
    assert "?list=incomplete" in page.content.decode()


def test_owners_are_asked_about_people_who_want_to_join_members_are_not(client, company):
    teams.ask_to_join(company=company, user=UserFactory(), now=timezone.now())
    assert addresses(client) == [reverse("companies:team")]

    bruno = MembershipFactory(company=company, role=Membership.Role.MEMBER)
    client.force_login(bruno.user)
    assert addresses(client) == []


@pytest.mark.parametrize(("days_ago", "is_told"), [(0, False), (12, True), (20, True), (22, False)])
def test_an_invitation_is_told_when_it_ends(client, company, alicia, days_ago, is_told):
    invitations.invite(
        company=company,
        email="nadie@ejemplo.invalid",
        full_name="",
        role=Membership.Role.MEMBER,
        by=alicia.user,
        now=timezone.now() - timedelta(days=days_ago),
    )

    assert addresses(client) == ([reverse("companies:team")] if is_told else [])


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [
        ({"state": "judged", "counts": {"new": 3}}, True),
        ({"state": "stored", "counts": {"new": 3}}, False),
        ({"state": "stored", "counts": {"new": 3, "bad": 2}}, True),
        ({"state": "stored", "stored_counts": {"bad": 1}}, True),
        ({"state": "stored", "counts": {"bad": 2}, "rows_deleted_at": True}, False),
    ],
)
def test_a_list_that_was_not_finished_is_told(client, company, alicia, fields, is_told):
    now = timezone.now()
    if fields.get("rows_deleted_at"):
        fields = {**fields, "rows_deleted_at": now}
    if fields["state"] == "stored":
        fields = {**fields, "storing_by": alicia.user, "storing_since": now, "stored_at": now}
    uploaded = TechnicianImport.objects.create(
        company=company,
        uploaded_by=alicia.user,
        file_name="lista.xlsx",
        uploaded_at=now,
        **fields,
    )

    assert addresses(client) == ([uploaded.get_absolute_url()] if is_told else [])


def test_the_figures_of_the_year_lead_to_the_training(client, company):
    took(company, technicians=2, course__hours=16)

    page = client.get(DASHBOARD)

    assert (page.context["training"]["people"], page.context["training"]["hours"]) == (2, 32)
    assert f'href="{reverse("enrollment:training")}"' in page.content.decode()


def test_what_fits_next_says_why(client, company):
    area = AreaFactory()
    took(company, course__area=area)
    run = RunFactory(course__area=area)

    page = client.get(DASHBOARD, headers={"accept-language": "en"})

    assert page.context["suggestions"] == [
        (run, "1 of your technicians has courses of this area · 2 technicians could come")
    ]
    assert run.get_absolute_url() in page.content.decode()


def test_nothing_of_another_firm_is_shown(client, company):
    other = CompanyFactory(sector="332", legal_name="Firma ajena")
    person = seated(RunFactory(), company=other).enrollments.get().technician

    page = client.get(DASHBOARD).content.decode()

    assert person.first_surname not in page
    assert "Firma ajena" not in page
