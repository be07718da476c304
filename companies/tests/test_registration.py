"""From what was typed to a company with its owner."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from companies.models import Company, Membership, Message, Registration
from companies.refusals import Refused
from companies.sections import by_slug
from companies.services import registration
from companies.tests.answers import begin, rfc_of_a_company
from companies.tests.factories import CompanyFactory, UserFactory
from enrollment.services import approval

pytestmark = pytest.mark.usefixtures("in_english")

NOW = timezone.now()


@pytest.mark.django_db
def test_each_answer_is_kept_beside_the_others():
    user = UserFactory()
    registration.answer(user=user, section=by_slug("rfc"), typed={"rfc": "A"}, now=NOW)
    registration.answer(user=user, section=by_slug("giro"), typed={"sector": "332"}, now=NOW)
    registration.answer(user=user, section=by_slug("rfc"), typed={"rfc": "B"}, now=NOW)

    assert Registration.objects.get().answers == {"rfc": {"rfc": "B"}, "giro": {"sector": "332"}}


@pytest.mark.django_db
def test_a_registration_becomes_a_company_that_waits_with_its_owner_and_a_letter():
    user = UserFactory()
    begin(user, now=NOW)

    company = registration.register(user=user, now=NOW)

    assert Company.objects.get() == company
    assert (company.rfc, company.is_approved) == (rfc_of_a_company(), False)
    member = Membership.objects.get()
    assert (member.company, member.user, member.role) == (company, user, Membership.Role.OWNER)
    assert not Registration.objects.exists()
    letter = Message.objects.get()
    assert (letter.kind, letter.recipient) == ("company-received", user)


@pytest.mark.django_db
def test_what_is_not_complete_is_not_sent():
    user = UserFactory()
    begin(user, now=NOW, without=["giro"])

    with pytest.raises(Refused, match="Sector"):
        registration.register(user=user, now=NOW)

    assert not Company.objects.exists()
    assert Registration.objects.exists()


@pytest.mark.django_db
def test_what_was_sent_from_another_device_is_not_sent_again():
    user = UserFactory()
    begin(user, now=NOW)
    registration.register(user=user, now=NOW)

    with pytest.raises(Refused, match="sent already"):
        registration.register(user=user, now=NOW)

    assert Company.objects.count() == 1


@pytest.mark.django_db
def test_a_known_rfc_is_no_second_record_and_what_was_typed_stays():
    CompanyFactory(rfc=rfc_of_a_company())
    user = UserFactory()
    begin(user, now=NOW)

    with pytest.raises(registration.AlreadyRegistered):
        registration.register(user=user, now=NOW)

    assert Company.objects.count() == 1
    assert not Membership.objects.exists()
    assert not Message.objects.exists()
    assert Registration.objects.exists()


@pytest.mark.django_db
def test_another_company_can_be_added_later():
    user = UserFactory()
    for number in [1, 2]:
        begin(user, now=NOW, rfc={"rfc": rfc_of_a_company(number)})
        registration.register(user=user, now=NOW)

    assert Company.objects.of(user).count() == 2


@pytest.mark.django_db
def test_what_nobody_went_on_with_is_forgotten_after_three_months():
    kept, left = UserFactory.create_batch(2)
    begin(kept, now=NOW - timedelta(days=89))
    begin(left, now=NOW - timedelta(days=91))

    assert registration.forget_abandoned(now=NOW) == 1

    assert Registration.objects.get().user == kept


@pytest.mark.django_db
def test_who_is_approved_at_once_gets_one_letter():
    user = UserFactory()
    begin(user, now=NOW)
    company = registration.register(user=user, now=NOW)

    approval.approve(company=company, by=UserFactory(admin=True), now=NOW)

    letters = Message.objects.order_by("pk").values_list("kind", "state")
    assert list(letters) == [("company-received", "superseded"), ("company-approved", "due")]


@pytest.fixture
def without_unique_rfc():
    """Takes the database's promise of one record for each RFC away until the end of the test."""
    field = Company._meta.get_field("rfc")
    plain = field.clone()
    plain._unique = False
    plain.set_attributes_from_name("rfc")
    plain.model = Company
    with connection.schema_editor() as editor:
        editor.alter_field(Company, field, plain)
    yield
    Membership.objects.all().delete()
    Company.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.alter_field(Company, plain, field)


def register_at_once(people):
    """What becomes of each registration when all are sent at the same moment."""
    barrier = threading.Barrier(len(people))

    def send(user):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return type(registration.register(user=user, now=timezone.now()))
        except Refused as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(send, people))


AT_ONCE = 5


@pytest.mark.django_db(transaction=True)
def test_of_many_who_register_the_same_rfc_at_once_one_wins():
    people = UserFactory.create_batch(AT_ONCE)
    for person in people:
        begin(person, now=NOW)

    outcomes = register_at_once(people)

    assert sorted(outcomes, key=str) == sorted(
        [Company] + [registration.AlreadyRegistered] * (AT_ONCE - 1), key=str
    )
    assert (Company.objects.count(), Membership.objects.count()) == (1, 1)
    assert Registration.objects.count() == AT_ONCE - 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_unique_rfc_there_are_several_records(without_unique_rfc):
    people = UserFactory.create_batch(AT_ONCE)
    for person in people:
        begin(person, now=NOW)

    register_at_once(people)

    assert Company.objects.filter(rfc=rfc_of_a_company()).count() == AT_ONCE
