"""The ways of forgetting rows that are over; each returns how many it forgot."""

import pgtrigger
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from companies.documents import letter
from companies.models import (
    Message,
)
from companies.models.user import NOBODY
from companies.refusals import Refused
from companies.services import forgetting as accounts
from companies.services import imports, prospects, registration
from enrollment.services import forgetting


def delete(rows, now):
    deleted, _by_model = rows.delete()
    return deleted


def delete_append_only(rows, now):
    with pgtrigger.ignore(f"{rows.model._meta.label}:append_only"):
        return delete(rows, now)


def empty(messages, now):
    """Keep that they were sent, and forget to whom and what they said."""
    address = Concat(Cast(F("pk"), CharField()), Value(NOBODY))
    return messages.update(
        to_address=address, context={}, calendar=None, subject="", text="", html="", last_error=""
    )


def cover_links(messages, now):
    carrying = list(messages.order_by("pk"))
    for message in carrying:
        letter.cover_link(message)
    return Message.objects.bulk_update(carrying, ["context"])


def anonymise(technicians, now):
    done = 0
    for technician in technicians.order_by("pk"):
        try:
            forgetting.forget_technician(technician=technician, by=None, now=now)
        except Refused:
            continue  # a seat that was moved late still has to be known
        done += 1
    return done


def close(users, now):
    done = 0
    for user in users.order_by("pk"):
        try:
            accounts.forget_user(user=user, by=None, now=now)
        except Refused:
            continue  # CANACINTRA has given it rights meanwhile
        done += 1
    return done


def forget_invitations(rows, now):
    return accounts.forget_invitations(rows, now=now)


def forget_join_requests(rows, now):
    return accounts.forget_join_requests(rows)


def forget_prospects(rows, now):
    return prospects.forget(rows)


def forget_registrations(rows, now):
    return registration.forget_abandoned(now=now)


def forget_imports(rows, now):
    return imports.forget_old(now=now)
