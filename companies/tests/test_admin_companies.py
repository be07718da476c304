"""Firms and people in the admin."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from canacintra_portal.wording import say_moment
from companies.models import CANACINTRA_GROUP, CAST_GROUP, Company, Membership, Message, User
from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.tests.factories import RunFactory
from enrollment.tests.factories import ask, serve

pytestmark = pytest.mark.django_db

LIST = reverse("admin:companies_company_changelist")


def place(obj, name="change"):
    return reverse(f"admin:companies_{obj._meta.model_name}_{name}", args=[obj.pk])


def typed(company, **fields):
    data = {
        "legal_name": company.legal_name,
        "rfc": company.rfc,
        "municipality": company.municipality,
        "head_count": company.head_count,
        "technician_head_count": company.technician_head_count,
    }
    for prefix in ("memberships", "technicians"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return data | fields


def errors(page):
    form = page.context["adminform"].form
    return [str(error) for errors in form.errors.values() for error in errors]


def test_one_click_approves_tells_and_lets_the_queue_move(admin_pages, staff):
    run, company = RunFactory(), CompanyFactory(awaiting_approval=True)
    request = ask(run, company=company)
    serve(run)
    answer = admin_pages.post(place(company, "approve"))
    assert answer.url == place(company)
    company.refresh_from_db()
    assert company.approved_by == staff
    assert Message.objects.filter(kind="company-approved").count() == 1
    serve(run)
    request.refresh_from_db()
    assert request.state == request.State.CONFIRMED


def test_companies_are_approved_from_the_list_and_the_others_are_named(admin_pages):
    waiting = CompanyFactory.create_batch(2, awaiting_approval=True)
    approved = CompanyFactory(legal_name="Ya aprobada")
    chosen = [company.pk for company in [*waiting, approved]]
    page = admin_pages.post(LIST, {"action": "approve", "_selected_action": chosen}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        f"Ya aprobada: Approved already, {say_moment(approved.approved_at)}.",
        "Approve: done 2 times.",
    ]
    assert not Company.objects.awaiting_approval().exists()


def test_reason_is_asked_for_before_a_company_is_refused(admin_pages, staff):
    run, company = RunFactory(), CompanyFactory(awaiting_approval=True)
    ask(run, company=company)
    page = admin_pages.get(place(company, "refuse")).content.decode()
    assert str(run) in page
    assert "required" in str(admin_pages.post(place(company, "refuse")).context["form"].errors)
    admin_pages.post(place(company, "refuse"), {"reason": "No plant in the state"})
    company.refresh_from_db()
    assert (company.refused_by, company.refusal_reason) == (staff, "No plant in the state")
    assert not run.requests.live().exists()


def test_several_are_refused_at_once_after_one_question(admin_pages):
    waiting = CompanyFactory.create_batch(2, awaiting_approval=True)
    approved = CompanyFactory(legal_name="Ya aprobada")
    chosen = {
        "action": "refuse",
        "_selected_action": [company.pk for company in [*waiting, approved]],
    }
    question = admin_pages.post(LIST, chosen)
    assert question.context["count"] == 2
    assert [company for company, _reason in question.context["left_out"]] == [approved]
    assert Company.objects.awaiting_approval().count() == 2
    without_reason = admin_pages.post(LIST, {**chosen, "sent": "1", "reason": ""})
    assert without_reason.context["form"].errors
    page = admin_pages.post(LIST, {**chosen, "sent": "1", "reason": "Twice"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        f"Ya aprobada: Approved already, {say_moment(approved.approved_at)}.",
        "Refuse: done 2 times.",
    ]
    assert set(Company.objects.refused()) == set(waiting)


def test_refused_company_is_approved_from_its_page(admin_pages):
    company = CompanyFactory(refused=True)
    page = admin_pages.get(place(company))
    assert [step.name for step, _url in page.context["steps"]] == ["approve", "invite"]
    admin_pages.post(place(company, "approve"))
    company.refresh_from_db()
    assert (company.is_approved, company.is_refused) == (True, False)


def test_approving_twice_says_that_it_is_done(admin_pages):
    company = CompanyFactory()
    page = admin_pages.post(place(company, "approve"), follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        f"Approved already, {say_moment(company.approved_at)}."
    ]


def test_bad_facts_of_a_company_are_refused_with_sentences(admin_pages):
    company = CompanyFactory(legal_name="Antes")
    said = errors(
        admin_pages.post(
            place(company), typed(company, rfc="XAXX010101000", technician_head_count=99)
        )
    )
    assert said == [
        "This is SAT's generic RFC. Type the RFC of the company.",
        "A company cannot have more technicians than people, nor fewer than one.",
    ]
    other = CompanyFactory()
    assert errors(admin_pages.post(place(company), typed(company, rfc=other.rfc))) == [
        "A company with this RFC is already registered."
    ]


def test_rfc_is_forgiven_its_spaces_and_dashes(admin_pages):
    company = CompanyFactory()
    admin_pages.post(place(company), typed(company, rfc="abc-010203 xy9"))
    company.refresh_from_db()
    assert company.rfc == "ABC010203XY9"


def test_hr_person_is_added_and_removed(admin_pages):
    company = CompanyFactory()
    person = {"email": "alicia@ejemplo.invalid", "full_name": "Alicia", "language": "es-mx"}
    person["role"] = "member"
    admin_pages.post(place(company, "invite"), person)
    membership = Membership.objects.get(company=company)
    assert (membership.user.email, membership.role) == ("alicia@ejemplo.invalid", "owner")
    assert Message.objects.get().kind == "access"
    again = admin_pages.post(place(company, "invite"), person)
    assert again.context["form"].non_field_errors() == ["This person already acts for the company."]
    removal = {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": membership.pk,
        "memberships-0-company": company.pk,
        "memberships-0-role": "owner",
        "memberships-0-DELETE": "on",
    }
    admin_pages.post(place(company), typed(company, **removal))
    assert not Membership.objects.exists()
    assert User.objects.filter(email="alicia@ejemplo.invalid").exists()


def test_nobody_at_canacintra_reads_a_curp(admin_pages):
    technician = TechnicianFactory()
    for page in (place(technician.company), place(technician)):
        words = admin_pages.get(page).content.decode()
        assert technician.masked_curp in words
        assert technician.curp not in words


def test_company_with_people_or_requests_is_never_deleted(admin_pages):
    busy, empty = MembershipFactory().company, CompanyFactory()
    assert admin_pages.post(place(busy, "delete"), {"post": "yes"}).status_code == 403
    assert admin_pages.post(place(empty, "delete"), {"post": "yes"}).status_code == 302
    assert list(Company.objects.all()) == [busy]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"approval": "missing"}, {"asking", "new"}),
        ({"approval": "asking"}, {"asking"}),
        ({"approval": "given"}, {"approved", "far"}),
        ({"approval": "refused"}, {"no"}),
        ({"plant": "elsewhere"}, {"far"}),
        ({"q": "ask"}, {"asking"}),
    ],
)
def test_filters_answer_the_questions_of_staff(filters, found, admin_pages):
    CompanyFactory(legal_name="new", awaiting_approval=True)
    CompanyFactory(legal_name="no", refused=True)
    CompanyFactory(legal_name="approved")
    CompanyFactory(legal_name="far", from_elsewhere=True)
    ask(RunFactory(), company=CompanyFactory(legal_name="asking", awaiting_approval=True))
    shown = admin_pages.get(LIST, filters).context["cl"].result_list
    assert {company.legal_name for company in shown} == found


@pytest.mark.parametrize("step", ["approve", "refuse", "invite"])
def test_outsiders_take_no_step(step, outsider_pages):
    company = CompanyFactory(awaiting_approval=True)
    people = Membership.objects.count()
    answer = outsider_pages.post(
        place(company, step),
        {"email": "x@ejemplo.invalid", "full_name": "X", "language": "en", "reason": "No"},
    )
    assert answer.url.startswith(reverse("admin:login"))
    company.refresh_from_db()
    assert (company.approved_at, company.refused_at) == (None, None)
    assert Membership.objects.count() == people


# --- People ------------------------------------------------------------------------------------

ADD_USER = reverse("admin:companies_user_add")


def person(role, **fields):
    return {
        "email": "nueva@ejemplo.invalid",
        "full_name": "Nueva Ejemplo",
        "language": "es-mx",
        "role": role,
        **fields,
    }


def test_hr_and_cast_people_are_added_with_a_message(admin_pages):
    admin_pages.force_login(UserFactory(admin=True))
    company = CompanyFactory()
    admin_pages.post(ADD_USER, person("hr", company=company.pk))
    admin_pages.post(ADD_USER, person("cast", email="cast@ejemplo.invalid"))
    hr, cast = (User.objects.get(email=f"{n}@ejemplo.invalid") for n in ("nueva", "cast"))
    assert (list(hr.companies.all()), hr.groups.count(), hr.is_staff) == ([company], 0, False)
    assert list(cast.groups.values_list("name", flat=True)) == [CAST_GROUP]
    assert {message.to_address for message in Message.objects.all()} == {hr.email, cast.email}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (person("hr"), "Say for which company."),
        (person("canacintra"), "Select a valid choice. canacintra is not one of the available"),
        (person("cast"), "Select a valid choice. cast is not one of the available"),
    ],
)
def test_people_are_not_added_with_what_does_not_fit(data, sentence, admin_pages):
    (said,) = errors(admin_pages.post(ADD_USER, data))
    assert said.startswith(sentence)
    assert not User.objects.filter(email="nueva@ejemplo.invalid").exists()


def test_only_who_looks_after_the_portal_adds_colleagues_of_canacintra(client):
    client.force_login(UserFactory(admin=True))
    client.post(ADD_USER, person("canacintra"))
    user = User.objects.get(email="nueva@ejemplo.invalid")
    assert user.is_staff
    assert list(user.groups.values_list("name", flat=True)) == [CANACINTRA_GROUP]


def test_somebody_of_canacintra_cannot_raise_herself_or_take_over_a_colleague(admin_pages, staff):
    colleague = UserFactory(admin=True)
    for user in (staff, colleague):
        answer = admin_pages.post(
            place(user), {"full_name": "X", "language": "en", "is_superuser": "on"}
        )
        assert answer.status_code == 403
    hr = MembershipFactory().user
    admin_pages.post(
        place(hr),
        {
            "full_name": "Alicia",
            "language": "en",
            "is_active": "on",
            "is_superuser": "on",
            "is_staff": "on",
            "email": "otra@ejemplo.invalid",
        },
    )
    before = hr.email
    hr.refresh_from_db()
    assert (hr.full_name, hr.email) == ("Alicia", before)
    assert not hr.is_superuser
    assert not hr.is_staff


@pytest.mark.parametrize("right", ["superuser", "CAST"])
def test_cast_is_given_and_taken(right, admin_pages, staff):
    if right == "CAST":
        staff.groups.add(Group.objects.get(name=CAST_GROUP))
    else:
        admin_pages.force_login(UserFactory(admin=True))
    user = UserFactory(full_name="Carla")
    data = {"full_name": "Carla", "language": "es-mx", "is_active": "on"}
    admin_pages.post(place(user), {**data, "is_cast": "on"})
    assert user.groups.filter(name=CAST_GROUP).exists()
    admin_pages.post(place(user), data)
    assert not user.groups.exists()


def test_staff_can_neither_give_cast_nor_take_it(admin_pages, staff):
    cast, nobody = UserFactory(cast=True), UserFactory()
    data = {"full_name": "Carla", "language": "es-mx", "is_active": "on"}
    assert "is_cast" not in admin_pages.get(place(nobody)).context["adminform"].form.fields
    admin_pages.post(place(nobody), {**data, "is_cast": "on"})
    admin_pages.post(place(cast), data)
    admin_pages.post(ADD_USER, person("cast", email=staff.email))
    assert list(User.objects.filter(groups__name=CAST_GROUP)) == [cast]


def test_the_only_owner_is_not_kept_from_signing_in_by_staff(admin_pages):
    company = CompanyFactory(legal_name="Tornos")
    owner = MembershipFactory(company=company).user
    colleague = MembershipFactory(company=company, colleague=True)
    data = {"full_name": "Irma Dueña", "language": "es-mx"}  # a box that is not ticked is not sent
    page = admin_pages.post(place(owner), data)
    assert errors(page) == [
        "Irma Dueña is the only owner of Tornos who can sign in. Make a colleague an owner first,"
        " on the page of the company."
    ]
    owner.refresh_from_db()
    assert owner.is_active
    colleague.delete()
    page = admin_pages.post(place(owner), data, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert "Nobody else acts for Tornos: you answer whoever asks to join it." in said
    owner.refresh_from_db()
    assert not owner.is_active


def test_link_to_choose_a_password_is_sent_again(admin_pages):
    user = UserFactory()
    admin_pages.post(place(user, "password-link"))
    message = Message.objects.get(to_address=user.email)
    assert message.context["link"]
    page = admin_pages.get(place(message)).content.decode()
    assert message.context["link"] not in page


def test_second_factor_is_taken_away_only_by_who_looks_after_the_portal(client, admin_pages):
    lost = UserFactory()
    Authenticator.objects.create(user=lost, type="totp", data={"secret": "x"})
    assert admin_pages.post(place(lost, "second-factor")).status_code == 403
    assert Authenticator.objects.count() == 1
    client.force_login(UserFactory(admin=True))
    client.post(place(lost, "second-factor"))
    assert not Authenticator.objects.exists()


def test_people_are_never_deleted(client):
    client.force_login(UserFactory(admin=True))
    user = UserFactory()
    assert client.post(place(user, "delete"), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_roles_filter_the_list(admin_pages, staff):
    hr = MembershipFactory(company=CompanyFactory(awaiting_approval=True)).user
    cast, nobody = UserFactory(cast=True), UserFactory()
    address = reverse("admin:companies_user_changelist")
    shown = {
        role: set(admin_pages.get(address, {"role": role}).context["cl"].result_list)
        for role in ("hr", "cast", "canacintra", "nobody")
    }
    assert shown == {"hr": {hr}, "cast": {cast}, "canacintra": {staff}, "nobody": {nobody}}


def test_failed_message_is_sent_again_and_a_replaced_one_is_not(admin_pages):
    now = timezone.now()
    for state in ("failed", "superseded", "due"):
        Message.objects.create(
            kind="access",
            about=f"user:{state}",
            to_address="alicia@ejemplo.invalid",
            language="es-mx",
            template="companies/emails/access.html",
            context={"greeting": "Alicia", "company": "", "link": ""},
            state=state,
            created_at=now,
            due_at=now,
        )
    failed, superseded, due = (
        Message.objects.get(about=f"user:{state}") for state in ("failed", "superseded", "due")
    )
    page = admin_pages.post(
        reverse("admin:companies_message_changelist"),
        {"action": "resend", "_selected_action": [failed.pk, superseded.pk, due.pk]},
        follow=True,
    )
    failed.refresh_from_db()
    assert (failed.state, failed.resends) == ("due", 1)
    assert len(page.context["messages"]) == 3


def test_message_is_shown_as_it_arrives_sealed_against_scripts(admin_pages):
    now = timezone.now()
    message = Message.objects.create(
        kind="access",
        about="company:1",
        to_address="alicia@ejemplo.invalid",
        language="en",
        template="companies/emails/access.html",
        context={"greeting": "<b>Alicia</b>", "company": "Maquinados", "link": ""},
        created_at=now,
        due_at=now,
    )
    page = admin_pages.get(place(message)).content.decode()
    assert "you act for Maquinados" in page
    sheet = admin_pages.get(place(message, "letter"))
    assert "&lt;b&gt;Alicia" in sheet.content.decode()
    assert "default-src &#x27;none&#x27;" not in sheet["Content-Security-Policy"]
    assert "sandbox" in sheet["Content-Security-Policy"]


def test_a_large_company_is_let_in_with_a_reason_that_is_kept(admin_pages, staff):
    company = CompanyFactory(head_count=900)
    page = admin_pages.get(place(company))
    assert "admit-large" in [step.name for step, _url in page.context["steps"]]
    assert "required" in str(admin_pages.post(place(company, "admit-large")).context["form"].errors)
    admin_pages.post(place(company, "admit-large"), {"reason": "Trains its suppliers"})
    company.refresh_from_db()
    assert company.large_admitted_by == staff
    page = admin_pages.get(place(company))
    assert "Trains its suppliers" in page.content.decode()
    assert "admit-large" not in [step.name for step, _url in page.context["steps"]]


def test_small_companies_are_not_offered_to_be_let_in(admin_pages):
    page = admin_pages.get(place(CompanyFactory()))
    assert "admit-large" not in [step.name for step, _url in page.context["steps"]]


def test_companies_are_listed_by_their_size(admin_pages):
    CompanyFactory(legal_name="Chica de Prueba", head_count=20)
    CompanyFactory(legal_name="Grande de Prueba", head_count=900)
    for wanted, shown in [("small", "Chica"), ("large", "Grande"), ("kept-out", "Grande")]:
        found = admin_pages.get(LIST, {"size": wanted}).context["cl"].queryset
        assert [company.legal_name.split()[0] for company in found] == [shown]


def test_a_pair_that_sat_refuses_is_refused_for_staff_too(admin_pages):
    company = CompanyFactory()
    pair = {"tax_regime": "605", "cfdi_use": "S01"}
    page = admin_pages.post(place(company), typed(company, **pair))
    assert errors(page) == [
        "This tax regime is for people, and the RFC is that of a company.",
    ]


def test_an_rfc_with_dashes_is_taken_without_them(admin_pages):
    company = CompanyFactory()
    fields = ["legal_name", "municipality", "head_count", "technician_head_count"]
    form = {field: getattr(company, field) for field in fields}
    kinds = ("TOTAL_FORMS", "INITIAL_FORMS")
    inlines = {f"{name}-{kind}": 0 for name in ("memberships", "technicians") for kind in kinds}
    page = f"/admin/companies/company/{company.pk}/change/"

    assert 'maxlength="13"' not in admin_pages.get(page).content.decode()
    answer = admin_pages.post(page, {**form, **inlines, "rfc": "dem-350415-d43"})

    assert answer.status_code == 302
    company.refresh_from_db()
    assert company.rfc == "DEM350415D43"
