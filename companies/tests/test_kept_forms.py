"""What was typed survives an ended session, a renewed secret, and is given to nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies import kept_forms, tasks
from companies.models import Technician
from companies.tests.factories import MembershipFactory, UserFactory, curp

pytestmark = pytest.mark.django_db

ADD = "/empresa/tecnicos/agregar/"
HTMX = {"HX-Request": "true"}


def hr_person():
    user = MembershipFactory().user
    user.set_password("muy-secreto-de-prueba")
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def alicia():
    return hr_person()


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def typed_on(client):
    """What the browser of somebody who filled in the page would send."""
    page = client.get(ADD)
    return {
        "given_names": "Rosa",
        "first_surname": "Ejemplo",
        "curp": curp(900),
        "key": hidden(page, "key"),
        "owner": hidden(page, "owner"),
    }


def end_session(client):
    """The server forgets the session; the browser still sends its cookie."""
    Session.objects.all().delete()


def sign_in(client, user, page):
    return client.post(
        page.url, {"login": user.email, "password": "muy-secreto-de-prueba"}, follow=True
    )


def test_an_ended_session_gives_everything_back_after_signing_in(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)

    to_sign_in = client.post(ADD, form)
    back = sign_in(client, alicia, to_sign_in)

    assert to_sign_in.url == f"{reverse('account_login')}?next={ADD}"
    assert back.redirect_chain[-1][0] == ADD
    page = back.content.decode()
    assert 'value="Rosa"' in page
    assert f'value="{curp(900)}"' in page
    assert not Technician.objects.exists(), "nothing is stored before it is sent again"


def test_reloading_the_page_loses_nothing_and_sending_it_forgets(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)
    sign_in(client, alicia, client.post(ADD, form))

    again = client.get(ADD)
    client.post(ADD, {**form, "key": hidden(again, "key"), "owner": hidden(again, "owner")})

    assert b'value="Rosa"' in again.content
    assert Technician.objects.get().given_names == "Rosa"
    assert b'value="Rosa"' not in client.get(ADD).content


def test_a_piece_of_the_page_that_is_answered_last_does_not_lose_it(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)
    cookie_of_the_ended_session = client.cookies["sessionid"].value
    to_sign_in = client.post(ADD, form)
    cookie_of_the_kept_form = client.cookies["sessionid"].value

    # The CURP was asked about with the old cookie before the form was sent, and answered after it.
    client.cookies["sessionid"] = cookie_of_the_ended_session
    asked = client.post(reverse("companies:check_curp"), {"curp": curp(900)}, headers=HTMX)
    if "sessionid" not in asked.cookies:  # as a browser would see it
        client.cookies["sessionid"] = cookie_of_the_kept_form
    back = sign_in(client, alicia, to_sign_in)

    assert 'value="Rosa"' in back.content.decode()


def test_a_whole_page_takes_the_cookie_of_an_ended_session_away(client, alicia):
    client.force_login(alicia)
    end_session(client)

    assert client.get(reverse("home")).cookies["sessionid"].value == ""


def test_somebody_else_on_the_same_computer_sees_nothing_of_it(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)
    to_sign_in = client.post(ADD, form)

    back = sign_in(client, hr_person(), to_sign_in)

    page = back.content.decode()
    assert back.redirect_chain[-1][0] == ADD
    assert "Rosa" not in page
    assert curp(900) not in page


def test_after_an_hour_it_is_gone(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)
    to_sign_in = client.post(ADD, form)

    with time_machine.travel(timezone.now() + kept_forms.LIFETIME + timedelta(seconds=1)):
        back = sign_in(client, alicia, to_sign_in)

    assert back.redirect_chain[-1][0] == ADD
    assert b"Rosa" not in back.content


@pytest.mark.parametrize("owner", ["", "1", "1:forged"])
def test_a_form_that_is_not_ours_is_not_kept(client, owner):
    client.post(ADD, {"given_names": "Rosa", "owner": owner})

    assert "kept_form" not in client.session


def test_a_form_beyond_all_measure_is_not_kept(client):
    owner = kept_forms.owner_of_form(UserFactory())

    client.post(ADD, {"given_names": "R" * 9_000, "owner": owner})

    assert "kept_form" not in client.session


def test_a_secret_that_no_longer_fits_leads_back_to_the_form(alicia):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alicia)
    form = {**typed_on(client), "csrfmiddlewaretoken": "x" * 64}

    response = client.post(ADD, form, follow=True)

    assert response.redirect_chain == [(ADD, 302)]
    assert b'value="Rosa"' in response.content
    assert not Technician.objects.exists()


def test_a_secret_that_no_longer_fits_in_an_htmx_request_reloads_the_page(alicia):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alicia)

    response = client.post(ADD, typed_on(client), headers=HTMX)

    assert response["HX-Redirect"] == ADD


def test_a_forged_form_is_plainly_refused(alicia):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alicia)

    response = client.post(ADD, {"given_names": "Rosa", "owner": "1:forged"})

    assert response.status_code == 403
    assert not Technician.objects.exists()


def test_form_that_nobody_comes_back_for_is_deleted(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)
    client.post(ADD, form)
    tasks.forget_sessions()
    assert Session.objects.exists()
    with time_machine.travel(timezone.now() + kept_forms.LIFETIME + timedelta(minutes=1)):
        tasks.forget_sessions()
    assert not Session.objects.exists()


def test_session_of_who_came_back_lasts_as_long_as_any(client, alicia):
    client.force_login(alicia)
    form = typed_on(client)
    end_session(client)
    sign_in(client, alicia, client.post(ADD, form))
    assert client.session.get_expiry_age() > kept_forms.LIFETIME.total_seconds()
    assert client.get(ADD).context["form"]["given_names"].value() == "Rosa"
