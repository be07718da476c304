"""Every page of the admin: who may open it, and with how many statements."""

import re
from html import unescape
from itertools import count

import pytest
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone

from companies.models import (
    ChamberMember,
    Company,
    Consent,
    DirectoryImport,
    Download,
    JobReport,
    Message,
    Prospect,
    Technician,
    User,
)
from companies.rules import notices
from companies.services import consents, outreach
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
    letters,
)
from companies.tests.listed import denue_file, imported, members_file, prospects_of, shop
from courses.models import Area, Course, CourseRun, Instructor, Venue
from courses.tests.factories import (
    AreaFactory,
    CourseFactory,
    InstructorFactory,
    RunFactory,
    VenueFactory,
)
from enrollment.models import EnrollmentRequest, Relocation
from enrollment.services import venue_check
from enrollment.tests.factories import seated

_numbers = count(1)


def a_message():
    return Message.objects.create(
        kind="confirmed",
        about=f"request:{next(_numbers)}",
        to_address="alicia@ejemplo.invalid",
        language="es-mx",
        template="companies/emails/access.html",
        context={"greeting": "Alicia", "company": "", "link": ""},
        created_at=timezone.now(),
        due_at=timezone.now(),
    )


def a_report():
    return JobReport.objects.create(
        job=JobReport.Job.CONFIRM, line="GR-1: 1 seat", at=timezone.now(), is_problem=True
    )


def a_run():
    """With somebody who waits and a proposal: everything that the list says about a run."""
    run = RunFactory(seat_limit=None, venue=VenueFactory(capacity=1))
    seated(run)
    seated(run)
    return run


def a_request():
    return seated(RunFactory(), technicians=2)


def a_proposal():
    run = a_run()
    VenueFactory(capacity=40)
    return venue_check.check(run_id=run.pk, now=timezone.now())


def a_member():
    rfc = f"{letters(next(_numbers))}010203XY9"
    return imported("members", members_file([("Torneados", rfc)])).members.get()


def a_prospect():
    """With a firm of the portal that it perhaps is, and an invitation."""
    (prospect,) = prospects_of(shop(next(_numbers)))
    Prospect.objects.filter(pk=prospect.pk).update(maybe_company=CompanyFactory())
    outreach.invite(prospect=prospect, address=prospect.email, by=UserFactory(), now=timezone.now())
    return prospect


def an_import():
    return imported("denue", denue_file([shop(next(_numbers))]))


def a_download():
    return Download.objects.create(
        what="roster", about="run:G-1", form="pdf", people=9, by=UserFactory(), at=timezone.now()
    )


def a_consent():
    return consents.give(
        user=UserFactory(),
        version=notices.CURRENT.version,
        voluntary=[],
        page="account_signup",
        now=timezone.now(),
    )


LISTS = {
    Consent: (a_consent, 9),
    Download: (a_download, 8),
    ChamberMember: (a_member, 6),
    DirectoryImport: (an_import, 6),
    Prospect: (a_prospect, 7),
    Company: (lambda: MembershipFactory(company=CompanyFactory()).company, 8),
    JobReport: (a_report, 8),
    Message: (a_message, 8),
    Technician: (TechnicianFactory, 6),
    User: (lambda: MembershipFactory().user, 9),
    Area: (AreaFactory, 6),
    Course: (CourseFactory, 7),
    CourseRun: (a_run, 10),
    Instructor: (InstructorFactory, 6),
    Venue: (VenueFactory, 7),
    EnrollmentRequest: (a_request, 9),
    Relocation: (a_proposal, 8),
}


def address(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_list_needs_the_same_statements_for_one_row_and_for_thirty(
    model, admin_pages, django_assert_num_queries
):
    make, statements = LISTS[model]
    make()
    admin_pages.get(address(model))
    with django_assert_num_queries(statements):
        assert admin_pages.get(address(model)).status_code == 200
    for _ in range(29):
        make()
    with django_assert_num_queries(statements):
        page = admin_pages.get(address(model))
    assert page.context["cl"].result_count >= 30


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_list_is_sorted_counted_and_searched(model, admin_pages):
    make, _statements = LISTS[model]
    make()
    columns = len(admin_pages.get(address(model)).context["cl"].list_display)
    for question in [
        {"_facets": "True"},
        {"q": "de prueba 1"},
        *({"o": n} for n in range(columns)),
    ]:
        assert admin_pages.get(address(model), question).status_code == 200, question


def test_empty_list_says_what_to_do(admin_pages):
    assert "There is nothing here yet." in admin_pages.get(address(CourseRun)).content.decode()
    page = admin_pages.get(address(CourseRun), {"q": "zzz"}).content.decode()
    assert "Nothing answers this question." in page
    assert "Show the whole list" in page


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_page_of_one_object_opens(model, admin_pages):
    make, _statements = LISTS[model]
    assert admin_pages.get(address(model, "change", make().pk)).status_code == 200


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_outsiders_see_no_page_of_the_admin(model, outsider_pages):
    for place in (address(model), reverse("admin:index")):
        answer = outsider_pages.get(place, follow=True)
        assert answer.redirect_chain[0][0].startswith(reverse("admin:login"))
        assert answer.status_code in (200, 403)
        assert "cl" not in (answer.context or {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    [
        "enrollment/enrollmentrequest/?state__exact=%00",
        "courses/courserun/?state__exact=a%00b",
        "companies/message/?about__exact=%00",
        "companies/company/?q=%00",
    ],
)
def test_filter_that_no_database_can_hold_is_not_understood(admin_client, question):
    assert admin_client.get(f"/admin/{question}").status_code == 400


def secrets_of(model):
    """Questions about every field of the model, and about those of the people it points to."""
    for field in model._meta.get_fields():
        yield f"{field.name}__startswith"
        yield f"{field.name}__contains"
        if field.is_relation and field.related_model is User:
            yield f"{field.name}__password__startswith"
        if isinstance(field, models.JSONField):
            yield f"{field.name}__link__startswith"


def test_no_list_answers_character_by_character(rf, staff):
    request = rf.get("/")
    request.user = staff
    answered = [
        f"{model.__name__}: {question}"
        for model, page in admin.site._registry.items()
        for question in secrets_of(model)
        if page.lookup_allowed(question, "a", request)
    ]
    assert answered == []


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_list_that_is_asked_for_a_secret_is_not_shown(model, admin_client):
    assert admin_client.get(address(model), {"pk__startswith": "1"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    [
        "companies/message/?context__link__startswith=https",
        "companies/message/?id__exact=1",
        "companies/technician/?curp__startswith=PEXJ",
        "companies/user/?password__startswith=argon2",
        "companies/invitation/?digest__startswith=a",
        "companies/prospect/export/?email__startswith=a",
    ],
)
def test_secret_is_not_asked_for_by_an_address(question, admin_client):
    assert admin_client.get(f"/admin/{question}").status_code == 400


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_every_link_to_a_list_is_answered(model, admin_pages):
    """Filters, calendars, and the links from one page to the list of another."""
    make, _statements = LISTS[model]
    one = make()
    links = set()
    for place in (address(model), address(model, "change", one.pk)):
        page = admin_pages.get(place).content.decode()
        for link in map(unescape, re.findall(r'href="([^"]*\?[^"]*)"', page)):
            links.add(address(model) + link if link.startswith("?") else link)
    for link in links:
        if link.startswith("/admin/") and "/add/" not in link:
            assert admin_pages.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "question",
    [
        {"requested_at__year": "9999"},
        {"requested_at__year": "99999999999999999999"},
        {"requested_at__year": "9999", "requested_at__month": "12"},
        {"requested_at__year": "9999", "requested_at__month": "12", "requested_at__day": "31"},
        {"requested_at__year": "2026", "requested_at__month": "2", "requested_at__day": "31"},
        {"requested_at__year": "soon"},
    ],
)
def test_day_that_no_calendar_has_shows_the_whole_list(question, admin_pages):
    answer = admin_pages.get(address(EnrollmentRequest), question, follow=True)
    assert answer.redirect_chain == [(f"{address(EnrollmentRequest)}?e=1", 302)]
    assert answer.status_code == 200
