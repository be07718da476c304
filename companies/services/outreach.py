"""Invitations to firms of the directory: once to an address, and never to who asked for silence."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from companies import notifications
from companies.models import Prospect, User
from companies.models.prospect import ADDRESS
from companies.refusals import Refused, kindly
from companies.services import outbox, prospects

# So many letters at once, so that the answers of firms that enroll are not held up behind them.
MOST_AT_ONCE = 500


@dataclass
class Addressees:
    """Who of those that were chosen can be invited, and how many cannot, by reason."""

    ready: list = field(default_factory=list)
    left_out: dict = field(default_factory=dict)

    def leave_out(self, reason):
        self.left_out[reason] = self.left_out.get(reason, 0) + 1


def addressees(chosen):
    """Sort out whom of the queryset to invite: once, and nobody who asked us not to write.

    Three statements, whatever the number. At most MOST_AT_ONCE are ready.
    """
    found = list(chosen.order_by("pk"))
    taken = _addresses_not_to_use({one.address_to_write_to for one in found} - {""})
    sorted_out = Addressees()
    for prospect in found:
        address = prospect.address_to_write_to
        reason = _why_not(prospect, address, taken)
        if reason is None and len(sorted_out.ready) == MOST_AT_ONCE:
            reason = _("left for the next time: at most %(number)s at once") % {
                "number": MOST_AT_ONCE
            }
        if reason:
            sorted_out.leave_out(reason)
        else:
            sorted_out.ready.append(prospect)
            taken[address] = _("the address was written to already")
    return sorted_out


def invite(*, prospect, address, by, now):
    """Write to the prospect, once, with a link to sign up and one to be left alone.

    Raises Refused with the reason where that was done before or must not be.
    """
    address = address.strip().lower()
    with kindly():
        held = Prospect.objects.select_for_update().get(pk=prospect.pk)
        reason = _why_not(held, address, _addresses_not_to_use({address}))
        if reason:
            raise Refused(_("Not invited: %(reason)s.") % {"reason": reason})
        held.invited_at, held.invited_by, held.invited_address = now, by, address
        held.save(update_fields=["invited_at", "invited_by", "invited_address"])
        outbox.write(_invitation(held, now))
    return held


def invite_many(*, chosen, by, now):
    """Invite everybody of the queryset who can be, at the address that staff found, or that of the
    directory.

    Returns the Addressees. Raises Refused when that is nobody.
    """
    with kindly():
        found = addressees(chosen.select_for_update(of=("self",)))
        if not found.ready:
            raise Refused(_("None of these can be invited."))
        Prospect.objects.filter(pk__in=[one.pk for one in found.ready]).update(
            invited_at=now, invited_by=by, invited_address=ADDRESS
        )
        for prospect in found.ready:
            prospect.invited_address = prospect.address_to_write_to
        outbox.write([letter for one in found.ready for letter in _invitation(one, now)])
    return found


def note_contact(*, prospect, email, contact):
    """Keep the e-mail and the person that staff found for the prospect; either may be empty.

    Writes to nobody. The next invitation goes there, and a new edition of the directory leaves it.
    """
    with kindly():
        held = Prospect.objects.select_for_update().get(pk=prospect.pk)
        held.found_email, held.found_contact = email.strip().lower(), contact.strip()
        held.save(update_fields=["found_email", "found_contact"])
    return held


def silence(*, prospect, reason, now, by_themselves=False):
    """Keep that nobody writes to the prospect again, and why. The first time counts.

    Raises Refused without a reason.
    """
    if not reason.strip():
        raise Refused(_("Say why nobody shall write to this firm."))
    with kindly():
        Prospect.objects.filter(pk=prospect.pk, do_not_contact_at__isnull=True).update(
            do_not_contact_at=now,
            do_not_contact_reason=reason.strip(),
            said_so_themselves=by_themselves,
        )
        outbox.supersede(kind="prospect-invited", abouts=[f"prospect:{prospect.pk}"])


def silence_by_link(*, prospect, now):
    """The wish of whoever opened the link in our letter."""
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("They asked for it through the link in our letter.")
    silence(prospect=prospect, reason=reason, now=now, by_themselves=True)


def _addresses_not_to_use(addresses):
    """Which of the addresses are not written to, each with the reason."""
    users = User.objects.filter(email__in=addresses).values_list("email", flat=True)
    taken = dict.fromkeys(users, _("somebody with this address uses the portal already"))
    written_to = Prospect.objects.filter(
        Q(invited_address__in=addresses)
        | Q(do_not_contact_at__isnull=False, email__in=addresses)
        | Q(do_not_contact_at__isnull=False, found_email__in=addresses)
    ).values_list("invited_address", "email", "found_email", "do_not_contact_at")
    for invited, listed, found, silenced_at in written_to:
        for address in {invited, listed, found} & addresses:
            if silenced_at:
                taken[address] = _("whoever reads this address asked us not to write")
            elif address == invited:
                taken.setdefault(address, _("the address was written to already"))
    return taken


def _why_not(prospect, address, taken):
    """The first reason against writing to the prospect at this address; None to go ahead."""
    if prospect.company_id:
        return _("it is in the portal already")
    if prospect.is_silenced:
        return _("it is not to be written to")
    if prospect.invited_at:
        return _("it was invited before")
    if not address:
        return _("no e-mail is known")
    return taken.get(address)


def _invitation(prospect, now):
    return notifications.prospect_invited(
        prospect=prospect, key=prospects.key_of(prospect), now=now
    )
