"""Which rows are over at `before`: the time for which they are kept has passed."""

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce, Greatest

from companies.documents import letter
from companies.models import (
    Invitation,
    JoinRequest,
    Message,
    Technician,
    TechnicianImport,
    User,
)
from companies.models.user import NOBODY


def sent_with_a_link(before):
    carrying = Message.objects.filter(state="sent", sent_at__lt=before, context__has_key="link")
    return carrying.exclude(context__link="").exclude(context__link=letter.HIDDEN)


def never_confirmed(before):
    return User.objects.filter(
        date_joined__lt=before,
        anonymised_at=None,
        last_login=None,
        is_staff=False,
        groups=None,
        memberships=None,
        pk__in=EmailAddress.objects.filter(verified=False).values("user"),
    ).exclude(pk__in=EmailAddress.objects.filter(verified=True).values("user"))


def without_a_firm(before):
    idle = User.objects.filter(anonymised_at=None, is_staff=False, groups=None, memberships=None)
    return idle.alias(seen_at=Coalesce("last_login", "date_joined")).filter(seen_at__lt=before)


def never_accepted(before):
    invitations = Invitation.objects.filter(accepted_at=None, expires_at__lt=before)
    return invitations.exclude(email__endswith=NOBODY)


def asked_and_over(before):
    over_at = Greatest("asked_at", "answered_at", "withdrawn_at")  # what is NULL does not count
    return JoinRequest.objects.alias(over_at=over_at).filter(over_at__lt=before)


def signed_out(before):
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(~Exists(session))


def uploaded(before):
    lists = TechnicianImport.objects.filter(uploaded_at__lt=before)
    return lists.exclude(state=TechnicianImport.State.STORING)


def gone_since(before):
    left = Technician.objects.known().filter(is_active=False, created_at__lt=before)
    return left.exclude(pk__in=_changed_since(before)).exclude(
        enrollments__run__ends_at__gte=before
    )


def _changed_since(before):
    trace = Technician.pgh_event_model  # type: ignore[attr-defined]
    return trace.objects.filter(pgh_created_at__gte=before).order_by().values("pgh_obj_id")


def over_messages(before):
    return Message.objects.filter(created_at__lt=before).exclude(state="due").exclude(context={})
