"""Who can sign in to the demo. These passwords are public: they exist in the demo alone."""

from dataclasses import dataclass
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.models import CANACINTRA_GROUP, CAST_GROUP, User

PASSWORD = "juarez-demo"  # noqa: S105 - printed at every start of the demo


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
    return user


def open_cast():
    user = open_account(email=CAST.email, full_name="Carlos Ejemplo (CAST)", password=PASSWORD)
    user.groups.add(Group.objects.get_or_create(name=CAST_GROUP)[0])
    return user


def lines():
    """One line for each account that exists: role, e-mail and password, in columns."""
    known = set(
        User.objects.filter(email__in=[a.email for a in ACCOUNTS]).values_list("email", flat=True)
    )
    shown = [(str(a.role), a.email) for a in ACCOUNTS if a.email in known]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return [f"{role:{widths[0]}}  {email:{widths[1]}}  {PASSWORD}" for role, email in shown]


@cache
def _hashed(password):
    # A slow hash on purpose, so once for all accounts and not once for each.
    return make_password(password)
