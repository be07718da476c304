"""The home page of the admin lists exactly what needs a decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import JobReport, Message, Prospect
from companies.tests.factories import CompanyFactory
from companies.tests.listed import prospects_of, shop
from courses.models import CourseRun, Venue
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import Relocation
from enrollment.services import venue_check
from enrollment.tests.factories import ask, fill, seated

HOME = reverse("admin:index")


def listed(page):
    """Titles of the rows by the name of their section."""
    return {
        section.name: [row.title for row in section.rows] for section in page.context["sections"]
    }


def meets_in(**later):
    begins = timezone.now() + timedelta(**later)
    return [(begins, begins + timedelta(hours=4))]


def a_message(state, **fields):
    now = timezone.now()
    return Message.objects.create(
        kind="confirmed",
        about="request:1",
        language="es-mx",
        template="companies/emails/access.html",
        context={"greeting": "Alicia", "company": "", "link": ""},
        state=state,
        sent_at=now if state == Message.State.SENT else None,
        created_at=now,
        due_at=now,
        **fields,
    )


def overfull(*, larger_room):
    """A group with somebody in the queue, and its proposal."""
    run = RunFactory(venue=VenueFactory(capacity=8))
    fill(run)
    seated(run)
    room = VenueFactory(capacity=30) if larger_room else None
    proposal = venue_check.check(run_id=run.pk, now=timezone.now())
    return run, room, proposal


def test_nothing_to_decide_says_so(admin_pages):
    CompanyFactory()
    fill(RunFactory(venue=VenueFactory(capacity=8)))
    a_message(Message.State.SENT, to_address="alicia@ejemplo.invalid")
    page = admin_pages.get(HOME)
    assert listed(page) == {}
    assert "Nothing waits for a decision" in page.content.decode()


def test_companies_to_approve_come_with_what_waits_for_them(admin_pages):
    CompanyFactory(legal_name="Aprobada")
    CompanyFactory(legal_name="Sin solicitudes", awaiting_approval=True)
    asking = CompanyFactory(legal_name="Con solicitud", awaiting_approval=True)
    ask(RunFactory(meetings=meets_in(days=30)), company=asking)
    page = admin_pages.get(HOME)
    assert listed(page) == {"companies": ["Con solicitud", "Sin solicitudes"]}
    facts = page.context["sections"][0].rows[0].facts
    assert facts[1:] == ["Juárez", "1 request waits"]


def test_a_larger_room_is_offered_with_gain_cost_and_one_click(admin_pages):
    run, room, _proposal = overfull(larger_room=True)
    page = admin_pages.get(HOME)
    assert listed(page) == {"moves": [str(run)]}
    row = page.context["sections"][0].rows[0]
    assert row.facts[1:] == [
        f"{run.venue} → {room}",
        "9 people for 8 seats",
        "22 more seats",
        "at no extra cost",
    ]
    accept = row.buttons[0]
    assert accept.acts
    admin_pages.post(accept.url, {"next": HOME})
    run.refresh_from_db()
    assert (run.venue, run.seats_taken) == (room, 9)
    assert listed(admin_pages.get(HOME)) == {}


def test_demand_beyond_every_room_leads_to_a_second_group(admin_pages):
    run, _room, _proposal = overfull(larger_room=False)
    page = admin_pages.get(HOME)
    assert listed(page) == {"second-groups": [str(run)]}
    form = admin_pages.get(page.context["sections"][0].rows[0].buttons[0].url)
    offered = form.context["adminform"].form.initial
    assert offered["course"] == str(run.course_id)
    assert offered["code"] != run.code


def test_what_else_could_seat_who_waits_stands_beside_the_second_group(admin_pages):
    run, _room, _proposal = overfull(larger_room=False)
    CourseRun.objects.filter(pk=run.pk).update(seat_limit=8)
    Venue.objects.filter(pk=run.venue_id).update(capacity=14)
    facts = admin_pages.get(HOME).context["sections"][0].rows[0].facts
    assert "the room seats 14, the group is limited to 8" in facts
    other = RunFactory(course=run.course)
    facts = admin_pages.get(HOME).context["sections"][0].rows[0].facts
    assert f"{other.code} of the same course has seats" in facts


def test_whoever_answers_a_question_of_home_comes_back_to_it(admin_pages):
    _run, _room, _proposal = overfull(larger_room=True)
    row = admin_pages.get(HOME).context["sections"][0].rows[0]
    question = admin_pages.get(row.buttons[-1].url)
    assert question.context["next"] == HOME
    answer = admin_pages.post(row.buttons[-1].url, {"note": "", "next": HOME})
    assert answer.url == HOME
    elsewhere = {"note": "", "next": "https://elsewhere.invalid/"}
    answer = admin_pages.post(row.buttons[-1].url.partition("?")[0], elsewhere)
    assert answer.url.startswith("/admin/enrollment/relocation/")


def test_decided_proposals_and_begun_groups_are_no_decision(admin_pages, staff):
    _run, _room, proposal = overfull(larger_room=True)
    venue_check.decline(relocation=proposal, by=staff, note="", now=timezone.now())
    begun = RunFactory(meetings=meets_in(hours=-1))
    Relocation.objects.create(
        run=begun,
        kind=Relocation.Kind.SECOND_GROUP,
        from_venue=begun.venue,
        demand=30,
        proposed_at=timezone.now(),
    )
    assert listed(admin_pages.get(HOME)) == {}


def test_few_people_are_a_question_only_shortly_before_the_start(admin_pages):
    soon = RunFactory(meetings=meets_in(days=5))
    RunFactory(meetings=meets_in(days=40))
    RunFactory(meetings=meets_in(days=5), kind=CourseRun.Kind.CLOSED)
    RunFactory(meetings=meets_in(days=5), draft=True)
    RunFactory(meetings=meets_in(days=5), cancelled=True)
    fill(RunFactory(meetings=meets_in(days=5), venue=VenueFactory(capacity=8)))
    assert listed(admin_pages.get(HOME)) == {"few-people": [str(soon)]}


def test_groups_without_dates_are_listed_until_they_are_cancelled(admin_pages):
    draft = RunFactory(draft=True, meetings=[])
    RunFactory(cancelled=True, meetings=[])
    assert listed(admin_pages.get(HOME)) == {"without-meetings": [str(draft)]}


def test_failed_messages_are_sent_again_with_one_click(admin_pages):
    a_message(Message.State.DUE, to_address="a@ejemplo.invalid")
    a_message(Message.State.SENT, to_address="b@ejemplo.invalid")
    failed = a_message(Message.State.FAILED, to_address="c@ejemplo.invalid", last_error="550")
    page = admin_pages.get(HOME)
    assert listed(page) == {"messages": ["c@ejemplo.invalid"]}
    answer = admin_pages.post(page.context["sections"][0].rows[0].buttons[0].url, {"next": HOME})
    assert answer.url == HOME
    failed.refresh_from_db()
    assert failed.state == Message.State.DUE


def test_only_recent_problems_of_jobs_are_shown(admin_pages):
    now = timezone.now()
    for line, is_problem, at in [
        ("fell over", True, now),
        ("went well", False, now),
        ("fell over long ago", True, now - timedelta(days=9)),
    ]:
        JobReport.objects.create(job=JobReport.Job.CONFIRM, line=line, is_problem=is_problem, at=at)
    assert listed(admin_pages.get(HOME)) == {"jobs": ["fell over"]}


def test_requests_that_nobody_answers_come_first(admin_pages):
    run = RunFactory(meetings=meets_in(days=30))
    forgotten = ask(run, now=timezone.now() - timedelta(minutes=10))
    ask(run)
    JobReport.objects.create(
        job=JobReport.Job.CONFIRM, line="fell over", is_problem=True, at=timezone.now()
    )
    assert list(listed(admin_pages.get(HOME)).items()) == [
        ("unanswered", [str(forgotten.company)]),
        ("jobs", ["fell over"]),
    ]


def everything_once():
    CompanyFactory(awaiting_approval=True)
    overfull(larger_room=True)
    RunFactory(meetings=meets_in(days=5))
    RunFactory(draft=True, meetings=[])
    ask(RunFactory(meetings=meets_in(days=30)), now=timezone.now() - timedelta(minutes=10))
    a_message(Message.State.FAILED, to_address=f"c{Message.objects.count()}@ejemplo.invalid")
    JobReport.objects.create(
        job=JobReport.Job.CONFIRM, line="fell over", is_problem=True, at=timezone.now()
    )


def test_firm_of_the_directory_is_recognised_or_told_apart_from_home(admin_pages):
    same, another = prospects_of(shop(1), shop(2))
    company = CompanyFactory(legal_name="Taller Inventado")
    Prospect.objects.update(maybe_company=company)
    (section,) = admin_pages.get(HOME).context["sections"]
    assert [row.title for row in section.rows] == [str(same), str(another)]
    yes, no = section.rows[0].buttons[0], section.rows[1].buttons[1]
    for button in (yes, no):
        assert button.acts
        assert admin_pages.post(button.url, {"next": HOME}).url == HOME
    assert list(company.prospects.all()) == [same]
    assert "prospects" not in listed(admin_pages.get(HOME))


def test_home_needs_the_same_statements_whatever_there_is(admin_pages, django_assert_num_queries):
    with django_assert_num_queries(14):
        admin_pages.get(HOME)
    for _ in range(8):
        everything_once()
    with django_assert_num_queries(14):
        page = admin_pages.get(HOME)
    counts = {section.name: section.count for section in page.context["sections"]}
    assert counts["companies"] == 8
    assert len(page.context["sections"][1].rows) == 6


@pytest.mark.parametrize("permission", ["companies.change_company", "courses.change_courserun"])
def test_a_section_is_only_for_those_who_may_decide_it(permission, admin_pages, staff):
    from django.contrib.auth.models import Permission

    CompanyFactory(awaiting_approval=True)
    RunFactory(draft=True, meetings=[])
    app, codename = permission.split(".")
    staff.groups.clear()
    staff.user_permissions.add(
        Permission.objects.get(content_type__app_label=app, codename=codename)
    )
    sections = listed(admin_pages.get(HOME))
    assert list(sections) == (["companies"] if app == "companies" else ["without-meetings"])


def test_tables_of_every_day_come_first_and_no_nameless_actions(admin_pages):
    page = admin_pages.get(HOME)
    assert page.context["app_list"][0]["app_label"] == "enrollment"
    assert "recent-actions-module" not in page.content.decode()
