"""How people get their access."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from canacintra_portal.testing.staff import give_app
from companies.documents import letter
from companies.models import CAST_GROUP, Membership, Message, User
from companies.refusals import Refused
from companies.services import people
from companies.tests.factories import CompanyFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def invite(email="alicia@ejemplo.invalid", **options):
    person = User(email=email, full_name="Alicia Ejemplo")
    return people.invite(person=person, now=timezone.now(), **{"by": None, **options})


def link_in(message):
    return message.context["link"].removeprefix("http://127.0.0.1:8000")


def test_invited_person_chooses_a_password_and_may_sign_in(client, settings):
    settings.PORTAL_URL = "http://127.0.0.1:8000"
    user = invite(company=CompanyFactory())
    message = Message.objects.get(to_address=user.email)
    page = client.get(link_in(message), follow=True)
    words = "un-secreto-muy-largo"
    client.post(page.redirect_chain[-1][0], {"password1": words, "password2": words})
    user.refresh_from_db()
    assert user.check_password(words)
    assert EmailAddress.objects.get(user=user).verified
    again = client.get(link_in(message), follow=True)
    assert again.context["token_fail"]


def test_only_owner_among_colleagues_is_not_shut_out():
    company = CompanyFactory(legal_name="Tornos")
    owner = MembershipFactory(company=company, user__full_name="Irma Dueña").user
    colleague = MembershipFactory(company=company, colleague=True)
    with pytest.raises(Refused, match="Irma Dueña is the only owner of Tornos who can sign in"):
        people.shut_out(user=owner)
    owner.refresh_from_db()
    assert owner.is_active
    Membership.objects.filter(pk=colleague.pk).update(role=Membership.Role.OWNER)
    assert people.shut_out(user=owner) == []
    owner.refresh_from_db()
    assert not owner.is_active


def test_only_person_of_a_firm_is_shut_out_and_the_firm_is_named():
    membership = MembershipFactory()
    assert people.shut_out(user=membership.user) == [membership.company]


def test_nobody_of_the_staff_lets_herself_in_among_the_data_of_a_firm():
    adriana, company = UserFactory(admin=True), CompanyFactory()
    with pytest.raises(Refused, match="Nobody lets herself into a company"):
        invite(adriana.email, by=adriana, company=company)
    assert not company.memberships.exists()
    assert invite(adriana.email, by=UserFactory(admin=True), company=company) == adriana


def test_address_is_kept_in_small_letters():
    assert invite("Alicia@Ejemplo.Invalid").email == "alicia@ejemplo.invalid"


def test_person_with_an_account_keeps_it_and_acts_for_the_company_too():
    company = CompanyFactory()
    bruno = UserFactory(email="bruno@ejemplo.invalid", full_name="Bruno")
    bruno.set_password("un-secreto-muy-largo")
    bruno.save()
    assert invite("BRUNO@ejemplo.invalid", company=company) == bruno
    bruno.refresh_from_db()
    assert (bruno.full_name, list(bruno.companies.all())) == ("Bruno", [company])
    assert link_in(Message.objects.get()) == ""


def test_group_of_cast_is_given():
    assert list(invite(group=CAST_GROUP).groups.values_list("name", flat=True)) == [CAST_GROUP]


def test_who_acts_for_the_company_already_is_not_invited_again():
    membership = MembershipFactory()
    with pytest.raises(Refused) as refusal:
        invite(membership.user.email, company=membership.company)
    assert refusal.value.reasons == ["This person already acts for the company."]
    assert not Message.objects.exists()


def send_link(email, **options):
    people.send_password_link(user=User.objects.get(email=email), now=timezone.now())


@pytest.mark.parametrize("act", [invite, send_link])
def test_who_may_no_longer_sign_in_gets_no_access(act):
    gone = UserFactory(is_active=False)
    with pytest.raises(Refused) as refusal:
        act(gone.email)
    assert refusal.value.reasons == [f"{gone.email} may no longer sign in."]
    assert not Message.objects.exists()


def test_whoever_took_her_address_before_her_gets_nothing_when_she_is_invited():
    """Somebody opened an account with the address of another and could not confirm it."""
    taken = UserFactory(email="ana@ejemplo.invalid")
    taken.set_password("la del que se adelantó")
    taken.save()
    taken.emailaddress_set.create(email=taken.email, verified=False, primary=True)
    person = User(email="ana@ejemplo.invalid", full_name="Ana")
    people.invite(person=person, by=None, company=CompanyFactory(), now=timezone.now())
    taken.refresh_from_db()
    assert not taken.has_usable_password()
    assert EmailAddress.objects.get().verified
    assert "/key/" in Message.objects.get(kind="access").context["link"]


def test_who_loses_the_second_factor_is_told():
    lost = UserFactory()
    give_app(lost)
    people.forget_second_factor(user=lost, now=timezone.now())
    assert not lost.authenticator_set.exists()
    [message] = Message.objects.all()
    assert (message.kind, message.to_address) == ("second-step-removed", lost.email)
    assert "CANACINTRA" in letter.compose(message).subject
    with pytest.raises(Refused):
        people.forget_second_factor(user=lost, now=timezone.now())
