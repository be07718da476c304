"""The team of a firm in the admin: roles, who goes, and who asks where no owner can answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, Membership, Message
from companies.services import invitations, teams
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER


@pytest.fixture
def alicia():
    return MembershipFactory(user__full_name="Alicia Ejemplo")


@pytest.fixture
def bruno(alicia):
    return MembershipFactory(
        company=alicia.company, colleague=True, user__full_name="Bruno Ejemplo"
    )


def place(obj, name="change"):
    return reverse(f"admin:companies_{obj._meta.model_name}_{name}", args=[obj.pk])


def save(pages, company, roles, gone=()):
    """Send the page of the firm with these roles of its people, taking off those who are gone."""
    data = {
        name: getattr(company, name)
        for name in ("legal_name", "rfc", "municipality", "head_count", "technician_head_count")
    }
    data |= {
        "memberships-TOTAL_FORMS": len(roles),
        "memberships-INITIAL_FORMS": len(roles),
        "technicians-TOTAL_FORMS": 0,
        "technicians-INITIAL_FORMS": 0,
    }
    people = sorted(roles, key=lambda person: person.user_id)
    for number, person in enumerate(people):
        row = f"memberships-{number}-"
        data |= {row + "id": person.pk, row + "company": company.pk, row + "role": roles[person]}
        if person in gone:
            data[row + "DELETE"] = "on"
    return pages.post(place(company), data)


def roles_in(company):
    return {m.user: m.role for m in company.memberships.all()}


def errors(page):
    form = page.context["adminform"].form
    return [str(error) for errors in form.errors.values() for error in errors]


def test_staff_exchanges_the_roles_of_two_people_in_one_go(admin_pages, alicia, bruno):
    answer = save(admin_pages, alicia.company, {alicia: MEMBER, bruno: OWNER})
    assert answer.status_code == 302
    assert roles_in(alicia.company) == {alicia.user: MEMBER, bruno.user: OWNER}
    assert set(Message.objects.values_list("kind", "to_address")) == {
        ("role-changed", alicia.user.email),
        ("role-changed", bruno.user.email),
    }


def test_the_last_owner_neither_becomes_a_member_nor_goes(admin_pages, alicia, bruno):
    said = "A company always keeps an owner who can sign in: make somebody else an owner first."
    as_they_are = {alicia: OWNER, bruno: MEMBER}
    page = save(admin_pages, alicia.company, {alicia: MEMBER, bruno: MEMBER})
    assert errors(page) == [said]
    page = save(admin_pages, alicia.company, as_they_are, gone=[alicia])
    assert errors(page) == [said]
    assert roles_in(alicia.company) == {alicia.user: OWNER, bruno.user: MEMBER}
    assert not Message.objects.exists()


def test_everybody_can_be_taken_off_at_once_and_is_told(admin_pages, alicia, bruno):
    save(admin_pages, alicia.company, {alicia: OWNER, bruno: MEMBER}, gone=[alicia, bruno])
    assert roles_in(alicia.company) == {}
    assert Message.objects.filter(kind="removed").count() == 2


def test_staff_adds_an_owner_beside_the_others(admin_pages, alicia):
    person = {"email": "x@ejemplo.invalid", "full_name": "X", "language": "en", "role": OWNER}
    admin_pages.post(place(alicia.company, "invite"), person)
    assert set(roles_in(alicia.company).values()) == {OWNER}


# --- Asking to join ------------------------------------------------------------------------------


@pytest.fixture
def asked():
    """Somebody asks to join a firm whose only owner can no longer sign in."""
    company = MembershipFactory(user__is_active=False).company
    user = UserFactory(full_name="Dora Ejemplo")
    return teams.ask_to_join(company=company, user=user, now=timezone.now())


def test_home_shows_only_requests_that_no_owner_can_answer(admin_pages, alicia, asked):
    teams.ask_to_join(company=alicia.company, user=UserFactory(), now=timezone.now())
    page = admin_pages.get(reverse("admin:index"))
    [section] = page.context["sections"]
    assert (section.name, [row.title for row in section.rows]) == (
        "join-requests",
        ["Dora Ejemplo"],
    )
    assert [button.url for button in section.rows[0].buttons] == [
        f"{place(asked, 'accept')}?next=%2Fadmin%2F",
        f"{place(asked, 'decline')}?next=%2Fadmin%2F",
    ]


def test_staff_lets_her_in_as_an_owner(admin_pages, asked):
    page = admin_pages.get(place(asked, "accept"))
    assert "Make sure by telephone" in page.content.decode()
    admin_pages.post(place(asked, "accept"), {"role": OWNER})
    assert roles_in(asked.company)[asked.user] == OWNER
    assert admin_pages.get(reverse("admin:index")).context["sections"] == []


def test_staff_says_no(admin_pages, asked):
    admin_pages.post(place(asked, "decline"))
    asked.refresh_from_db()
    assert asked.accepted is False
    assert Message.objects.filter(kind="join-answered").count() == 1


def test_where_an_owner_can_answer_staff_does_not(admin_pages, alicia):
    asked = teams.ask_to_join(company=alicia.company, user=UserFactory(), now=timezone.now())
    page = admin_pages.post(place(asked, "accept"), {"role": OWNER}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "“Let in” is no longer possible here."
    ]
    assert not asked.user.companies.exists()


@pytest.mark.parametrize("step", ["accept", "decline"])
def test_outsiders_answer_nobody(outsider_pages, asked, step):
    answer = outsider_pages.post(place(asked, step), {"role": OWNER})
    assert answer.url.startswith(reverse("admin:login"))
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_staff_read_invitations_and_never_their_secret(admin_pages, alicia):
    invitation = invitations.invite(
        company=alicia.company,
        email="bruno@ejemplo.invalid",
        full_name="",
        role=MEMBER,
        by=alicia.user,
        now=timezone.now(),
    )
    message = Message.objects.get()
    token = message.context["link"].split("/")[-2]
    for address in (place(invitation), place(message), place(message, "letter")):
        page = admin_pages.get(address)
        assert page.status_code == 200
        assert token not in page.content.decode()
    assert place(invitation) in admin_pages.get(place(message)).content.decode()


def test_a_firm_that_somebody_asks_to_join_is_not_deleted(admin_pages, asked):
    asked.company.memberships.all().delete()
    assert admin_pages.post(place(asked.company, "delete"), {"post": "yes"}).status_code == 403
    assert Company.objects.filter(pk=asked.company_id).exists()


def test_pages_of_every_state_are_shown(admin_pages, alicia):
    now = timezone.now()
    others = [CompanyFactory() for _state in range(3)]
    for number, company in enumerate(others):
        asked = teams.ask_to_join(company=company, user=UserFactory(), now=now)
        if number == 1:
            teams.take_back(asked=asked, by=asked.user, now=now)
        if number == 2:
            teams.answer(asked=asked, accepts=False, by=UserFactory(admin=True), now=now)
    page = admin_pages.get(reverse("admin:companies_joinrequest_changelist")).content.decode()
    for words in ("waits for an answer", "withdrawn by the person", "not let in"):
        assert words in page
