"""One's own account: every page of it in our look, and what changes there is told."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client
from django.urls import get_resolver, reverse

from canacintra_portal.testing.staff import give_app
from companies import tasks
from companies.documents import letter
from companies.models import Message
from companies.templatetags.devices import device
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "arena tibia y tres gatos"
NEW = "nueva@ejemplo.invalid"
# What allauth's addresses need beside the person.
ARGUMENTS = {
    "account_confirm_email": {"key": "no-hay"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "no-hay"},
}


@pytest.fixture(autouse=True)
def forget_attempts(db):
    """What throttles sign-in is no model: no test empties it by itself."""
    caches["default"].clear()


@pytest.fixture
def alicia():
    return with_password(MembershipFactory(user__email="alicia@ejemplo.invalid").user)


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in(client, user):
    client.post("/cuenta/login/", {"login": user.email, "password": PASSWORD})
    return client


def reauthenticated(client, user):
    """A browser in which the person has just typed her password once more."""
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


OF_A_KEY = ["mfa_edit_webauthn", "mfa_remove_webauthn"]


def pages_of_allauth():
    """Names of all its addresses; those of one passkey come last."""
    names = {name for name in get_resolver("allauth.urls").reverse_dict if isinstance(name, str)}
    return [*sorted(names - {*OF_A_KEY, "mfa_list_webauthn"}), "mfa_list_webauthn", *OF_A_KEY]


@pytest.mark.parametrize("who", ["visitor", "hr"])
def test_every_page_of_allauth_is_drawn_by_a_template_of_ours(client, alicia, who):
    if who == "hr":
        give_app(alicia)
        client.force_login(alicia)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(reverse("mfa_generate_recovery_codes"))
    drawn = []
    for name in pages_of_allauth():
        arguments = ARGUMENTS.get(name)
        if name in ["mfa_list_webauthn", *OF_A_KEY]:
            key, _is_new = Authenticator.objects.get_or_create(
                user=alicia, type="webauthn", defaults={"data": {"name": "Mi llave"}}
            )
            arguments = {"pk": key.pk} if name in OF_A_KEY else None
        answer = client.get(reverse(name, kwargs=arguments))
        assert answer.status_code in (200, 302), name
        if answer.status_code == 302 or "html" not in answer["Content-Type"]:
            continue
        origin = Path(answer.templates[0].origin.name)
        assert origin.is_relative_to(settings.BASE_DIR / "templates"), name
        assert 'class="masthead"' in answer.text, name
        scripts = re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))", answer.text)
        assert not scripts, name
        assert not re.search(r"""\sstyle=|\son[a-z]+=["']""", answer.text), name
        drawn.append(name)
    assert len(drawn) >= {"visitor": 9, "hr": 15}[who], drawn


def test_name_and_language_are_hers_to_change(client, alicia):
    client.force_login(alicia)
    page = client.get(reverse("account"))
    key = re.search(r'name="key" value="([^"]+)"', page.text)[1]
    form = {"full_name": "Alicia Ríos", "language": "en", "key": key}
    answer = client.post(reverse("account"), form, follow=True)
    alicia.refresh_from_db()
    assert (alicia.full_name, alicia.language) == ("Alicia Ríos", "en")
    assert "Your name and language are kept." in answer.text  # the next page speaks it


@pytest.mark.parametrize(
    "wrong", [{"full_name": ""}, {"language": "xx"}, {"full_name": "x" * 151}, {"key": ""}]
)
def test_what_cannot_be_is_refused_with_the_rest_kept(client, alicia, wrong):
    client.force_login(alicia)
    form = {"full_name": "Alicia Ríos", "language": "es-mx", "key": "no"} | wrong
    assert client.post(reverse("account"), form).status_code == 422
    alicia.refresh_from_db()
    assert alicia.full_name == "Alicia Ejemplo"


def test_a_new_address_holds_once_it_is_confirmed_and_the_old_one_is_told(client, alicia):
    reauthenticated(client, alicia)
    client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    alicia.refresh_from_db()
    assert alicia.email == "alicia@ejemplo.invalid"
    [to_confirm] = Message.objects.all()
    assert (to_confirm.kind, to_confirm.to_address) == ("confirm-address", NEW)

    link = re.search(r"http://127.0.0.1:8000(\S+)", letter.compose(to_confirm).body)[1]
    client.post(link)
    alicia.refresh_from_db()
    assert alicia.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(NEW, True)]
    told = Message.objects.get(kind="address-changed")
    assert told.to_address == "alicia@ejemplo.invalid"


def test_the_address_of_somebody_else_is_answered_like_any_other(client, alicia):
    other = with_password(UserFactory())
    reauthenticated(client, alicia)
    answers = [
        client.post(reverse("account_email"), {"email": email, "action_add": ""})
        for email in (other.email, NEW)
    ]
    assert answers[0].url == answers[1].url
    sent = Message.objects.get(to_address=other.email)
    link = re.search(r"http://127.0.0.1:8000(\S+)", letter.compose(sent).body)[1]
    Client().post(link)
    other.refresh_from_db()
    alicia.refresh_from_db()
    assert (other.email, alicia.email) == (sent.to_address, "alicia@ejemplo.invalid")


def test_an_address_that_somebody_signs_in_with_unconfirmed_stays_there(client, alicia):
    other = UserFactory()
    other.emailaddress_set.create(email=other.email, verified=False, primary=True)
    reauthenticated(client, alicia)
    client.post(reverse("account_email"), {"email": other.email, "action_add": ""})
    sent = Message.objects.get(to_address=other.email)
    link = re.search(r"http://127.0.0.1:8000(\S+)", letter.compose(sent).body)[1]
    assert client.post(link).url == reverse("account_email")
    alicia.refresh_from_db()
    assert alicia.email == "alicia@ejemplo.invalid"


def test_the_address_is_not_changed_by_whoever_finds_the_browser_open(client, alicia):
    client.force_login(alicia)
    answer = client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Message.objects.exists()


def test_a_new_password_ends_the_other_sessions_and_is_told(client, alicia):
    elsewhere = sign_in(Client(), alicia)
    sign_in(client, alicia)
    form = {"oldpassword": PASSWORD, "password1": "otra frase que nadie piensa"}
    client.post(reverse("account_change_password"), form)
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert [message.kind for message in Message.objects.all()] == ["password-changed"]


def test_the_new_password_is_judged_like_the_first(client, alicia):
    sign_in(client, alicia)
    for weak in ["corta", "canacintra-2026", "alicia-ejemplo-1"]:
        form = {"oldpassword": PASSWORD, "password1": weak}
        page = client.post(reverse("account_change_password"), form)
        assert "password1" in page.context["form"].errors, weak


def test_whoever_signs_out_everywhere_else_stays_signed_in_here(client, alicia):
    elsewhere = sign_in(Client(), alicia)
    sign_in(client, alicia)
    page = client.get(reverse("usersessions_list"))
    assert len(page.context["sessions"]) == 2
    client.post(reverse("usersessions_list"))
    assert client.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302


def test_nobody_ends_the_sessions_of_others(client, alicia):
    other = sign_in(Client(), with_password(UserFactory()))
    sign_in(client, alicia)
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("account")).status_code == 200


def test_from_where_somebody_was_signed_in_is_forgotten_with_the_session(client, alicia):
    sign_in(client, alicia)
    tasks.forget_sessions()
    assert UserSession.objects.count() == 1
    Session.objects.all().delete()
    tasks.forget_sessions()
    assert not UserSession.objects.exists()


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/131 Safari/537 Edg/131", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Firefox/133.0", "Firefox · Linux"),
        ("", "otro navegador"),
    ],
)
def test_a_browser_is_called_as_people_call_it(user_agent, words):
    assert device(user_agent) in (words, "another browser")
