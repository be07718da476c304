"""What on the first page of a firm asks to be done, in the order in which it matters."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.models import ImportRow, TechnicianImport

State, BAD = TechnicianImport.State, ImportRow.Verdict.BAD
EXPIRES_SOON = timedelta(days=3)
EXPIRED_LATELY = timedelta(days=7)  # later nobody waits for it any more: the team page still has it
MOST_OF_A_KIND = 10


@dataclass(frozen=True)
class Need:
    """A sentence, and where something is done about it. `tone` is that of a notice."""

    sentence: str
    address: str = ""
    action: str = ""
    icon: str = "info"
    tone: str = ""


def of_company(company, *, contact):
    """Whether CANACINTRA let the firm in."""
    if company.is_refused:
        sentence = _(
            "CANACINTRA did not approve your company: “%(reason)s”. Until that changes you cannot"
            " send requests."
        )
        yield Need(
            sentence % {"reason": company.refusal_reason},
            f"mailto:{contact}",
            _("Write to CANACINTRA"),
            icon="alert",
            tone="stop",
        )
    elif not company.is_approved:
        yield Need(
            _(
                "CANACINTRA is still checking your company. You can already send requests: each"
                " keeps its place in the queue."
            ),
            icon="clock",
            tone="wait",
        )


def of_people_who_left(enrollments):
    """Seats of those who no longer work there."""
    for one in enrollments:
        sentence = _("%(name)s is no longer on your list, but is still enrolled in %(course)s.")
        yield Need(
            sentence % {"name": one.technician, "course": one.run.course},
            reverse("enrollment:substitute", args=[one.request.public_id, one.pk]),
            _("Choose who comes instead"),
            icon="swap",
            tone="stop",
        )


def of_team(company, *, is_owner, now):
    """Who asks to join, and invitations that end soon or did lately: only owners answer. Two
    statements."""
    if not is_owner:
        return
    asking = company.join_requests.open().select_related("user").order_by("asked_at", "pk")
    for one in asking[:MOST_OF_A_KIND]:
        yield Need(
            _("%(person)s asks to act for your company.") % {"person": one.user},
            reverse("companies:team"),
            _("Answer the request"),
            icon="user",
            tone="wait",
        )
    around = (now - EXPIRED_LATELY, now + EXPIRES_SOON)
    ending = company.invitations.open().filter(expires_at__range=around).count()
    if ending:
        sentence = ngettext(
            "%(number)s invitation to your team has expired or is about to.",
            "%(number)s invitations to your team have expired or are about to.",
            ending,
        )
        yield Need(
            sentence % {"number": ending},
            reverse("companies:team"),
            _("See the team"),
            icon="mail",
        )


def of_imports(company):
    """The last list of technicians, if somebody has to look at it. One statement."""
    last = (
        company.technician_imports.filter(rows_deleted_at=None)
        .exclude(state=State.STORING)
        .order_by("-uploaded_at", "-pk")
        .first()
    )
    if last is None:
        return
    bad = last.counts.get(BAD, 0) + last.stored_counts.get(BAD, 0)
    if last.state != State.STORED:
        sentence = _("The list “%(file)s” is uploaded, and nothing of it is stored yet.")
        yield _of_list(last, sentence % {"file": last.file_name}, _("Look at it"))
    elif bad:
        sentence = ngettext(
            "%(number)s row of the list “%(file)s” was not stored.",
            "%(number)s rows of the list “%(file)s” were not stored.",
            bad,
        )
        words = sentence % {"number": bad, "file": last.file_name}
        yield _of_list(last, words, _("Mend them"))


def _of_list(uploaded, sentence, action):
    return Need(sentence, uploaded.get_absolute_url(), action, icon="upload", tone="wait")


def of_list(has_technicians):
    """An empty list of technicians."""
    if not has_technicians:
        yield Need(
            _(
                "Your list of technicians is empty. You can fill it now, or add each person when"
                " you enroll."
            ),
            reverse("companies:add_technician"),
            _("Add a technician"),
            icon="users",
        )
