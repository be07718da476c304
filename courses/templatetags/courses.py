"""The words of courses in templates: {% load courses %}."""

from django import template
from django.conf import settings

from canacintra_portal.wording import say_weekday
from courses.rules.phases import phase_of

register = template.Library()

register.filter("weekday", say_weekday)


@register.simple_tag
def absolute(address):
    """{% absolute address %}: the address with the name of the portal in front."""
    return settings.PORTAL_URL + address


@register.filter
def phase(run, now):
    """{{ run|phase:now }}: see rules/phases.py."""
    return phase_of(run, now)
