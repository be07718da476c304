"""What staff do with one firm: approve it, refuse it, add people who act for it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.columns import moment
from companies.admin.steps import ReasonForm, Step
from companies.models import Membership, User
from companies.rules import size
from companies.services import people
from enrollment.services import approval


def say_approved(company):
    return _("Approved already, %(moment)s.") % {"moment": moment(company.approved_at)}


class Approve(Step):
    name = "approve"
    label = gettext_lazy("Approve")
    intro = gettext_lazy(
        "Its requests kept their place in the queue and are confirmed from now on. Its HR people"
        " are told by e-mail."
    )
    permission = "companies.change_company"
    asks = False
    in_list = True
    is_main = True

    def is_offered(self, company, now):
        return not company.is_approved

    def why_not(self, company, now):
        return say_approved(company) if company.is_approved else ""

    def act(self, company, *, by, now):
        approved = approval.approve(company=company, by=by, now=now)
        if size.is_kept_out(approved):
            words = _(
                "%(company)s is approved. By its size it is large: it cannot enroll in open courses"
                " until you let it in."
            )
        else:
            words = _("%(company)s is approved.")
        return words % {"company": company}


class Refuse(Step):
    name = "refuse"
    label = gettext_lazy("Refuse")
    intro = gettext_lazy(
        "Its HR people read the reason in an e-mail and on their pages, and whom to write to. What"
        " it had asked for is cancelled. It can still be approved later."
    )
    permission = "companies.change_company"
    form_class = ReasonForm
    template = "admin/refuse_company.html"
    in_list = True
    is_grave = True

    def is_offered(self, company, now):
        return not company.is_approved and not company.is_refused

    def why_not(self, company, now):
        if company.is_refused:
            return _("Refused already: %(reason)s") % {"reason": company.refusal_reason}
        return say_approved(company) if company.is_approved else ""

    def preview(self, company, now):
        asked = company.requests.live().select_related("run__course")
        return {"asked": list(asked.order_by("run__starts_at", "pk"))}

    def act(self, company, *, by, now, reason):
        approval.refuse(company=company, reason=reason, by=by, now=now)
        return _("%(company)s is refused. Its HR people are told why.") % {"company": company}


class AdmitLarge(Step):
    name = "admit-large"
    label = gettext_lazy("Let in although it is large")
    intro = gettext_lazy(
        "Open courses are for micro, small and medium companies. From now on this one can enroll"
        " like them; its HR people are told by e-mail. The reason is kept."
    )
    permission = "companies.change_company"
    form_class = ReasonForm

    def is_offered(self, company, now):
        return not company.is_refused and size.is_kept_out(company)

    def act(self, company, *, by, now, reason):
        approval.admit_large(company=company, reason=reason, by=by, now=now)
        return _("%(company)s can enroll in open courses.") % {"company": company}


class InviteForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    full_name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of messages"), choices=User.Language.choices
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
        help_text=gettext_lazy("The first person of a company is always an owner."),
    )


class Invite(Step):
    name = "invite"
    label = gettext_lazy("Add an HR person")
    intro = gettext_lazy(
        "She receives an e-mail with a link to choose a password, and acts for this company."
        " Somebody who already has an account keeps it."
    )
    permission = "companies.add_membership"
    form_class = InviteForm

    def is_offered(self, company, now):
        return True

    def act(self, company, *, by, now, email, full_name, language, role):
        person = people.invite(
            person=User(email=email, full_name=full_name, language=language),
            company=company,
            role=role,
            by=by,
            now=now,
        )
        return _("%(person)s acts for %(company)s from now on. An e-mail is on its way.") % {
            "person": person,
            "company": company,
        }
