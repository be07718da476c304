"""Messages about a firm and its people, drawn in both languages."""

import pytest
from django.utils import timezone

from companies import notifications
from companies.documents import letter
from companies.models import Invitation, JoinRequest, Membership
from companies.tests.factories import CompanyFactory, UserFactory

NOW = timezone.now()
LINK = "http://127.0.0.1:8000/cuenta/clave/secreta/"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize("full_name", ["Alicia Ejemplo", ""])
def test_every_message_is_drawn(language, full_name):
    company = CompanyFactory(legal_name="Maquinados <del> Norte & Hijos")
    alicia = UserFactory(language=language, full_name=full_name)
    messages = [
        *notifications.company_approved(company=company, users=[alicia], now=NOW),
        *notifications.access(user=alicia, company=company, link=LINK, now=NOW),
        *notifications.access(user=alicia, company=None, link="", now=NOW),
        *notifications.removed(company=company, user=alicia, now=NOW),
    ]
    for role in Membership.Role:
        membership = Membership(company=company, user=alicia, role=role)
        invitation = Invitation(
            company=company,
            email=alicia.email,
            full_name=full_name,
            role=role,
            invited_by=UserFactory(language=language),
            expires_at=NOW,
        )
        readers = [alicia, None]
        messages += notifications.role_changed(membership=membership, by=alicia, now=NOW)
        messages += notifications.colleague_joined(membership=membership, to=alicia, now=NOW)
        for reader in readers:
            messages += notifications.colleague_invited(
                invitation=invitation, reader=reader, link=LINK, now=NOW
            )
    asked = JoinRequest(company=company, user=alicia, asked_at=NOW, accepted=True)
    messages += notifications.asked_to_join(asked=asked, owners=[alicia], now=NOW)
    messages += notifications.join_answered(asked=asked, now=NOW)
    for number, message in enumerate(messages, 1):
        message.pk = number
        email = letter.compose(message)
        assert email.subject == message.subject != ""
        assert company.legal_name not in email.subject
        assert company.rfc not in email.message().as_string()
        assert full_name in message.text
        assert "&amp;" not in message.text
        assert "<h1></h1>" not in message.html
        assert f'lang="{language}"' in message.html
    assert company.legal_name in messages[0].text
    assert "Maquinados &lt;del&gt; Norte &amp; Hijos" in messages[0].html


@pytest.mark.django_db
def test_a_no_names_the_firm_by_what_the_person_typed_herself():
    company = CompanyFactory(legal_name="Maquinados del Norte")
    asked = JoinRequest(company=company, user=UserFactory(), asked_at=NOW, accepted=False)
    [message] = notifications.join_answered(asked=asked, now=NOW)
    letter.compose(message)
    assert company.rfc in message.text
    assert company.legal_name not in message.text + message.html + str(message.context)


@pytest.mark.django_db
def test_the_link_of_an_invitation_is_in_the_letter_and_hidden_from_staff():
    invitation = Invitation(
        company=CompanyFactory(),
        email="bruno@ejemplo.invalid",
        invited_by=UserFactory(),
        expires_at=NOW,
    )
    [message] = notifications.colleague_invited(
        invitation=invitation, reader=None, link=LINK, now=NOW
    )
    email = letter.compose(message)
    assert LINK in email.body
    assert LINK not in message.text + message.html
