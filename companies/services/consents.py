"""What people agree to, kept as they answer."""

from functools import partial

import structlog
from django.db import transaction

from companies.models import Consent, User
from companies.refusals import kindly
from companies.rules import notices

log = structlog.get_logger(__name__)


def give(*, user, version, voluntary, page, now):
    """Keep the answer of `user` to a version of the notice; `voluntary` is what she said yes to.

    Withdrawing is answering again with less. An answer equal to the one that holds is not kept
    twice. Returns the consent that holds. Raises ValueError for a version or a purpose that is
    not ours: no page of ours sends it.
    """
    notice = notices.find(version)
    if notice is None or not set(voluntary) <= set(notice.asks):
        raise ValueError(f"{version}: {voluntary}")
    accepted = [purpose for purpose in notice.asks if purpose in voluntary]
    with kindly():
        # One at a time for each person: two answers sent at once are kept in their order.
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        former = Consent.objects.filter(user=user).first()
        if former and (former.version, former.accepted) == (version, accepted):
            return former
        consent = Consent.objects.create(
            user=user,
            version=version,
            asked=list(notice.asks),
            accepted=accepted,
            page=page,
            given_at=now,
        )
        transaction.on_commit(
            partial(log.info, "consent_given", user=user.pk, version=version, accepted=accepted)
        )
    return consent
