"""The second factor: who must use one, whether this session did, and where the others are led.

Staff and CAST see the data of every firm: a password that was guessed or lent opens none of it.
"""

import base64
import hashlib

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from companies.models import CAST_GROUP

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# A code is good for the half minute before and after its own, so it is remembered that long.
SECONDS_OF_A_CODE = 90


def is_required(user):
    """Say whether the person works for CANACINTRA or CAST."""
    if user.is_staff or user.is_superuser:
        return True
    if hasattr(user, "is_cast"):  # loaded with the signed-in person
        return user.is_cast
    return user.groups.filter(name=CAST_GROUP).exists()


def was_used(request):
    """Say whether the signed-in person has shown a second factor in this very session."""
    return any(
        record.get("method") == "mfa"
        for record in get_authentication_records(request, request.user)
    )


def factors_of(user):
    return Authenticator.objects.filter(user=user, type__in=FACTORS)


def lead_to_it(get_response):
    """Middleware: open the pages of staff and of CAST only to sessions with a second factor.

    Whoever has none yet is led to set one up; whoever has one, but signed in before it was there,
    is asked for it. Until then nothing about factors can be changed either.
    """

    def respond(request):
        return _turned_away(request) or get_response(request)

    return respond


def spend(user, code):
    """Take a code once; say whether it was still good. Reading it over a shoulder helps nobody."""
    return cache.add(_spent(user, code), True, timeout=SECONDS_OF_A_CODE)


def is_spent(user, code):
    return cache.get(_spent(user, code)) is not None


class MFAAdapter(DefaultMFAAdapter):
    """allauth's second factors in our words, with sealed secrets, and kept where they must be."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy(
            "Your work needs a second step. Set up another one first, then take this one away."
        ),
        "incorrect_code": gettext_lazy(
            "This code is not right, or it was used already. Take the next one."
        ),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def encrypt(self, text):
        """Seal a secret, so that a copy of the database opens no account."""
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _seal().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator):
        user = authenticator.user
        return not is_required(user) or factors_of(user).exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth gives it by name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}


@receiver(authenticator_added)
def count_as_used(request, user, authenticator, **kwargs):
    """Whoever has just set up the first factor has shown it: she need not do so again.

    A further one does not stand for those that are there: the session must have shown one before.
    """
    if authenticator.type not in FACTORS:
        return
    if not factors_of(user).exclude(pk=authenticator.pk).exists():
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _turned_away(request):
    path = request.path
    in_places = path.startswith(tuple(settings.SECOND_FACTOR_PLACES))
    if not in_places and not _changes_factors(path):
        return None
    if not request.user.is_authenticated or not is_required(request.user) or was_used(request):
        return None
    kinds = set(factors_of(request.user).values_list("type", flat=True))
    if not kinds and not in_places:
        return None
    if not kinds:
        messages.info(request, _("Your work needs a second step when you sign in. Set it up now."))
        return _lead(request, "mfa_index")
    is_app = Authenticator.Type.TOTP in kinds
    page = "mfa_reauthenticate" if is_app else "mfa_reauthenticate_webauthn"
    back = request.get_full_path() if request.method == "GET" else path
    return _lead(request, page, next=back)


def _changes_factors(path):
    asking = [reverse("mfa_reauthenticate"), reverse("mfa_reauthenticate_webauthn")]
    return path.startswith(reverse("mfa_index")) and path not in asking


def _lead(request, page, **query):
    address = reverse(page) + (f"?{urlencode(query)}" if query else "")
    return (
        HttpResponseClientRedirect(address)
        if request.headers.get("HX-Request")
        else redirect(address)
    )


def _spent(user, code):
    return f"second-factor:{user.pk}:{code.strip()}"


def _seal():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(
                base64.urlsafe_b64encode(hashlib.sha256(f"second factor {key}".encode()).digest())
            )
            for key in keys
        ]
    )
