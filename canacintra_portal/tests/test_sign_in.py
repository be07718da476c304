"""Signing in: throttled in the database, silent about who has an account."""

import re

import pytest
from django.db import connection
from django.urls import reverse
from structlog.testing import capture_logs

from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def member():
    """Somebody whose password is "la-correcta-12"."""
    user = UserFactory()
    user.set_password("la-correcta-12")
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def throttle_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_throttle")
        return cursor.fetchone()[0]


def test_wrong_passwords_are_throttled_for_every_process_alike(client):
    user = member()
    for _attempt in range(6):
        sign_in(client, user.email, "equivocada")
    assert throttle_rows() > 0
    sign_in(client, user.email, "la-correcta-12")
    assert "_auth_user_id" not in client.session


def test_right_password_signs_in(client):
    user = member()
    sign_in(client, user.email, "la-correcta-12")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_unknown_address_and_wrong_password_answer_alike(client):
    known = member()
    answers = []
    for email in (known.email, "nadie@ejemplo.invalid"):
        page = sign_in(client, email, "equivocada").content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        answers.append(page.replace(email, ""))
    assert answers[0] == answers[1]


def test_admin_signs_in_at_the_same_door(client):
    chain = client.get("/admin/", follow=True).redirect_chain
    assert chain[-1][0].startswith(reverse("account_login"))


def test_everybody_arrives_where_the_work_is(client):
    hr, cast, admin, nobody = (
        MembershipFactory().user,
        UserFactory(cast=True),
        UserFactory(admin=True),
        UserFactory(),
    )
    places = {}
    for user in (hr, cast, admin, nobody):
        client.force_login(user)
        places[user] = client.get(reverse("desk")).url
    assert places == {
        hr: reverse("companies:dashboard"),
        cast: reverse("enrollment:cast"),
        admin: reverse("admin:index"),
        nobody: reverse("companies:register"),
    }
    client.logout()
    assert client.get(reverse("desk")).url == reverse("home")


def test_who_signs_in_is_greeted_by_name(client):
    user = member()
    page = client.post(
        reverse("account_login"), {"login": user.email, "password": "la-correcta-12"}, follow=True
    )
    assert [str(message) for message in page.context["messages"]] == [f"Hola, {user.full_name}."]


def test_the_log_says_who_came_and_who_was_refused_but_not_what_was_typed(client):
    user = member()
    with capture_logs() as lines:
        sign_in(client, "mi-clave-en-el-campo-equivocado@ejemplo.invalid", "equivocada")
        sign_in(client, user.email, "la-correcta-12")
    told = [line for line in lines if line["event"] in ("sign_in_refused", "signed_in")]
    assert told == [
        {"event": "sign_in_refused", "log_level": "warning", "network": "127.0.0.1"},
        {"event": "signed_in", "log_level": "info", "user": user.pk},
    ]
