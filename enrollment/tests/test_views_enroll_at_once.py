"""The last page of enrolling, sent twice at the same moment."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from companies.tests.factories import CompanyFactory, MembershipFactory, TechnicianFactory
from courses.tests.factories import RunFactory
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.tests.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)


def sender(run, user, technicians, key=None):
    """Somebody with the filled-in page open, who presses the button when called."""
    client = Client()
    client.force_login(user)
    form = {
        "step": "send",
        "technician": [technician.pk for technician in technicians],
        "key": key or str(uuid.uuid4()),
    }
    return lambda: client.post(reverse("enrollment:enroll", args=[run.code]), form)


def test_of_two_colleagues_one_gets_the_seats_and_the_other_the_reason():
    run, company = RunFactory(), CompanyFactory()
    first, second = (
        sender(
            run,
            MembershipFactory(company=company).user,
            TechnicianFactory.create_batch(2, company=company),
        )
        for _ in range(2)
    )

    answers = race(first, second)

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert Enrollment.objects.live().count() == 2
    [refused] = [answer for answer in answers if answer.status_code == 422]
    winner = EnrollmentRequest.objects.get()
    assert winner.get_absolute_url() in refused.content.decode()
    assert len(refused.context["technicians"]) == 2, "what was chosen is still there"


def test_two_clicks_at_once_ask_once_and_both_lead_to_the_same_page():
    run, company = RunFactory(), CompanyFactory()
    user = MembershipFactory(company=company).user
    technicians = TechnicianFactory.create_batch(2, company=company)
    key = str(uuid.uuid4())

    answers = race(*(sender(run, user, technicians, key) for _ in range(3)))

    assert {answer.url for answer in answers} == {
        EnrollmentRequest.objects.get().get_absolute_url()
    }


def test_a_person_added_by_two_colleagues_at_once_is_added_once():
    run, company = RunFactory(), CompanyFactory()
    person = TechnicianFactory.build(company=None)

    def adder():
        client = Client()
        client.force_login(MembershipFactory(company=company).user)
        form = {
            "step": "add",
            "given_names": "Rosa",
            "first_surname": "Ejemplo",
            "curp": person.curp,
            "key": str(uuid.uuid4()),
        }
        return lambda: client.post(reverse("enrollment:enroll", args=[run.code]), form)

    answers = race(adder(), adder())

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert company.technicians.count() == 1
