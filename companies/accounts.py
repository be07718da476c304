"""Signing in: what allauth asks of us, and what pages know of a person without asking twice."""

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as allauth
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies import account_letters, way_back
from companies.models import CAST_GROUP, Consent, Membership, User
from companies.prepared import Given, Prepared
from companies.rules import notices
from companies.services import consents, outbox

log = structlog.get_logger(__name__)

# What allauth tells, and the letter that says it.
CHANGES = {
    "account/email/email_changed": "address-changed",
    "account/email/email_deleted": "address-removed",
    "account/email/password_changed": "password-changed",
    "account/email/password_reset": "password-changed",
    "account/email/password_set": "password-changed",
    "mfa/email/totp_activated": "app-added",
    "mfa/email/totp_deactivated": "app-removed",
    "mfa/email/webauthn_added": "key-added",
    "mfa/email/webauthn_removed": "key-removed",
    "mfa/email/recovery_codes_generated": "codes-renewed",
}

# How somebody shows that it is still she.
WAYS = {
    "reauthenticate": _("With my password"),
    "mfa_reauthenticate": _("With a code of my app"),
    "mfa_reauthenticate:webauthn": _("With my passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's accounts in our words: its letters go through the outbox, like all others."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account may no longer sign in."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("E-mail and password do not belong together."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right, or it was used already. Take the next one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link was used already, or it is too old."),
        "too_many_login_attempts": _(
            "That was tried too often. Wait five minutes, or choose a new password."
        ),
        "rate_limited": _("That was tried too often. Wait five minutes."),
    }

    def save_user(self, request, user, form, commit=True):
        """Keep with the person the name she gave and the language of the page she read.

        What the link of an invitation proved counts for exactly its address, and never stands in
        for another.
        """
        if not self.is_email_verified(request, form.cleaned_data["email"]):
            self.unstash_verified_email(request)
        user.full_name = form.cleaned_data["full_name"]
        user.language = get_language()
        with transaction.atomic():
            user = super().save_user(request, user, form, commit)
            consents.give(
                user=user,
                version=notices.CURRENT.version,
                voluntary=form.cleaned_data["voluntary"],
                page="account_signup",
                now=timezone.now(),
            )
        return user

    def post_login(self, request, user, **options):
        log.info("signed_in", user=user.pk)
        return super().post_login(request, user, **options)

    def authentication_failed(self, request, **credentials):
        """Leave a trace for whoever looks after the portal, without the address that was typed: it
        is often a password in the wrong field."""
        log.warning("sign_in_refused", network=self.get_client_ip(request))

    def send_mail(self, template_prefix, email, context):
        """Write the letter for what allauth wants to say into the outbox.

        Nothing leaves inside a request: it would wait for the mail server, and tell by the time it
        takes who has an account.
        """
        now, user = timezone.now(), context.get("user") or _whose(email)
        match template_prefix.rpartition("/")[2]:
            case "email_confirmation_signup" | "email_confirmation" as occasion:
                letters = account_letters.confirm_address(
                    user=user,
                    address=email,
                    link=context["activate_url"],
                    is_new=occasion.endswith("signup"),
                    now=now,
                )
            case "password_reset_key":
                letters = account_letters.choose_password(
                    user=user, address=email, link=context["password_reset_url"], now=now
                )
            case "account_already_exists":
                letters = account_letters.account_exists(user=user, address=email, now=now)
            case "unknown_account":
                letters = account_letters.no_account(
                    address=email, language=get_language(), now=now
                )
            case _:
                letters = account_letters.changed(
                    user=user,
                    address=email,
                    change=CHANGES[template_prefix],
                    new_address=context.get("to_email", ""),
                    now=now,
                )
        with transaction.atomic():
            outbox.write(letters)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell the person herself, also when the address the letter goes to is no longer hers."""
        super().send_notification_mail(
            template_prefix, user, {**(context or {}), "user": user}, email
        )

    def get_reauthentication_methods(self, user):
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": WAYS[method["id"]]} for method in methods]

    def is_safe_url(self, url):
        """Take for the page to go on to what all other pages take for it."""
        return way_back.is_ours(url, allauth.request)

    def get_reset_password_from_key_url(self, key):
        """Links in letters lead to the portal's own address, whatever host a request claims."""
        uid, _dash, token = key.partition("-")
        place = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return settings.PORTAL_URL + place

    def get_email_confirmation_url(self, request, emailconfirmation):
        return settings.PORTAL_URL + reverse("account_confirm_email", args=[emailconfirmation.key])


def _whose(address):
    """Find whose address this is, be it confirmed or only typed by her."""
    return (
        User.objects.filter(email=address).first()
        or User.objects.filter(emailaddress__email=address).first()
    )


def _person():
    in_cast = User.groups.through.objects.filter(user_id=OuterRef("pk"), group__name=CAST_GROUP)
    acts_for_a_firm = Membership.objects.filter(user_id=OuterRef("pk"))
    answers = Consent.objects.filter(user_id=OuterRef("pk"), version__in=notices.answered_by())
    people = User.objects.annotate(
        is_cast=Exists(in_cast),
        is_company_user=Exists(acts_for_a_firm),
        has_answered_notice=Exists(answers),
    )
    return people.filter(pk=Given("user_id"))


_load = Prepared(_person)


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Load the signed-in person together with `is_cast` and
        `is_company_user`, so that the header knows its places without a second statement."""
        user = next(iter(_load(user_id=user_id)), None)
        return user if user and self.user_can_authenticate(user) else None
