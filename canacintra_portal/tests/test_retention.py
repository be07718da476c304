"""What is over is forgotten, each kind after its time and not a day before."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from canacintra_portal import retention, tasks
from companies.documents import letter
from companies.models import Company, Download, JobReport, KeptMail, Message, Submission, Technician
from companies.services import technicians as technicians_service
from companies.tests.factories import CompanyFactory, TechnicianFactory, UserFactory
from companies.tests.listed import members_file, uploaded
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db
BY_NAME = {kind.name: kind for kind in retention.KEPT}


def a_message(now):
    return Message.objects.create(
        kind="confirmed",
        about="request:1",
        to_address="alicia@ejemplo.invalid",
        language="es-mx",
        template="companies/emails/access.html",
        context={"greeting": "Alicia"},
        state="sent",
        created_at=now,
        due_at=now,
        sent_at=now,
        text="Hola Alicia",
    )


def a_kept_mail(now):
    mail = KeptMail.objects.create(to_address="a@ejemplo.invalid", subject="Hola", source=b"")
    KeptMail.objects.update(kept_at=now)
    return mail


def a_submission(now):
    key = "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"
    sent = Submission.objects.create(key=key, user=UserFactory(), purpose="x", fingerprint="x")
    Submission.objects.update(created_at=now)
    return sent


def a_download(now):
    return Download.objects.create(
        what="roster", about="run:G", form="pdf", people=1, by=UserFactory(), at=now
    )


def a_step(now):
    entry = LogEntry.objects.create(user=UserFactory(), action_flag=2)
    LogEntry.objects.update(action_time=now)
    return entry


def a_report(now):
    return JobReport.objects.create(job=JobReport.Job.SWEEP, line="x", at=now)


def a_session(now):
    return Session.objects.create(session_key="x", session_data="x", expire_date=now)


def an_upload(now):
    return uploaded("members", members_file([("Torneados", "TOR010203XY9")]), now=now)


DELETED = {
    "directory_imports": an_upload,
    "kept_mails": a_kept_mail,
    "submissions": a_submission,
    "downloads": a_download,
    "steps": a_step,
    "job_reports": a_report,
    "sessions": a_session,
}


@pytest.mark.parametrize("name", DELETED)
def test_it_stays_until_its_time_is_over(name):
    now = timezone.now()
    row = DELETED[name](now)
    kept = BY_NAME[name].kept
    retention.forget(now=now + kept - timedelta(minutes=1))
    assert type(row).objects.filter(pk=row.pk).exists()
    assert retention.overdue(now=now + kept + timedelta(minutes=1))[name] == 1
    assert retention.forget(now=now + kept + timedelta(minutes=1))[name] == 1
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_an_account_that_nobody_confirmed_is_closed_and_frees_its_address():
    now = timezone.now()
    typed, confirmed, invited = UserFactory(), UserFactory(), UserFactory()
    for user, is_hers in [(typed, False), (confirmed, True)]:
        user.emailaddress_set.create(email=user.email, verified=is_hers, primary=True)
    retention.forget(now=now + timedelta(days=29))
    typed.refresh_from_db()
    assert typed.anonymised_at is None
    address = typed.email
    assert retention.forget(now=now + timedelta(days=31))["accounts"] == 1
    typed.refresh_from_db()
    assert (typed.is_active, typed.full_name) == (False, "")
    assert not type(typed).objects.filter(email=address).exists()
    for user in (confirmed, invited):
        user.refresh_from_db()
        assert user.is_active
    assert "accounts" not in retention.forget(now=now + timedelta(days=32))


def test_of_a_message_stays_that_it_was_sent():
    now = timezone.now()
    message = a_message(now)
    retention.forget(now=now + timedelta(days=366))
    message.refresh_from_db()
    assert (message.state, message.context, message.text) == ("sent", {}, "")
    assert message.to_address.endswith("@nadie.invalid")
    assert "messages" not in retention.forget(now=now + timedelta(days=367))


def test_a_secret_link_that_left_before_links_were_forgotten_is_forgotten():
    now = timezone.now()
    message = a_message(now)
    words = {"greeting": "Alicia", "link": "https://cursos.example/key/secreto/"}
    Message.objects.filter(pk=message.pk).update(context=words)
    later = now + timedelta(days=2)
    assert retention.forget(now=later) == {"links_of_messages": 1}
    message.refresh_from_db()
    assert message.context == {"greeting": "Alicia", "link": letter.HIDDEN}
    assert retention.forget(now=later) == {}


def test_who_left_long_ago_is_nobody_and_who_works_there_stays():
    now = timezone.now()
    stays, leaves = TechnicianFactory(), TechnicianFactory()
    technicians_service.deactivate(technician=leaves, by=UserFactory())
    retention.forget(now=now + timedelta(days=5 * 365 - 1))
    assert Technician.objects.known().count() == 2
    retention.forget(now=now + timedelta(days=5 * 365 + 1))
    assert list(Technician.objects.known()) == [stays]


def test_who_took_a_course_since_is_still_known():
    request = seated(RunFactory(venue__capacity=9))
    technician = request.enrollments.get().technician
    technicians_service.deactivate(technician=technician, by=UserFactory())
    ended = request.run.ends_at
    retention.forget(now=ended + timedelta(days=5 * 365 - 1))
    technician.refresh_from_db()
    assert technician.anonymised_at is None
    retention.forget(now=ended + timedelta(days=5 * 365 + 1))
    technician.refresh_from_db()
    assert technician.anonymised_at


def test_the_trail_is_cut_after_five_years():
    company = CompanyFactory()
    now = timezone.now() + timedelta(days=5 * 365 + 1)
    assert retention.forget(now=now)["companyevent"] == 1
    assert company.trail.count() == 0
    assert Company.objects.filter(pk=company.pk).exists()


def test_nothing_over_writes_no_line():
    assert retention.forget(now=timezone.now()) == {}
    assert JobReport.objects.count() == 0


def test_staff_read_what_was_forgotten():
    now = timezone.now()
    a_kept_mail(now - timedelta(days=31))
    tasks.forget()
    report = JobReport.objects.get()
    assert report.job == "retention"
    assert "1" in report.line


def test_a_dry_run_counts_and_changes_nothing():
    a_kept_mail(timezone.now() - timedelta(days=31))
    output = StringIO()
    call_command("retention", "--dry-run", stdout=output)
    (line,) = [line for line in output.getvalue().splitlines() if " kept_mails " in line]
    assert line.split()[0] == "1"
    assert len(output.getvalue().splitlines()) == len(retention.KEPT)
    assert KeptMail.objects.count() == 1
    call_command("retention", stdout=StringIO())
    assert KeptMail.objects.count() == 0


def test_throttles_that_ran_out_are_deleted():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO portal_throttle VALUES ('over', '', now() - interval '1 min')")
        cursor.execute("INSERT INTO portal_throttle VALUES ('holds', '', now() + interval '1 min')")
        assert retention.forget_throttles(now=timezone.now()) == 1
        cursor.execute("SELECT cache_key FROM portal_throttle")
        assert cursor.fetchall() == [("holds",)]
