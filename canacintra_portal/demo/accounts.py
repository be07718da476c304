"""Who can sign in to the demo. These secrets are public: they exist in the demo alone."""

from dataclasses import dataclass
from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa import app_settings as mfa
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies import second_factor
from companies.models import CANACINTRA_GROUP, CAST_GROUP, User
from companies.rules import notices
from companies.services import consents

PASSWORD = "juarez-demo"  # noqa: S105 - printed at every start of the demo
APP_SECRET = "JUAREZDEMOJUAREZDEMOJUAREZDEMO22"  # noqa: S105 - the page says its code


@dataclass(frozen=True)
class Account:
    role: str | Promise
    email: str


HR_OF_A_COMPANY = Account(_("HR of a company"), "rh@ejemplo.invalid")
CANACINTRA = Account(_("CANACINTRA, administration"), "camara@ejemplo.invalid")
CAST = Account(_("CAST, rosters"), "cast@ejemplo.invalid")
ACCOUNTS = [HR_OF_A_COMPANY, CANACINTRA, CAST]


def open_account(*, email, full_name, password, **rights):
    """Find or add a user who can sign in at once: the address counts as confirmed."""
    user, is_new = User.objects.get_or_create(
        email=email,
        defaults={"full_name": full_name, "password": _hashed(password), **rights},
    )
    if is_new:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        consents.give(
            user=user,
            version=notices.CURRENT.version,
            voluntary=[notices.STATISTICS],
            page="account_signup",
            now=timezone.now(),
        )
    return user


def open_admin():
    """The account of CANACINTRA, which approves firms and publishes groups."""
    user = open_account(
        email=CANACINTRA.email,
        full_name="Adriana Ejemplo (CANACINTRA)",
        password=PASSWORD,
        is_staff=True,
    )
    user.groups.add(Group.objects.get_or_create(name=CANACINTRA_GROUP)[0])
    _give_app(user)
    return user


def open_cast():
    user = open_account(email=CAST.email, full_name="Carlos Ejemplo (CAST)", password=PASSWORD)
    user.groups.add(Group.objects.get_or_create(name=CAST_GROUP)[0])
    _give_app(user)
    return user


def present_code(user, *, now):
    """Say what the app of a demo account shows, and "" for everybody else's.

    A code is good once: whoever comes within the same half minute gets the next or the last one.
    """
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is None or get_adapter().decrypt(app.data["secret"]) != APP_SECRET:
        return ""
    step = int(now.timestamp()) // mfa.TOTP_PERIOD
    codes = [totp.format_hotp_value(totp.hotp_value(APP_SECRET, step + d)) for d in (0, 1, -1)]
    return next((code for code in codes if not second_factor.is_spent(user, code)), codes[0])


def lines():
    """One line for each account that exists: role, e-mail and password, in columns."""
    known = set(
        User.objects.filter(email__in=[a.email for a in ACCOUNTS]).values_list("email", flat=True)
    )
    shown = [(str(a.role), a.email) for a in ACCOUNTS if a.email in known]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return [f"{role:{widths[0]}}  {email:{widths[1]}}  {PASSWORD}" for role, email in shown]


def _give_app(user):
    if not second_factor.factors_of(user).exists():
        totp.TOTP.activate(user, APP_SECRET)


@cache
def _hashed(password):
    # A slow hash on purpose, so once for all accounts and not once for each.
    return make_password(password)
