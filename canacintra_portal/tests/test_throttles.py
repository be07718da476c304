"""Guessing is slow everywhere, in every process, and says kindly how to go on."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.urls import reverse

from canacintra_portal.testing.staff import give_app
from companies.models import Message
from companies.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "arena tibia y tres gatos"


@pytest.fixture(autouse=True)
def forget_attempts(db):
    """What throttles sign-in is no model: no test empties it by itself."""
    caches["default"].clear()


def person(**options):
    user = UserFactory(**options)
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post("/cuenta/login/", {"login": user.email, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def from_network(number):
    return {"REMOTE_ADDR": f"10.0.{number // 250}.{number % 250 + 1}"}


def test_an_address_is_guarded_whatever_networks_the_guesses_come_from(client):
    user = person()
    for number in range(5):
        sign_in(Client(), user, "equivocada", **from_network(number))
    page = sign_in(client, user, **from_network(99))
    assert not is_signed_in(client)
    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


def test_a_network_is_guarded_whatever_addresses_it_tries(client):
    for number in range(20):
        sign_in(client, UserFactory.build(email=f"x{number}@ejemplo.invalid"), "equivocada")
    user = person()
    sign_in(client, user)
    assert not is_signed_in(client)
    sign_in(client, user, **from_network(7))
    assert is_signed_in(client)


def test_a_flood_of_invented_addresses_does_not_push_the_attempts_on_a_real_one_out(client):
    user = person()
    for _attempt in range(5):
        sign_in(client, user, "equivocada")
    for number in range(700):
        caches["default"].set(f"flood-{number}", number, 300)
    sign_in(client, user, **from_network(3))
    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_what_was_tried_in_one_process_counts_in_the_others(client, portal_environ):
    user = person()
    tries = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "for _ in range(5):\n"
        f"    Client().post('/cuenta/login/', {{'login': '{user.email}', 'password': 'mal'}})\n"
    )
    # The settings of the tests: nobody has collected the static files of a fresh checkout.
    environ = {**portal_environ, "DJANGO_SETTINGS_MODULE": "canacintra_portal.settings_test"}
    subprocess.run([sys.executable, "-c", tries], cwd=settings.BASE_DIR, env=environ, check=True)
    sign_in(client, user, **from_network(3))
    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_counted_one_by_one():
    user, judged = person(), []

    def guess(number):
        try:
            sign_in(Client(), user, "equivocada", **from_network(number))
        finally:
            connections.close_all()

    def verify(*arguments):
        judged.append(arguments)
        return False

    with (
        patch("companies.models.User.check_password", verify),
        ThreadPoolExecutor(12) as threads,
    ):
        list(threads.map(guess, range(12)))
    assert 1 <= len(judged) <= 5


def test_the_door_of_the_admin_is_the_same_door(client):
    staff = person(admin=True)
    answer = client.post("/admin/login/", {"username": staff.email, "password": PASSWORD})
    assert answer.url.startswith(reverse("account_login"))
    assert not is_signed_in(client)


def test_codes_of_the_second_step_cannot_be_tried_out(client):
    staff = person(admin=True)
    code = give_app(staff)
    sign_in(client, staff)
    for number in range(5):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    client.post(reverse("mfa_authenticate"), {"code": code}, **from_network(3))
    assert not is_signed_in(client)


def test_a_link_to_choose_a_password_is_not_sent_without_end(client):
    user = person()
    answers = [
        client.post(reverse("account_reset_password"), {"email": user.email}).status_code
        for _time in range(4)
    ]
    assert answers == [302, 302, 302, 429]
    assert Message.objects.filter(kind="password-link").count() <= 2  # a minute may end meanwhile


@pytest.mark.parametrize(
    ("address", "form", "limit"),
    [
        ("/cuenta/login/", {"login": "x@ejemplo.invalid", "password": "mal"}, 30),
        ("/cuenta/signup/", {"email": "no"}, 40),
        ("/cuenta/2fa/webauthn/login/", {"credential": "{}"}, 20),
        ("/cuenta/password/reset/key/1-abc-def/", {}, 20),
    ],
)
@pytest.mark.parametrize("language", ["es-mx", "en"])
def test_whoever_knocks_too_often_reads_how_to_go_on(client, address, form, limit, language):
    with patch("companies.models.User.set_password"):  # what takes long is not the subject
        statuses = [client.post(address, form).status_code for _time in range(limit)]
    assert 429 not in statuses
    page = client.post(address, form, headers={"accept-language": language})
    assert page.status_code == 429
    assert reverse("courses:catalogue") in page.text
    assert f"mailto:{settings.CONTACT_ADDRESS}" in page.text
    assert f'<html lang="{language}">' in page.text
    assert client.get(address).status_code != 429
