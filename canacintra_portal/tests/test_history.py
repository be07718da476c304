"""The page "History" of the admin: what changed from what to what, who did it, through what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from canacintra_portal.history import reading
from companies.models import Company, Membership, Technician
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.tests.factories import RunFactory

pytestmark = pytest.mark.django_db


def history_url(obj):
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_history", args=[obj.pk])


def told(obj, **options):
    return list(reading.page_of(obj, for_staff=True, **options).object_list)


def test_a_change_in_the_admin_is_told_with_its_author(admin_pages, staff):
    company = CompanyFactory(legal_name="Tornos Uno", municipality="Juárez", approved_by=staff)
    url = reverse("admin:companies_company_change", args=[company.pk])
    page = admin_pages.get(url)
    data = {
        name: value
        for form in [page.context["adminform"].form, *page.context["inline_admin_formsets"]]
        for name, value in _typed(form).items()
    }
    answer = admin_pages.post(url, {**data, "legal_name": "Tornos Dos"})
    assert answer.status_code == 302, answer.content.decode()
    (changed,) = [line for line in told(company) if line.deed == "changed"]
    assert (changed.who, changed.through) == (
        "Adriana Cámara",
        "administration · company · change",
    )
    assert changed.differences == [reading.Difference("legal name", "Tornos Uno", "Tornos Dos")]
    shown = admin_pages.get(history_url(company)).content.decode()
    assert "<del>Tornos Uno</del> → <ins>Tornos Dos</ins>" in shown


def _typed(form):
    form = getattr(form, "formset", form)
    if hasattr(form, "management_form"):
        management = form.management_form
        return {management.add_prefix(name): management[name].value() for name in management.fields}
    return {name: form[name].value() or "" for name in form.fields}


def test_curps_are_covered_in_the_trail(admin_pages):
    technician = TechnicianFactory()
    old = technician.curp
    new = TechnicianFactory.build().curp
    Technician.objects.filter(pk=technician.pk).update(curp=new)
    (line, _added) = told(technician)
    (difference,) = line.differences
    assert (difference.before[:4], difference.after[:4]) == (old[:4], new[:4])
    for obj in (technician, technician.company):
        shown = admin_pages.get(history_url(obj)).content.decode()
        assert "••••" in shown
        assert old not in shown
        assert new not in shown


def test_sql_by_hand_is_told_with_its_session(admin_pages):
    run = RunFactory(price=1500)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL application_name = 'psql'")
        cursor.execute("UPDATE courses_courserun SET price = 900")
    line = next(one for one in told(run) if one.differences)
    assert line.through == "by hand in the database"
    assert line.who.endswith(" · psql")
    assert line.differences == [reading.Difference("price per person", "1500.00", "900.00")]


@pytest.mark.usefixtures("in_english")
def test_a_firm_tells_also_of_its_people(staff):
    membership = MembershipFactory(company__legal_name="Tornos")
    company, user = membership.company, membership.user
    Membership.objects.filter(pk=membership.pk).delete()
    tables = (Company, Membership, Technician)
    lines = sorted((line.kind, line.subject, line.deed) for line in told(company, across=tables))
    assert lines == [
        ("HR person", f"{user} Tornos", "added"),
        ("HR person", f"{user} Tornos", "removed"),
        ("company", "Tornos", "added"),
    ]


def test_staff_keep_their_names_among_themselves(staff):
    other = CompanyFactory()
    Company.objects.filter(pk=other.pk).update(approved_by=staff)
    (named, _added) = told(other)
    (hidden, _added) = reading.page_of(other).object_list
    assert named.differences[0].after == "Adriana Cámara"
    assert hidden.differences[0].after == "CANACINTRA"


def test_a_long_trail_costs_no_more_statements_than_a_short_one():
    company = CompanyFactory()

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            lines = told(company)
        return len(captured), len(lines)

    Company.objects.filter(pk=company.pk).update(head_count=50)
    few = statements()
    for head_count in range(51, 80):
        Company.objects.filter(pk=company.pk).update(head_count=head_count)
    assert few == (3, 2)
    assert statements() == (3, 30)


def test_a_step_is_kept_without_words_about_anybody(admin_pages, staff):
    user = UserFactory(full_name="Irma Irrepetible")
    admin_pages.post(reverse("admin:companies_user_password-link", args=[user.pk]))
    shown = admin_pages.get(history_url(user)).content.decode()
    assert "Send a link to choose a password" in shown


@pytest.mark.parametrize("make", [CompanyFactory, TechnicianFactory, RunFactory])
def test_nobody_but_staff_reads_a_history(outsider_pages, make):
    assert outsider_pages.get(history_url(make())).status_code in (302, 403)
