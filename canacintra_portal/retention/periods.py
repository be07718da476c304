"""How long each kind of personal data is kept, and why; the privacy notice says the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from pghistory.core import event_models

from canacintra_portal.retention import over, ways
from companies.models import (
    CompanyExport,
    Consent,
    DirectoryImport,
    Download,
    ImportRow,
    JobReport,
    KeptMail,
    Registration,
    Submission,
)
from companies.models.company_export import AVAILABLE_FOR
from companies.services import imports, prospects, registration

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


def _trails():
    for trace in sorted(event_models(), key=lambda model: model._meta.label):
        tracked = trace.pgh_tracked_model._meta  # type: ignore[attr-defined]
        yield Kind(
            trace._meta.model_name or "",
            format_lazy(gettext_lazy("history: {what}"), what=tracked.verbose_name_plural),
            5 * YEAR,
            gettext_lazy("Liability for a change ends; longer than any other period here."),
            lambda before, trace=trace: trace._base_manager.filter(pgh_created_at__lt=before),
            ways.delete_append_only,
        )


KEPT = [
    Kind(
        "technicians",
        gettext_lazy("technicians who left"),
        5 * YEAR,
        gettext_lazy(
            "They may come back; after five years without a course nobody needs to know who it was."
        ),
        over.gone_since,
        ways.anonymise,
    ),
    Kind(
        "accounts",
        gettext_lazy("accounts never confirmed"),
        30 * DAY,
        gettext_lazy(
            "Nobody has shown that the address is hers; perhaps she never asked for the account."
        ),
        over.never_confirmed,
        ways.close,
    ),
    Kind(
        "accounts_without_firm",
        gettext_lazy("accounts that act for no firm"),
        2 * YEAR,
        gettext_lazy("Since the last sign-in. Whoever comes back opens an account in a minute."),
        over.without_a_firm,
        ways.close,
    ),
    Kind(
        "consents",
        gettext_lazy("consents of closed accounts"),
        2 * YEAR,
        gettext_lazy("Since the account was closed: a complaint comes within two years."),
        lambda before: Consent.objects.filter(user__anonymised_at__lt=before),
        ways.delete_append_only,
    ),
    Kind(
        "invitations",
        gettext_lazy("invitations that nobody accepted"),
        30 * DAY,
        gettext_lazy(
            "Since the link ended. Name and address of somebody who never came are not ours to"
            " keep."
        ),
        over.never_accepted,
        ways.forget_invitations,
    ),
    Kind(
        "join_requests",
        gettext_lazy("requests to join a firm"),
        YEAR,
        gettext_lazy("Since the last that happened to it; as long as the messages about it."),
        over.asked_and_over,
        ways.forget_join_requests,
    ),
    Kind(
        "messages",
        gettext_lazy("messages"),
        YEAR,
        gettext_lazy(
            "Shows what a firm was told about a course, as long as its constancias may be disputed."
        ),
        over.over_messages,
        ways.empty,
    ),
    Kind(
        "links_of_messages",
        gettext_lazy("secret links of messages"),
        DAY,
        gettext_lazy(
            "They open an account and are forgotten as the message leaves; some left before that."
        ),
        over.sent_with_a_link,
        ways.cover_links,
    ),
    Kind(
        "kept_mails",
        gettext_lazy("mails of the demo"),
        30 * DAY,
        gettext_lazy("Only the demo keeps them, to be looked at."),
        lambda before: KeptMail.objects.filter(kept_at__lt=before),
        ways.delete,
    ),
    Kind(
        "submissions",
        gettext_lazy("sent forms"),
        30 * DAY,
        gettext_lazy("A second click comes within minutes; an open page within days."),
        lambda before: Submission.objects.filter(created_at__lt=before),
        ways.delete,
    ),
    Kind(
        "registrations",
        gettext_lazy("registrations not finished"),
        registration.KEPT_FOR,
        gettext_lazy("Whoever wants to go on does so within weeks."),
        lambda before: Registration.objects.filter(updated_at__lt=before),
        ways.forget_registrations,
    ),
    Kind(
        "import_rows",
        gettext_lazy("rows of uploads"),
        imports.LIFETIME,
        gettext_lazy("They hold whole CURPs and serve only until they are stored or mended."),
        lambda before: ImportRow.objects.filter(technician_import__uploaded_at__lt=before),
        ways.forget_imports,
    ),
    Kind(
        "technician_imports",
        gettext_lazy("notes of uploads"),
        2 * YEAR,
        gettext_lazy("Who uploaded which file, as long as the notes of downloads."),
        over.uploaded,
        ways.delete,
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
        ways.forget_prospects,
    ),
    Kind(
        "directory_imports",
        gettext_lazy("lists of firms that nobody accepted"),
        7 * DAY,
        gettext_lazy("Whoever uploads a list looks at it the same day."),
        lambda before: DirectoryImport.objects.filter(
            accepted_at__isnull=True, uploaded_at__lt=before
        ),
        ways.delete,
    ),
    Kind(
        "sessions",
        gettext_lazy("sessions"),
        timedelta(0),
        gettext_lazy("They are over, and so is what was typed in them."),
        lambda before: Session.objects.filter(expire_date__lt=before),
        ways.delete,
    ),
    Kind(
        "devices",
        gettext_lazy("devices that are signed out"),
        timedelta(0),
        gettext_lazy(
            "Browser and network address are shown to their owner while she is signed in there."
        ),
        over.signed_out,
        ways.delete,
    ),
    Kind(
        "exports",
        gettext_lazy("exports of firms"),
        AVAILABLE_FOR,
        gettext_lazy("All data of a firm in one file: it is fetched soon or asked for again."),
        lambda before: CompanyExport.objects.filter(ready_at__lt=before),
        ways.delete,
    ),
    Kind(
        "downloads",
        gettext_lazy("notes of downloads"),
        2 * YEAR,
        gettext_lazy("A complaint about data that leaked comes within two years."),
        lambda before: Download.objects.filter(at__lt=before),
        ways.delete_append_only,
    ),
    Kind(
        "steps",
        gettext_lazy("steps of staff"),
        2 * YEAR,
        gettext_lazy("As long as the notes of downloads."),
        lambda before: LogEntry.objects.filter(action_time__lt=before),
        ways.delete,
    ),
    Kind(
        "job_reports",
        gettext_lazy("lines of jobs"),
        YEAR,
        gettext_lazy("They help to find out what went wrong lately."),
        lambda before: JobReport.objects.filter(at__lt=before),
        ways.delete,
    ),
    *_trails(),
]
