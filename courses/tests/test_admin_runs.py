"""Groups in the admin: what staff type, what they are told, what they cannot break."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from companies.models import Message
from companies.tests.factories import UserFactory
from courses.admin.run_steps import another_group, second_group
from courses.models import CourseRun, Meeting
from courses.tests.factories import CourseFactory, InstructorFactory, RunFactory, VenueFactory
from enrollment.services import venue_check
from enrollment.tests.factories import ask, fill, seated

LIST = reverse("admin:courses_courserun_changelist")
ADD = reverse("admin:courses_courserun_add")
DAY = timezone.localdate() + timedelta(days=40)
PREFIX = "meetings"


def change(run):
    return reverse("admin:courses_courserun_change", args=[run.pk])


def step(run, name):
    return reverse(f"admin:courses_courserun_{name}", args=[run.pk])


def typed(run, *rows, **fields):
    """What the form of `run` sends: its own facts, with `fields` and meeting `rows` on top."""
    meetings = list(run.meetings.all()) if run.pk else []
    rows = rows or [_row(meeting) for meeting in meetings]
    data = {
        "code": run.code,
        "course": run.course_id,
        "kind": run.kind,
        "venue": run.venue_id,
        "instructor": run.instructor_id,
        "seat_limit": run.seat_limit or "",
        "company_seat_limit": run.company_seat_limit,
        "company_limit_reason": run.company_limit_reason,
        "price": run.price,
        "local_priority_until": "",
        "enrollment_closes_at": "",
        "free_cancellation_until": "",
        f"{PREFIX}-TOTAL_FORMS": len(rows),
        f"{PREFIX}-INITIAL_FORMS": len(meetings),
    }
    for number, (day, begins, ends) in enumerate(rows):
        data |= {
            f"{PREFIX}-{number}-day": day,
            f"{PREFIX}-{number}-begins": begins,
            f"{PREFIX}-{number}-ends": ends,
            f"{PREFIX}-{number}-run": run.pk or "",
            f"{PREFIX}-{number}-id": meetings[number].pk if number < len(meetings) else "",
        }
    return data | fields


def _row(meeting):
    starts_at, ends_at = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return starts_at.date(), f"{starts_at:%H:%M}", f"{ends_at:%H:%M}"


def errors(page):
    """Every sentence that the page says against what was typed."""
    form, formsets = page.context["adminform"].form, page.context["inline_admin_formsets"]
    said = [str(error) for errors in form.errors.values() for error in errors]
    for inline in formsets:
        said += [str(error) for error in inline.formset.non_form_errors()]
        for one in inline.formset.forms:
            said += [str(error) for errors in one.errors.values() for error in errors]
    return said


def a_new_run():
    return CourseRun(
        code="2612-01",
        course=CourseFactory(),
        venue=VenueFactory(),
        instructor=InstructorFactory(),
        price=1500,
    )


def test_group_is_prepared_with_its_meetings_then_published(admin_pages):
    run = a_new_run()
    rows = [(DAY, "08:00", "13:00"), (DAY + timedelta(days=7), "08:00", "13:00")]
    admin_pages.post(ADD, typed(run, *rows))
    stored = CourseRun.objects.get(code="2612-01")
    assert stored.state == CourseRun.State.DRAFT
    assert [_row(meeting) for meeting in stored.meetings.all()] == rows
    admin_pages.post(step(stored, "publish"))
    stored.refresh_from_db()
    assert (stored.state, stored.capacity) == (CourseRun.State.PUBLISHED, 20)


def test_group_may_be_prepared_before_it_has_dates(admin_pages):
    run = a_new_run()
    admin_pages.post(ADD, typed(run))
    stored = CourseRun.objects.get(code="2612-01")
    answer = admin_pages.post(step(stored, "publish"))
    assert answer.context["form"].non_field_errors() == ["Give the group at least one meeting."]


def test_meeting_that_ends_before_it_begins_ends_the_next_day(admin_pages):
    admin_pages.post(ADD, typed(a_new_run(), (DAY, "22:00", "02:00")))
    meeting = CourseRun.objects.get(code="2612-01").meetings.get()
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=4)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([(DAY, "08:00", "08:00")], "A meeting ends after it begins."),
        (
            [(DAY, "21:00", "18:00")],
            "A meeting would last longer than 12 hours: check when it begins and ends.",
        ),
        (
            [(DAY, "08:00", "12:00"), (DAY, "11:00", "13:00")],
            "Two meetings of the group are at the same time.",
        ),
        ([("9999-12-31", "22:00", "02:00")], "Choose a day between 2020 and 2099."),
        ([("9999-06-01", "08:00", "12:00")], "Choose a day between 2020 and 2099."),
        ([("2019-12-31", "08:00", "12:00")], "Choose a day between 2020 and 2099."),
        ([("2099-12-31", "14:00", "23:00")], "Choose a day between 2020 and 2099."),
        ([("0001-01-01", "08:00", "12:00")], "Choose a day between 2020 and 2099."),
    ],
)
def test_impossible_meetings_are_refused_with_a_sentence(rows, sentence, admin_pages):
    assert errors(admin_pages.post(ADD, typed(a_new_run(), *rows))) == [sentence]
    assert not CourseRun.objects.exists()


@pytest.mark.parametrize(
    "deadline", ["local_priority_until", "enrollment_closes_at", "free_cancellation_until"]
)
@pytest.mark.parametrize("moment", ["9999-12-31T23:59", "9999-06-01T08:00", "0001-01-01T00:00"])
def test_impossible_deadlines_are_refused_with_a_sentence(deadline, moment, admin_pages):
    run = RunFactory()
    page = admin_pages.post(change(run), typed(run, **{deadline: moment}))
    assert errors(page) == ["Choose a day between 2020 and 2099."]


def test_draft_takes_no_meeting_in_the_past(admin_pages):
    yesterday = (timezone.localdate() - timedelta(days=1), "08:00", "12:00")
    sentence = "This meeting would be in the past."
    assert errors(admin_pages.post(ADD, typed(a_new_run(), yesterday))) == [sentence]
    draft = RunFactory(draft=True)
    planned = _row(draft.meetings.get())
    assert errors(admin_pages.post(change(draft), typed(draft, planned, yesterday))) == [sentence]


def test_draft_whose_day_went_by_is_mended(admin_pages):
    begins = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    begins -= timedelta(days=2)
    draft = RunFactory(draft=True, meetings=[(begins, begins + timedelta(hours=4))])
    assert admin_pages.post(change(draft), typed(draft, price="1999.00")).status_code == 302
    draft.refresh_from_db()
    assert draft.price == 1999
    moved = typed(draft, (DAY, "08:00", "12:00"))
    assert admin_pages.post(change(draft), moved).status_code == 302
    assert _row(draft.meetings.get()) == (DAY, "08:00", "12:00")


def test_deadlines_are_judged_by_the_meetings_typed_below(admin_pages):
    day_after = DAY + timedelta(days=1)
    deadline = {"enrollment_closes_at": f"{DAY}T18:00"}
    page = admin_pages.post(ADD, typed(a_new_run(), (DAY, "08:00", "12:00"), **deadline))
    assert page.context["adminform"].form.errors == {
        "enrollment_closes_at": ["Enrollment closes when the group begins, or earlier."]
    }
    later = typed(a_new_run(), (day_after, "08:00", "12:00"), **deadline)
    assert admin_pages.post(ADD, later).status_code == 302


def test_free_cancellation_that_went_by_stays_when_the_price_changes(admin_pages):
    went_by = timezone.now() - timedelta(days=1)
    run = RunFactory(free_cancellation_until=went_by)
    local = timezone.localtime(went_by)
    sent = typed(run, price="1999.00", free_cancellation_until=f"{local:%Y-%m-%dT%H:%M}")
    assert admin_pages.post(change(run), sent).status_code == 302
    sent["free_cancellation_until"] = f"{local - timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert errors(admin_pages.post(change(run), sent)) == [
        "This is in the past: firms could never cancel without cost."
    ]


def test_publishing_says_what_is_doubtful(admin_pages):
    run = RunFactory(draft=True, seat_limit=30, course=CourseFactory(hours=16))
    assert admin_pages.get(step(run, "publish")).context["doubts"] == [
        "The meetings add up to 4 h, and the course has 16 h.",
        "The limit of the group is 30, and the venue seats only 20.",
    ]


def test_meeting_is_called_by_its_local_day_and_hour():
    meeting = Meeting(starts_at=datetime(2026, 12, 13, 1, 30, tzinfo=UTC))
    with override("es-mx"):
        assert str(meeting) == "12/12/2026, 18:30"
        assert Meeting._meta.get_field("ends_at").verbose_name == "hasta"


def test_group_is_finished_or_runs_by_the_clock(admin_pages):
    def state_of(**fields):
        run = RunFactory(**fields)
        page = admin_pages.get(change(run), headers={"accept-language": "en"})
        return page.context["adminform"].model_admin.shown_state(run)

    now = timezone.now()
    over = [(now - timedelta(days=2), now - timedelta(days=1))]
    running = [(now - timedelta(hours=1), now + timedelta(days=2))]
    assert "finished" in state_of(meetings=over)
    assert "under way" in state_of(meetings=running)
    assert "ends on" in state_of(meetings=running)
    assert "being prepared" in state_of(meetings=over, draft=True)
    assert "cancelled" in state_of(meetings=over, cancelled=True)
    assert "published" in state_of()


def test_mistakes_are_listed_with_links_to_their_fields(admin_pages):
    yesterday = (timezone.localdate() - timedelta(days=1), "08:00", "12:00")
    page = admin_pages.post(ADD, typed(a_new_run(), yesterday, price="-1"))
    words = page.content.decode()
    assert "data-error-summary" in words
    assert 'href="#id_price"' in words
    assert f'href="#id_{PREFIX}-0-day"' in words
    assert "errornote" not in words
    assert "data-error-summary" not in admin_pages.get(ADD).content.decode()


def test_page_before_deleting_says_what_goes_and_leads_back(admin_pages):
    draft = RunFactory(draft=True)
    page = admin_pages.get(f"{change(draft)[:-7]}delete/").content.decode()
    assert "Yes, delete it" in page
    assert str(draft.meetings.get()) in page
    assert f'class="closelink" href="{change(draft)}"' in page


def test_taken_room_and_instructor_are_named_with_the_group_that_has_them(admin_pages):
    run, other = a_new_run(), RunFactory()
    run.venue, run.instructor = other.venue, other.instructor
    meeting = _row(other.meetings.get())
    said = errors(admin_pages.post(ADD, typed(run, meeting)))
    assert [sentence.partition(":")[0] for sentence in said] == [
        f"{other.venue} is taken by {other}",
        f"{other.instructor} teaches {other}",
    ]


def test_technician_who_is_elsewhere_at_the_new_time_is_named(admin_pages):
    begins = timezone.now().replace(microsecond=0, second=0, minute=0) + timedelta(days=50)
    run, other = RunFactory(), RunFactory(meetings=[(begins, begins + timedelta(hours=4))])
    technician = seated(run).enrollments.get().technician
    elsewhere = seated(other, company=technician.company)
    elsewhere.enrollments.update(technician=technician)
    data = typed(run, _row(other.meetings.get()), tell_everybody="on")
    (sentence,) = errors(admin_pages.post(change(run), data))
    assert sentence.startswith(f"{technician} ({technician.company}) is enrolled in {other}:")


def test_new_dates_are_told_only_after_staff_saw_to_how_many(admin_pages):
    run = RunFactory()
    seated(run, technicians=2)
    moved = typed(run, (DAY, "08:00", "12:00"))
    assert errors(admin_pages.post(change(run), moved)) == [
        "This change is told by e-mail to everybody concerned. Who has a seat or waits: 2 people of"
        " 1 company. Tick “Tell everybody concerned” and save again."
    ]
    assert not Message.objects.filter(kind="dates-moved").exists()
    admin_pages.post(change(run), moved | {"tell_everybody": "on"})
    assert Message.objects.filter(kind="dates-moved").count() == 1
    assert _row(run.meetings.get()) == (DAY, "08:00", "12:00")


def test_new_venue_is_told_only_after_staff_saw_to_how_many(admin_pages):
    run, venue = RunFactory(), VenueFactory()
    seated(run)
    data = typed(run, venue=venue.pk)
    assert len(errors(admin_pages.post(change(run), data))) == 1
    admin_pages.post(change(run), data | {"tell_everybody": "on"})
    run.refresh_from_db()
    assert run.venue == venue
    assert Message.objects.filter(kind="venue-moved").count() == 1


def test_price_is_changed_without_asking(admin_pages):
    run = RunFactory()
    seated(run)
    assert admin_pages.post(change(run), typed(run, price="1999.00")).status_code == 302
    run.refresh_from_db()
    assert run.price == 1999


def test_seats_that_are_taken_stay(admin_pages):
    run, closet = RunFactory(venue=VenueFactory(capacity=3)), VenueFactory(capacity=1, name="Aula")
    fill(run)
    said = errors(
        admin_pages.post(
            change(run), typed(run, seat_limit=2, venue=closet.pk, tell_everybody="on")
        )
    )
    assert said == ["3 seats are taken.", "CANACINTRA, Aula seats 1, and 3 seats are taken."]


def test_company_that_holds_two_seats_is_named_before_the_limit_falls(admin_pages):
    run = RunFactory()
    company = seated(run, technicians=2).company
    said = errors(admin_pages.post(change(run), typed(run, company_seat_limit=1)))
    assert said == [f"{company} holds 2 seats in this group."]


def test_more_seats_per_company_need_a_reason(admin_pages):
    run = RunFactory()
    (sentence,) = errors(admin_pages.post(change(run), typed(run, company_seat_limit=3)))
    assert sentence.startswith("In an open course a company has one or two seats.")
    data = typed(run, company_seat_limit=3, company_limit_reason="Plant opens in May")
    assert admin_pages.post(change(run), data).status_code == 302


def test_what_the_database_refuses_in_the_last_moment_is_a_sentence_too(admin_pages, monkeypatch):
    other = RunFactory()
    run = a_new_run()
    run.venue = other.venue
    monkeypatch.setattr("courses.admin.clashes.sentences", lambda **facts: [])
    page = admin_pages.post(ADD, typed(run, _row(other.meetings.get())))
    assert errors(page) == ["The venue has another meeting at this time."]
    assert page.context["adminform"].form["code"].value() == "2612-01"
    assert not CourseRun.objects.filter(code="2612-01").exists()


def test_jobs_that_write_meanwhile_are_not_overwritten(admin_pages, monkeypatch):
    run = RunFactory()
    data = typed(run, price="1999.00")

    def cancelled_meanwhile(**facts):
        CourseRun.objects.filter(pk=run.pk).update(
            state="cancelled", cancelled_at=timezone.now(), cancel_reason="Lluvia"
        )
        return []

    monkeypatch.setattr("courses.admin.clashes.sentences", cancelled_meanwhile)
    admin_pages.post(change(run), data)
    run.refresh_from_db()
    assert (run.state, run.cancel_reason) == ("cancelled", "Lluvia")


def test_cancelling_shows_who_is_affected_asks_why_and_tells(admin_pages, staff):
    run = RunFactory()
    company = seated(run).company
    page = admin_pages.get(step(run, "cancel"))
    assert company.legal_name in page.content.decode()
    assert admin_pages.post(step(run, "cancel"), {"reason": ""}).context["form"].errors
    admin_pages.post(step(run, "cancel"), {"reason": "Falta el instructor"})
    run.refresh_from_db()
    assert (run.state, run.cancel_reason, run.cancelled_by) == (
        "cancelled",
        "Falta el instructor",
        staff,
    )
    assert Message.objects.filter(kind="run-cancelled").count() == 1


def test_what_calendars_know_a_published_group_by_stays(admin_pages):
    run = RunFactory()
    admin_pages.post(change(run), typed(run, code="OTRA", kind="closed", price="1999.00"))
    before = run.code
    run.refresh_from_db()
    assert (run.code, run.kind, run.price) == (before, "open", 1999)


def test_group_that_is_over_is_only_read(admin_pages):
    begins = timezone.now() - timedelta(days=2)
    run = RunFactory(meetings=[(begins, begins + timedelta(hours=4))])
    assert admin_pages.post(change(run), typed(run)).status_code == 403


def test_cancelled_group_is_only_read(admin_pages):
    run = RunFactory(cancelled=True)
    page = admin_pages.get(change(run))
    assert not page.context["has_change_permission"]
    assert admin_pages.post(change(run), typed(run)).status_code == 403
    assert [one.name for one, _url in page.context["steps"]] == ["another"]


def test_group_with_a_history_is_never_deleted(admin_pages):
    run, empty = RunFactory(), RunFactory(draft=True)
    seated(run)
    assert admin_pages.post(f"{change(run)[:-7]}delete/", {"post": "yes"}).status_code == 403
    assert admin_pages.post(f"{change(empty)[:-7]}delete/", {"post": "yes"}).status_code == 302
    assert list(CourseRun.objects.all()) == [run]
    actions = dict(admin_pages.get(LIST).context["action_form"].fields["action"].choices)
    assert sorted(actions) == ["", "check-venue", "publish", "take-away"]


def test_venues_are_checked_from_the_list_and_the_answer_is_said(admin_pages):
    roomy, crowded = RunFactory(), RunFactory(venue=VenueFactory(capacity=1))
    fill(crowded)
    ask(crowded)
    page = admin_pages.post(
        LIST, {"action": "check-venue", "_selected_action": [roomy.pk, crowded.pk]}, follow=True
    )
    assert [str(message) for message in page.context["messages"]] == [
        "Check the venue now: done 2 times."
    ]
    assert crowded.relocations.get().demand == 2


@pytest.mark.parametrize(
    ("capacity", "said"),
    [
        (9, "the move to {venue} was declined before. It is proposed"),
        (1, "a second group was declined before. It is proposed"),
    ],
)
def test_a_proposal_that_was_declined_is_not_taken_for_a_room_for_everybody(
    capacity, said, admin_pages
):
    crowded = RunFactory(venue=VenueFactory(capacity=1))
    other = VenueFactory(capacity=capacity)
    seated(crowded, technicians=2)
    adriana, now = UserFactory(admin=True), timezone.now()
    proposal = venue_check.check(run_id=crowded.pk, now=now)
    venue_check.decline(relocation=proposal, by=adriana, note="", now=now)

    page = admin_pages.post(step(crowded, "check-venue"), follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        f"{crowded}: {said.format(venue=other)} again when more people want to come."
    ]


def test_publishing_many_says_beforehand_what_is_left_as_it_is(admin_pages):
    ready, undated, published = RunFactory(draft=True), RunFactory(draft=True), RunFactory()
    undated.meetings.all().delete()
    chosen = {
        "action": "publish",
        "_selected_action": [run.pk for run in (ready, undated, published)],
    }
    page = admin_pages.post(LIST, chosen)
    assert (page.context["named"], page.context["count"]) == ([ready], 1)
    reasons = {
        undated: "Give the group at least one meeting.",
        published: "This group is already published.",
    }
    assert dict(page.context["left_out"]) == reasons
    page = admin_pages.post(LIST, {**chosen, "sent": "1"}, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert sorted(said) == sorted(
        [*(f"{run}: {reason}" for run, reason in reasons.items()), "Publish: done once."]
    )


def shown(pages, **filters):
    return {run.code for run in pages.get(LIST, filters).context["cl"].result_list}


def test_filters_answer_the_questions_of_staff(admin_pages):
    def in_days(days):
        begins = timezone.now() + timedelta(days=days)
        return [(begins, begins + timedelta(hours=4))]

    RunFactory(code="full", meetings=in_days(20), venue=VenueFactory(capacity=1))
    fill(CourseRun.objects.get(code="full"))
    queue = RunFactory(code="queue", meetings=in_days(60), venue=VenueFactory(capacity=1))
    fill(queue)
    seated(queue)
    RunFactory(
        code="local",
        meetings=in_days(61),
        local_priority_until=timezone.now() + timedelta(days=9),
    )
    RunFactory(code="soon", meetings=in_days(9))
    RunFactory(code="over", meetings=in_days(-9))
    RunFactory(code="undated", draft=True, meetings=[])
    assert shown(admin_pages) == {"full", "queue", "local", "soon", "undated"}
    assert shown(admin_pages, when="all") == shown(admin_pages) | {"over"}
    assert shown(admin_pages, when="over") == {"over"}
    assert shown(admin_pages, when="month") == {"full", "soon"}
    assert shown(admin_pages, seats="full") == {"full", "queue"}
    assert shown(admin_pages, seats="waiting") == {"queue"}
    assert shown(admin_pages, seats="nobody") == {"local", "soon", "undated"}
    assert shown(admin_pages, local="now") == {"local"}
    assert shown(admin_pages, decision="few") == {"soon"}
    assert shown(admin_pages, decision="dates") == {"undated"}
    assert shown(admin_pages, q="over") == {"over"}


def test_courses_are_found_without_accents(admin_pages):
    RunFactory(code="a", course=CourseFactory(name="Programación de PLC"))
    RunFactory(code="b", course=CourseFactory(name="Metrología"))
    assert shown(admin_pages, q="PROGRAMACION plc") == {"a"}


def test_second_group_is_prepared_in_a_room_that_seats_who_waits(admin_pages):
    run = RunFactory(code="PLC-2648", venue=VenueFactory(capacity=1))
    fill(run)
    seated(run, technicians=2)
    VenueFactory(capacity=1)
    room, _larger = VenueFactory(capacity=3), VenueFactory(capacity=30)
    initial = admin_pages.get(second_group(run)).context["adminform"].form.initial
    assert (initial["venue"], initial["code"]) == (room.pk, "PLC-2648-2")
    assert initial["course"] == str(run.course_id)
    alike = admin_pages.get(another_group(run)).context["adminform"].form.initial
    assert (alike["venue"], alike["code"]) == (str(run.venue_id), "PLC-2648-2")


@pytest.mark.parametrize("like", ["", "x", "0", "9" * 30])
def test_new_group_like_no_other_gets_the_next_code_of_its_month(like, admin_pages):
    page = admin_pages.get(ADD, {"like": like})
    month = f"{timezone.localdate():%y%m}"
    assert page.context["adminform"].form.initial["code"] == f"{month}-01"


@pytest.mark.parametrize("name", ["publish", "check-venue", "cancel"])
def test_outsiders_take_no_step(name, outsider_pages):
    run = RunFactory(draft=name == "publish")
    answer = outsider_pages.post(step(run, name), {"reason": "x"})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))
    state = run.state
    run.refresh_from_db()
    assert run.state == state


def test_the_page_counts_for_whom_a_constancia_could_be_made(admin_pages):
    run = RunFactory()
    ready, _lacking = (
        enrollment.technician
        for enrollment in seated(run, technicians=2, legal_representative="Rosa").enrollments.all()
    )
    ready.occupation = "04.1"
    ready.save()

    page = admin_pages.get(change(run), headers={"accept-language": "en"}).content.decode()

    assert "complete for 1 of 2" in page
