"""A step taken with many objects of a list at once."""

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import ngettext

from companies.refusals import Refused

SENT = "sent"
NAMED = 30


def action_of(step):
    """Make an action of the list out of a step.

    A step that asks shows a page in between, once for all that were chosen, with the answers of one
    form. The step is then taken with each object that allows it, and what is refused is said one by
    one; a step with `act_together` is taken once for all instead.
    """

    def act(modeladmin, request, queryset):
        now = timezone.now()
        form = step.form_class(request.POST if SENT in request.POST else None)
        if step.asks and not (form.is_bound and form.is_valid()):
            return _page_in_between(modeladmin, request, queryset, step, form, now)
        answers = form.cleaned_data if step.asks else {}
        take = _together if hasattr(step, "act_together") else _one_by_one
        take(modeladmin, request, queryset, step, answers, now)
        return None

    return act


def _page_in_between(modeladmin, request, queryset, step, form, now):
    return TemplateResponse(
        request,
        step.list_template,
        {
            **modeladmin.admin_site.each_context(request),
            **step.preview_list(queryset, now),
            "title": step.label,
            "opts": modeladmin.opts,
            "step": step,
            "form": form,
            "sent": SENT,
            **_whom_it_reaches(step, queryset, now),
            "checkbox": ACTION_CHECKBOX_NAME,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "back": request.get_full_path(),
        },
    )


def _whom_it_reaches(step, queryset, now):
    """Part those that were chosen by whether the step will be taken with them, with the reasons."""
    if hasattr(step, "act_together"):  # its own preview says more
        return {"named": queryset[:NAMED], "count": queryset.count(), "left_out": []}
    verdicts = [(obj, step.reason_against(obj, now)) for obj in queryset]
    reached = [obj for obj, reason in verdicts if not reason]
    left_out = [(obj, reason) for obj, reason in verdicts if reason]
    return {"named": reached[:NAMED], "count": len(reached), "left_out": left_out[:NAMED]}


def _together(modeladmin, request, queryset, step, answers, now):
    try:
        said = step.act_together(queryset, by=request.user, now=now, **answers)
    except Refused as refusal:
        modeladmin.message_user(request, str(refusal), messages.ERROR)
    else:
        modeladmin.message_user(request, said, messages.SUCCESS)


def _one_by_one(modeladmin, request, queryset, step, answers, now):
    done = 0
    for obj in queryset:
        if not step.is_offered(obj, now):
            reason = step.reason_against(obj, now)
            modeladmin.message_user(request, f"{obj}: {reason}", messages.WARNING)
            continue
        try:
            step.act(obj, by=request.user, now=now, **answers)
        except Refused as refusal:
            modeladmin.message_user(request, f"{obj}: {refusal}", messages.ERROR)
        else:
            modeladmin.log_step(request, obj, step)
            done += 1
    if done:
        modeladmin.message_user(
            request,
            ngettext("%(step)s: done once.", "%(step)s: done %(count)s times.", done)
            % {"step": step.label, "count": done},
            messages.SUCCESS,
        )
