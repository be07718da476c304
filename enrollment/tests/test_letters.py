"""Every message, drawn in both languages: nothing missing, nothing leaked, nothing broken."""

import re
from email import message_from_bytes, policy

import icalendar
import pytest
from django.conf import settings

from companies import notifications as company_notifications
from companies.documents import letter
from companies.models import Message
from companies.tests.factories import CompanyFactory, UserFactory
from enrollment import notifications
from enrollment.tests.asked import ALICIA, NOW, ask, one_of_each

LANGUAGES = ("es-mx", "en")


@pytest.fixture
def messages(db):
    """One of each, as the outbox gives them back: through the database."""
    Message.objects.bulk_create(
        Message(
            **{
                name: getattr(one, name)
                for name in ("kind", "about", "language", "template", "context", "calendar")
            },
            to_address=f"{number}.{one.to_address}",
            created_at=NOW,
            due_at=NOW,
        )
        for number, one in enumerate(one_of_each())
    )
    return list(Message.objects.order_by("pk"))


def drawn(message, language):
    message.language = language
    return message_from_bytes(letter.compose(message).message().as_bytes(), policy=policy.default)


def test_every_template_is_drawn_in_both_languages_and_both_forms(messages):
    written_for = {message.template for message in messages}
    on_disk = {
        f"enrollment/emails/{path.name}"
        for path in (settings.BASE_DIR / "templates/enrollment/emails").glob("*_*.html")
        if not path.name.startswith("_")
    }
    assert written_for == on_disk
    for message in messages:
        for language in LANGUAGES:
            email = drawn(message, language)
            text, html = message.text, message.html
            assert email["Subject"].strip() == message.subject != ""
            assert "\n" not in message.subject
            for escaped in ("&amp;", "&lt;"):
                assert escaped not in text, message.template
            for broken in ("<del> Norte & Hijos", "<h1></h1>", "<td></td>"):
                assert broken not in html, message.template
            assert "None" not in text + html, message.template
            assert f'lang="{language}"' in html


def test_no_message_carries_a_curp_or_an_rfc_and_no_subject_a_name(messages):
    curp = re.compile(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z0-9]\d")
    rfc = re.compile(r"\b[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}\b")
    for message in messages:
        everything = drawn(message, "es-mx").as_string() + message.text + message.html
        assert not curp.search(everything)
        assert not rfc.search(everything)
        for person in message.context["people"]:
            assert person["name"] not in message.subject
        assert message.context["company"] not in message.subject


def test_technicians_are_told_who_holds_their_data_and_hr_is_not(messages):
    for message in messages:
        drawn(message, "en")
        is_told = "CANACINTRA Juárez is responsible for them" in message.text
        attends = "technician" in message.template or bool(message.context["also_for"])
        assert is_told == attends, message.template


@pytest.mark.django_db
def test_calendar_files_invite_and_withdraw():
    request = ask()
    people = list(request.enrollments.all())
    confirmed, *_ = notifications.confirmed(request=request, seated=people, now=NOW)
    request.run.calendar_sequence = 1
    request.run.cancel_reason = "El instructor está enfermo"
    withdrawn, *_ = notifications.run_cancelled(request=request, alternatives=[], now=NOW)

    def event(message):
        message.pk = 1
        (part,) = drawn(message, "es-mx").iter_attachments()
        assert part.get_filename() == "curso.ics"
        calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
        assert part.get_param("method") == calendar["METHOD"]
        (entry,) = calendar.events
        return calendar["METHOD"], entry["UID"], entry["SEQUENCE"], entry["STATUS"]

    method, uid, *_ = event(confirmed)
    assert method == "PUBLISH"
    assert event(confirmed) == ("PUBLISH", uid, 0, "CONFIRMED")
    assert event(withdrawn) == ("CANCEL", uid, 1, "CANCELLED")


@pytest.mark.django_db
def test_hr_reads_the_position_and_what_the_waiting_is_for():
    request = ask(
        states=("waiting", "waiting"), state="waiting", waiting_for="second-seat", decided_at=NOW
    )
    message, *_ = notifications.waiting(request=request, position=3, now=NOW)
    assert message.to_address == ALICIA
    drawn(message, "en")
    words = " ".join(message.text.split())
    assert "You are number 3 on the waiting list." in words
    assert "You asked for both or none" in words


@pytest.mark.django_db
def test_a_deadline_that_has_passed_is_not_promised():
    request = ask()
    people = list(request.enrollments.all())
    for until, is_promised in ((None, True), (NOW, False)):
        request.run.free_cancellation_until = until
        message, *_ = notifications.confirmed(request=request, seated=people, now=NOW)
        drawn(message, "en")
        assert ("Cancelling costs nothing until" in message.text) == is_promised


def test_name_that_ends_with_a_stop_ends_its_sentence(db):
    (message,) = company_notifications.company_approved(
        company=CompanyFactory(legal_name="Tornos del Ejemplo, S.A. de C.V."),
        users=[UserFactory()],
        now=NOW,
    )
    text = drawn(message, "es-mx").get_body(("plain",)).get_content()
    assert "S.A. de C.V.\n" in text
    assert ".." not in text
    assert "C.V..<" not in message.html
