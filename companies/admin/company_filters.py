"""The questions that staff ask of the list of firms."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import sizes
from companies.models.company import LOCAL_MUNICIPALITY
from companies.rules import size
from enrollment.models import EnrollmentRequest


class ApprovalFilter(admin.SimpleListFilter):
    title = gettext_lazy("approval")
    parameter_name = "approval"

    def lookups(self, request, model_admin):
        return [
            ("missing", _("waits for approval")),
            ("asking", _("waits, and has requests in a queue")),
            ("given", _("already approved")),
            ("refused", _("not approved")),
        ]

    def queryset(self, request, companies):
        asks = Exists(EnrollmentRequest.objects.wanting_seats().filter(company=OuterRef("pk")))
        if self.value() == "missing":
            return companies.awaiting_approval()
        if self.value() == "asking":
            return companies.awaiting_approval().filter(asks)
        if self.value() == "given":
            return companies.approved()
        if self.value() == "refused":
            return companies.refused()
        return companies


class PlaceFilter(admin.SimpleListFilter):
    title = gettext_lazy("plant")
    parameter_name = "plant"

    def lookups(self, request, model_admin):
        return [("local", LOCAL_MUNICIPALITY), ("elsewhere", _("another municipality"))]

    def queryset(self, request, companies):
        if self.value() == "local":
            return companies.filter(municipality=LOCAL_MUNICIPALITY)
        if self.value() == "elsewhere":
            return companies.exclude(municipality=LOCAL_MUNICIPALITY)
        return companies


class SizeFilter(admin.SimpleListFilter):
    title = gettext_lazy("size")
    parameter_name = "size"

    def lookups(self, request, model_admin):
        return [*size.NAMES.items(), ("kept-out", _("large, and not let in"))]

    def queryset(self, request, companies):
        if self.value() == "kept-out":
            return sizes.of_size(companies, size.LARGE).filter(large_admitted_at__isnull=True)
        if self.value() in size.NAMES:
            return sizes.of_size(companies, self.value())
        return companies
