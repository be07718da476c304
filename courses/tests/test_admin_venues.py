"""Venues, instructors and the catalogue in the admin."""

import pytest
from django.urls import reverse

from companies import jobs
from courses.admin.venue import say_who_stays
from courses.models import Course, Instructor, Venue
from courses.tests.factories import CourseFactory, InstructorFactory, RunFactory, VenueFactory
from enrollment.tests.factories import fill, seated, serve


def place(obj, name="change"):
    return reverse(f"admin:courses_{obj._meta.model_name}_{name}", args=[obj.pk])


def typed(venue, **fields):
    return {
        "site": venue.site,
        "name": venue.name,
        "capacity": venue.capacity,
        "is_active": "on",
        "is_own": "on",
        "cost_per_hour": "0",
        "address": venue.address,
        "directions": "",
        "latitude": "",
        "longitude": "",
        **fields,
    }


def errors(page):
    form = page.context["adminform"].form
    return [str(error) for errors in form.errors.values() for error in errors]


def test_larger_room_gives_the_new_seats_to_who_waits(admin_pages):
    run = RunFactory(venue=VenueFactory(capacity=1))
    fill(run)
    waiting = seated(run)
    assert admin_pages.post(place(run.venue), typed(run.venue, capacity=2)).status_code == 302
    serve(run)
    waiting.refresh_from_db()
    assert (waiting.state, run.capacity) == ("confirmed", 2)


def test_room_cannot_shrink_below_the_seats_taken(admin_pages):
    run = RunFactory(venue=VenueFactory(capacity=3))
    fill(run)
    (said,) = errors(admin_pages.post(place(run.venue), typed(run.venue, capacity=2)))
    assert said.startswith(f"{run} has 3 confirmed people in this room.")


def test_room_with_coming_groups_goes_out_of_use_once_staff_saw_which(admin_pages):
    run = RunFactory()
    RunFactory(venue=run.venue, cancelled=True)
    out_of_use = typed(run.venue)
    del out_of_use["is_active"]
    page = admin_pages.post(place(run.venue), out_of_use)
    (sentence,) = errors(page)
    assert sentence.startswith(f"1 group is still going to meet in this room: {run} (")
    assert "keeps_groups" in page.context["adminform"].form.errors
    run.venue.refresh_from_db()
    assert run.venue.is_active
    admin_pages.post(place(run.venue), {**out_of_use, "keeps_groups": "on"})
    run.venue.refresh_from_db()
    assert not run.venue.is_active


def test_empty_room_goes_out_of_use_at_once(admin_pages):
    venue = RunFactory(cancelled=True).venue
    data = typed(venue)
    del data["is_active"]
    assert admin_pages.post(place(venue), data).status_code == 302


def test_many_groups_of_a_room_are_named_and_counted(db, in_english):
    runs = RunFactory.create_batch(7)
    assert say_who_stays(runs).split(": ")[0] == "7 groups are still going to meet in this room"
    assert "; 2 more. They stay" in say_who_stays(runs)


def test_seat_taken_in_the_last_moment_is_a_sentence_too(admin_pages, monkeypatch):
    run = RunFactory(venue=VenueFactory(capacity=3))
    fill(run)
    monkeypatch.setattr(
        "courses.admin.venue.VenueForm.clean_capacity", lambda form: form.cleaned_data["capacity"]
    )
    page = admin_pages.post(place(run.venue), typed(run.venue, capacity=2))
    assert errors(page) == ["More seats are taken than this would leave."]
    assert page.context["adminform"].form["capacity"].value() == "2"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"latitude": "31.7"}, "Give both latitude and longitude, or neither."),
        ({"cost_per_hour": "-5"}, "Ensure this value is greater than or equal to 0."),
        ({"capacity": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"name": "Sala tomada"}, "This site already has a room with this name."),
    ],
)
def test_bad_facts_of_a_room_are_refused_with_a_sentence(fields, sentence, admin_pages):
    VenueFactory(name="Sala tomada")
    venue = VenueFactory()
    assert errors(admin_pages.post(place(venue), typed(venue, **fields))) == [sentence]


def test_new_room_may_be_what_a_crowded_group_waits_for(admin_pages, monkeypatch):
    rung = []
    monkeypatch.setattr(jobs, "ring", lambda task, *ids: rung.append(task))
    admin_pages.post(
        reverse("admin:courses_venue_add"), typed(VenueFactory.build(name="Nueva", capacity=90))
    )
    assert Venue.objects.get(name="Nueva").capacity == 90
    assert rung == ["enrollment.check_all_venues"]


@pytest.mark.parametrize("relation", ["venue", "instructor", "course", "area"])
def test_what_groups_point_to_is_never_deleted(relation, admin_pages):
    run = RunFactory()
    kept = run.course.area if relation == "area" else getattr(run, relation)
    assert admin_pages.post(place(kept, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("make", [VenueFactory, InstructorFactory, CourseFactory])
def test_what_nothing_points_to_may_go(make, admin_pages):
    unused = make()
    assert admin_pages.post(place(unused, "delete"), {"post": "yes"}).status_code == 302
    assert not type(unused).objects.filter(pk=unused.pk).exists()


def test_courses_are_searched_without_accents_and_filtered_by_missing_hours(admin_pages):
    CourseFactory(name="Programación de PLC", hours=None)
    CourseFactory(name="Metrología")
    address = reverse("admin:courses_course_changelist")

    def shown(**filters):
        return [course.name for course in admin_pages.get(address, filters).context["cl"].queryset]

    assert shown(q="PROGRAMACION") == ["Programación de PLC"]
    assert shown(hours="missing") == ["Programación de PLC"]
    assert shown(hours="set") == ["Metrología"]


def test_address_of_a_course_is_suggested_and_then_stays(admin_pages):
    add = admin_pages.get(reverse("admin:courses_course_add"))
    assert [field["field"].name for field in add.context["adminform"].prepopulated_fields] == [
        "slug"
    ]
    course = CourseFactory()
    facts = {"name": "Otro", "slug": "otro", "area": course.area_id, "thematic_area": "1000"}
    admin_pages.post(place(course), facts)
    before = course.slug
    course.refresh_from_db()
    assert (course.name, course.slug) == ("Otro", before)


def test_instructor_who_left_is_not_offered_for_new_groups(admin_pages):
    InstructorFactory(name="Presente")
    InstructorFactory(name="Ausente", is_active=False)
    form = admin_pages.get(reverse("admin:courses_courserun_add")).context["adminform"].form
    offered = form.fields["instructor"].queryset
    assert [instructor.name for instructor in offered] == ["Presente"]
    assert Instructor.objects.count() == 2
    assert Course.objects.count() == 0
