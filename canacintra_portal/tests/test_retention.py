"""What is over is forgotten, each kind after its time and not a day before."""

import re
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from canacintra_portal import retention, tasks
from companies.documents import letter
from companies.models import (
    Company,
    Consent,
    Download,
    JobReport,
    KeptMail,
    Message,
    Prospect,
    Submission,
    Technician,
    TechnicianImport,
    User,
)
from companies.refusals import Refused
from companies.rules import notices
from companies.services import consents, forgetting, invitations, outreach, teams
from companies.services import technicians as technicians_service
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from companies.tests.listed import members_file, prospects_of, shop, uploaded
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db
BY_NAME = {kind.name: kind for kind in retention.KEPT}

# What may say who somebody is, by the name of the column.
SAYS_WHO = re.compile(
    r"name|mail|address|phone|curp|rfc|representative|agent|^ip$|website|answers|cells|rows|about"
    r"|context|^data$|^text$|^html$|^line$|session_data|metadata|object_repr|^source$|^content$"
)
WITH_THE_ACCOUNT = "It goes with the account, which is closed when nobody uses it."
PUBLIC = "It names what is taught, and where; the catalogue shows it to everybody."
NO_PERSON = "It names a kind of thing of the program."
KEPT_FOR_ANOTHER_REASON = {
    "account.EmailAddress": WITH_THE_ACCOUNT,
    "account.EmailConfirmation": WITH_THE_ACCOUNT,
    "mfa.Authenticator": WITH_THE_ACCOUNT,
    "companies.Company": "A firm and who signs for it stay with the courses that it took part in."
    " Somebody whose firm is she herself asks CANACINTRA, by her rights.",
    "companies.ChamberMember": "The chamber keeps who is and who was its member.",
    "courses.Instructor": "Whoever gave a course is named in its rosters and constancias.",
    "courses.Area": PUBLIC,
    "courses.Course": PUBLIC,
    "courses.Venue": PUBLIC,
    "auth.Group": NO_PERSON,
    "auth.Permission": NO_PERSON,
    "pghistory.Context": "Nothing is written there: the trail keeps it in its own rows.",
}

YEAR, DAY = timedelta(days=365), timedelta(days=1)
# What the notice promises of each kind; test_views_front.py sees to it that no text is mended.
PROMISED = [
    ("technicians", 5 * YEAR, "no vuelve en cinco años", "come back in five years"),
    ("accounts", 30 * DAY, "confirma su correo, a los treinta días", "e-mail, after thirty days"),
    ("accounts_without_firm", 2 * YEAR, "nadie entra en dos años", "signs in for two years"),
    ("consents", 2 * YEAR, "dos años después de cerrarla", "two years after it is closed"),
    ("devices", 0 * DAY, "hasta que se cierre la sesión", "until the session ends"),
    ("invitations", 30 * DAY, "treinta días después de que venció", "thirty days after it ended"),
    ("join_requests", YEAR, "un año después de lo último", "one year after the last that"),
    ("messages", YEAR, "mensajes enviados, un año", "messages said, one year"),
    ("companyevent", 5 * YEAR, "historial de cambios, cinco años", "of changes, five years"),
    ("registrations", 90 * DAY, "a medias, noventa días", "unfinished, ninety days"),
    ("downloads", 2 * YEAR, "descargó datos", "downloaded data"),
    ("technician_imports", 2 * YEAR, "subió una lista, dos años", "uploaded a list, two years"),
    ("import_rows", DAY, "usted sube, un día", "you upload, one day"),
    ("exports", 2 * DAY, "de una empresa, dos días", "of a firm, two days"),
    ("prospects", 2 * YEAR, "dos años después de la última", "two years after the last edition"),
]
# What says who somebody is only by the way, shorter than what it is about, or of staff alone.
OF_THE_ENGINE_ROOM = {
    *("kept_mails", "submissions", "sessions", "directory_imports", "steps", "job_reports"),
    "links_of_messages",
}


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


def a_list_of_technicians(now):
    membership = MembershipFactory()
    return TechnicianImport.objects.create(
        company=membership.company,
        uploaded_by=membership.user,
        file_name="x.csv",
        state="judged",
        uploaded_at=now,
    )


def an_upload(now):
    return uploaded("members", members_file([("Torneados", "TOR010203XY9")]), now=now)


DELETED = {
    "directory_imports": an_upload,
    "technician_imports": a_list_of_technicians,
    "kept_mails": a_kept_mail,
    "submissions": a_submission,
    "downloads": a_download,
    "steps": a_step,
    "job_reports": a_report,
    "sessions": a_session,
}


def test_whatever_may_say_who_somebody_is_has_a_period_or_an_excuse():
    now = timezone.now()
    kept = {kind.find(now).model._meta.label for kind in retention.KEPT}
    says_who = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        if any(SAYS_WHO.search(field.name) for field in model._meta.concrete_fields)
    }
    assert says_who - kept == KEPT_FOR_ANOTHER_REASON.keys()
    assert kept & KEPT_FOR_ANOTHER_REASON.keys() == set()


@pytest.mark.parametrize(("name", "kept", "spanish", "english"), PROMISED)
def test_the_notice_says_the_period_in_both_languages(name, kept, spanish, english):
    assert BY_NAME[name].kept == kept
    for language, words in (("es-mx", spanish), ("en", english)):
        notice = f"templates/privacy/notices/{notices.CURRENT.version}.{language}.html"
        assert words in Path(settings.BASE_DIR, notice).read_text()


def test_every_period_stands_in_the_notice_or_is_of_the_engine_room():
    promised = {name for name, *_said in PROMISED}
    trails = {kind.name for kind in retention.KEPT if kind.name.endswith("event")}
    said = promised | trails | OF_THE_ENGINE_ROOM
    assert {kind.name for kind in retention.KEPT} - said == set()


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


def test_an_invitation_that_nobody_accepted_forgets_whom_it_was_for(settings):
    now, owner = timezone.now(), MembershipFactory()
    invite = {"company": owner.company, "role": "member", "by": owner.user, "now": now}
    never = invitations.invite(**invite, email="nunca@ejemplo.invalid", full_name="Nunca Vino")
    came = invitations.invite(**invite, email="vino@ejemplo.invalid", full_name="Sí Vino")
    user = UserFactory(email=came.email)
    invitations.accept(invitation=came, by=user, now=now)
    ended = now + invitations.LIFETIME
    assert "invitations" not in retention.forget(now=ended + timedelta(days=29))
    assert retention.forget(now=ended + timedelta(days=31))["invitations"] == 1
    never.refresh_from_db()
    came.refresh_from_db()
    assert (never.email, never.full_name) == (f"{never.pk}@nadie.invalid", "")
    assert never.withdrawn_at
    assert came.full_name == "Sí Vino"
    assert not Message.objects.filter(to_address="nunca@ejemplo.invalid").exists()
    assert not never.trail.filter(email__startswith="nunca").exists()
    assert "invitations" not in retention.forget(now=ended + timedelta(days=32))


def test_a_request_to_join_goes_a_year_after_its_answer_with_its_letters():
    now, owner = timezone.now(), MembershipFactory()
    asked = teams.ask_to_join(company=owner.company, user=UserFactory(), now=now)
    answered = now + timedelta(days=200)
    teams.answer(asked=asked, accepts=True, by=owner.user, now=answered)
    assert "join_requests" not in retention.forget(now=answered + timedelta(days=364))
    assert retention.forget(now=answered + timedelta(days=366))["join_requests"] == 1
    assert not Message.objects.filter(about=f"join-request:{asked.pk}").exists()
    assert owner.company.memberships.count() == 2


def test_an_account_without_a_firm_is_closed_two_years_after_its_last_sign_in():
    now = timezone.now()
    idle, active, of_firm = UserFactory(), UserFactory(), MembershipFactory().user
    staff, cast = UserFactory(admin=True), UserFactory(cast=True)
    active.last_login = now + timedelta(days=10)
    active.save()
    retention.forget(now=now + timedelta(days=729))
    idle.refresh_from_db()
    assert idle.anonymised_at is None
    later = now + timedelta(days=731)
    assert retention.forget(now=later)["accounts_without_firm"] == 1
    stays = User.objects.filter(anonymised_at=None)
    assert set(stays.filter(is_staff=False)) == {active, of_firm, cast}
    assert staff in stays


def test_consents_go_two_years_after_the_account():
    now, user = timezone.now(), UserFactory()
    answer = {"version": notices.CURRENT.version, "voluntary": [], "page": "test", "now": now}
    for person in (user, UserFactory(admin=True)):
        consents.give(user=person, **answer)
    forgetting.forget_user(user=user, by=user, now=now)
    retention.forget(now=now + timedelta(days=729))
    assert user.consents.exists()
    assert retention.forget(now=now + timedelta(days=731))["consents"] == 1
    assert Consent.objects.count() == 1


def test_a_firm_that_no_directory_lists_any_more_is_forgotten_unless_we_wrote_to_it():
    adriana = UserFactory(admin=True)
    gone, invited, silent = prospects_of(shop(1), shop(2), shop(3))
    now = gone.last_import.accepted_at
    outreach.invite(prospect=invited, address=invited.email, by=adriana, now=now)
    outreach.silence(prospect=silent, reason="No quiere", now=now)
    later = now + timedelta(days=800)
    with time_machine.travel(later - timedelta(days=100), tick=False):
        (listed,) = prospects_of(shop(4))
    assert "prospects" not in retention.forget(now=now + timedelta(days=729))
    assert retention.forget(now=later)["prospects"] == 3
    assert set(Prospect.objects.all()) == {invited, silent, listed}
    for remembered in (invited, silent):
        remembered.refresh_from_db()
        assert (remembered.phone, remembered.address, remembered.website) == ("", "", "")
        assert remembered.email
    listed.refresh_from_db()
    assert listed.phone
    assert "prospects" not in retention.forget(now=later + timedelta(days=1))


def test_the_trail_of_a_forgotten_firm_names_nobody_there():
    adriana = UserFactory(admin=True)
    gone, invited = prospects_of(shop(1), shop(2))
    now = gone.last_import.accepted_at
    for prospect in (gone, invited):
        outreach.note_contact(
            prospect=prospect, email="rosa@ejemplo.invalid", contact="Rosa Ejemplo"
        )
        outreach.note_contact(
            prospect=prospect, email="rosa@ejemplo.invalid", contact="Rosa Prueba"
        )
    outreach.invite(prospect=invited, address="rosa@ejemplo.invalid", by=adriana, now=now)
    retention.forget(now=now + timedelta(days=800))
    assert Prospect.objects.get() == invited
    trail = Prospect.pgh_event_model.objects
    assert trail.filter(pgh_obj_id=gone.pk).exists()
    assert not trail.exclude(found_contact="").exists()
    assert not trail.filter(pgh_obj_id=gone.pk).exclude(found_email="").exists()
    assert trail.filter(pgh_obj_id=invited.pk).exclude(invited_address="").exists()


def test_a_device_is_forgotten_when_it_is_signed_out(client):
    user = UserFactory()
    client.force_login(user)
    for key in (client.session.session_key, "signed-out"):
        UserSession.objects.get_or_create(session_key=key, user=user, ip="203.0.113.9")
    assert retention.forget(now=timezone.now())["devices"] == 1
    assert UserSession.objects.get().session_key == client.session.session_key


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
    lines = output.getvalue().splitlines()
    assert (
        "      1  Correos de la demostración: se guardan 30 días. Solo la demostración los guarda,"
        " para poder verlos."
    ) in lines
    assert len(lines) == len(set(lines)) == len(retention.KEPT)
    assert KeptMail.objects.count() == 1


def test_a_dry_run_says_everything_in_words():
    output = StringIO()
    with translation.override("en"):
        call_command("retention", "--dry-run", stdout=output)
    assert "Technicians who left, kept for 5 years." in output.getvalue()
    assert "History: companies, kept for 5 years." in output.getvalue()
    assert "event" not in output.getvalue()
    assert "_" not in output.getvalue()


def test_what_was_forgotten_is_said_in_words():
    a_kept_mail(timezone.now() - timedelta(days=31))
    output = StringIO()
    call_command("retention", stdout=output)
    assert output.getvalue() == "      1  Correos de la demostración\n"
    call_command("retention", stdout=StringIO())
    assert KeptMail.objects.count() == 0


def test_throttles_that_ran_out_are_deleted():
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO portal_throttle VALUES ('over', '', now() - interval '1 min')")
        cursor.execute("INSERT INTO portal_throttle VALUES ('holds', '', now() + interval '1 min')")
        assert retention.forget_throttles(now=timezone.now()) == 1
        cursor.execute("SELECT cache_key FROM portal_throttle")
        assert cursor.fetchall() == [("holds",)]


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_keeps_only_its_own_kind_for_another_night(monkeypatch):
    now = timezone.now()
    first, *_others = (name for name in DELETED if name in BY_NAME)
    second = next(name for name in DELETED if name != first)
    DELETED[first](now)
    DELETED[second](now)
    refusing = BY_NAME[first]

    def locked(rows, now):
        raise Refused("busy")

    kinds = [replace(kind, forget=locked) if kind == refusing else kind for kind in retention.KEPT]
    monkeypatch.setattr(retention, "KEPT", kinds)
    later = now + max(BY_NAME[first].kept, BY_NAME[second].kept) + timedelta(minutes=1)
    forgotten = retention.forget(now=later)
    assert first not in forgotten
    assert forgotten[second] == 1
