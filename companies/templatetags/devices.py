"""{% load devices %}: a browser as people call it."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that is found counts: most browsers also name those they want to pass for.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]  # fmt: skip
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")]  # fmt: skip


@register.filter
def device(user_agent):
    """{{ session.user_agent|device }}: "Chrome · Android"."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(name for name in found if name) or _("another browser")
