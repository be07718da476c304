"""What staff do with firms of the directory: invite, leave alone, say which firm it is."""

from copy import copy

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies import identifiers
from companies.admin.steps import ReasonForm, Step
from companies.models import Company, Prospect
from companies.refusals import Refused
from companies.services import outreach, prospects

PERMISSION = "companies.change_prospect"


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("From the directory, or another one that the firm gave you."),
    )


class Invite(Step):
    name = "invite"
    label = gettext_lazy("Invite")
    intro = gettext_lazy(
        "The firm gets one letter with a link to sign up, and one to be left alone. It is written"
        " to once."
    )
    permission = PERMISSION
    form_class = AddressForm
    is_main = True

    def is_offered(self, prospect, now):
        return not (prospect.company_id or prospect.invited_at or prospect.is_silenced)

    def form_for(self, prospect, data):
        return AddressForm(data, initial={"address": prospect.address_to_write_to})

    def act(self, prospect, *, by, now, address):
        outreach.invite(prospect=prospect, address=address, by=by, now=now)
        return _("The invitation to %(address)s is on its way.") % {"address": address}


class ContactForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    contact = forms.CharField(
        label=gettext_lazy("Person to speak to"),
        max_length=Prospect._meta.get_field("found_contact").max_length,
        required=False,
    )


class Contact(Step):
    name = "contact"
    label = gettext_lazy("Note e-mail and contact")
    intro = gettext_lazy(
        "What you found out goes before what the directory says, also when the directory is"
        " imported again. The next invitation is written to it; nothing is sent now."
    )
    permission = PERMISSION
    form_class = ContactForm

    def is_offered(self, prospect, now):
        return not (prospect.company_id or prospect.invited_at or prospect.is_silenced)

    def form_for(self, prospect, data):
        known = {"email": prospect.found_email, "contact": prospect.found_contact}
        return ContactForm(data, initial=known)

    def act(self, prospect, *, by, now, email, contact):
        held = outreach.note_contact(prospect=prospect, email=email, contact=contact)
        if not held.address_to_write_to:
            return _("Noted. No e-mail of %(firm)s is known.") % {"firm": held}
        return _("Noted. %(firm)s is written to at %(address)s.") % {
            "firm": held,
            "address": held.address_to_write_to,
        }


class InviteMany(Step):
    """Only for the list: it shows first how many letters would leave, and who gets none and why."""

    name = "invite-many"
    label = gettext_lazy("Invite those that were chosen")
    intro = Invite.intro
    permission = PERMISSION
    list_template = "admin/invite_prospects.html"
    in_list = True

    def is_offered(self, prospect, now):
        return False

    def preview_list(self, chosen, now):
        return {"addressees": outreach.addressees(chosen)}

    def act_together(self, chosen, *, by, now):
        found = outreach.invite_many(chosen=chosen, by=by, now=now)
        return ngettext(
            "%(n)s invitation is on its way.",
            "%(n)s invitations are on their way.",
            len(found.ready),
        ) % {"n": len(found.ready)}


class Silence(Step):
    name = "silence"
    label = gettext_lazy("Do not write to it")
    intro = gettext_lazy("It gets no invitations, also when the directory is renewed.")
    permission = PERMISSION
    form_class = ReasonForm
    in_list = True
    is_grave = True

    def is_offered(self, prospect, now):
        return not prospect.is_silenced

    def act(self, prospect, *, by, now, reason):
        outreach.silence(prospect=prospect, reason=reason, now=now)
        return _("%(firm)s is not written to again.") % {"firm": prospect}


class FirmForm(forms.Form):
    """The likely firms to choose from, or the RFC of any other."""

    firm = forms.ChoiceField(
        label=gettext_lazy("Firms with a similar name"), required=False, widget=forms.RadioSelect
    )
    rfc = forms.CharField(label=gettext_lazy("Or the RFC of another firm"), required=False)

    def __init__(self, *args, likely=(), **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["firm"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(firm.pk, f"{firm} · {firm.rfc}") for firm in likely]
        if not likely:
            del self.fields["firm"]

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        rfc = identifiers.clean(cleaned.get("rfc"))
        wanted = {"rfc": rfc} if rfc else {"pk": cleaned.get("firm") or 0}
        company = Company.objects.filter(**wanted).first()
        if company is None:
            raise forms.ValidationError(_("Choose a firm, or type the RFC of one of the portal."))
        return {"company": company}


class IsThisFirm(Step):
    name = "is-this-firm"
    label = gettext_lazy("Say which firm of the portal it is")
    permission = PERMISSION
    form_class = FirmForm

    def is_offered(self, prospect, now):
        return prospect.company_id is None

    def form_for(self, prospect, data):
        likely = prospects.likely_firms(prospect)
        initial = {"firm": likely[0].pk if likely else None}
        return FirmForm(data, initial=initial, likely=likely)

    def act(self, prospect, *, by, now, company):
        prospects.confirm(prospect=prospect, company=company, now=now)
        return _("%(prospect)s is %(company)s.") % {"prospect": prospect, "company": company}


class ConfirmMany(Step):
    """Only for the list: those that are taken for a firm of the portal are that firm."""

    name = "confirm"
    label = gettext_lazy("Yes, it is the firm that is named beside it")
    permission = PERMISSION
    asks = False
    in_list = True

    def is_offered(self, prospect, now):
        return prospect.company_id is None and prospect.maybe_company_id is not None

    def act(self, prospect, *, by, now):
        prospects.confirm(prospect=prospect, company=prospect.maybe_company, now=now)
        return _("%(prospect)s is %(company)s.") % {
            "prospect": prospect,
            "company": prospect.maybe_company,
        }


class IsAnotherFirm(Step):
    name = "is-another-firm"
    label = gettext_lazy("No, it is another firm")
    permission = PERMISSION
    asks = False
    in_list = True

    def is_offered(self, prospect, now):
        return bool(prospect.company_id or prospect.maybe_company_id)

    def act(self, prospect, *, by, now):
        company = prospect.company or prospect.maybe_company
        if company is None:
            raise Refused(_("No firm of the portal was taken for it."))
        prospects.separate(prospect=prospect, company=company)
        return _("%(prospect)s is another firm than %(company)s.") % {
            "prospect": prospect,
            "company": company,
        }


def on_page(step, prospect):
    """Make the step that a page shows of a prospect that may be a firm of the portal: the firm is
    named, and whether it is the same goes before an invitation."""
    shown = copy(step)
    shown.is_main = isinstance(step, ConfirmMany)
    firm = {"company": prospect.maybe_company}
    if isinstance(step, ConfirmMany):
        shown.label = _("Yes, it is %(company)s") % firm
    elif isinstance(step, IsAnotherFirm):
        shown.label = _("No, it is not %(company)s") % firm
    return shown
