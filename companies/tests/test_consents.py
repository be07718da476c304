"""Consent: asked calmly, kept answer by answer, withdrawn as easily as given."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from companies.models import Consent
from companies.rules import notices
from companies.rules.notices import CURRENT, INVITATIONS, STATISTICS, Notice
from companies.services import consents
from companies.tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/cuenta/mis-datos/"


@pytest.fixture
def alicia(client):
    user = MembershipFactory().user
    client.force_login(user)
    return user


def give(user, *voluntary, now=None):
    return consents.give(
        user=user,
        version=CURRENT.version,
        voluntary=voluntary,
        page="test",
        now=now or timezone.now(),
    )


def kept(user):
    return list(user.consents.order_by("pk").values_list("version", "accepted"))


def test_every_answer_is_kept_and_the_newest_holds():
    user, now = UserFactory(), timezone.now()
    give(user, INVITATIONS, now=now)
    give(user, INVITATIONS, STATISTICS, now=now + timedelta(hours=1))
    give(user, now=now + timedelta(hours=2))
    version = CURRENT.version
    assert kept(user) == [
        (version, [INVITATIONS]),
        (version, [INVITATIONS, STATISTICS]),
        (version, []),
    ]
    assert user.consents.first().accepted == []


def test_the_same_answer_twice_is_one():
    user = UserFactory()
    assert give(user, STATISTICS) == give(user, STATISTICS)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("version", "voluntary"),
    [("1999-01", []), ("2026-11", [INVITATIONS]), (CURRENT.version, ["x"])],
)
def test_what_no_page_asks_is_an_error(version, voluntary):
    with pytest.raises(ValueError, match=version):
        consents.give(
            user=UserFactory(), version=version, voluntary=voluntary, page="", now=timezone.now()
        )


def test_the_database_keeps_answers_as_they_were_given():
    consent = give(UserFactory(), INVITATIONS)
    for change in (consent.delete, lambda: Consent.objects.update(accepted=[])):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="consent_to_what_was_asked"), transaction.atomic():
        Consent.objects.create(
            user=UserFactory(), version="1", asked=[], accepted=["x"], given_at=timezone.now()
        )


def test_somebody_is_asked_on_the_next_page_until_she_answers(client, alicia):
    dashboard = reverse("companies:dashboard")
    assert "ask-consent" in client.get(dashboard).text
    assert "ask-consent" not in client.get(URL).text
    answer = client.post(URL, {"voluntary": [STATISTICS], "next": dashboard})
    assert (answer.status_code, answer["Location"]) == (302, dashboard)
    assert "ask-consent" not in client.get(dashboard).text
    assert kept(alicia) == [(CURRENT.version, [STATISTICS])]
    assert alicia.consents.get().page == "companies:my_data"


def test_nothing_is_ticked_before_she_ticks_it(client, alicia):
    assert "checked" not in client.get(URL).text
    give(alicia, STATISTICS)
    assert client.get(URL).text.count("checked") == 1


def test_withdrawing_is_one_form_like_giving(client, alicia):
    give(alicia, INVITATIONS)
    client.post(URL, {})
    assert kept(alicia)[-1] == (CURRENT.version, [])


def test_a_forged_purpose_is_refused_and_a_forged_way_back_ignored(client, alicia):
    assert client.post(URL, {"voluntary": ["everything"]}).status_code == 422
    answer = client.post(URL, {"next": "https://elsewhere.invalid/"})
    assert answer["Location"] == URL


def test_a_visitor_signs_in_first(client):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))


def test_the_technician_reads_the_notice_without_an_account(client):
    assert client.get("/privacidad/").status_code == 200


def test_only_a_change_of_purposes_asks_again():
    former = Notice("1", CURRENT.since, (STATISTICS,), "")
    same = Notice("2", CURRENT.since, (STATISTICS,), "")
    more = Notice("3", CURRENT.since, (STATISTICS, INVITATIONS), "")
    assert notices.answered_by((former, same)) == ["2", "1"]
    assert notices.answered_by((former, same, more)) == ["3"]


def test_signing_up_keeps_what_was_ticked(client):
    typed = {
        "full_name": "Irma Prueba",
        "email": "irma@ejemplo.invalid",
        "password1": "una frase larga y rara",
        "voluntary": [INVITATIONS],
    }
    client.post(reverse("account_signup"), typed)
    consent = Consent.objects.get(user__email="irma@ejemplo.invalid")
    assert (consent.accepted, consent.page) == ([INVITATIONS], "account_signup")
