"""Requests and changes of venue in the admin."""

import pytest
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.wording import say_moment
from companies.models import Message, Technician
from companies.tests.factories import CompanyFactory
from courses.tests.factories import RunFactory, VenueFactory
from enrollment.models import Enrollment, EnrollmentRequest, Relocation
from enrollment.services import venue_check
from enrollment.tests.factories import ask, fill, seated, serve

pytestmark = pytest.mark.django_db


def place(obj, name="change"):
    return reverse(f"admin:enrollment_{obj._meta.model_name}_{name}", args=[obj.pk])


@pytest.fixture
def crowded():
    """A group of two seats that two wait for, and a larger room that is free."""
    run = RunFactory(venue=VenueFactory(capacity=2))
    fill(run)
    run.first, run.second = seated(run), seated(run)
    run.room = VenueFactory(capacity=30)
    return run


@pytest.fixture
def proposal(crowded):
    return venue_check.check(run_id=crowded.pk, now=timezone.now())


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_request_says_its_answer_and_its_place_in_the_queue(admin_pages, crowded):
    page = admin_pages.get(place(crowded.second))
    words = page.content.decode()
    assert "waits for a free seat" in words
    assert page.context["adminform"].model_admin.position(crowded.second) == 2


def test_moving_up_asks_why_and_keeps_it(admin_pages, staff, crowded):
    address = place(crowded.second, "move-up")
    refused = admin_pages.post(address, {"reason": "  "})
    assert refused.context["form"].errors["reason"] == ["This field is required."]
    page = admin_pages.post(address, {"reason": "Viene de un grupo cancelado"}, follow=True)
    assert said(page) == [f"{crowded.second.company} is next in the queue."]
    crowded.second.refresh_from_db()
    assert crowded.second.priority_class == EnrollmentRequest.PriorityClass.BY_HAND
    assert crowded.second.priority_reason == "Viene de un grupo cancelado"
    assert crowded.second.priority_by == staff


def test_cancelling_shows_who_gives_up_and_frees_the_seat(admin_pages, staff, crowded):
    inside = crowded.requests.filter(state="confirmed").earliest("pk")
    technician = inside.enrollments.get().technician
    address = place(inside, "cancel")
    assert technician.full_name in admin_pages.get(address).content.decode()
    assert admin_pages.post(address).context["form"].errors["reason"]
    page = admin_pages.post(address, {"reason": "La empresa lo pidió por teléfono"}, follow=True)
    assert said(page) == [
        f"The request of {inside.company} is cancelled, and the company is told why."
    ]
    inside.refresh_from_db()
    assert (inside.state, inside.ended_by, inside.end_reason) == ("cancelled", staff, "staff")
    place_given_up = inside.enrollments.get()
    assert place_given_up.change_reason == "La empresa lo pidió por teléfono"
    assert "La empresa lo pidió por teléfono" in page.content.decode()
    serve(crowded)
    crowded.first.refresh_from_db()
    assert crowded.first.state == "confirmed"


def test_cancelling_stands_in_the_history_of_the_request_and_of_the_firm(admin_pages, crowded):
    inside = crowded.requests.filter(state="confirmed").earliest("pk")
    admin_pages.post(place(inside, "cancel"), {"reason": "Por teléfono"})
    words = admin_pages.get(place(inside, "history")).content.decode()
    for expected in ("Adriana Cámara", "cancelled by CANACINTRA", "request · Cancel the request"):
        assert expected in words
    company = reverse("admin:companies_company_history", args=[inside.company_id])
    assert "Por teléfono" in admin_pages.get(company).content.decode()


def test_lateness_is_asked_only_of_what_somebody_cancelled(admin_pages, crowded):
    waiting, inside = crowded.second, crowded.requests.filter(state="confirmed").earliest("pk")
    asked = "cancelled after the free period"

    def shown(request):
        return asked in admin_pages.get(place(request)).content.decode().lower()

    assert not shown(inside)
    admin_pages.post(place(inside, "cancel"), {"reason": "Por teléfono"})
    assert shown(inside)
    EnrollmentRequest.objects.filter(pk=waiting.pk).update(
        state="refused", ended_at=timezone.now(), end_reason="no-seat", waiting_for=""
    )
    assert not shown(waiting)


def test_steps_are_offered_only_while_they_make_sense(admin_pages, crowded):
    def offered(request):
        return [step.name for step, _url in admin_pages.get(place(request)).context["steps"]]

    inside = crowded.requests.filter(state="confirmed").earliest("pk")
    assert offered(crowded.first) == ["move-up", "cancel"]
    assert offered(inside) == ["cancel"]
    admin_pages.post(place(inside, "cancel"), {"reason": "Por teléfono"})
    assert offered(inside) == []


def test_enrollments_and_requests_are_never_edited_by_hand(admin_pages, crowded):
    request = crowded.first
    enrollment = request.enrollments.get()
    data = {
        "state": "confirmed",
        "enrollments-TOTAL_FORMS": 1,
        "enrollments-INITIAL_FORMS": 1,
        "enrollments-0-id": enrollment.pk,
        "enrollments-0-state": "confirmed",
    }
    assert admin_pages.post(place(request), data).status_code == 403
    assert admin_pages.post(place(request, "delete"), {"post": "yes"}).status_code == 403
    assert admin_pages.get(reverse("admin:enrollment_enrollmentrequest_add")).status_code == 403
    enrollment.refresh_from_db()
    assert enrollment.state == Enrollment.State.WAITING


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"wants": "seats"}, {"waits", "new"}),
        ({"wants": "answer"}, {"new"}),
        ({"wants": "hand"}, set()),
        ({"state__exact": "confirmed"}, {"inside"}),
        ({"q": "wai"}, {"waits"}),
    ],
)
def test_filters_answer_the_questions_of_staff(filters, found, admin_pages):
    run = RunFactory(venue=VenueFactory(capacity=1))
    seated(run, company=CompanyFactory(legal_name="inside"))
    seated(run, company=CompanyFactory(legal_name="waits"))
    ask(run, company=CompanyFactory(legal_name="new"))
    address = reverse("admin:enrollment_enrollmentrequest_changelist")
    shown = admin_pages.get(address, filters).context["cl"].result_list
    assert {request.company.legal_name for request in shown} == found


# --- Changes of venue -----------------------------------------------------------------------------


def test_preview_says_who_gains_who_is_told_and_what_it_costs(admin_pages, crowded, proposal):
    page = admin_pages.get(place(proposal, "accept"))
    assert page.context["gaining"] == [(crowded.first, 1), (crowded.second, 1)]
    assert len(page.context["concerned"]) == 4
    words = page.content.decode()
    for name in (str(crowded.room), crowded.room.address, crowded.first.company.legal_name):
        assert name in words


def test_accepting_moves_seats_and_tells_at_once(admin_pages, staff, crowded, proposal):
    page = admin_pages.post(place(proposal, "accept"), follow=True)
    assert said(page) == [f"{crowded} moved to {crowded.room}. Everybody concerned is told."]
    crowded.refresh_from_db()
    assert (crowded.venue, crowded.seats_taken, crowded.seats_waiting) == (crowded.room, 4, 0)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (Relocation.State.ACCEPTED, staff)
    told = Message.objects.filter(created_at__gte=proposal.decided_at).values_list(
        "kind", flat=True
    )
    assert sorted(told) == ["confirmed", "confirmed", "venue-moved", "venue-moved"]


def test_room_that_was_taken_meanwhile_is_a_sentence_and_nothing_changes(
    admin_pages, crowded, proposal
):
    meeting = crowded.meetings.get()
    RunFactory(venue=crowded.room, meetings=[(meeting.starts_at, meeting.ends_at)])
    page = admin_pages.post(place(proposal, "accept"))
    assert page.context["form"].non_field_errors() == [
        "The venue has another meeting at this time."
    ]
    proposal.refresh_from_db()
    assert proposal.state == Relocation.State.PROPOSED


def test_declining_keeps_the_note(admin_pages, staff, proposal):
    admin_pages.post(place(proposal, "decline"), {"note": "Más caro"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decision_note) == (Relocation.State.DECLINED, "Más caro")
    page = admin_pages.post(place(proposal, "accept"), follow=True)
    decided_at = say_moment(proposal.decided_at)
    assert said(page)[-1] == f"Decided already: declined, {decided_at} ({staff})."


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_outsiders_decide_nothing(name, outsider_pages, proposal):
    answer = outsider_pages.post(place(proposal, name), {"note": ""})
    assert answer.url.startswith(reverse("admin:login"))
    proposal.refresh_from_db()
    assert proposal.state == Relocation.State.PROPOSED


@pytest.mark.parametrize("name", ["move-up", "cancel"])
def test_outsiders_touch_no_request(name, outsider_pages, crowded):
    answer = outsider_pages.post(place(crowded.first, name), {"reason": "x"})
    assert answer.url.startswith(reverse("admin:login"))
    crowded.first.refresh_from_db()
    assert (crowded.first.state, crowded.first.priority_class) == ("waiting", 1)


def test_staff_without_the_permission_decide_nothing(admin_pages, staff, proposal):
    staff.groups.clear()
    assert admin_pages.post(place(proposal, "accept")).status_code == 403
    assert admin_pages.get(place(proposal)).status_code == 403


@pytest.mark.parametrize(("words", "found"), [("hector", 1), ("GOMEZ hector", 1), ("nadie", 0)])
def test_requests_are_found_by_whom_they_are_for(words, found, admin_pages):
    run = RunFactory(venue__capacity=9)
    asked = seated(run, technicians=2)
    Technician.objects.filter(enrollments__request=asked).update(
        given_names="Héctor", first_surname="Gómez"
    )
    seated(run)
    address = reverse("admin:enrollment_enrollmentrequest_changelist")
    assert admin_pages.get(address, {"q": words}).context["cl"].result_count == found
