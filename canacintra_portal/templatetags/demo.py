"""{% load demo %}: what only pages of the demo say."""

from django import template
from django.conf import settings
from django.utils import timezone

from canacintra_portal.demo import accounts

register = template.Library()


@register.simple_tag
def demo_code(user):
    """{% demo_code user as code %}: what the app of a demo account shows now; nothing elsewhere."""
    return accounts.present_code(user, now=timezone.now()) if settings.DEMO else ""
