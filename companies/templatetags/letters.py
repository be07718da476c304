"""The pieces of an e-mail, drawn as HTML or as plain text by the same template.

`{% load letters %}` gives paragraphs, facts and links. Which of the two is drawn is told by the
context: text is drawn without escaping.
"""

import re
import textwrap

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()

LINE = 72


@register.simple_block_tag(takes_context=True)
def paragraphs(context, content):
    """{% paragraphs %}: text with blank lines between its paragraphs; other line breaks go."""
    parts = [" ".join(part.split()) for part in re.split(r"\n\s*\n", content)]
    parts = [_as_drawn(part) for part in parts if part]
    if context.autoescape:
        return format_html_join("\n", "<p>{}</p>", ((part,) for part in parts))
    return "\n\n".join(_fold(part) for part in parts) + "\n" if parts else ""


@register.simple_block_tag(takes_context=True)
def fact(context, content, label):
    """{% fact "When" %}: a label with its lines."""
    lines = [_as_drawn(line.strip()) for line in content.splitlines() if line.strip()]
    if not lines:
        return ""
    if context.autoescape:
        return format_html(
            '<tr><th scope="row">{}</th><td>{}</td></tr>',
            label,
            format_html_join(_as_drawn("<br>"), "{}", ((line,) for line in lines)),
        )
    if len(lines) == 1:
        return f"{label}: {lines[0]}"
    return "\n".join([f"{label}:", *(f"  {line}" for line in lines)])


@register.simple_block_tag(takes_context=True)
def facts(context, content):
    """{% facts %}: the table around them; nothing where there are none."""
    lines = [line for line in content.splitlines() if line.strip()]
    if context.autoescape and lines:
        return format_html('<table class="facts">{}</table>', _as_drawn("\n".join(lines)))
    return "\n".join(lines)


@register.simple_block_tag(takes_context=True)
def link(context, content, name, *args):
    """{% link "courses:run" code %}words{% endlink %}: to a page of the portal."""
    return _anchor(context, content, settings.PORTAL_URL + reverse(name, args=args))


@register.simple_block_tag(takes_context=True)
def link_outside(context, content, address):
    """{% link_outside address %}words{% endlink_outside %}: to another host."""
    return _anchor(context, content, address)


@register.filter
def names(people):
    """{{ people|names }}: "Ana Ruiz, Luis Paz and Eva Sol"."""
    words = [person if isinstance(person, str) else person.name for person in people]
    # Spanish says "e" before the sound of an i: "Ana e Inés", "Ana e Hilda", but "Ana y Hiedra".
    before_i = words and re.match(r"h?[ií](?!e)", words[-1], re.IGNORECASE)
    last_word = pgettext("before a name that begins like Iván", "and") if before_i else _("and")
    return get_text_list(words, last_word)


@register.filter
def with_seat(people):
    return [person for person in people if person.has_seat]


@register.filter
def without_seat(people):
    return [person for person in people if not person.has_seat]


def _as_drawn(text):
    """Keep the escaping that variables got when this part of the template was drawn."""
    return mark_safe(text)  # noqa: S308  # nosec B308 B703


def _anchor(context, content, address):
    words = _as_drawn(content.strip())
    if context.autoescape:
        return format_html('<a href="{}">{}</a>', address, words)
    return f"{words}: {address}"


def _fold(paragraph):
    # Addresses stay whole, so that they can be clicked.
    return textwrap.fill(paragraph, LINE, break_long_words=False, break_on_hyphens=False)
