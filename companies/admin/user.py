"""People who sign in: HR of the firms, CAST, CANACINTRA."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import permissions
from companies.admin.columns import NOTHING, badge, moment, to_change, two_lines
from companies.admin.steps import Step
from companies.admin.workplace import Workplace
from companies.models import CANACINTRA_GROUP, CAST_GROUP, Company, Membership, User
from companies.models.user import GroupMember
from companies.services import forgetting, people

HR, CAST, CANACINTRA = "hr", "cast", "canacintra"
ROLES = [
    (HR, gettext_lazy("HR of a company")),
    (CAST, gettext_lazy("CAST: rosters of all groups")),
    (CANACINTRA, gettext_lazy("CANACINTRA: this administration")),
]
GROUPS = {HR: "", CAST: CAST_GROUP, CANACINTRA: CANACINTRA_GROUP}


class SendPasswordLink(Step):
    name = "password-link"
    label = gettext_lazy("Send a link to choose a password")
    permission = "companies.change_user"
    asks = False

    def is_offered(self, user, now):
        return user.is_active

    def act(self, user, *, by, now):
        people.send_password_link(user=user, now=now)
        return _("A link is on its way to %(address)s.") % {"address": user.email}


class ForgetSecondFactor(Step):
    """Only for whoever looks after the portal: the group of CANACINTRA does not have the right."""

    name = "second-factor"
    label = gettext_lazy("Take away the second factor")
    intro = gettext_lazy(
        "For somebody who lost the telephone: her password alone signs her in, and whoever works at"
        " CANACINTRA or CAST sets up a new one at once. Make sure that it is really she who asks;"
        " she is told by e-mail."
    )
    permission = "mfa.delete_authenticator"
    is_grave = True

    def is_offered(self, user, now):
        return user.authenticator_set.exists()

    def act(self, user, *, by, now):
        people.forget_second_factor(user=user, now=now)
        return _("%(email)s signs in with the password alone.") % {"email": user.email}


class Forget(Step):
    """An ARCO request of somebody whose account stands for nobody any more."""

    name = "forget"
    label = gettext_lazy("Close the account and erase who this was")
    intro = gettext_lazy(
        "Name and e-mail are erased for good, also from the history and the messages. What she did"
        " stays, without her name. There is no way back."
    )
    permission = "companies.change_user"
    is_grave = True

    def is_offered(self, user, now):
        return user.anonymised_at is None and not user.is_staff

    def act(self, user, *, by, now):
        forgetting.forget_user(user=user, by=by, now=now)
        return _("The account is closed, and who this was is erased.")


class AddForm(forms.ModelForm):
    not_hers_to_give: tuple[str, ...] = ()
    role = forms.ChoiceField(label=gettext_lazy("Works as"), choices=ROLES)
    company = forms.ModelChoiceField(
        Company.objects.all(), label=gettext_lazy("Company"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        if isinstance(role, forms.ChoiceField):
            role.choices = [one for one in ROLES if one[0] not in self.not_hers_to_give]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("role") == HR and not cleaned.get("company"):
            self.add_error("company", _("Say for which company."))
        if cleaned.get("role") != HR and cleaned.get("company"):
            self.add_error("company", _("Only HR people act for a company."))
        return cleaned


class ChangeForm(forms.ModelForm):
    is_cast = forms.BooleanField(
        label=gettext_lazy("Works at CAST"),
        help_text=gettext_lazy("Sees the rosters of all groups, with CURPs."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["is_cast"] = self.instance.groups.filter(name=CAST_GROUP).exists()


class ChangeFormWithoutCast(ChangeForm):
    is_cast = None  # type: ignore[assignment]  # what is posted all the same is not read


def _not_to_be_given_by(user):
    """Roles that somebody else has to give."""
    canacintra = () if user.is_superuser else (CANACINTRA,)
    return canacintra if permissions.can_grant_cast(user) else (*canacintra, CAST)


class RoleFilter(admin.SimpleListFilter):
    title = gettext_lazy("works as")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [
            (HR, _("HR of a company")),
            (CAST, _("CAST")),
            (CANACINTRA, _("CANACINTRA")),
            ("nobody", _("nothing yet")),
        ]

    def queryset(self, request, users):
        in_cast = User.objects.filter(groups__name=CAST_GROUP).values("pk")
        in_a_firm = User.objects.filter(memberships__isnull=False).values("pk")
        if self.value() == HR:
            return users.filter(pk__in=in_a_firm)
        if self.value() == CAST:
            return users.filter(pk__in=in_cast)
        if self.value() == CANACINTRA:
            return users.filter(is_staff=True)
        if self.value() == "nobody":
            return users.filter(is_staff=False).exclude(pk__in=in_a_firm).exclude(pk__in=in_cast)
        return users


@admin.register(User)
class UserAdmin(Workplace):
    steps = (SendPasswordLink(), ForgetSecondFactor(), Forget())
    trail = (GroupMember, Membership)
    list_display = ["name_and_address", "works_as", "access", "last_seen"]
    list_filter = [RoleFilter, "is_active", "language"]
    search_fields = ["email", "full_name", "memberships__company__legal_name"]
    readonly_fields = ["email", "works_as", "last_seen", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "memberships__company")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = AddForm
            form_class = super().get_form(request, obj, change, **kwargs)
            form_class.not_hers_to_give = _not_to_be_given_by(request.user)
            return form_class
        may_grant = permissions.can_grant_cast(request.user)
        kwargs["form"] = ChangeForm if may_grant else ChangeFormWithoutCast
        return super().get_form(request, obj, change, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            fields = ["email", "full_name", "language", "role", "company"]
            told = _("An e-mail with a link to choose a password is sent to this address.")
            return [(None, {"fields": fields, "description": told})]
        cast = ["is_cast"] if permissions.can_grant_cast(request.user) else []
        facts = ["email", "full_name", "language", "is_active", *cast, "works_as"]
        sections = [
            (None, {"fields": facts}),
            (_("In the portal"), {"fields": ["last_seen", "date_joined"]}),
        ]
        if request.user.is_superuser:
            rights = {"fields": ["is_staff", "is_superuser", "groups"], "classes": ["collapse"]}
            sections.append((_("Rights"), rights))
        return sections

    def has_change_permission(self, request, obj=None):
        """Colleagues of CANACINTRA are changed by whoever looks after the whole portal."""
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        return allowed and not obj.is_staff and not obj.is_superuser

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        if change:
            if "is_active" in form.changed_data and not obj.is_active:
                self._shut_out(request, obj)
            super().save_model(request, obj, form, change)
            return
        role = form.cleaned_data["role"]
        obj.is_staff = role == CANACINTRA
        people.invite(
            person=obj,
            company=form.cleaned_data["company"],
            group=GROUPS[role],
            by=request.user,
            now=timezone.now(),
        )

    def _shut_out(self, request, user):
        for company in people.shut_out(user=user):
            words = _("Nobody else acts for %(company)s: you answer whoever asks to join it.")
            self.message_user(request, words % {"company": company}, messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if change and "is_cast" in form.changed_data:
            cast = Group.objects.get(name=CAST_GROUP)
            if form.cleaned_data["is_cast"]:
                form.instance.groups.add(cast)
            else:
                form.instance.groups.remove(cast)

    @admin.display(description=gettext_lazy("name"), ordering="full_name")
    def name_and_address(self, user):
        return two_lines(user.full_name or user.email, user.email)

    @admin.display(description=gettext_lazy("works as"))
    def works_as(self, user):
        roles = []
        if user.is_superuser or user.is_staff:
            roles.append(_("CANACINTRA"))
        if any(group.name == CAST_GROUP for group in user.groups.all()):
            roles.append(_("CAST"))
        roles += [
            to_change(membership.company)
            for membership in sorted(user.memberships.all(), key=lambda one: one.company_id)
        ]
        return format_html_join(", ", "{}", ((role,) for role in roles)) or NOTHING

    @admin.display(description=gettext_lazy("access"), ordering="is_active")
    def access(self, user):
        if not user.is_active:
            return badge("refused", _("may not sign in"))
        if not user.has_usable_password():
            return badge("pending", _("no password yet"))
        return badge("published", _("may sign in"))

    @admin.display(description=gettext_lazy("last sign-in"), ordering="last_login")
    def last_seen(self, user):
        return moment(user.last_login)
