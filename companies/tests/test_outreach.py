"""Invitations to firms of the directory: once, and never to who asked for silence."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from companies.documents.letter import compose
from companies.models import Message, Prospect
from companies.refusals import Refused
from companies.services import outreach, prospects
from companies.tests.factories import CompanyFactory, UserFactory
from companies.tests.listed import prospects_of, shop

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

NOW = timezone.now()


@pytest.fixture
def adriana():
    return UserFactory(admin=True)


def test_invitation_is_kept_and_written(adriana):
    (prospect,) = prospects_of(shop(1))
    outreach.invite(prospect=prospect, address=prospect.email, by=adriana, now=NOW)
    prospect.refresh_from_db()
    assert (prospect.invited_at, prospect.invited_by, prospect.invited_address) == (
        NOW,
        adriana,
        "taller1@ejemplo.invalid",
    )
    letter = Message.objects.get()
    assert (letter.kind, letter.to_address) == ("prospect-invited", "taller1@ejemplo.invalid")
    compose(letter)
    for form in (letter.text, letter.html):
        assert prospects.key_of(prospect) in form
        assert "DENUE" in form
        assert "/no-escribir/" in form
    assert "TALLER INVENTADO 1" in letter.subject


def test_letter_does_not_name_the_directory_for_an_address_that_staff_typed(adriana):
    (prospect,) = prospects_of(shop(1))
    outreach.invite(prospect=prospect, address="rh@otra.invalid", by=adriana, now=NOW)
    letter = Message.objects.get()
    compose(letter)
    assert "DENUE" not in letter.text


def test_what_staff_found_is_written_to_and_outlives_the_next_edition(adriana):
    (prospect,) = prospects_of(shop(1, correoelec=""))
    outreach.note_contact(prospect=prospect, email=" RH@Taller.invalid ", contact="Ing. Óscar Paz")
    (prospect,) = prospects_of(shop(1, correoelec="ventas@taller.invalid"))
    assert (prospect.email, prospect.found_email) == ("ventas@taller.invalid", "rh@taller.invalid")
    outreach.invite_many(chosen=Prospect.objects.all(), by=adriana, now=NOW)
    prospect.refresh_from_db()
    assert prospect.invited_address == "rh@taller.invalid"
    letter = Message.objects.get(to_address="rh@taller.invalid")
    letter.language = "en"
    compose(letter)
    assert "Good day, Ing. Óscar Paz:" in letter.text
    assert "DENUE" not in letter.text


def test_an_address_that_staff_found_is_left_alone_where_somebody_asked_for_it(adriana):
    silent, other = prospects_of(shop(1, correoelec=""), shop(2, correoelec=""))
    for prospect in (silent, other):
        outreach.note_contact(prospect=prospect, email="rh@taller.invalid", contact="")
    outreach.silence(prospect=silent, reason="They asked", now=NOW)
    found = outreach.addressees(Prospect.objects.filter(pk=other.pk))
    assert found.left_out == {"whoever reads this address asked us not to write": 1}


def refused(prospect, address, by):
    with pytest.raises(Refused) as refusal:
        outreach.invite(prospect=prospect, address=address, by=by, now=NOW)
    return str(refusal.value)


def test_nobody_is_invited_twice_nor_at_an_address_that_was_written_to(adriana):
    first, second = prospects_of(shop(1), shop(2))
    outreach.invite(prospect=first, address="rh@taller.invalid", by=adriana, now=NOW)
    assert "invited before" in refused(first, "otra@taller.invalid", adriana)
    assert "written to already" in refused(second, "RH@taller.invalid", adriana)
    assert Message.objects.count() == 1


def test_database_holds_that_an_address_is_invited_once(adriana):
    prospects_of(shop(1), shop(2))
    invited = {"invited_at": NOW, "invited_by": adriana, "invited_address": "a@b.invalid"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Prospect.objects.update(**invited)


def test_firms_in_the_portal_and_their_people_are_not_invited(adriana):
    known, other = prospects_of(shop(1), shop(2))
    prospects.confirm(prospect=known, company=CompanyFactory(), now=NOW)
    UserFactory(email="taller2@ejemplo.invalid")
    assert "in the portal already" in refused(known, "rh@taller.invalid", adriana)
    assert "uses the portal already" in refused(other, other.email, adriana)


def test_who_asked_for_silence_is_left_alone_also_as_another_firm(adriana):
    first, second = prospects_of(shop(1), shop(2, correoelec="taller1@ejemplo.invalid"))
    outreach.invite(prospect=first, address=first.email, by=adriana, now=NOW)
    outreach.silence_by_link(prospect=first, now=NOW)
    first.refresh_from_db()
    assert first.said_so_themselves
    assert first.do_not_contact_reason
    assert "asked us not to write" in refused(second, second.email, adriana)


def test_letter_that_has_not_left_stays_here_once_silence_is_asked_for(adriana):
    (prospect,) = prospects_of(shop(1))
    outreach.invite(prospect=prospect, address=prospect.email, by=adriana, now=NOW)
    outreach.silence(prospect=prospect, reason="Closed down", now=NOW)
    assert Message.objects.get().state == Message.State.SUPERSEDED


def test_silence_needs_a_reason_and_the_first_one_counts():
    (prospect,) = prospects_of(shop(1))
    with pytest.raises(Refused):
        outreach.silence(prospect=prospect, reason=" ", now=NOW)
    outreach.silence(prospect=prospect, reason="Closed down", now=NOW)
    outreach.silence(prospect=prospect, reason="Another", now=NOW)
    prospect.refresh_from_db()
    assert (prospect.do_not_contact_reason, prospect.said_so_themselves) == ("Closed down", False)


def test_many_are_invited_at_once_and_the_others_are_counted_by_reason(
    adriana, django_assert_num_queries
):
    rows = prospects_of(
        *(shop(n) for n in range(3)),
        shop(3, correoelec=""),
        shop(4, correoelec="taller0@ejemplo.invalid"),
        shop(5),
        shop(6),
    )
    outreach.invite(prospect=rows[5], address=rows[5].email, by=adriana, now=NOW)
    outreach.silence(prospect=rows[6], reason="Closed down", now=NOW)
    with django_assert_num_queries(3):
        foreseen = outreach.addressees(Prospect.objects.all())
    found = outreach.invite_many(chosen=Prospect.objects.all(), by=adriana, now=NOW)
    assert found.ready == foreseen.ready == rows[:3]
    assert (
        found.left_out
        == foreseen.left_out
        == {
            "no e-mail is known": 1,
            "the address was written to already": 1,
            "it was invited before": 1,
            "it is not to be written to": 1,
        }
    )
    assert Message.objects.count() == 4
    assert Prospect.objects.invited().count() == 4
    with pytest.raises(Refused, match="None of these"):
        outreach.invite_many(chosen=Prospect.objects.all(), by=adriana, now=NOW)


def test_at_most_so_many_letters_leave_at_once(adriana, monkeypatch):
    monkeypatch.setattr(outreach, "MOST_AT_ONCE", 2)
    prospects_of(*(shop(n) for n in range(3)))
    found = outreach.invite_many(chosen=Prospect.objects.all(), by=adriana, now=NOW)
    assert len(found.ready) == 2
    assert list(found.left_out.values()) == [1]
