"""Pages of one's own account that allauth does not have, or that act more carefully than there."""

from allauth.account import views as allauth
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from companies import kept_forms, sent_forms
from companies.forms_account import ProfileForm
from companies.refusals import Refused
from companies.services import people


class SignUpView(allauth.SignupView):
    def form_valid(self, form):
        """Store the person, her address and the letter together, or nothing.

        Who was quicker by a blink with the same address has the account: the answer is that for an
        address that is known.
        """
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            form.account_already_exists = True
            return super().form_valid(form)


def confirm_email(request, key):
    """Confirm an address by its link. One that another account signs in with stays there."""
    try:
        with transaction.atomic():
            return allauth.confirm_email(request, key=key)
    except IntegrityError:
        messages.error(request, _("Another account signs in with this address."))
        return redirect("account_email")


class RemoveKeyView(RemoveWebAuthnView):
    def form_valid(self, form):
        """Keep the last second factor of somebody whose work needs one."""
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request):
    """Show whose account this is; change the name and the language."""
    typed = request.POST if request.method == "POST" else kept_forms.given_back(request)
    form = ProfileForm(typed, instance=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            return _keep_profile(request, form.cleaned_data)
        except Refused as refusal:
            sent_forms.blame(form, refusal)
    status = sent_forms.REFUSED if request.method == "POST" else 200
    return render(request, "account/account.html", {"form": form}, status=status)


def _keep_profile(request, profile):
    """Store it; the pages speak the language from the next one on."""

    def act():
        people.keep_profile(user=request.user, **profile)
        return reverse("account")

    answer = sent_forms.once(request, purpose="account.profile", content=profile, act=act)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        profile["language"],
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    with override(profile["language"]):
        messages.success(request, _("Your name and language are kept."))
    return answer
