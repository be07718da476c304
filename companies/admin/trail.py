"""The page "History" of each object: its trail, and the steps that staff took with it."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from canacintra_portal.history import reading

STEPS_TOLD = 30


class Trailed(admin.ModelAdmin):
    """`trail` names the tables whose changes are told on the page besides the object's own."""

    trail: tuple[type[Model], ...] = ()

    def history_view(self, request, object_id, extra_context=None):
        """Tell the trail of the object, which knows more than what was done in the admin."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        page = reading.page_of(
            obj,
            number=request.GET.get("page"),
            across=(self.model, *self.trail),
            for_staff=True,
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "page": page,
            "steps_taken": self._steps_taken(obj),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def log_addition(self, request, obj, message):
        """Do nothing: the trail keeps it."""

    def log_change(self, request, obj, message):
        """Do nothing: the trail keeps it."""

    def log_deletions(self, request, queryset):
        """Do nothing: the trail keeps it."""

    def log_step(self, request, obj, step):
        """Keep that a step was taken, with no word of whom it was taken with."""
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.model),
            object_id=obj.pk,
            object_repr="",
            action_flag=CHANGE,
            change_message=step.name,
        )

    def _steps_taken(self, obj):
        """The newest steps, as triples of moment, person and what the button said."""
        labels = {step.name: step.label for step in getattr(self, "steps", ())}
        entries = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=obj.pk
        )
        newest = entries.select_related("user").order_by("-action_time", "-pk")[:STEPS_TOLD]
        return [
            (entry.action_time, entry.user, labels[entry.change_message])
            for entry in newest
            if entry.change_message in labels
        ]
