"""The list from which technicians are chosen, and the one who is added on the spot."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from companies.forms import NewTechnicianForm
from companies.models import Technician
from companies.queries import in_name_order
from companies.rules import readiness
from companies.rules.words import few_words, plain
from companies.services import technicians as technician_service
from enrollment import queries

LONG_LIST = 8  # from here on the page has a search
SHOWN = 12


@dataclass(frozen=True)
class Option:
    """A technician on the list; `obstacle` says why she cannot be chosen.

    Who is not ready for the constancia can be chosen all the same: there is time to mend it.
    """

    technician: Technician
    is_chosen: bool
    obstacle: str = ""
    is_ready: bool = True


@dataclass(frozen=True)
class Choice:
    """What the list shows. `unshown` technicians also match: more words would find them."""

    options: list[Option]
    words: str = ""
    unshown: int = 0
    is_long: bool = False
    chosen: list[Technician] = field(default_factory=list)


def choice(*, run, company, ids, words=""):
    """Put the technicians of the company on a list: those whose name has the words, and whoever
    is chosen already. Three statements, however many there are."""
    everybody = list(in_name_order(company.technicians.active()))
    enrolled = queries.live_technicians(run=run, company=company)
    clashes = queries.clashes(run=run, technicians=everybody)
    wanted = few_words(words)

    matching = [t for t in everybody if all(word in plain(t.full_name) for word in wanted)]
    shown = matching[:SHOWN]
    chosen = [t for t in everybody if str(t.pk) in ids]
    listed = [t for t in chosen if t not in shown] + shown
    options = [_option(t, t in chosen, enrolled, clashes) for t in listed]
    return Choice(
        options=sorted(options, key=lambda option: bool(option.obstacle)),
        words=words,
        unshown=len(matching) - len(shown),
        is_long=len(everybody) > LONG_LIST,
        chosen=chosen,
    )


def _option(technician, is_chosen, enrolled, clashes):
    obstacle = ""
    if technician.pk in enrolled:
        obstacle = _("Already in this group, or waiting for it")
    elif technician.pk in clashes:
        obstacle = _("At the same time in: %(group)s") % {"group": clashes[technician.pk]}
    is_ready = readiness.is_ready(technician)
    return Option(technician, is_chosen and not obstacle, obstacle, is_ready)


def new_technician_form(data=None):
    """The form for somebody who is not on the list yet; unbound while nothing was typed in it."""
    form = NewTechnicianForm(data)
    return form if data is not None and form.is_touched else NewTechnicianForm()


def add(form, *, company, by):
    """Put the person of a valid form on the firm's list. Raises Refused."""
    return technician_service.add(company=company, by=by, **form.cleaned_data)
