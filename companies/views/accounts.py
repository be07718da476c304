"""Pages of one's own account that allauth does not have, or that act more carefully than there."""

from allauth.account import views as allauth
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _


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
