"""Who acts for a firm: roles, leaving, and people who ask to join."""

from datetime import timedelta

import structlog
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import notifications
from companies.models import Invitation, JoinRequest, Membership
from companies.refusals import Refused, kindly
from companies.services import locks, outbox

MOST_ASKED_A_DAY = 5
PAUSE_AFTER_NO = timedelta(days=30)
OWNERS_ONLY = gettext_lazy("Only an owner of the company can do this.")
ONE_OWNER_STAYS = gettext_lazy(
    "A company always keeps an owner who can sign in: make somebody else an owner first."
)

log = structlog.get_logger(__name__)
Role = Membership.Role


# --- Roles ---------------------------------------------------------------------------------------


def change_role(*, membership, role, by, now):
    """Make somebody of the firm an owner or a member, and tell the person.

    Does nothing when she has this role already. Raises Refused for the last owner, and when `by` is
    neither an owner of the firm nor staff.
    """
    with kindly():
        company = locks.company(membership.company_id)
        person = _still_of(company, membership)
        refuse_unless_owner(company, by)
        if person.role == role:
            return person
        if role == Role.MEMBER:
            _refuse_last_owner(person)
        _give(person, role)
        if person.user != by:
            outbox.write(notifications.role_changed(membership=person, by=by, now=now))
    log.info("role_changed", membership=person.pk, role=role, by=by.pk)
    return person


def hand_over(*, membership, by, now):
    """Make a colleague an owner and step down in one act.

    Raises Refused when `by` is no owner of the firm, or the colleague can no longer sign in.
    """
    with kindly():
        company = locks.company(membership.company_id)
        heir = _still_of(company, membership)
        own = company.memberships.filter(user=by, role=Role.OWNER).first()
        if own is None:
            raise Refused(OWNERS_ONLY)
        if heir == own:
            raise Refused(_("Choose a colleague, not yourself."))
        if not heir.user.is_active:
            raise Refused(_("%(name)s can no longer sign in.") % {"name": heir.user})
        _give(heir, Role.OWNER)
        _give(own, Role.MEMBER)
        outbox.write(notifications.role_changed(membership=heir, by=by, now=now))
    log.info("company_handed_over", membership=heir.pk, by=by.pk)
    return heir


def remove(*, membership, by, now):
    """Take somebody off the firm's team and tell the person.

    Staff can also take off the only person of a firm; its open invitations end then. Raises Refused
    for the last owner, and when `by` is neither an owner of the firm nor staff.
    """
    with kindly():
        company = locks.company(membership.company_id)
        person = _still_of(company, membership)
        refuse_unless_owner(company, by)
        is_alone = not company.memberships.exclude(pk=person.pk).exists()
        if not (by.is_staff and is_alone):
            _refuse_last_owner(person)
        person.delete()
        if is_alone:
            Invitation.objects.open().filter(company=company).update(withdrawn_at=now)
        if person.user != by:
            outbox.write(notifications.removed(company=company, user=person.user, now=now))
    log.info("person_removed", company=company.pk, user=person.user_id, by=by.pk)


def leave(*, company, by, now):
    """Let somebody leave the firm's team. Raises Refused for its last owner."""
    with kindly():
        company = locks.company(company.pk)
        own = company.memberships.filter(user=by).first()
        if own is None:
            raise Refused(_("You no longer act for this company."))
        _refuse_last_owner(own)
        own.delete()
    log.info("person_left", company=company.pk, user=by.pk)


def join(*, company, user, role):
    """Let somebody act for the firm, which the caller's transaction has locked.

    A firm without an owner gets one: the database refuses it otherwise. Whoever is in already
    stays as she is.
    """
    if not company.memberships.filter(role=Role.OWNER).exists():
        role = Role.OWNER
    membership, _is_new = Membership.objects.get_or_create(
        company=company, user=user, defaults={"role": role}
    )
    return membership


def active_owners(company):
    """The people who can decide for the firm."""
    return [
        membership.user
        for membership in company.memberships.filter(role=Role.OWNER, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    ]


def refuse_unless_owner(company, by):
    """Raise Refused unless `by` decides for the firm at this moment, or is staff."""
    if not by.is_staff and not company.memberships.filter(user=by, role=Role.OWNER).exists():
        raise Refused(OWNERS_ONLY)


# --- Asking to join ------------------------------------------------------------------------------


def ask_to_join(*, company, user, now):
    """Keep that `user` asks to act for the firm, and tell its owners; returns the request.

    Asked twice it is the same request. A firm without an owner who can sign in is answered for by
    staff (`canacintra_portal.decisions`). Raises Refused for somebody who is in already, who was
    told no lately, or who asks too many firms: each asking writes letters to strangers.
    """
    with kindly():
        company = locks.company(company.pk)
        if company.memberships.filter(user=user).exists():
            raise Refused(_("You already act for this company."))
        own = JoinRequest.objects.filter(user=user)
        asked = own.open().filter(company=company).first()
        if asked:
            return asked
        if own.filter(
            company=company, accepted=False, answered_at__gt=now - PAUSE_AFTER_NO
        ).exists():
            raise Refused(
                _("The company said no a short while ago. Please speak to its HR people first.")
            )
        if own.filter(asked_at__gt=now - timedelta(days=1)).count() >= MOST_ASKED_A_DAY:
            raise Refused(_("You asked several companies today. Please go on tomorrow."))
        asked = JoinRequest.objects.create(company=company, user=user, asked_at=now)
        owners = active_owners(company)
        outbox.write(notifications.asked_to_join(asked=asked, owners=owners, now=now))
    log.info("asked_to_join", join_request=asked.pk, user=user.pk)
    return asked


def take_back(*, asked, by, now):
    """Withdraw one's own request to join. Raises Refused when it was answered meanwhile."""
    with kindly():
        locks.company(asked.company_id)
        asked = JoinRequest.objects.get(pk=asked.pk)
        _refuse_ended(asked)
        JoinRequest.objects.filter(pk=asked.pk).update(withdrawn_at=now)
        outbox.supersede(kind="asked-to-join", abouts=[f"join-request:{asked.pk}"])
    log.info("join_request_withdrawn", join_request=asked.pk, by=by.pk)


def answer(*, asked, accepts, by, now, role=Role.MEMBER):
    """Let the person in who asked, or not, and tell her.

    Staff answer only where no owner can. Raises Refused for them where one can, when it was
    answered or withdrawn meanwhile, and when `by` is neither an owner of the firm nor staff.
    Returns the request as stored.
    """
    with kindly():
        company = locks.company(asked.company_id)
        asked = JoinRequest.objects.select_related("company", "user").get(pk=asked.pk)
        _refuse_ended(asked)
        refuse_unless_owner(company, by)
        refuse_letting_oneself_in(asked.user, by)
        owners = active_owners(company)
        if owners and by not in owners:
            raise Refused(_("The company has an owner again, who answers this."))
        if accepts and not asked.user.is_active:
            raise Refused(_("%(name)s can no longer sign in.") % {"name": asked.user})
        asked.answered_at, asked.answered_by, asked.accepted = now, by, accepts
        asked.save(update_fields=["answered_at", "answered_by", "accepted"])
        if accepts:
            join(company=company, user=asked.user, role=role)
            Invitation.objects.open().filter(
                company=company, email__iexact=asked.user.email
            ).update(withdrawn_at=now)
        outbox.write(notifications.join_answered(asked=asked, now=now))
    log.info("join_request_answered", join_request=asked.pk, accepted=accepts, by=by.pk)
    return asked


def refuse_letting_oneself_in(user, by):
    """Raise Refused for staff who would give herself a firm, and so the CURPs of its people."""
    if user == by:
        raise Refused(_("Nobody lets herself into a company: somebody else does."))


def _still_of(company, membership):
    person = company.memberships.filter(pk=membership.pk).select_related("user", "company").first()
    if person is None:
        raise Refused(_("This person no longer acts for the company."))
    return person


def _refuse_last_owner(person):
    others = Membership.objects.filter(
        Q(company=person.company_id, role=Role.OWNER, user__is_active=True)
    ).exclude(pk=person.pk)
    if person.role == Role.OWNER and not others.exists():
        raise Refused(ONE_OWNER_STAYS)


def _give(person, role):
    person.role = role
    person.save(update_fields=["role"])


def _refuse_ended(asked):
    if asked.withdrawn_at:
        raise Refused(_("The person has withdrawn this request."))
    if asked.answered_at:
        raise Refused(_("A colleague has already answered this request."))
