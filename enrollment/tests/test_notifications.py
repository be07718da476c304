"""Each message about a request: to whom, with which content, under which version; no query."""

from datetime import timedelta

import pytest
from django.utils import translation

from companies.templatetags.letters import names
from companies.tests.factories import MembershipFactory, TechnicianFactory, UserFactory
from courses.models import CourseRun
from courses.rules import calendar_entries
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import notifications
from enrollment.models import Enrollment
from enrollment.tests.asked import ALICIA, NOW, TERESA, TOMAS, ask, loaded


def told(messages):
    return [(one.kind, one.to_address, one.template.rpartition("/")[2]) for one in messages]


@pytest.mark.django_db
def test_confirmed_reaches_the_firm_and_each_technician(django_assert_num_queries):
    request = ask()
    with django_assert_num_queries(0):
        messages = notifications.confirmed(
            request=request, seated=list(request.enrollments.all()), now=NOW
        )
    assert told(messages) == [
        ("confirmed", ALICIA, "confirmed_company.html"),
        ("confirmed", TERESA, "confirmed_technician.html"),
        ("confirmed", TOMAS, "confirmed_technician.html"),
    ]
    assert [len(one.context["people"]) for one in messages] == [2, 1, 1]
    assert {one.about for one in messages} == {f"request:{request.pk}"}
    assert [one.calendar["method"] for one in messages] == ["PUBLISH"] * 3


@pytest.mark.django_db
def test_a_technician_without_an_address_is_not_written_to():
    request = ask(emails=("", TERESA))
    messages = notifications.received(request=request, now=NOW)
    assert [one.to_address for one in messages] == [ALICIA, TERESA]


@pytest.mark.django_db
def test_technicians_who_share_an_address_get_one_message_that_names_both():
    request = ask(emails=(TOMAS, TOMAS))
    _company, shared = notifications.received(request=request, now=NOW)
    assert [person["name"].split()[0] for person in shared.context["people"]] == [
        "Tomás",
        "Teresa",
    ]


@pytest.mark.django_db
def test_who_enrolls_herself_is_told_once_and_also_who_holds_the_data():
    request = ask(emails=(ALICIA, TERESA))
    messages = notifications.received(request=request, now=NOW)
    assert [one.to_address for one in messages] == [ALICIA, TERESA]
    assert messages[0].context["also_for"] == [
        request.enrollments.all()[0].technician.full_name,
    ]


@pytest.mark.django_db
def test_partly_confirmed_tells_each_technician_their_own_outcome():
    request = ask(
        states=("confirmed", "waiting"), state="partial", decided_at=NOW, waiting_for="seat"
    )
    tomas, _teresa = request.enrollments.all()
    messages = notifications.partly_confirmed(request=request, seated=[tomas], position=3, now=NOW)
    assert told(messages) == [
        ("partly-confirmed", ALICIA, "partly_confirmed_company.html"),
        ("confirmed", TOMAS, "confirmed_technician.html"),
        ("waiting", TERESA, "waiting_technician.html"),
    ]
    assert [person["has_seat"] for person in messages[0].context["people"]] == [True, False]
    assert [one.calendar is not None for one in messages] == [True, True, False]
    assert messages[0].context["position"] == 3


@pytest.mark.django_db
def test_waiting_for_something_else_is_another_message():
    request = ask(states=("waiting",), state="waiting", decided_at=NOW, waiting_for="approval")
    (first, _) = notifications.waiting(request=request, position=None, now=NOW)
    request.waiting_for = "seat"
    (second, _) = notifications.waiting(request=request, position=1, now=NOW)
    assert first.version != second.version
    assert first.calendar is None


@pytest.mark.django_db
def test_one_of_two_cancelled_keeps_the_entry_in_the_calendar_of_the_firm():
    request = ask()
    tomas, _teresa = request.enrollments.all()
    tomas.state, tomas.ended_at = "cancelled", NOW
    company, technician = notifications.cancelled(request=request, enrollments=[tomas], now=NOW)
    assert company.calendar is None
    assert company.context["remaining"] == [request.enrollments.all()[1].technician.full_name]
    assert (technician.to_address, technician.calendar["method"]) == (TOMAS, "CANCEL")


@pytest.mark.django_db
def test_cancelling_what_only_waited_withdraws_nothing_from_a_calendar():
    request = ask(states=("waiting", "waiting"))
    people = list(request.enrollments.all())
    messages = notifications.cancelled(request=request, enrollments=people, now=NOW)
    assert [one.calendar for one in messages] == [None] * 3


@pytest.mark.django_db
def test_a_colleague_who_acts_hears_it_too_and_staff_does_not():
    request = ask()
    people = list(request.enrollments.all())
    bruno = MembershipFactory(
        company=request.company, colleague=True, user__email="bruno@ejemplo.invalid"
    ).user
    request = loaded(request)

    def addresses(by):
        messages = notifications.cancelled(request=request, enrollments=people, now=NOW, by=by)
        return [one.to_address for one in messages if one.recipient]

    assert addresses(bruno) == [ALICIA, "bruno@ejemplo.invalid"]
    assert addresses(request.requested_by) == [ALICIA]
    assert addresses(UserFactory(admin=True)) == [ALICIA]
    assert addresses(UserFactory(cast=True)) == [ALICIA]


@pytest.mark.django_db
def test_who_no_longer_acts_for_the_firm_reads_nothing_more_and_its_owners_do():
    request = ask()
    people = list(request.enrollments.all())
    gone = request.requested_by
    owners = [
        MembershipFactory(company=request.company, user__email=f"{name}@ejemplo.invalid").user
        for name in ("dora", "elena", "teresa")
    ]
    MembershipFactory(company=request.company, colleague=True)
    MembershipFactory(company=request.company, user__is_active=False)
    gone.memberships.all().delete()
    messages = notifications.reminder(request=loaded(request), days=3, now=NOW)
    written_to = [one.to_address for one in messages]
    assert written_to == [*(owner.email for owner in owners), TOMAS]
    assert gone.email not in written_to
    assert people[1].technician.email == TERESA == owners[2].email  # she reads as an owner
    gone.is_active = False
    gone.save()
    assert ALICIA not in {
        one.to_address for one in notifications.received(request=loaded(request), now=NOW)
    }


@pytest.mark.django_db
def test_substitution_tells_the_new_and_the_former_technician():
    request = ask(states=("confirmed",))
    (former,) = request.enrollments.all()
    new = Enrollment(
        pk=former.pk + 1,
        request=request,
        technician=TechnicianFactory(
            company=request.company, given_names="Nora", email="nora@ejemplo.invalid"
        ),
        state="confirmed",
        replaces=former,
    )
    messages = notifications.substituted(enrollment=new, now=NOW)
    methods = [one.calendar["method"] for one in messages]
    assert [(*one, method) for one, method in zip(told(messages), methods, strict=True)] == [
        ("substituted", ALICIA, "substituted_company.html", "PUBLISH"),
        ("substituted", "nora@ejemplo.invalid", "substituted_technician.html", "PUBLISH"),
        ("replaced", TOMAS, "replaced_technician.html", "CANCEL"),
    ]


@pytest.mark.django_db
def test_a_moved_venue_raises_the_sequence_of_the_same_entry():
    request = ask()
    (before, *_) = notifications.confirmed(
        request=request, seated=list(request.enrollments.all()), now=NOW
    )
    request.run.calendar_sequence = 1
    request.run.venue = VenueFactory(name="Auditorio")
    (after, *_) = notifications.venue_moved(
        request=request, from_venue=VenueFactory(name="Sala 1"), now=NOW
    )
    first, second = before.calendar["entries"][0], after.calendar["entries"][0]
    assert (first["uid"], first["sequence"]) == (second["uid"], 0)
    assert second["sequence"] == 1
    assert "Auditorio" in second["location"]
    assert after.context["from_venue"]["name"] == "Sala 1"


@pytest.mark.django_db
def test_fewer_meetings_than_before_cancel_the_entries_that_are_too_many():
    request = ask()
    (meeting,) = request.run.meetings.all()
    day = timedelta(days=1)
    former = [
        (meeting.starts_at, meeting.ends_at),
        (meeting.starts_at + day, meeting.ends_at + day),
    ]
    (company, *_) = notifications.dates_moved(request=request, former=former, now=NOW)
    assert [(entry["uid"], entry["status"]) for entry in company.calendar["entries"]] == [
        (calendar_entries.uid(request.run, 1), "CONFIRMED"),
        (calendar_entries.uid(request.run, 2), "CANCELLED"),
    ]


@pytest.mark.django_db
def test_a_cancelled_run_tells_those_who_were_in_and_offers_others():
    request = ask()
    people = list(request.enrollments.all())
    people[0].state, people[0].ended_at = "cancelled", NOW - timedelta(days=2)
    people[1].state, people[1].ended_at = "cancelled", NOW
    other = RunFactory(code="SOL-2")
    other = CourseRun.objects.select_related("course", "venue").get(pk=other.pk)
    messages = notifications.run_cancelled(request=request, alternatives=[other], now=NOW)
    assert [one.to_address for one in messages] == [ALICIA, TERESA]
    assert messages[0].context["alternatives"][0]["code"] == "SOL-2"
    assert {one.calendar["method"] for one in messages} == {"CANCEL"}


@pytest.mark.django_db
def test_reminders_go_to_those_with_a_seat_and_differ_by_days():
    request = ask(states=("confirmed", "waiting"))
    three = notifications.reminder(request=request, days=3, now=NOW)
    one = notifications.reminder(request=request, days=1, now=NOW)
    assert [message.to_address for message in three] == [ALICIA, TOMAS]
    assert three[0].version != one[0].version


@pytest.mark.django_db
def test_a_reminder_tells_the_firm_alone_what_constancias_lack():
    request = ask()
    tomas, teresa = (enrollment.technician for enrollment in request.enrollments.all())
    teresa.occupation = "04.1"

    firm, *technicians = notifications.reminder(request=request, days=3, now=NOW)

    assert firm.context["incomplete"] == [tomas.full_name]
    assert firm.context["lacks_signer"] is True
    assert not any("incomplete" in letter.context for letter in technicians)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (["Ana Ruiz", "Iván Paz"], "Ana Ruiz e Iván Paz"),
        (["Ana Ruiz", "Hilda Sol"], "Ana Ruiz e Hilda Sol"),
        (["Ana Ruiz", "Luis Paz"], "Ana Ruiz y Luis Paz"),
        (["Iván Paz"], "Iván Paz"),
        ([], ""),
    ],
)
def test_names_are_joined_as_spanish_does(people, said):
    with translation.override("es-mx"):
        assert names(people) == said
