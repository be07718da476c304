"""A password alone opens nothing that belongs to the firms of others."""

import time
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.core.cache import caches
from django.urls import reverse

from canacintra_portal.testing.staff import code_of, give_app
from companies import second_factor
from companies.models import Message
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "arena tibia y tres gatos"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP = "/cuenta/2fa/totp/activate/"
ASKED = "/cuenta/2fa/authenticate/"


@pytest.fixture(autouse=True)
def forget_attempts(db):
    """What throttles sign-in is no model: no test empties it by itself."""
    caches["default"].clear()


@pytest.fixture
def adriana():
    """Somebody of CANACINTRA who signs in through the page."""
    return with_password(UserFactory(admin=True))


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def type_password(client, user):
    return client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})


def places():
    """Every page of the admin and of CAST that needs no object."""
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    return ["/admin/", "/admin/jsi18n/", "/admin/no-hay/", *lists, "/cast/", "/cast/grupos/X-1/"]


@pytest.mark.parametrize("role", [{"admin": True}, {"cast": True}])
def test_the_password_alone_opens_no_page_of_staff_and_of_cast(client, role):
    client.force_login(UserFactory(**role), second_factor=False)
    for place in places():
        for answer in (client.get(place), client.post(place)):
            assert (answer.status_code, answer.url) == (302, reverse("mfa_index")), place
    assert client.get("/cursos/").status_code == 200


def test_htmx_is_led_to_the_page_as_a_whole(client):
    client.force_login(UserFactory(cast=True), second_factor=False)
    answer = client.get("/cast/?q=x", headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == reverse("mfa_index")


def test_hr_is_not_asked(client):
    client.force_login(MembershipFactory().user, second_factor=False)
    assert client.get(reverse("companies:dashboard")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200


def test_whoever_comes_to_work_at_cast_is_asked_from_then_on(client):
    user = UserFactory()
    client.force_login(user, second_factor=False)
    assert client.get("/cast/").status_code == 403
    user.is_staff = True
    user.save()
    assert client.get("/cast/").url == reverse("mfa_index")


def test_staff_sets_up_an_app_and_is_let_in(client, adriana):
    type_password(client, adriana)
    assert client.get("/admin/").url == reverse("mfa_index")
    assert client.get(SET_UP).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(SET_UP).context["form"].secret
    answer = client.post(SET_UP, {"code": code_of(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).status_code == 200
    assert client.get("/admin/").status_code == 200
    assert [m.kind for m in Message.objects.all()] == ["app-added"]


def test_staff_with_an_app_is_asked_for_its_code_at_the_door(client, adriana):
    code = give_app(adriana)
    assert type_password(client, adriana).url == ASKED
    assert "_auth_user_id" not in client.session
    assert client.post(ASKED, {"code": "000000"}).status_code == 200
    assert client.post(ASKED, {"code": code}).url == reverse("desk")
    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_the_app_shows_it_first(client, adriana):
    client.force_login(adriana, second_factor=False)
    code = give_app(adriana)
    asked = reverse("mfa_reauthenticate")
    assert client.get("/admin/").url == f"{asked}?next=%2Fadmin%2F"
    client.post(f"{asked}?next=/admin/", {"code": code})
    assert client.get("/admin/").status_code == 200


def test_the_password_alone_neither_takes_a_factor_away_nor_adds_one(client, adriana):
    """Otherwise whoever has the password would bring a factor of her own."""
    client.force_login(adriana, second_factor=False)
    give_app(adriana)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for page in ["mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]:
        assert client.post(reverse(page)).url.startswith(reverse("mfa_reauthenticate")), page
    assert Authenticator.objects.get().type == "totp"


def test_whoever_adds_a_second_factor_to_the_first_has_not_shown_the_first(client, rf, adriana):
    give_app(adriana)
    request = rf.get("/")
    request.user, request.session = adriana, {}
    further = Authenticator.objects.create(user=adriana, type="webauthn", data={})
    second_factor.count_as_used(request=request, user=adriana, authenticator=further)
    assert not second_factor.was_used(request)


def test_the_last_factor_of_staff_stays(client, adriana):
    app = Authenticator.objects.get(pk=give_app(adriana) and adriana.authenticator_set.get().pk)
    client.force_login(adriana)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert adriana.authenticator_set.get() == app
    key = Authenticator.objects.create(user=adriana, type="webauthn", data={"name": "Llave"})
    app.delete()
    page = client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert page.status_code == 200
    assert adriana.authenticator_set.get() == key


def test_a_factor_of_hr_may_go(client):
    hr = with_password(UserFactory())
    give_app(hr)
    client.force_login(hr)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not hr.authenticator_set.exists()


def test_a_code_is_good_once_for_as_long_as_it_is_good_at_all(client, adriana):
    code = give_app(adriana)
    type_password(client, adriana)
    assert client.post(ASKED, {"code": code}).status_code == 302
    client.logout()
    with patch.object(time, "time", return_value=time.time() + 31):  # the clock of allauth
        type_password(client, adriana)
        assert client.post(ASKED, {"code": code}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_secrets_are_sealed_in_the_database(adriana, settings):
    give_app(adriana, SECRET)
    assert SECRET not in str(Authenticator.objects.get().data)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert Authenticator.objects.get().wrap().validate_code(code_of(SECRET))


def test_recovery_codes_open_the_door_once(client, adriana):
    give_app(adriana)
    client.force_login(adriana)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    answers = []
    for _time in range(2):
        client.logout()
        type_password(client, adriana)
        answers.append(client.post(ASKED, {"code": spare}).status_code)
    assert answers == [302, 200]
    assert "codes-renewed" in [m.kind for m in Message.objects.all()]
