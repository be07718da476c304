"""How long each kind of personal data is kept and why; what is older is forgotten every night.

To keep something for another time, change its line in KEPT; the privacy notice says the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pgtrigger
import structlog
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.core import event_models

from companies.documents import letter
from companies.models import (
    CompanyExport,
    Consent,
    DirectoryImport,
    Download,
    ImportRow,
    Invitation,
    JobReport,
    JoinRequest,
    KeptMail,
    Message,
    Registration,
    Submission,
    Technician,
    TechnicianImport,
    User,
)
from companies.models.company_export import AVAILABLE_FOR
from companies.models.user import NOBODY
from companies.refusals import Refused, kindly
from companies.services import forgetting as accounts
from companies.services import imports, prospects, registration, reports
from enrollment.services import forgetting

log = structlog.get_logger(__name__)

AT_ONCE = 1000  # rows of a kind in one go, so that no lock is held for long
DAY, YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True)
class Kind:
    """`find(before)` are the rows that are over; `forget(rows, now)` returns how many it forgot."""

    name: str
    said: Promise | str
    kept: timedelta
    why: Promise | str
    find: Callable[..., QuerySet]
    forget: Callable[..., int]


def overdue(*, now):
    """Count what is over, by the name of the kind; changes nothing."""
    return {kind.name: kind.find(now - kind.kept).count() for kind in KEPT}


def forget(*, now):
    """Forget up to AT_ONCE rows of each kind that are over. Safe to repeat and to run twice.

    A kind of which a row is locked waits for the next night; the others do not wait for it. Leaves
    a line for staff and returns how many rows went, by the name of the kind.
    """
    forgotten = {}
    for kind in KEPT:
        over = kind.find(now - kind.kept)
        some = over.model._base_manager.filter(pk__in=over.order_by("pk").values("pk")[:AT_ONCE])
        try:
            with kindly():
                if count := kind.forget(some, now):
                    forgotten[kind.name] = count
        except Refused as refusal:
            log.warning("not_forgotten", kind=kind.name, why=str(refusal))
    if forgotten:
        log.info("forgotten", **forgotten)
        reports.write(JobReport.Job.RETENTION, line=partial(_line, forgotten), now=now)
    return forgotten


def _line(forgotten):
    parts = (f"{kind.said} {forgotten[kind.name]}" for kind in KEPT if kind.name in forgotten)
    return _("Forgotten because their time is over: %(what)s.") % {"what": ", ".join(parts)}


def _delete(rows, now):
    deleted, _by_model = rows.delete()
    return deleted


def _delete_append_only(rows, now):
    with pgtrigger.ignore(f"{rows.model._meta.label}:append_only"):
        return _delete(rows, now)


def _empty(messages, now):
    """Keep that they were sent, and forget to whom and what they said."""
    address = Concat(Cast(F("pk"), CharField()), Value(NOBODY))
    return messages.update(
        to_address=address, context={}, calendar=None, subject="", text="", html="", last_error=""
    )


def _sent_with_a_link(before):
    carrying = Message.objects.filter(state="sent", sent_at__lt=before, context__has_key="link")
    return carrying.exclude(context__link="").exclude(context__link=letter.HIDDEN)


def _cover_links(messages, now):
    carrying = list(messages.order_by("pk"))
    for message in carrying:
        letter.cover_link(message)
    return Message.objects.bulk_update(carrying, ["context"])


def _anonymise(technicians, now):
    done = 0
    for technician in technicians.order_by("pk"):
        try:
            forgetting.forget_technician(technician=technician, by=None, now=now)
        except Refused:
            continue  # a seat that was moved late still has to be known
        done += 1
    return done


def _close(users, now):
    done = 0
    for user in users.order_by("pk"):
        try:
            accounts.forget_user(user=user, by=None, now=now)
        except Refused:
            continue  # CANACINTRA has given it rights meanwhile
        done += 1
    return done


def _never_confirmed(before):
    return User.objects.filter(
        date_joined__lt=before,
        anonymised_at=None,
        last_login=None,
        is_staff=False,
        groups=None,
        memberships=None,
        pk__in=EmailAddress.objects.filter(verified=False).values("user"),
    ).exclude(pk__in=EmailAddress.objects.filter(verified=True).values("user"))


def _without_a_firm(before):
    idle = User.objects.filter(anonymised_at=None, is_staff=False, groups=None, memberships=None)
    return idle.alias(seen_at=Coalesce("last_login", "date_joined")).filter(seen_at__lt=before)


def _never_accepted(before):
    invitations = Invitation.objects.filter(accepted_at=None, expires_at__lt=before)
    return invitations.exclude(email__endswith=NOBODY)


def _asked_and_over(before):
    over_at = Greatest("asked_at", "answered_at", "withdrawn_at")  # what is NULL does not count
    return JoinRequest.objects.alias(over_at=over_at).filter(over_at__lt=before)


def _signed_out(before):
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.filter(~Exists(session))


def _uploaded(before):
    lists = TechnicianImport.objects.filter(uploaded_at__lt=before)
    return lists.exclude(state=TechnicianImport.State.STORING)


def _gone_since(before):
    left = Technician.objects.known().filter(is_active=False, created_at__lt=before)
    return left.exclude(pk__in=_changed_since(before)).exclude(
        enrollments__run__ends_at__gte=before
    )


def _changed_since(before):
    trace = Technician.pgh_event_model  # type: ignore[attr-defined]
    return trace.objects.filter(pgh_created_at__gte=before).order_by().values("pgh_obj_id")


def _over_messages(before):
    return Message.objects.filter(created_at__lt=before).exclude(state="due").exclude(context={})


def _forget_invitations(rows, now):
    return accounts.forget_invitations(rows, now=now)


def _forget_join_requests(rows, now):
    return accounts.forget_join_requests(rows)


def _forget_prospects(rows, now):
    return prospects.forget(rows)


def _forget_registrations(rows, now):
    return registration.forget_abandoned(now=now)


def _forget_imports(rows, now):
    return imports.forget_old(now=now)


def _trails():
    for trace in sorted(event_models(), key=lambda model: model._meta.label):
        tracked = trace.pgh_tracked_model._meta  # type: ignore[attr-defined]
        yield Kind(
            trace._meta.model_name or "",
            format_lazy(gettext_lazy("history: {what}"), what=tracked.verbose_name_plural),
            5 * YEAR,
            gettext_lazy("Liability for a change ends; longer than any other period here."),
            lambda before, trace=trace: trace._base_manager.filter(pgh_created_at__lt=before),
            _delete_append_only,
        )


KEPT = [
    Kind(
        "technicians",
        gettext_lazy("technicians who left"),
        5 * YEAR,
        gettext_lazy(
            "They may come back; after five years without a course nobody needs to know who it was."
        ),
        _gone_since,
        _anonymise,
    ),
    Kind(
        "accounts",
        gettext_lazy("accounts never confirmed"),
        30 * DAY,
        gettext_lazy(
            "Nobody has shown that the address is hers; perhaps she never asked for the account."
        ),
        _never_confirmed,
        _close,
    ),
    Kind(
        "accounts_without_firm",
        gettext_lazy("accounts that act for no firm"),
        2 * YEAR,
        gettext_lazy("Since the last sign-in. Whoever comes back opens an account in a minute."),
        _without_a_firm,
        _close,
    ),
    Kind(
        "consents",
        gettext_lazy("consents of closed accounts"),
        2 * YEAR,
        gettext_lazy("Since the account was closed: a complaint comes within two years."),
        lambda before: Consent.objects.filter(user__anonymised_at__lt=before),
        _delete_append_only,
    ),
    Kind(
        "invitations",
        gettext_lazy("invitations that nobody accepted"),
        30 * DAY,
        gettext_lazy(
            "Since the link ended. Name and address of somebody who never came are not ours to"
            " keep."
        ),
        _never_accepted,
        _forget_invitations,
    ),
    Kind(
        "join_requests",
        gettext_lazy("requests to join a firm"),
        YEAR,
        gettext_lazy("Since the last that happened to it; as long as the messages about it."),
        _asked_and_over,
        _forget_join_requests,
    ),
    Kind(
        "messages",
        gettext_lazy("messages"),
        YEAR,
        gettext_lazy(
            "Shows what a firm was told about a course, as long as its constancias may be disputed."
        ),
        _over_messages,
        _empty,
    ),
    Kind(
        "links_of_messages",
        gettext_lazy("secret links of messages"),
        DAY,
        gettext_lazy(
            "They open an account and are forgotten as the message leaves; some left before that."
        ),
        _sent_with_a_link,
        _cover_links,
    ),
    Kind(
        "kept_mails",
        gettext_lazy("mails of the demo"),
        30 * DAY,
        gettext_lazy("Only the demo keeps them, to be looked at."),
        lambda before: KeptMail.objects.filter(kept_at__lt=before),
        _delete,
    ),
    Kind(
        "submissions",
        gettext_lazy("sent forms"),
        30 * DAY,
        gettext_lazy("A second click comes within minutes; an open page within days."),
        lambda before: Submission.objects.filter(created_at__lt=before),
        _delete,
    ),
    Kind(
        "registrations",
        gettext_lazy("registrations not finished"),
        registration.KEPT_FOR,
        gettext_lazy("Whoever wants to go on does so within weeks."),
        lambda before: Registration.objects.filter(updated_at__lt=before),
        _forget_registrations,
    ),
    Kind(
        "import_rows",
        gettext_lazy("rows of uploads"),
        imports.LIFETIME,
        gettext_lazy("They hold whole CURPs and serve only until they are stored or mended."),
        lambda before: ImportRow.objects.filter(technician_import__uploaded_at__lt=before),
        _forget_imports,
    ),
    Kind(
        "technician_imports",
        gettext_lazy("notes of uploads"),
        2 * YEAR,
        gettext_lazy("Who uploaded which file, as long as the notes of downloads."),
        _uploaded,
        _delete,
    ),
    Kind(
        "prospects",
        gettext_lazy("firms of a directory that no longer lists them"),
        2 * YEAR,
        gettext_lazy(
            "Since the last list they stood in. Where we wrote to or must not is remembered for"
            " ever."
        ),
        prospects.listed_before,
        _forget_prospects,
    ),
    Kind(
        "directory_imports",
        gettext_lazy("lists of firms that nobody accepted"),
        7 * DAY,
        gettext_lazy("Whoever uploads a list looks at it the same day."),
        lambda before: DirectoryImport.objects.filter(
            accepted_at__isnull=True, uploaded_at__lt=before
        ),
        _delete,
    ),
    Kind(
        "sessions",
        gettext_lazy("sessions"),
        timedelta(0),
        gettext_lazy("They are over, and so is what was typed in them."),
        lambda before: Session.objects.filter(expire_date__lt=before),
        _delete,
    ),
    Kind(
        "devices",
        gettext_lazy("devices that are signed out"),
        timedelta(0),
        gettext_lazy(
            "Browser and network address are shown to their owner while she is signed in there."
        ),
        _signed_out,
        _delete,
    ),
    Kind(
        "exports",
        gettext_lazy("exports of firms"),
        AVAILABLE_FOR,
        gettext_lazy("All data of a firm in one file: it is fetched soon or asked for again."),
        lambda before: CompanyExport.objects.filter(ready_at__lt=before),
        _delete,
    ),
    Kind(
        "downloads",
        gettext_lazy("notes of downloads"),
        2 * YEAR,
        gettext_lazy("A complaint about data that leaked comes within two years."),
        lambda before: Download.objects.filter(at__lt=before),
        _delete_append_only,
    ),
    Kind(
        "steps",
        gettext_lazy("steps of staff"),
        2 * YEAR,
        gettext_lazy("As long as the notes of downloads."),
        lambda before: LogEntry.objects.filter(action_time__lt=before),
        _delete,
    ),
    Kind(
        "job_reports",
        gettext_lazy("lines of jobs"),
        YEAR,
        gettext_lazy("They help to find out what went wrong lately."),
        lambda before: JobReport.objects.filter(at__lt=before),
        _delete,
    ),
    *_trails(),
]


def forget_throttles(*, now):
    """Delete the rows that throttled sign-in and have run out; Django does so only when it must."""
    table = connection.ops.quote_name(caches["default"]._table)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608
        return cursor.rowcount
