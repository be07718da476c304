"""What each kind of message is called; the words of the messages stand in their templates."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "received": _("request received"),
    "confirmed": _("request confirmed"),
    "partly-confirmed": _("one confirmed, one waiting"),
    "waiting": _("on the waiting list"),
    "refused": _("request not possible"),
    "cancelled": _("cancellation"),
    "substituted": _("technician substituted"),
    "replaced": _("replaced by a colleague"),
    "venue-moved": _("new venue"),
    "dates-moved": _("new dates"),
    "run-cancelled": _("group cancelled"),
    "another-group": _("another group of the course"),
    "reminder": _("reminder"),
    "company-received": _("company waits for approval"),
    "company-approved": _("company approved"),
    "company-refused": _("company refused"),
    "large-company-admitted": _("large company let in"),
    "prospect-invited": _("firm of the directory invited"),
    "colleague-invited": _("colleague invited"),
    "colleague-joined": _("colleague joined"),
    "asked-to-join": _("somebody asks to join a company"),
    "join-answered": _("answer to who asked to join"),
    "role-changed": _("role changed"),
    "removed": _("taken off a team"),
    "access": _("access to the portal"),
    "confirm-address": _("address to confirm"),
    "account-exists": _("has an account already"),
    "no-account": _("no account with this address"),
    "password-link": _("link to choose a password"),
    "password-changed": _("password changed"),
    "address-changed": _("e-mail address changed"),
    "address-removed": _("e-mail address taken out"),
    "app-added": _("authenticator app added"),
    "app-removed": _("authenticator app taken out"),
    "key-added": _("passkey added"),
    "key-removed": _("passkey taken out"),
    "codes-renewed": _("recovery codes renewed"),
    "second-step-removed": _("second step taken out by staff"),
}


def name_of(kind):
    """Say the kind in words, in the language of who reads."""
    return str(NAMES.get(kind, kind))
