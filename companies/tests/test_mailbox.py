"""The mailbox of the demo: who reads what, and how it is shown."""

import os
import subprocess
import sys
from email.mime.text import MIMEText

import pytest
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.testing.staff import give_app
from companies import notifications
from companies.mailbox.backend import KeepingBackend
from companies.models import KeptMail, Message
from companies.services import delivery, outbox
from companies.tests.factories import CompanyFactory, UserFactory

ALICIA, BRUNO = "alicia@ejemplo.invalid", "bruno@ejemplo.invalid"


@pytest.fixture(autouse=True)
def demo_backend(settings):
    settings.EMAIL_BACKEND = "companies.mailbox.backend.KeepingBackend"


@pytest.fixture
def alicia(db):
    return UserFactory(email=ALICIA)


def letter(to=ALICIA, subject="Lugar confirmado"):
    email = EmailMultiAlternatives(subject, "Texto <plano>", "portal@ejemplo.invalid", [to])
    email.attach_alternative("<html><head></head><body>Carta</body></html>", "text/html")
    file = MIMEText("BEGIN:VCALENDAR", "calendar", "utf-8")
    file.set_param("method", "PUBLISH")
    file.add_header("Content-Disposition", "attachment", filename="curso.ics")
    email.attach(file)
    email.send()
    return KeptMail.objects.latest("pk")


@pytest.mark.django_db
def test_every_address_gets_its_copy():
    assert send_mail("Hola", "Texto", None, ["Alicia@Ejemplo.invalid", BRUNO]) == 1
    kept = KeptMail.objects.order_by("to_address").values_list("to_address", "subject")
    assert list(kept) == [(ALICIA, "Hola"), (BRUNO, "Hola")]


@pytest.mark.django_db(transaction=True)
def test_what_the_outbox_delivers_is_kept(alicia):
    now = timezone.now()
    with transaction.atomic():
        outbox.write(notifications.access(user=alicia, company=CompanyFactory(), link="", now=now))
    assert delivery.deliver_due(now=now).sent == 1
    assert KeptMail.objects.get().subject == Message.objects.get().subject


def test_each_person_reads_her_own_letters_and_staff_all(client, alicia):
    mine, other = letter(), letter(to=BRUNO, subject="Para otro")
    pages = [
        (name, mail)
        for mail in (mine, other)
        for name in ("mailbox_letter", "mailbox_html", "mailbox_file")
    ]

    def answers():
        return [
            client.get(reverse(name, args=[mail.pk, 0][: 2 if "file" in name else 1])).status_code
            for name, mail in pages
        ]

    assert answers() == [302] * 6
    client.force_login(alicia)
    assert answers() == [200, 200, 200, 404, 404, 404]
    assert "Para otro" not in client.get(reverse("mailbox")).text
    client.force_login(UserFactory(admin=True))
    assert answers() == [200] * 6
    assert "Para otro" in client.get(reverse("mailbox")).text


def test_staff_look_for_an_address(client, alicia):
    letter()
    letter(to=BRUNO, subject="Para otro")
    client.force_login(UserFactory(admin=True))
    found = client.get(reverse("mailbox"), {"para": "BRUNO"})
    assert [mail.to_address for mail in found.context["page"]] == [BRUNO]
    assert client.get(reverse("mailbox"), {"para": "nadie"}).status_code == 200


def test_an_address_that_no_database_can_hold_finds_nothing(client, alicia):
    client.force_login(alicia)
    assert client.get(reverse("mailbox"), {"para": "a\x00b"}).status_code == 200


def test_a_letter_shows_its_text_and_its_files(client, alicia):
    mail = letter()
    client.force_login(alicia)
    page = client.get(reverse("mailbox_letter", args=[mail.pk])).text
    assert "Texto &lt;plano&gt;" in page
    assert "curso.ics" in page
    file = client.get(reverse("mailbox_file", args=[mail.pk, 0]))
    assert file.content == b"BEGIN:VCALENDAR"
    assert file["Content-Type"] == "text/calendar"
    assert type(file["Content-Type"]) is str  # WSGI servers refuse the mail library's own kind
    assert file["Content-Disposition"] == 'attachment; filename="curso.ics"'
    assert client.get(reverse("mailbox_file", args=[mail.pk, 1])).status_code == 404


def test_a_letter_without_html_is_shown_as_text(client, alicia):
    send_mail("Hola", "Solo texto", None, [ALICIA])
    mail = KeptMail.objects.get()
    client.force_login(alicia)
    page = client.get(reverse("mailbox_letter", args=[mail.pk])).text
    assert "Solo texto" in page
    assert "<iframe" not in page
    assert client.get(reverse("mailbox_html", args=[mail.pk])).status_code == 404


def test_the_html_of_a_letter_is_sealed(client, alicia):
    mail = letter()
    client.force_login(alicia)
    answer = client.get(reverse("mailbox_html", args=[mail.pk]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in answer.text


def test_the_list_asks_the_same_for_few_and_for_many(client, alicia, django_assert_num_queries):
    client.force_login(alicia)
    for number in (1, 30):
        while KeptMail.objects.count() < number:
            letter()
        with django_assert_num_queries(4):  # session, user, count, letters
            client.get(reverse("mailbox"))


def test_nothing_yet_says_what_to_do(client, alicia):
    client.force_login(alicia)
    assert client.get(reverse("mailbox")).status_code == 200


def in_production(code, **environment):
    """Run Python in a production of this portal; returns what it says."""
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"],
        cwd=settings.BASE_DIR,
        env={
            **known,
            "DJANGO_SETTINGS_MODULE": "canacintra_portal.settings",
            "PORTAL_SECRET_KEY": "a secret of the tests " * 3,
            "PORTAL_HOSTS": "cursos.example",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
            "REDIS_URL": "redis://127.0.0.1:1",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_asks_for_its_mail_server():
    told = in_production("pass").stderr
    assert "Set EMAIL_URL to the mail server, for example smtp+tls://" in told


def test_production_has_no_mailbox():
    code = (
        "from django.conf import settings; from django.urls import resolve, Resolver404\n"
        "try: resolve('/buzon/'); print('there')\n"
        "except Resolver404: print(settings.EMAIL_BACKEND)"
    )
    told = in_production(code, EMAIL_URL="smtp+tls://portal:secret@mail.example:587")
    assert told.stdout.strip() == "django.core.mail.backends.smtp.EmailBackend", told.stderr


@pytest.mark.django_db
def test_the_backend_keeps_nothing_when_there_is_nothing():
    assert KeepingBackend().send_messages([]) == 0
    assert not KeptMail.objects.exists()


SIGN_UP = {"full_name": "Alicia Ríos", "email": ALICIA, "password1": "arena tibia y tres gatos"}


@pytest.mark.django_db
def test_who_has_just_signed_up_reads_the_letter_that_lets_her_in(client):
    mine, other = letter(), letter(to=BRUNO, subject="Para otro")
    assert client.get(reverse("mailbox")).status_code == 302
    client.post("/cuenta/signup/", SIGN_UP)
    page = client.get(reverse("mailbox"))
    assert [mail.pk for mail in page.context["page"]] == [mine.pk]
    assert client.get(reverse("mailbox_html", args=[mine.pk])).status_code == 200
    assert client.get(reverse("mailbox_html", args=[other.pk])).status_code == 404


def test_who_signs_up_with_the_address_of_an_account_reads_none_of_its_letters(client, alicia):
    mine = letter()
    client.post("/cuenta/signup/", SIGN_UP)
    page = client.get(reverse("mailbox"))
    assert page.status_code == 200
    assert not page.context["page"].object_list
    assert client.get(reverse("mailbox_html", args=[mine.pk])).status_code == 404


def test_the_password_alone_reads_no_letters_of_who_has_a_second_factor(client, alicia):
    letter()
    alicia.set_password(SIGN_UP["password1"])
    alicia.save()
    alicia.emailaddress_set.create(email=ALICIA, verified=True, primary=True)
    give_app(alicia)
    client.post("/cuenta/login/", {"login": ALICIA, "password": SIGN_UP["password1"]})
    assert client.get(reverse("mailbox")).status_code == 302
