"""The people of a firm on its page: their role, and taking somebody off."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.columns import moment, to_change
from companies.admin.workplace import Rows
from companies.models import Membership
from companies.services import teams


class People(Rows):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "role" in form.fields and form.instance.pk:
            label = _("Role of %(name)s") % {"name": form.instance.user}
            form.fields["role"].widget.attrs["aria-label"] = label


class PeopleInline(admin.TabularInline):
    """HR people come by invitation, so that each has an account of her own; here their role is
    set, and they leave."""

    model = Membership
    formset = People
    extra = 0
    fields = ("person", "address", "role", "last_seen", "created_at")
    readonly_fields = ("person", "address", "last_seen", "created_at")
    verbose_name_plural = gettext_lazy("HR people")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "company")

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("name"))
    def person(self, membership):
        return to_change(membership.user)

    @admin.display(description=gettext_lazy("e-mail"))
    def address(self, membership):
        return membership.user.email

    @admin.display(description=gettext_lazy("last sign-in"))
    def last_seen(self, membership):
        return moment(membership.user.last_login)


def store(formset, *, by, now):
    """Store what was changed in the rows, in an order that allows as much as possible: new owners
    first, so that somebody else can step down or go. Raises Refused for the last owner."""
    formset.save(commit=False)
    owners_first = sorted(
        (person for person, _fields in formset.changed_objects),
        key=lambda person: person.role != Membership.Role.OWNER,
    )
    for person in owners_first:
        teams.change_role(membership=person, role=person.role, by=by, now=now)
    owners_last = sorted(
        formset.deleted_objects, key=lambda person: person.role == Membership.Role.OWNER
    )
    for person in owners_last:
        teams.remove(membership=person, by=by, now=now)
