"""Bringing a company to the portal: what is typed is kept, then the company is registered."""

from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from companies import notifications
from companies.models import Company, Membership, Registration
from companies.refusals import Refused, kindly
from companies.sections import progress
from companies.services import outbox

KEPT_FOR = timedelta(days=90)

log = structlog.get_logger(__name__)


class AlreadyRegistered(Refused):
    """Somebody has registered a company with this RFC, perhaps a moment ago."""

    def __init__(self):
        super().__init__(_("This company is already in the portal."))


def answer(*, user, section, typed, now):
    """Keep what `user` typed in a valid section of her registration, beside the other answers.

    Typed twice, it is the same. Two devices at once do not lose each other's sections.
    """
    with kindly():
        Registration.objects.get_or_create(
            user=user, defaults={"created_at": now, "updated_at": now}
        )
        registration = Registration.objects.select_for_update().get(user=user)
        registration.answers[section.slug] = typed
        registration.updated_at = now
        registration.save(update_fields=["answers", "updated_at"])
    return registration


def start_over(*, user):
    """Forget what `user` has typed so far."""
    with kindly():
        Registration.objects.filter(user=user).delete()


def forget_abandoned(*, now):
    """Delete what nobody has touched for KEPT_FOR; returns how many registrations that were."""
    old = Registration.objects.filter(updated_at__lt=now - KEPT_FOR)
    deleted, _by_model = old.delete()
    if deleted:
        log.info("registrations_forgotten", count=deleted)
    return deleted


def register(*, user, now):
    """Make a company of what `user` has typed, with her as its owner, and tell her it was received.

    The draft goes away with it. Raises AlreadyRegistered when the RFC is taken: there is never a
    second record; Refused when something is not answered, or was sent from another device.
    Returns the company, which waits for approval.
    """
    with kindly():
        registration = Registration.objects.select_for_update().filter(user=user).first()
        if registration is None:
            raise Refused(_("There is nothing to send: it was sent already, or you started over."))
        done = progress.of(registration.answers)
        if not done.is_complete:
            raise Refused(
                _("Something is still to be answered: %(section)s.")
                % {"section": done.missing[0].name}
            )
        company = _create(done.facts)
        Membership.objects.create(company=company, user=user, role=Membership.Role.OWNER)
        registration.delete()
        outbox.write(notifications.company_received(company=company, user=user, now=now))
    log.info("company_registered", company=company.pk, by=user.pk)
    return company


def _create(facts):
    """Insert the company. Whoever inserts the same RFC at this moment is waited for."""
    try:
        with transaction.atomic():
            return Company.objects.create(**facts)
    except IntegrityError as error:
        if Company.objects.filter(rfc=facts["rfc"]).exists():
            raise AlreadyRegistered from error
        raise
