"""What staff read of the messages: the kind in words, and what each is about."""

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.models import Download, JobReport, Message
from companies.tests.factories import CompanyFactory, UserFactory
from courses.tests.factories import CourseFactory, RunFactory
from enrollment.tests.factories import ask, seated

LIST = reverse("admin:companies_message_changelist")


@pytest.mark.django_db
def test_message_says_its_kind_and_leads_to_what_it_is_about(admin_pages):
    request = seated(RunFactory(course__name="Robótica móvil"), legal_name="Fundición Piedra")
    message = Message.objects.get(kind="confirmed")
    assert message.subject == ""
    words = admin_pages.get(LIST).content.decode()
    address = reverse("admin:enrollment_enrollmentrequest_change", args=[request.pk])
    assert f'request confirmed<br><span class="quiet"><a href="{address}">Robótica móvil' in words
    assert f"request:{request.pk}" not in words
    page = admin_pages.get(reverse("admin:companies_message_change", args=[message.pk]))
    assert page.context["subtitle"] == f"Request confirmed · {message.to_address}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "is_found"),
    [("robotica", True), ("fundicion robotica", True), ("robotica arena", False)],
)
def test_message_that_has_not_left_is_found_by_course_and_firm(words, is_found, admin_pages):
    course = CourseFactory(name="Robótica móvil")
    seated(RunFactory(course=course), legal_name="Fundición Piedra")
    found = admin_pages.get(LIST, {"q": words}).context["cl"].result_list
    assert bool(found) == is_found


@pytest.mark.django_db
def test_erased_message_is_called_by_its_number(admin_pages):
    request = ask(RunFactory())
    Message.objects.create(
        kind="cancelled",
        about=f"request:{request.pk}",
        to_address="nadie@ejemplo.invalid",
        language="es-mx",
        created_at=timezone.now(),
        due_at=timezone.now(),
    )
    assert f">request {request.pk}</a>" in admin_pages.get(LIST).content.decode()


@pytest.mark.django_db
def test_downloads_and_jobs_say_what_they_are_about(admin_pages):
    company = CompanyFactory(legal_name="Fundición Piedra")
    for about, form in [(f"company:{company.pk}", "xlsx"), ("run:ELE-01", "page")]:
        Download.objects.create(
            what="roster", about=about, form=form, people=1, by=UserFactory(), at=timezone.now()
        )
    words = admin_pages.get(reverse("admin:companies_download_changelist")).content.decode()
    for expected in (">Fundición Piedra</a>", ">group ELE-01</a>", "on the screen"):
        assert expected in words
    for about in ("message:7", "mail-server", "ELE-01"):
        JobReport.objects.create(job="messages", about=about, line="-", at=timezone.now())
    words = admin_pages.get(reverse("admin:companies_jobreport_changelist")).content.decode()
    for expected in (">message 7</a>", "the mail server", ">ELE-01<"):
        assert expected in words
