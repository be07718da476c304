"""The people of the admin, for tests of any floor."""

import pytest
from django.contrib.auth.models import Group
from django.utils import translation

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
