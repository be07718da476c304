"""Anonymising: after it nobody finds out who it was, and every figure is what it was before."""

import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from canacintra_portal import retention
from canacintra_portal.invariants import CHECKS
from canacintra_portal.invariants.audit import findings
from companies import account_letters
from companies.models import KeptMail, Message, Technician, User
from companies.models.technician import ANONYMISED
from companies.refusals import Refused
from companies.services import delivery, invitations, outbox, teams
from companies.services import forgetting as accounts
from companies.services import technicians as technicians_service
from companies.tests.answers import begin
from companies.tests.factories import MembershipFactory, TechnicianFactory, UserFactory
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment
from enrollment.services import forgetting, seats
from enrollment.tests.factories import serve

pytestmark = pytest.mark.django_db
NOW = timezone.now()
YEAR = timedelta(days=365)
SECRETS = ["Irrepetible", "Zutanez", "irma.irrepetible@ejemplo.invalid", "Fresadora única"]


def whole_database():
    """Everything that is stored, as text."""
    rows = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            rows += model._base_manager.order_by("pk").values()
    sources = [bytes(mail.source) for mail in KeptMail.objects.all()]
    mails = [message_from_bytes(source, policy=policy.default) for source in sources]
    return json.dumps([*rows, *map(said_by, mails)], cls=Loose, ensure_ascii=False)


def said_by(mail):
    """The heads and the texts of a mail, decoded."""
    texts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    return [*mail.items(), *map(str, texts)]


class Loose(DjangoJSONEncoder):
    def default(self, o):
        try:
            return super().default(o)
        except TypeError:
            return str(o)


@pytest.fixture
def irma():
    """Somebody who took a course that her firm was written about, and then left."""
    membership = MembershipFactory()
    technician = TechnicianFactory(
        company=membership.company,
        given_names="Irma Irrepetible",
        first_surname="Zutanez",
        email="irma.irrepetible@ejemplo.invalid",
        job_title="Fresadora única",
    )
    run = RunFactory(venue__capacity=9)
    seats.request(
        run=run,
        company=membership.company,
        technicians=[technician],
        together="split",
        by=membership.user,
        now=timezone.now(),
    )
    serve(run)
    delivery.deliver_due(now=timezone.now() + timedelta(minutes=1))
    technicians_service.deactivate(technician=technician, by=membership.user)
    technician.refresh_from_db()
    return technician


def after_the_course(technician, *, days=366):
    return technician.enrollments.get().run.ends_at + timedelta(days=days)


def test_nothing_that_is_stored_says_who_it_was(irma):
    curp, seats = irma.curp, Enrollment.objects.count()
    stored = whole_database()
    assert all(secret in stored for secret in [*SECRETS, curp])

    forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))

    stored = whole_database()
    assert [secret for secret in [*SECRETS, curp] if secret in stored] == []
    irma.refresh_from_db()
    assert (irma.curp, irma.first_surname, irma.is_active) == (None, ANONYMISED, False)
    assert Enrollment.objects.count() == seats
    assert irma.enrollments.get().state == Enrollment.State.CONFIRMED
    assert findings(CHECKS, now=after_the_course(irma)) == []


def test_nor_to_which_address_she_was_written_before(irma):
    irma.email = "Zutanez.Nueva@ejemplo.invalid"
    irma.save()
    forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))
    stored = whole_database().lower()
    assert [secret for secret in (SECRETS[2], "zutanez.nueva") if secret in stored] == []


def test_twice_is_once(irma):
    now = after_the_course(irma)
    forgetting.forget_technician(technician=irma, by=None, now=now)
    forgetting.forget_technician(technician=irma, by=None, now=now + YEAR)
    irma.refresh_from_db()
    assert irma.anonymised_at == now


@pytest.mark.usefixtures("in_english")
class TestItIsRefused:
    def test_while_she_works_there(self, irma):
        technicians_service.reactivate(technician=irma, by=UserFactory())
        with pytest.raises(Refused, match="still works here"):
            forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))

    def test_while_she_has_a_seat(self, irma):
        with pytest.raises(Refused, match="has a seat"):
            forgetting.forget_technician(technician=irma, by=None, now=timezone.now())

    def test_while_the_copy_of_the_constancia_is_kept(self, irma):
        with pytest.raises(Refused, match="copies of the constancias"):
            forgetting.forget_technician(
                technician=irma, by=None, now=after_the_course(irma, days=364)
            )
        irma.refresh_from_db()
        assert irma.anonymised_at is None

    def test_and_nobody_comes_back_from_it(self, irma):
        forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))
        with pytest.raises(Refused, match="erased for good"):
            technicians_service.reactivate(technician=irma, by=UserFactory())

    def test_a_message_that_was_emptied_is_not_sent_again(self, irma):
        message = Message.objects.filter(state="sent").first()
        forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))
        message.refresh_from_db()
        with pytest.raises(Refused, match="erased"):
            outbox.resend(message=message, by=UserFactory(), now=timezone.now())


def test_staff_read_that_the_messages_about_her_were_erased(irma, admin_pages):
    forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))
    for message in Message.objects.order_by("pk"):
        page = admin_pages.get(reverse("admin:companies_message_change", args=[message.pk]))
        assert "What this message said was erased" in page.content.decode()
        sheet = reverse("admin:companies_message_letter", args=[message.pk])
        assert admin_pages.get(sheet).status_code == 404


def test_the_audit_agrees_with_what_was_erased(irma):
    forgetting.forget_technician(technician=irma, by=None, now=after_the_course(irma))
    user = UserFactory()
    with transaction.atomic():
        outbox.write(account_letters.account_exists(user=user, address=user.email, now=NOW))
    delivery.deliver_due(now=NOW)
    accounts.forget_user(user=user, by=None, now=NOW)
    retention.forget(now=NOW + 2 * YEAR)
    assert Message.objects.filter(context={}, state="sent").exists()
    assert findings(CHECKS, now=after_the_course(irma)) == []


def test_the_audit_agrees_with_a_letter_to_nobody(client):
    client.post("/cuenta/password/reset/", {"email": "nobody@ejemplo.invalid"})
    client.post("/cuenta/password/reset/", {"email": UserFactory().email})
    delivery.deliver_due(now=timezone.now())
    assert set(Message.objects.values_list("kind", "state")) == {
        ("no-account", "sent"),
        ("password-link", "sent"),
    }
    assert findings(CHECKS, now=timezone.now()) == []


def test_two_who_are_anonymised_stand_beside_each_other_and_nobody_is_half_erased():
    company = TechnicianFactory().company
    nobody = {
        "curp": None,
        "first_surname": ANONYMISED,
        "given_names": "",
        "is_active": False,
        "anonymised_at": timezone.now(),
    }
    TechnicianFactory(company=company, **nobody)
    TechnicianFactory(company=company, **nobody)
    for half in (nobody | {"email": "x@ejemplo.invalid"}, nobody | {"anonymised_at": None}):
        with pytest.raises(IntegrityError, match="anonymised_is_nobody"), transaction.atomic():
            TechnicianFactory(company=company, **half)


class TestPages:
    @pytest.fixture
    def long_ago(self, irma):
        with time_machine.travel(after_the_course(irma), tick=False):
            yield

    def url(self, technician):
        return reverse("companies:forget_technician", args=[technician.pk])

    @pytest.mark.usefixtures("long_ago")
    def test_an_owner_erases_who_has_left(self, irma, client):
        owner = irma.company.memberships.get().user
        client.force_login(owner)
        assert "Irrepetible" in client.get(self.url(irma)).text
        key = {"key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"}
        former = client.post(self.url(irma), key, follow=True).text
        assert "Irrepetible" not in former
        assert client.get(self.url(irma)).status_code == 404
        assert client.get(reverse("companies:edit_technician", args=[irma.pk])).status_code == 404

    def test_a_colleague_and_a_stranger_cannot(self, irma, client):
        for person, status in (
            (MembershipFactory(company=irma.company, colleague=True).user, 403),
            (MembershipFactory().user, 404),
        ):
            client.force_login(person)
            key = {"key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"}
            assert client.post(self.url(irma), key).status_code == status
        assert Technician.objects.get(pk=irma.pk).anonymised_at is None

    def test_too_early_answers_with_the_reason(self, irma, client):
        client.force_login(irma.company.memberships.get().user)
        key = {"key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"}
        assert client.post(self.url(irma), key).status_code == 422

    @pytest.mark.usefixtures("long_ago")
    def test_staff_erase_on_an_arco_request(self, irma, admin_pages):
        url = reverse("admin:companies_technician_forget", args=[irma.pk])
        assert admin_pages.post(url, {}).status_code == 302
        irma.refresh_from_db()
        assert irma.anonymised_at
        assert LogEntry.objects.get().object_repr == ""


class TestAccounts:
    @pytest.fixture
    def user(self):
        user = UserFactory(full_name="Irma Irrepetible", email="irma.irrepetible@ejemplo.invalid")
        MembershipFactory(user=user)
        return user

    @pytest.mark.usefixtures("in_english")
    def test_who_acts_for_a_firm_leaves_it_first(self, user):
        with pytest.raises(Refused, match="Leave the team first"):
            accounts.forget_user(user=user, by=user, now=timezone.now())

    @pytest.mark.usefixtures("in_english")
    def test_staff_are_not_erased_by_a_click(self):
        staff = UserFactory(admin=True)
        with pytest.raises(Refused, match="takes away the rights"):
            accounts.forget_user(user=staff, by=staff, now=timezone.now())

    def test_nothing_that_is_stored_says_whose_account_it_was(self, irma):
        user = UserFactory(full_name="Irma Cuenta", email="irma.cuenta@ejemplo.invalid")
        begin(user, now=timezone.now(), razon_social={"legal_name": "Irma Cuenta"})
        assert "irma.cuenta" in whole_database()
        accounts.forget_user(user=user, by=user, now=timezone.now())
        stored = whole_database()
        assert "irma.cuenta" not in stored
        assert "Irma Cuenta" not in stored
        assert not User.objects.get(pk=user.pk).has_usable_password()

    def test_nor_do_letters_to_those_whom_she_worked_with(self, settings):
        settings.EMAIL_BACKEND = "companies.mailbox.backend.KeepingBackend"
        now = timezone.now()
        irma = UserFactory(full_name="Irma Cuenta", email="irma.cuenta@ejemplo.invalid")
        owner = MembershipFactory(user__full_name="Olga Dueña", user__email="olga@a.invalid")
        firm, others = owner.company, MembershipFactory()
        role, by = {"role": "owner", "now": now}, {"by": irma, "now": now}
        teams.ask_to_join(company=others.company, user=irma, now=now)
        invite = {"company": firm, "full_name": "Irma Cuenta", "email": irma.email}
        invitation = invitations.invite(**invite, by=owner.user, **role)
        invitations.accept(invitation=invitation, **by)
        teams.change_role(membership=owner, role="member", **by)
        irma.full_name = "Irma Casada"
        irma.save()
        teams.change_role(membership=owner, **by, role="owner")
        invite |= {"email": "bruno@ejemplo.invalid", "full_name": "Bruno Invitado"}
        invitations.invite(**invite, by=irma, **role)
        moved = {"change": "address-changed", "new_address": "irma.nueva@ejemplo.invalid"}
        with transaction.atomic():
            outbox.write(
                account_letters.changed(user=irma, address=irma.email, now=now, **moved)
                + account_letters.account_exists(user=owner.user, address=owner.user.email, now=now)
            )
        irma.email = moved["new_address"]
        irma.save()
        delivery.deliver_due(now=now + timedelta(minutes=1))
        teams.leave(company=firm, **by)
        stored = whole_database()
        secrets = ["Irma Cuenta", "Irma Casada", "irma.cuenta", "irma.nueva"]
        assert [secret for secret in secrets if secret not in stored] == []

        accounts.forget_user(user=irma, by=irma, now=now)

        stored = whole_database()
        assert [secret for secret in secrets if secret in stored] == []
        assert "Olga Dueña" in stored
        assert "Bruno Invitado" in stored
        kept = KeptMail.objects.filter(to_address="olga@a.invalid")
        assert kept.get().subject == Message.objects.get(kind="account-exists").subject

    def test_a_stranger_who_only_typed_an_address_ends_no_letters_to_it(self):
        now = timezone.now()
        owner = MembershipFactory()
        nosy = UserFactory(email="victima@ejemplo.invalid")
        EmailAddress.objects.create(user=nosy, email=nosy.email, primary=True, verified=False)
        invitation = invitations.invite(
            company=owner.company,
            email=nosy.email,
            full_name="Víctima",
            role="member",
            by=owner.user,
            now=now,
        )
        Message.objects.update(recipient=None)
        accounts.forget_user(user=nosy, by=None, now=now)
        invitation.refresh_from_db()
        assert invitation.email == "victima@ejemplo.invalid"
        assert Message.objects.get(kind="colleague-invited").state == Message.State.DUE

    def test_she_closes_it_herself_after_proving_that_it_is_she(self, client):
        password = "una frase larga y rara"
        user = UserFactory(email="irma@ejemplo.invalid")
        user.set_password(password)
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        url = reverse("companies:close_account")
        client.force_login(user)
        assert reverse("account_reauthenticate") in client.post(url)["Location"]
        assert User.objects.get(pk=user.pk).anonymised_at is None
        client.post(reverse("account_reauthenticate"), {"password": password})
        assert client.post(url)["Location"] == "/"
        assert User.objects.get(pk=user.pk).anonymised_at
        assert client.get(reverse("companies:my_data")).status_code == 302
