"""Draws a message of the outbox as an e-mail: subject, text, HTML and calendar file."""

import re
from datetime import datetime
from decimal import Decimal
from email.mime.text import MIMEText
from types import SimpleNamespace
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.utils import translation

from companies.documents import calendar

SUBJECT_LENGTH = 255
HIDDEN = "•••"
LAYOUTS = {
    "subject": "companies/emails/subject.txt",
    "text": "companies/emails/layout.txt",
    "html": "companies/emails/layout.html",
}


def compose(message):
    """Draw `message` in its language, keep subject, text and HTML on it (unsaved), and return the
    e-mail. Makes no query."""
    with translation.override(message.language):
        drawn = {form: _draw(message, form) for form in LAYOUTS}
    message.subject = " ".join(drawn["subject"].split())[:SUBJECT_LENGTH]
    message.text = _one_stop(re.sub(r"\n{3,}", "\n\n", drawn["text"]).strip()) + "\n"
    message.html = _one_stop(drawn["html"].strip()) + "\n"
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to_address],
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office replies
            "Content-Language": message.language,
        },
    )
    email.attach_alternative(message.html, "text/html")
    if message.calendar:
        email.attach(_calendar_file(message))
    _hide_link(message)
    return email


def cover_link(message):
    """Forget the secret link of a message that has left (unsaved): the table shall not keep what
    opens an account. Drawn again it shows HIDDEN in its place."""
    if message.context.get("link"):
        message.context["link"] = HIDDEN


def has_covered_link(message):
    return message.context.get("link") == HIDDEN


def _one_stop(text):
    """A sentence that ends with "S.A. de C.V." has its full stop already."""
    return re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)


def message_id(message):
    """The name by which mail programs know two deliveries of one message as the same."""
    host = urlsplit(settings.PORTAL_URL).hostname
    return f"<message-{message.pk}-{message.resends}@{host}>"


def readable(value, name=""):
    """Turn the plain values of a stored context into what templates draw.

    Names tell the type: `..._at` and `..._until` are moments, `...price` is money; what has parts
    is read by attribute.
    """
    if isinstance(value, dict):
        return SimpleNamespace(**{key: readable(part, key) for key, part in value.items()})
    if isinstance(value, list):
        return [readable(part) for part in value]
    if isinstance(value, str) and name.endswith(("_at", "_until")):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and name.endswith("price"):
        return Decimal(value)
    return value


def _draw(message, form):
    """One template says the words; the layout for `form` says how they stand."""
    words = {name: readable(value, name) for name, value in message.context.items()}
    return (
        Engine.get_default()
        .get_template(message.template)
        .render(
            Context(
                {
                    **words,
                    "layout": LAYOUTS[form],
                    "language": message.language,
                    "portal_url": settings.PORTAL_URL,
                    "has_calendar": bool(message.calendar),
                },
                autoescape=form == "html",
            )
        )
    )


def _hide_link(message):
    # It opens the reader's account: staff who look at what was sent shall not have it.
    link = message.context.get("link")
    if link:
        message.text = message.text.replace(link, HIDDEN)
        message.html = message.html.replace(link, HIDDEN)


def _calendar_file(message):
    method = message.calendar["method"]
    text = calendar.render(message.calendar["entries"], method=method).decode()
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="curso.ics")
    return part
