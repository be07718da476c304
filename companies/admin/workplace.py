"""What every page of the admin shares: steps that call services, refusals as sentences in the
page, and history that nobody deletes."""

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from companies import plain_search, way_back
from companies.admin import list_steps, questions, sheets
from companies.admin.steps import Shortcut, Step
from companies.admin.trail import Trailed
from companies.refusals import Refused, kindly


class Workplace(Trailed):
    """`history` names the relations that forbid deleting: with rows there, the object stays.

    `asked_by_links` are what links of other pages ask this list, besides its own filters.
    """

    steps: tuple[Step, ...] = ()
    history: tuple[str, ...] = ()
    asked_by_links: tuple[str, ...] = ()
    show_full_result_count = False
    list_per_page = 50
    change_form_template = "admin/workplace_form.html"

    # --- Nothing with a history goes away ------------------------------------------------------

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return not any(getattr(obj, relation).exists() for relation in self.history)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Deleting what a field points to belongs on its own page, not behind a small cross."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def get_search_fields(self, request):
        """Search as the portal does: accents and capitals do not count."""
        return [f"{name}__{plain_search.Plainly.lookup_name}" for name in self.search_fields]

    def changelist_view(self, request, extra_context=None):
        if any("\x00" in value for _name, values in request.GET.lists() for value in values):
            raise BadRequest("PostgreSQL takes no NUL, and no link of ours has one")
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    # --- A list answers what it offers, and nothing else ------------------------------------------

    def lookup_allowed(self, lookup, value, request=None):
        """Django lets an address ask about every field of the model, character by character also
        about those that no page shows: digests, links, CURPs."""
        return lookup in questions.offered_by(self, request) and super().lookup_allowed(
            lookup, value, request
        )

    def get_changelist(self, request, **kwargs):
        return questions.List

    # --- Refusals are sentences in the page, with everything typed kept --------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with kindly():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            # Nothing was stored. The same form again, which now knows why.
            request.refused_because = refusal.reasons
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        reasons = getattr(request, "refused_because", None)
        if not reasons:
            return form_class
        return type(form_class.__name__, (SaysWhy, form_class), {"reasons": reasons})

    def save_model(self, request, obj, form, change):
        """Write only what this person changed: jobs and colleagues may have written the rest."""
        if change:
            own = {field.name for field in obj._meta.concrete_fields}
            changed = [name for name in form.changed_data if name in own]
            if changed:
                obj.save(update_fields=changed)
        else:
            super().save_model(request, obj, form, change)

    # --- Steps ---------------------------------------------------------------------------------

    def get_urls(self):
        own = [
            path(
                f"<path:object_id>/{step.name}/",
                self.admin_site.admin_view(partial(self.step_view, step=step)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{step.name}",
            )
            for step in self.steps
            if not isinstance(step, Shortcut)
        ]
        return own + super().get_urls()

    def get_actions(self, request):
        actions = super().get_actions(request)
        for step in self.steps:
            if step.in_list and request.user.has_perm(step.permission):
                actions[step.name] = (list_steps.action_of(step), step.name, str(step.label))
        if self.model in sheets.SHEETS:
            actions[sheets.NAME] = (sheets.take_away, sheets.NAME, str(sheets.LABEL))
        return actions

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["steps"] = [] if add else self.steps_offered(request, obj)
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, add, change, form_url, obj)

    def steps_offered(self, request, obj):
        """Pairs of the steps that make sense for `obj` now, and their addresses."""
        now = timezone.now()
        return [
            (step, self.step_url(step, obj))
            for step in self.steps
            if request.user.has_perm(step.permission) and step.is_offered(obj, now)
        ]

    def step_url(self, step, obj):
        if isinstance(step, Shortcut):
            return step.href(obj)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{step.name}"
        return reverse(name, args=[quote(obj.pk)])

    def step_view(self, request, object_id, step):
        """Show the page in between, or act and say what happened."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj) or not request.user.has_perm(step.permission):
            raise PermissionDenied
        now = timezone.now()
        if not step.is_offered(obj, now):
            self.message_user(request, step.reason_against(obj, now), messages.WARNING)
            return way_back.go(request, self._page_of(obj))
        form = step.form_for(obj, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                said = step.act(obj, by=request.user, now=now, **form.cleaned_data)
            except Refused as refusal:
                for reason in refusal.reasons:
                    form.add_error(None, reason)
            else:
                self.log_step(request, obj, step)
                self.message_user(request, said, messages.SUCCESS)
                return way_back.go(request, self._page_of(obj))
        return TemplateResponse(
            request,
            step.template,
            {
                **self.admin_site.each_context(request),
                **step.preview(obj, now),
                "title": step.label,
                "subtitle": str(obj),
                "opts": self.opts,
                "original": obj,
                "step": step,
                "form": form,
                "next": way_back.wanted(request, self._page_of(obj)),
            },
        )

    def _page_of(self, obj):
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[quote(obj.pk)])


class Rows(forms.BaseInlineFormSet):
    """Rows of a table. Its heads are no labels: the box that takes a row away carries its name."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            label = _("Take away row %(number)s") % {"number": (index or 0) + 1}
            form.fields["DELETE"].widget.attrs["aria-label"] = label


class ReadOnly(Workplace):
    """Pages that show what services and jobs wrote: nobody writes here by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class SaysWhy(forms.BaseForm):
    """Put before a form class: the form says `reasons` besides its own errors."""

    reasons: list = []

    def clean(self):
        cleaned = super().clean()
        for reason in self.reasons:
            self.add_error(None, reason)
        return cleaned
