"""What list columns are made of: badges, bars, moments and links, without inline style."""

from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from canacintra_portal import wording
from canacintra_portal.states import look_of

NOTHING = "—"


def badge(state, words):
    return format_html('<span class="badge tone-{}">{}</span>', look_of(state)["tone"], words)


def bar(value, total, words):
    """Draw `value` of `total`, with the words beside it: the bar alone says nothing to a reader."""
    return format_html(
        '<span class="bar"><progress max="{}" value="{}" aria-hidden="true"></progress>'
        "<span>{}</span></span>",
        max(total, 1),
        min(value, max(total, 1)),
        words,
    )


def moment(at):
    return wording.say_moment(at) if at else NOTHING


def cost_difference(amount):
    """Say what a change costs or saves."""
    if not amount:
        return _("at no extra cost")
    words = _("%(cost)s more") if amount > 0 else _("%(cost)s less")
    return words % {"cost": wording.say_money(abs(amount))}


def days_until(at, now):
    """Say how far away the day of `at` is, counted in calendar days of the portal's time zone."""
    days = (timezone.localdate(at) - timezone.localdate(now)).days
    if days < 0:
        return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}
    if days == 0:
        return _("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def two_lines(first, second):
    return format_html('{}<br><span class="quiet">{}</span>', first, second)


def to_change(obj, words=None):
    """Link to the object's page in the admin."""
    name = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[quote(obj.pk)]), words or obj)


def to_list(model, words, **filters):
    """Link to the list of `model`, filtered by what the list lets one filter."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return format_html('<a href="{}">{}</a>', reverse(name, query=filters), words)


def lines(sentences):
    return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in sentences)) or NOTHING
