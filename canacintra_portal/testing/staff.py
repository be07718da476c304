"""The people of the admin, for tests of any floor."""

import time

import pytest
from allauth.account.internal.flows import login
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation

from companies import second_factor
from companies.models import CANACINTRA_GROUP, User
from companies.tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def staff(db):
    """Somebody of CANACINTRA: no superuser, only what the group may do."""
    user = User.objects.create_user(
        "adriana@camara.invalid", is_staff=True, full_name="Adriana Cámara", language="en"
    )
    user.groups.add(Group.objects.get(name=CANACINTRA_GROUP))
    return user


@pytest.fixture(autouse=True)
def sign_in_with_a_second_factor(monkeypatch):
    """`force_login` signs staff and CAST in as their page does: with the second factor shown.

    `client.force_login(user, second_factor=False)` is somebody who typed the password alone.
    """
    with_password = Client.force_login

    def force_login(client, user, backend=None, *, second_factor=True):
        with_password(client, user, backend)
        if second_factor and is_required(user):
            session = client.session
            session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [
                {"method": "mfa", "type": "totp", "at": time.time()}
            ]
            session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
            session.save()

    is_required = second_factor.is_required
    monkeypatch.setattr(Client, "force_login", force_login)


def give_app(user, secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"):  # noqa: S107 - of the tests
    """Set up an authenticator app for somebody; returns what it shows now."""
    totp.TOTP.activate(user, secret)
    return code_of(secret)


def code_of(secret):
    """What an app with this secret shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def in_english():
    """Sentences in the language of the code, for tests that quote them."""
    with translation.override("en"):
        yield


@pytest.fixture
def admin_pages(client, staff, in_english):
    """A browser in which CANACINTRA is signed in, and reads English."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.force_login(staff)
    return client


@pytest.fixture(params=["visitor", "hr", "cast"])
def outsider_pages(client, request, db):
    """Browsers of everybody who has no business in the admin."""
    if request.param == "hr":
        client.force_login(MembershipFactory().user)
    elif request.param == "cast":
        client.force_login(UserFactory(cast=True))
    return client
