"""Uploading a list of firms: choose the file, look at each row's verdict, accept."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.admin import directory_preview
from companies.admin.columns import badge, moment, two_lines
from companies.admin.steps import Step
from companies.admin.workplace import ReadOnly
from companies.models import DirectoryImport
from companies.refusals import Refused
from companies.services import directories
from companies.tables import uploads
from enrollment.services import chamber_list

Kind = DirectoryImport.Kind


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("List"), choices=Kind.choices)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,  # what is missing or too large is said by uploads.chosen
        allow_empty_file=True,  # and what is empty by the reader
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=gettext_lazy(
            "Excel (.xlsx) or CSV, columns in any order, up to 12 MB and 20,000 rows. Of INEGI's"
            " directory only firms of Juárez are taken over."
        ),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Replaces the former member list"),
        required=False,
        help_text=DirectoryImport._meta.get_field("replaces").help_text,
    )


class Accept(Step):
    name = "accept"
    label = gettext_lazy("Accept the list")
    permission = "companies.change_directoryimport"
    asks = False
    is_main = True

    def is_offered(self, directory_import, now):
        return not directory_import.is_accepted

    def act(self, directory_import, *, by, now):
        services = chamber_list if directory_import.kind == Kind.MEMBERS else directories
        accepted = services.accept(directory_import=directory_import, by=by, now=now)
        return directory_preview.say_outcome(accepted)


@admin.register(DirectoryImport)
class DirectoryImportAdmin(ReadOnly):
    steps = (Accept(),)
    change_list_template = "admin/directory_list.html"
    change_form_template = "admin/directory_import.html"
    list_display = ["file_and_kind", "state", "rows_read", "uploaded"]
    list_filter = ["kind"]
    search_fields = ["file_name"]
    fields = ["kind", "file_name", "state", "uploaded"]

    def has_add_permission(self, request, obj=None):
        return request.user.has_perm("companies.add_directoryimport")

    def get_queryset(self, request):
        return (
            super().get_queryset(request).defer("rows").select_related("uploaded_by", "accepted_by")
        )

    def get_urls(self):
        upload = uploads.up_to(directories.LIMIT_BYTES)(self.admin_site.admin_view(self.upload))
        return [path("add/", upload, name="companies_directoryimport_add"), *super().get_urls()]

    def upload(self, request):
        """Read the file that was chosen and show its rows, or say why it cannot be read."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        chosen = {"kind": request.GET.get("kind", "")}
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else None
        if form and form.is_valid():
            try:
                kept = directories.upload(
                    kind=form.cleaned_data["kind"],
                    file=uploads.chosen(request),
                    replaces=form.cleaned_data["replaces"],
                    by=request.user,
                    now=timezone.now(),
                )
            except Refused as refusal:
                form.add_error("file", [str(reason) for reason in refusal.reasons])
            else:
                return redirect(reverse("admin:companies_directoryimport_change", args=[kept.pk]))
        return TemplateResponse(
            request,
            "admin/upload_directory.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Import a list of firms"),
                "opts": self.opts,
                "form": form or UploadForm(initial=chosen),
            },
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["preview"] = directory_preview.preview(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.display(description=gettext_lazy("list"), ordering="file_name")
    def file_and_kind(self, directory_import):
        return two_lines(directory_import.file_name, directory_import.get_kind_display())

    @admin.display(description=gettext_lazy("state"), ordering="accepted_at")
    def state(self, directory_import):
        if not directory_import.is_accepted:
            return badge("pending", _("to be looked at"))
        who = f"{moment(directory_import.accepted_at)} · {directory_import.accepted_by}"
        return two_lines(badge("accepted", directory_preview.say_outcome(directory_import)), who)

    @admin.display(description=gettext_lazy("rows"))
    def rows_read(self, directory_import):
        count = sum(directory_import.counts.values())
        return ngettext("%(count)s row", "%(count)s rows", count) % {"count": f"{count:,}"}

    @admin.display(description=gettext_lazy("uploaded"), ordering="uploaded_at")
    def uploaded(self, directory_import):
        return two_lines(moment(directory_import.uploaded_at), directory_import.uploaded_by)
