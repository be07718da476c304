"""{% load company_forms %}: what every form of a firm carries unseen."""

from django import template

from companies import kept_forms, sent_forms

register = template.Library()


@register.inclusion_tag("companies/_form_guard.html", takes_context=True)
def form_guard(context):
    """{% form_guard %}: against forged forms, double clicks, and sessions that end in between."""
    request = context["request"]
    company = getattr(request, "company", None)
    return {
        "firm_field": kept_forms.FIRM,
        "firm": company.pk if company else "",
        "csrf_token": context["csrf_token"],
        "owner_field": kept_forms.OWNER,
        "owner": kept_forms.owner_of_form(request.user),
        "key_field": sent_forms.KEY,
        "key": sent_forms.key_for(request),
    }
