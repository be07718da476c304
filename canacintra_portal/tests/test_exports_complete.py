"""Every column that points to somebody is in an export, or is excused with a reason."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import models
from django.utils import timezone

from canacintra_portal import exports
from canacintra_portal.testing.staff import give_app
from companies.models import (
    ChamberMember,
    Company,
    Download,
    Message,
    Technician,
    TechnicianImport,
    User,
)
from companies.rules import notices
from companies.services import company_exports, consents, delivery, downloads, invitations, teams
from companies.services import technicians as technicians_service
from companies.tests.answers import begin
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from companies.tests.listed import prospects_of, shop
from courses.tests.factories import RunFactory
from enrollment.services import seats
from enrollment.tests.factories import serve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

STAFF = (
    "What staff decide is a fact of the firm or group it is about, and they act for the chamber."
)
TRAIL_OF_ACTS = "Who acted is told by each line of the history; the row itself says it, too."
DIRECTORY_TRAIL = "How staff sorted the directory is their work; what is kept now is exported."
TEACHES = "Whoever teaches has no account; CANACINTRA reads the one row to her or him."

# Where each column is said: whose export, and in which sheet.
SAID = {
    "account.EmailAddress.email": ["user: addresses"],
    "account.EmailAddress.user": ["user: addresses"],
    "companies.CompanyEvent.pgh_obj": ["company: history"],
    "companies.CompanyExport.asked_by": ["user: exports"],
    "companies.CompanyExport.company": ["company: exports"],
    "companies.Consent.user": ["user: consents", "company: consents"],
    "companies.Download.by": ["user: downloads"],
    "companies.GroupMemberEvent.user": ["user: history"],
    "companies.Invitation.accepted_by": ["user: invitations received"],
    "companies.Invitation.company": ["company: invitations"],
    "companies.Invitation.email": ["user: invitations received", "company: invitations"],
    "companies.Invitation.invited_by": ["user: invitations sent"],
    "companies.InvitationEvent.company": ["company: history"],
    "companies.InvitationEvent.email": ["company: history"],
    "companies.JoinRequest.company": ["company: requests to join"],
    "companies.JoinRequest.user": ["user: requests to join", "company: requests to join"],
    "companies.JoinRequestEvent.company": ["company: history"],
    "companies.Membership.company": ["company: team"],
    "companies.Membership.user": ["user: companies", "company: team"],
    "companies.MembershipEvent.company": ["company: history"],
    "companies.MembershipEvent.user": ["user: history"],
    "companies.Message.recipient": ["user: messages", "company: messages"],
    "companies.Message.to_address": ["user: messages", "technician: messages"],
    "companies.Prospect.company": ["company: directory"],
    "companies.Prospect.email": ["company: directory"],
    "companies.Registration.user": ["user: unfinished registration"],
    "companies.Technician.company": ["company: technicians"],
    "companies.Technician.email": ["company: technicians", "technician: technician"],
    "companies.TechnicianEvent.company": ["company: history"],
    "companies.TechnicianEvent.email": ["company: history", "technician: history"],
    "companies.TechnicianEvent.pgh_obj": ["technician: history"],
    "companies.TechnicianImport.company": ["company: uploads", "company: rows of uploads"],
    "companies.TechnicianImport.storing_by": ["user: uploads"],
    "companies.TechnicianImport.uploaded_by": ["user: uploads"],
    "companies.User.email": ["user: account", "company: team"],
    "companies.User_groups.user": ["user: account"],
    "companies.UserEvent.email": ["user: history"],
    "companies.UserEvent.pgh_obj": ["user: history"],
    "enrollment.Enrollment.changed_by": ["user: requests"],
    "enrollment.Enrollment.company": ["company: enrollments"],
    "enrollment.Enrollment.technician": ["technician: enrollments"],
    "enrollment.EnrollmentEvent.company": ["company: history"],
    "enrollment.EnrollmentEvent.technician": ["technician: history"],
    "enrollment.EnrollmentRequest.company": ["company: requests"],
    "enrollment.EnrollmentRequest.ended_by": ["user: requests"],
    "enrollment.EnrollmentRequest.requested_by": ["user: requests", "company: requests"],
    "mfa.Authenticator.user": ["user: second steps"],
    "usersessions.UserSession.user": ["user: devices"],
}

EXCUSED = {
    "admin.LogEntry.user": "Only staff have them: what they opened and left in the admin.",
    "companies.Company.approved_by": STAFF,
    "companies.Company.large_admitted_by": STAFF,
    "companies.Company.refused_by": STAFF,
    "companies.CompanyEvent.approved_by": STAFF,
    "companies.CompanyEvent.large_admitted_by": STAFF,
    "companies.CompanyEvent.refused_by": STAFF,
    "companies.DirectoryImport.accepted_by": STAFF,
    "companies.DirectoryImport.uploaded_by": STAFF,
    "companies.InvitationEvent.accepted_by": TRAIL_OF_ACTS,
    "companies.JoinRequest.answered_by": "It is said to the firm, for which she answered.",
    "companies.JoinRequestEvent.answered_by": TRAIL_OF_ACTS,
    "companies.JoinRequestEvent.user": "Its lines name who of the firm answered, which she is not"
    " told; the sheet of her requests says what became of them and when.",
    "companies.KeptMail.to_address": "Only the demo keeps mails; the messages are the same.",
    "companies.Prospect.found_email": "Where staff would write; once they did, the message is"
    " exported to the firm.",
    "companies.Prospect.invited_address": "Where we wrote: the message is exported to the firm.",
    "companies.Prospect.invited_by": STAFF,
    "companies.Prospect.maybe_company": "Nobody has said that it is this firm: it may be another.",
    "companies.ProspectEvent.company": DIRECTORY_TRAIL,
    "companies.ProspectEvent.found_email": DIRECTORY_TRAIL,
    "companies.ProspectEvent.invited_address": DIRECTORY_TRAIL,
    "companies.ProspectEvent.invited_by": DIRECTORY_TRAIL,
    "companies.Submission.user": "A key and a fingerprint, for thirty days; the rest is stored.",
    "companies.User_user_permissions.user": "The portal gives rights by groups alone.",
    "courses.CourseRun.cancelled_by": STAFF,
    "courses.CourseRunEvent.cancelled_by": STAFF,
    "courses.Instructor.email": TEACHES,
    "courses.InstructorEvent.email": TEACHES,
    "enrollment.EnrollmentRequest.priority_by": STAFF,
    "enrollment.EnrollmentRequestEvent.company": "Only what staff move up: the history says it.",
    "enrollment.EnrollmentRequestEvent.priority_by": STAFF,
    "enrollment.Relocation.decided_by": STAFF,
    "enrollment.TechnicianBooking.technician": "The database copies the hours of the enrollments.",
}


def columns_that_point_to_somebody():
    somebody = {User, Company, Technician}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for field in model._meta.concrete_fields:
                if field.related_model in somebody or isinstance(field, models.EmailField):
                    yield f"{model._meta.label}.{field.name}"


def sheets_of(whose, content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {
            f"{whose}: {name.removesuffix('.json').replace('-', ' ')}": json.loads(parts.read(name))
            for name in parts.namelist()
            if name.endswith(".json")
        }


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def alicia(now):
    """An owner of whom the portal keeps everything that it can keep of a person."""
    membership = MembershipFactory(user__full_name="Alicia Dueña", user__email="alicia@a.invalid")
    user = membership.user
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    user.groups.add(Group.objects.create(name="Amigos del portal"))
    give_app(user)
    UserSession.objects.create(user=user, ip="203.0.113.9", user_agent="Firefox", session_key="x")
    begin(user, now=now, razon_social={"legal_name": "Segunda Empresa de Alicia"})
    consents.give(
        user=user,
        version=notices.CURRENT.version,
        voluntary=[notices.STATISTICS],
        page="test",
        now=now,
    )
    return membership


@pytest.fixture
def technician(alicia, now):
    """Somebody of the firm with a seat, to whom letters were sent."""
    technician = TechnicianFactory(
        company=alicia.company, given_names="Irma", email="irma@ejemplo.invalid"
    )
    run, given_up = RunFactory(venue__capacity=9), RunFactory(venue__capacity=9)
    for one in (given_up, run):
        request = seats.request(
            run=one,
            company=alicia.company,
            technicians=[technician],
            together="split",
            by=alicia.user,
            now=now,
        )
        serve(one)
        if one == given_up:
            seats.cancel(request=request, by=alicia.user, now=now)
    downloads.note(
        Download.What.ROSTER,
        about=f"run:{run.code}",
        form="pdf",
        people=1,
        by=UserFactory(cast=True, full_name="Celia del Instituto"),
        now=timezone.now(),
    )
    downloads.note(
        Download.What.TECHNICIANS,
        about=f"company:{alicia.company_id}",
        form="xlsx",
        people=1,
        by=alicia.user,
        now=timezone.now(),
    )
    technicians_service.deactivate(technician=technician, by=alicia.user)
    return technician


@pytest.fixture
def a_firm_with_everything(alicia, technician, now):
    """What the firm's export has to say, and who knocked at its door."""
    firm = alicia.company
    invitations.invite(
        company=firm,
        email="bruno@ejemplo.invalid",
        full_name="Bruno Invitado",
        role="member",
        by=alicia.user,
        now=now,
    )
    carla = UserFactory(full_name="Carla Curiosa", email="carla@ejemplo.invalid")
    teams.ask_to_join(company=firm, user=carla, now=now)
    uploaded = TechnicianImport.objects.create(
        company=firm,
        uploaded_by=alicia.user,
        file_name="nomina.xlsx",
        state="judged",
        uploaded_at=now,
    )
    uploaded.rows.create(number=2, cells=["Pedro", "Por Guardar"])
    (prospect,) = prospects_of(shop(1))
    prospect.company, prospect.matched_by, prospect.matched_at = firm, "staff", now
    prospect.save()
    ChamberMember.objects.create(
        rfc=firm.rfc, name="Socio", listed_at=now, last_import=prospect.last_import
    )
    company_exports.ask(company=firm, by=alicia.user, now=now)
    other = MembershipFactory(company__legal_name="Empresa Vecina")
    invitations.invite(
        company=other.company,
        email=alicia.user.email,
        full_name="",
        role="member",
        by=other.user,
        now=now,
    )
    reserved = CompanyFactory(legal_name="Empresa Reservada")
    teams.ask_to_join(company=reserved, user=alicia.user, now=now)
    delivery.deliver_due(now=now + timedelta(minutes=5))
    return firm


def test_every_column_that_points_to_somebody_is_exported_or_excused():
    found = set(columns_that_point_to_somebody())
    assert found == SAID.keys() | EXCUSED.keys()
    assert SAID.keys() & EXCUSED.keys() == set()


def test_each_of_them_is_said_where_it_is_promised(a_firm_with_everything, alicia, technician):
    content, _people = exports.of_company(a_firm_with_everything)
    said = {
        **sheets_of("company", content),
        **sheets_of("user", exports.of_user(alicia.user)),
        **sheets_of("technician", exports.of_technician(technician, whole_curp=True)),
    }
    empty = {place for places in SAID.values() for place in places if not said[place]}
    assert empty == set()
    assert {place for place, rows in said.items() if not rows} == set()


def test_the_history_names_every_kind_that_has_a_trail(a_firm_with_everything, alicia):
    content, _people = exports.of_company(a_firm_with_everything)
    of_firm = {line["What"].split()[0] for line in sheets_of("", content)[": history"]}
    assert of_firm >= {"company", "HR", "technician", "invitation", "request", "enrollment"}
    said = sheets_of("", exports.of_user(alicia.user))
    assert [row["Ended by you"] for row in said[": requests"]] == ["yes", "no"]
    own = said[": history"]
    assert {line["What"].split()[0] for line in own} >= {"user", "HR", "right"}


def test_whoever_only_asked_to_join_gets_what_she_asked_and_not_whom(now):
    firm = MembershipFactory(
        company__legal_name="Empresa Reservada", user__full_name="Rosa Dueña"
    ).company
    irma = UserFactory(full_name="Irma Prueba")
    asked = teams.ask_to_join(company=firm, user=irma, now=now)
    teams.answer(asked=asked, accepts=False, by=firm.users.get(), now=now)
    delivery.deliver_due(now=now + timedelta(minutes=5))
    content = exports.of_user(irma)
    (row,) = sheets_of("", content)[": requests to join"]
    assert (row["RFC"], row["Company"], row["Accepted"]) == (firm.rfc, "", "no")
    (letter,) = sheets_of("", content)[": messages"]
    assert letter["Text"] == Message.objects.get(kind="join-answered").text != ""
    everything = json.dumps(sheets_of("", content))
    assert "Reservada" not in everything
    assert "Rosa" not in everything


def test_nobody_reads_of_others_more_than_she_was_told(a_firm_with_everything, alicia):
    own = json.dumps(sheets_of("", exports.of_user(alicia.user)), ensure_ascii=False)
    # The letter about who wants to join is hers; whom she invited, and the technicians, are not.
    for stranger in ("Bruno", "bruno@", "Por Guardar", "Reservada"):
        assert stranger not in own
    factor = alicia.user.authenticator_set.get()
    assert factor.data["secret"] not in own
    content, _people = exports.of_company(a_firm_with_everything)
    firm = json.dumps(sheets_of("", content), ensure_ascii=False)
    for own_matter in ("Segunda Empresa", "Empresa Vecina", "Empresa Reservada", "203.0.113.9"):
        assert own_matter not in firm


def test_an_address_that_she_only_typed_opens_no_letters_of_others(now):
    other = MembershipFactory()
    invitations.invite(
        company=other.company,
        email="victima@ejemplo.invalid",
        full_name="Víctima",
        role="member",
        by=other.user,
        now=now,
    )
    delivery.deliver_due(now=now + timedelta(minutes=5))
    nosy = UserFactory()
    nosy.emailaddress_set.create(email=nosy.email, verified=True, primary=True)
    nosy.emailaddress_set.create(email="victima@ejemplo.invalid", verified=False)
    said = sheets_of("", exports.of_user(nosy))
    assert said[": messages"] == said[": invitations received"] == []


def test_a_technician_gets_the_letters_to_her_and_who_took_lists_with_her(technician, now):
    delivery.deliver_due(now=now + timedelta(minutes=5))
    colleague = TechnicianFactory(company=technician.company, email=technician.email)
    said = sheets_of("", exports.of_technician(technician, whole_curp=False))
    assert {letter["To"] for letter in said[": messages"]} == {"irma@ejemplo.invalid"}
    assert all(letter["Text"] for letter in said[": messages"])
    taken = [(line["What"], line["Who"]) for line in said[": downloads"]]
    assert taken == [("list of a group", "CAST"), ("technicians of a firm", "Alicia Dueña")]
    said = sheets_of("", exports.of_technician(colleague, whole_curp=False))
    assert said[": messages"] == []


def test_a_list_that_staff_took_away_is_told_to_whoever_may_have_been_in_it(technician, now):
    staff = UserFactory(admin=True)
    for about in ("technicians", "groups"):
        downloads.note(
            "list", about=about, form="xlsx", people=9, by=staff, now=now + timedelta(hours=1)
        )
    later = TechnicianFactory()
    Technician.objects.filter(pk=later.pk).update(created_at=now + timedelta(days=1))
    for person, times in ((technician, 1), (Technician.objects.get(pk=later.pk), 0)):
        said = sheets_of("", exports.of_technician(person, whole_curp=False))
        taken = [line["What"] for line in said[": downloads"]]
        assert taken.count("list of the administration") == times
    content, _people = exports.of_company(technician.company)
    assert "list of the administration" in json.dumps(sheets_of("", content))
    assert said[": downloads"] == []
