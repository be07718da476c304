"""Messages about a firm and its people, drawn in both languages."""

import pytest
from django.utils import timezone

from companies import notifications
from companies.documents import letter
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
    ]
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
