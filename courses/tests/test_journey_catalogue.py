"""Somebody of HR looks for a course, on a phone and at a desk, with and without JavaScript."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from canacintra_portal.testing.browser import fits
from courses.models import Course, CourseRun
from courses.services import catalogue
from courses.tests.factories import CourseFactory, RunFactory, VenueFactory
from enrollment.tests.factories import fill, seated

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def groups():
    """A TIG group with room on a Saturday, a full one of the same course, and a PLC group."""
    catalogue.load()
    tig = Course.objects.get(slug="soldadura-gtaw-tig")
    day = (timezone.localtime() + timedelta(days=14)).replace(hour=8, minute=0, second=0)
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    monday = saturday + timedelta(days=2)
    hours = timedelta(hours=5)
    full = RunFactory(
        code="TIG-LLENO", course=tig, seat_limit=2, meetings=[(monday, monday + hours)]
    )
    fill(full)
    seated(full)
    free = RunFactory(
        code="TIG-SAB",
        course=tig,
        venue=VenueFactory(name="Taller 1", latitude="31.70000", longitude="-106.42000"),
        meetings=[
            (saturday, saturday + hours),
            (saturday + timedelta(days=7), saturday + timedelta(days=7) + hours),
        ],
        local_priority_until=timezone.now() + timedelta(days=2),
    )
    plc = RunFactory(
        code="PLC-LUN",
        course=Course.objects.get(slug="plc-basico-logica-de-escalera-y-cableado"),
        meetings=[(monday, monday + hours)],
    )
    return {"full": full, "free": free, "plc": plc, "month": saturday.strftime("%Y-%m")}


def addresses(groups):
    return [
        "/cursos/",
        "/cursos/?q=soldadua&turno=sabado&precio=9000",
        "/cursos/?q=xyzzy",
        f"/cursos/calendario/?mes={groups['month']}",
        groups["free"].course.get_absolute_url(),
        "/cursos/excel-intermedio-para-planta/",
        groups["free"].get_absolute_url(),
        groups["full"].get_absolute_url(),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_catalogue_is_accessible_and_fits_every_screen(
    open_browser, assert_accessible, groups, width, scheme
):
    page = open_browser(width=width, color_scheme=scheme)
    for address in addresses(groups):
        page.goto(address)
        assert fits(page), address
        assert_accessible(page)


def test_search_and_filters_answer_while_they_are_changed(open_browser, groups):
    # Given the catalogue at a desk
    page = open_browser(width=1280, locale="en-US")
    page.goto("/cursos/")
    expect(page.get_by_role("status")).to_have_text("125 courses")
    # When a misspelt word is typed
    page.get_by_role("searchbox").press_sequentially("soldadua")
    # Then the courses that are meant are there, and the address says what was asked
    page.get_by_text("showing what fits “soldadura”").wait_for()
    page.wait_for_url("**/cursos/?q=soldadua")
    # When only Saturdays are wanted
    page.get_by_label("Saturday").check()
    # Then the group on Saturday remains, and the calendar would show the same
    page.wait_for_url("**/cursos/?q=soldadua&turno=sabado")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Soldadura GTAW (TIG)"])
    expect(page.get_by_role("link", name="Calendar", exact=True)).to_have_attribute(
        "href", "/cursos/calendario/?q=soldadua&turno=sabado"
    )
    # When the filter is taken back
    page.get_by_role("link", name="Saturday").click()
    # Then it is off in the form too
    page.wait_for_url("**/cursos/?q=soldadua")
    expect(page.get_by_label("Saturday")).not_to_be_checked()
    # When the browser goes back
    page.go_back()
    # Then the page is what it was
    page.wait_for_url("**/cursos/?q=soldadua&turno=sabado")
    expect(page.get_by_label("Saturday")).to_be_checked()


def test_filters_fold_on_a_phone_and_show_what_they_found(open_browser, groups):
    # Given the catalogue on a phone
    page = open_browser(locale="en-US")
    page.goto("/cursos/")
    expect(page.get_by_label("Saturday")).to_be_hidden()
    # When the filters are opened, one is chosen, and they are sent
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Saturday").check()
    page.get_by_role("button", name="Show the courses").click()
    # Then they are folded again and the results are in sight
    page.get_by_label("Saturday").wait_for(state="hidden")
    page.get_by_text("1 course", exact=True).wait_for()


def test_search_filters_and_calendar_work_without_javascript(open_browser, groups):
    # Given a browser without JavaScript
    page = open_browser(java_script_enabled=False, locale="en-US")
    page.goto("/cursos/")
    # When a word is searched and a filter chosen
    page.get_by_role("searchbox").fill("soldaduras")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("Saturday").check()
    page.get_by_role("button", name="Show the courses").click()
    # Then the course is found
    page.get_by_role("link", name="Soldadura GTAW (TIG)").wait_for()
    # When the calendar is opened
    page.get_by_role("link", name="Calendar", exact=True).click()
    page.wait_for_url("**/calendario/**")
    page.goto(f"{page.url}&mes={groups['month']}")
    # Then its Saturdays are there, and lead to the group
    page.get_by_role("link", name="Soldadura GTAW (TIG)").first.click()
    expect(page).to_have_url("/grupos/TIG-SAB/")


def test_seats_of_a_group_turn_by_themselves(open_browser, groups):
    # Given the page of a group with two seats left
    run = groups["free"]
    CourseRun.objects.filter(pk=run.pk).update(seat_limit=2)
    page = open_browser(locale="en-US")
    page.goto(run.get_absolute_url())
    page.get_by_role("link", name="Enroll my technicians").wait_for()
    # When others take them
    run.refresh_from_db()
    fill(run)
    # Then the page says so without being asked, and offers the waiting list
    page.get_by_role("link", name="Join the waiting list").wait_for()


def test_full_group_leads_to_another_one(open_browser, groups):
    # Given the page of a full group
    page = open_browser(locale="en-US")
    page.goto(groups["full"].get_absolute_url())
    page.get_by_text("· 1 waiting").wait_for()
    # When the other group of the course is chosen
    page.get_by_role("link", name="Soldadura GTAW (TIG)").last.click()
    # Then there are seats, and the rule of the local firms is told
    page.get_by_text("Firms of Juárez first").wait_for()
    expect(page.get_by_role("link", name="Enroll my technicians")).to_be_visible()


def test_name_of_a_course_cannot_become_a_script(open_browser):
    # Given a course with a hostile name
    course = CourseFactory(name="</script><script>document.title='taken'</script>")
    page = open_browser(locale="en-US")
    # When its page and the list are read
    for address in ("/cursos/", course.get_absolute_url()):
        page.goto(address)
        # Then it is only text, in the page and in what search engines read
        assert page.title() != "taken"
        data = page.locator('script[type="application/ld+json"]').evaluate(
            "element => JSON.parse(element.textContent)"
        )
        assert course.name in str(data)
