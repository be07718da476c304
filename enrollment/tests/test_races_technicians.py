"""A technician who is changed, leaves or is forgotten while somebody else acts for the firm."""

import threading
from contextlib import nullcontext
from unittest import mock

import pytest
from django.db.models import Model
from django.utils import timezone

from companies.models import Company, Technician
from companies.refusals import Refused
from companies.services import locks as company_locks
from companies.services import technicians
from companies.tests.factories import MembershipFactory, TechnicianFactory, UserFactory
from courses.tests.factories import RunFactory
from enrollment import queries
from enrollment.models import Enrollment
from enrollment.services import forgetting, seats
from enrollment.tests.factories import seated
from enrollment.tests.test_races import meanwhile, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_english")]


@pytest.fixture
def alicia():
    return MembershipFactory()


@pytest.fixture
def rosa(alicia):
    return TechnicianFactory(company=alicia.company, given_names="Rosa")


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_who_is_erased_while_she_is_edited_stays_erased(is_locked, monkeypatch, alicia, rosa):
    technicians.deactivate(technician=rosa, by=alicia.user)
    rosa.refresh_from_db()
    if not is_locked:
        monkeypatch.setattr(technicians, "_locked", lambda technician: technician)
        monkeypatch.setattr(Technician, "save", lambda self, **_: Model.save(self))

    with meanwhile(
        lambda: technicians.edit(technician=rosa, by=alicia.user, given_names="Rosalía")
    ) as answers:
        forgetting.forget_technician(
            technician=Technician.objects.get(pk=rosa.pk),
            by=UserFactory(admin=True),
            now=timezone.now(),
        )

    stored = Technician.objects.get(pk=rosa.pk)
    assert (stored.anonymised_at is not None) is is_locked
    assert (stored.given_names, isinstance(answers[0], Refused)) == (
        ("", True) if is_locked else ("Rosalía", False)
    )


def asks_for(rosa, by):
    run = RunFactory(venue__capacity=9)
    return lambda: seats.request(
        run=run,
        company=rosa.company,
        technicians=[rosa],
        together="split",
        by=by,
        now=timezone.now(),
    )


def takes_a_place_over(rosa, by):
    place = seated(RunFactory(venue__capacity=9), company=rosa.company).enrollments.get()
    return lambda: seats.substitute(enrollment=place, technician=rosa, by=by, now=timezone.now())


@pytest.mark.parametrize("act", [asks_for, takes_a_place_over])
@pytest.mark.parametrize("looks_again", [True, False], ids=["looks again", "control"])
def test_who_is_taken_off_the_list_first_enters_no_group(act, looks_again, alicia, rosa):
    enroll = act(rosa, alicia.user)
    trusting = mock.patch.object(queries, "as_stored", lambda people: people)
    with nullcontext() if looks_again else trusting, meanwhile(enroll) as answers:
        technicians.deactivate(technician=rosa, by=alicia.user)

    assert isinstance(answers[0], Refused) is looks_again
    assert Enrollment.objects.live().filter(technician=rosa).exists() is not looks_again


@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_who_enters_a_group_first_is_taken_off_the_list_afterwards(
    is_locked, monkeypatch, alicia, rosa
):
    is_judged, has_left = threading.Event(), threading.Event()
    judge = queries.reasons_against

    def judge_and_wait(**wish):
        reasons = judge(**wish)
        is_judged.set()
        has_left.wait(timeout=1)  # with the lock, leaving waits for this request instead
        return reasons

    def leave():
        is_judged.wait(timeout=10)
        technicians.deactivate(technician=rosa, by=alicia.user)
        seen = Enrollment.objects.live().filter(technician=rosa).count()
        has_left.set()
        return seen

    monkeypatch.setattr(queries, "reasons_against", judge_and_wait)
    plain_read = mock.patch.object(company_locks, "company", lambda pk: Company.objects.get(pk=pk))
    with nullcontext() if is_locked else plain_read:
        _asked, seen = race(asks_for(rosa, alicia.user), leave)

    assert seen == (1 if is_locked else 0)
    assert Enrollment.objects.live().filter(technician=rosa).count() == 1
