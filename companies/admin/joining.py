"""Who is invited to a firm, and who asks to join one."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.columns import badge, moment, to_change, two_lines
from companies.admin.steps import Step
from companies.admin.workplace import ReadOnly
from companies.models import Invitation, JoinRequest, Membership
from companies.services import teams


class AnswerStep(Step):
    """Staff answers only where nobody of the firm can."""

    permission = "companies.change_joinrequest"

    def is_offered(self, asked, now):
        is_open = asked.answered_at is None and asked.withdrawn_at is None
        return is_open and not teams.active_owners(asked.company)


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.OWNER,
        help_text=gettext_lazy("Without an owner nobody can decide for the company."),
    )


class Accept(AnswerStep):
    name = "accept"
    label = gettext_lazy("Let in")
    intro = gettext_lazy(
        "This company has no owner who can sign in, so CANACINTRA answers. Make sure by telephone"
        " that the person works there: she is going to see its technicians. She is told by e-mail."
    )
    form_class = RoleForm

    def act(self, asked, *, by, now, role):
        teams.answer(asked=asked, accepts=True, role=role, by=by, now=now)
        return _("%(person)s acts for %(company)s from now on.") % {
            "person": asked.user,
            "company": asked.company,
        }


class Decline(AnswerStep):
    name = "decline"
    label = gettext_lazy("Do not let in")
    intro = gettext_lazy("The person is told by e-mail that the answer is no.")
    is_grave = True

    def act(self, asked, *, by, now):
        teams.answer(asked=asked, accepts=False, by=by, now=now)
        return _("%(person)s is not let in.") % {"person": asked.user}


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnly):
    steps = (Accept(), Decline())
    list_display = ["who", "firm", "state", "since"]
    search_fields = ["user__email", "user__full_name", "company__legal_name", "company__rfc"]
    date_hierarchy = "asked_at"
    fields = ("who", "firm", "state", "since", "answered_by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "company", "answered_by")

    @admin.display(description=gettext_lazy("person"), ordering="user__email")
    def who(self, asked):
        return two_lines(to_change(asked.user), asked.user.email)

    @admin.display(description=gettext_lazy("company"), ordering="company__legal_name")
    def firm(self, asked):
        return to_change(asked.company)

    @admin.display(description=gettext_lazy("state"))
    def state(self, asked):
        if asked.withdrawn_at:
            return badge("cancelled", _("withdrawn by the person"))
        if asked.answered_at is None:
            return badge("pending", _("waits for an answer"))
        return (
            badge("approved", _("let in")) if asked.accepted else badge("refused", _("not let in"))
        )

    @admin.display(description=gettext_lazy("asked"), ordering="asked_at")
    def since(self, asked):
        return moment(asked.asked_at)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ["address", "firm", "role", "state", "sent"]
    search_fields = ["email", "full_name", "company__legal_name", "company__rfc"]
    date_hierarchy = "created_at"
    fields = ("address", "firm", "role", "state", "sent", "letters", "expires_at", "accepted_by")

    def get_queryset(self, request):
        people = super().get_queryset(request)
        return people.select_related("company", "invited_by", "accepted_by")

    @admin.display(description=gettext_lazy("e-mail"), ordering="email")
    def address(self, invitation):
        return two_lines(invitation.email, invitation.full_name)

    @admin.display(description=gettext_lazy("company"), ordering="company__legal_name")
    def firm(self, invitation):
        return to_change(invitation.company)

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation):
        if invitation.withdrawn_at:
            return badge("cancelled", _("withdrawn"))
        if invitation.accepted_at:
            return badge("accepted", _("accepted"))
        return two_lines(
            badge("pending", _("open")),
            _("until %(moment)s") % {"moment": moment(invitation.expires_at)},
        )

    @admin.display(description=gettext_lazy("invited"), ordering="created_at")
    def sent(self, invitation):
        return two_lines(moment(invitation.created_at), invitation.invited_by)
