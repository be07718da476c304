"""The trail: every change of what is tracked leaves a line, whoever makes it and however."""

import getpass
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from canacintra_portal.celery import app
from companies import at_work
from companies.models import CAST_GROUP, Company, Submission, Technician
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def lines(obj, *fields):
    return list(obj.trail.order_by("pgh_id").values_list("pgh_label", *fields))


def test_a_row_is_followed_from_its_first_day_to_its_last():
    company = CompanyFactory(legal_name="Tornos de Prueba")
    pk = company.pk
    company.legal_name = "Tornos y Fresas de Prueba"
    company.save()
    company.delete()
    trace = company.trail.model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    assert list(trace.values_list("pgh_label", "legal_name")) == [
        ("insert", "Tornos de Prueba"),
        ("update", "Tornos y Fresas de Prueba"),
        ("delete", "Tornos y Fresas de Prueba"),
    ]


def test_bulk_updates_and_sql_by_hand_are_seen_and_name_their_session():
    technician = TechnicianFactory(is_active=True)
    Technician.objects.filter(pk=technician.pk).update(is_active=False)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL application_name = 'psql'")
        cursor.execute("SELECT session_user")
        (role,) = cursor.fetchone()
        cursor.execute("UPDATE companies_technician SET job_title = 'Tornera'")
    assert lines(technician, "is_active", "job_title") == [
        ("insert", True, ""),
        ("update", False, ""),
        ("update", False, "Tornera"),
    ]
    assert technician.trail.latest("pgh_id").by_session == f"{role} · psql"


def test_what_is_not_named_leaves_no_line():
    user = MembershipFactory().user
    user.set_password("otra contraseña larga")
    user.save()
    assert lines(user) == [("insert",)]
    names = {field.name for field in user.trail.model._meta.fields}
    assert not names & {"password", "last_login"}


def test_nobody_mends_the_trail():
    company = CompanyFactory()
    for change in (company.trail.all().delete, lambda: company.trail.update(legal_name="Otra")):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()


def test_a_request_names_the_person_and_the_page(client):
    membership = MembershipFactory()
    technician = TechnicianFactory(company=membership.company)
    client.force_login(membership.user)
    url = reverse("companies:deactivate_technician", kwargs={"pk": technician.pk})
    client.get(url)
    key = {"key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"}
    client.post(url, key)
    technician.refresh_from_db()
    assert not technician.is_active
    assert technician.trail.latest("pgh_id").pgh_context == {
        "user": membership.user.pk,
        "page": "companies:deactivate_technician",
    }


@pytest.mark.django_db(transaction=True)
def test_what_follows_a_request_is_not_laid_to_its_account(client):
    membership = MembershipFactory()
    technician = TechnicianFactory(company=membership.company)
    client.force_login(membership.user)
    url = reverse("companies:deactivate_technician", kwargs={"pk": technician.pk})
    client.post(url, {"key": "9c5a2a52-29a3-4b0c-bb20-6d6b1b9f8f10"})
    assert technician.trail.latest("pgh_id").pgh_context
    Company.objects.filter(pk=membership.company.pk).update(head_count=77)
    assert membership.company.trail.latest("pgh_id").pgh_context is None


def test_a_job_is_named():
    company = CompanyFactory()

    @app.task(name="test.grow")
    def grow():
        Company.objects.filter(pk=company.pk).update(head_count=78)

    grow()
    assert company.trail.latest("pgh_id").pgh_context == {"job": "test.grow"}
    app.tasks.pop("test.grow")


def test_rights_are_followed():
    user = MembershipFactory().user
    user.groups.add(Group.objects.get_or_create(name=CAST_GROUP)[0])
    user.groups.clear()
    trace = apps.get_model("companies.GroupMemberEvent").objects.order_by("pgh_id")
    assert list(trace.values_list("pgh_label", "user", "group__name")) == [
        ("insert", user.pk, CAST_GROUP),
        ("delete", user.pk, CAST_GROUP),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_command_is_named_with_who_called_it():
    company = CompanyFactory()
    with at_work.of_command(["manage.py", "mend", "--all"]):
        Company.objects.filter(pk=company.pk).update(head_count=40)
    Company.objects.filter(pk=company.pk).update(head_count=41)
    assert lines(company, "head_count", "pgh_context")[1:] == [
        ("update", 40, {"command": "mend", "person": getpass.getuser()}),
        ("update", 41, None),
    ]


def test_only_writes_to_what_is_tracked_carry_the_name():
    technician = TechnicianFactory()
    with at_work.of_job("one"), CaptureQueriesContext(connection) as captured:
        Submission.objects.create(key=uuid4(), user=UserFactory(), purpose="x", fingerprint="x")
        Technician.objects.filter(pk=technician.pk).update(job_title="Fresadora")
    named = [one["sql"] for one in captured if "pghistory.context_metadata" in one["sql"]]
    written = [sql.partition("; ")[2].split()[:3] for sql in named]
    assert [words[:3] for words in written] == [
        ["INSERT", "INTO", '"companies_user"'],
        ["UPDATE", '"companies_technician"', "SET"],
    ]
