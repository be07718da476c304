"""Every address of the portal, opened by a visitor, by two colleagues, by a stranger, by staff."""

import pytest
from django.contrib import admin
from django.core.mail import EmailMultiAlternatives
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from companies.mailbox.backend import KeepingBackend
from companies.models import KeptMail, Message
from companies.services import invitations, prospects, teams
from companies.tests.factories import MembershipFactory, UserFactory
from companies.tests.listed import prospects_of, shop
from companies.tests.lists import person, received
from courses.tests.factories import RunFactory
from enrollment.tests.factories import seated

pytestmark = pytest.mark.django_db

MODELS = list(admin.site._registry)
ROLES = ["visitor", "alicia", "bruno", "carla", "cast", "admin"]

EVERYBODY = dict.fromkeys(ROLES, 200)
# Whoever acts for no firm is told so; a visitor signs in first.
ANY_FIRM = {"visitor": 302, "alicia": 200, "bruno": 200, "carla": 200, "cast": 403, "admin": 403}
THE_FIRM = ANY_FIRM | {"carla": 404}
# A member of the team reads that an owner decides.
OWNERS = ANY_FIRM | {"bruno": 403}
OWNERS_OF_THE_FIRM = THE_FIRM | {"bruno": 403}
# Buttons of the page of the team: read, their addresses lead there.
BUTTONS_OF_OWNERS = OWNERS_OF_THE_FIRM | {"alicia": 302}
ONLY_POST = dict.fromkeys(ROLES, 405)
ROSTERS = {"visitor": 302, "alicia": 403, "bruno": 403, "carla": 403, "cast": 200, "admin": 200}
SIGNED_IN = EVERYBODY | {"visitor": 302}
REDIRECTS = dict.fromkeys(ROLES, 302)
LETTER_OF_ALICIA = {
    "visitor": 302, "alicia": 200, "bruno": 404, "carla": 404, "cast": 404, "admin": 200
}  # fmt: skip

EXPECTED = {
    "home": EVERYBODY,
    "desk": REDIRECTS,
    "privacy": EVERYBODY,
    "account": SIGNED_IN,
    "privacy_version": EVERYBODY,
    "companies:my_data": SIGNED_IN,
    "companies:history": OWNERS,
    # Whoever takes out so much signs in once more.
    "companies:export_company": OWNERS | {"alicia": 302, "carla": 302},
    "companies:export_progress": OWNERS,
    "companies:download_export": OWNERS | {"alicia": 302, "carla": 302},
    "companies:export_account": REDIRECTS,
    "companies:export_technician": ANY_FIRM
    | {"visitor": 302, "alicia": 302, "bruno": 302, "carla": 302},
    "companies:close_account": REDIRECTS,  # she signs in once more
    "companies:forget_technician": OWNERS_OF_THE_FIRM,
    "health": EVERYBODY,
    "set_language": REDIRECTS,
    "courses:catalogue": EVERYBODY,
    "courses:calendar": EVERYBODY,
    "courses:course": EVERYBODY,
    "courses:run": EVERYBODY,
    "courses:seats": EVERYBODY,
    "courses:run_feed": EVERYBODY,
    "courses:feed": EVERYBODY,
    "courses:sitemap": EVERYBODY,
    "courses:robots": EVERYBODY,
    "companies:prospect_welcome": EVERYBODY,
    "companies:prospect_stop": EVERYBODY,
    "companies:dashboard": ANY_FIRM,
    "companies:register": SIGNED_IN,
    "companies:register_step": SIGNED_IN,
    "companies:register_summary": REDIRECTS,  # nothing was typed yet
    "companies:known_company": REDIRECTS,
    "companies:start_over": SIGNED_IN,
    "companies:registered": ANY_FIRM,
    "companies:check_rfc": ONLY_POST,
    "companies:check_size": ONLY_POST,
    "companies:details": ANY_FIRM,
    "companies:edit_details": OWNERS,
    "companies:switch": ANY_FIRM,
    "companies:team": ANY_FIRM,
    "companies:invite": OWNERS,
    "companies:leave": ANY_FIRM,
    "companies:change_role": OWNERS_OF_THE_FIRM,
    "companies:hand_over": OWNERS_OF_THE_FIRM,
    "companies:remove_colleague": OWNERS_OF_THE_FIRM,
    "companies:send_invitation_again": BUTTONS_OF_OWNERS,
    "companies:withdraw_invitation": BUTTONS_OF_OWNERS,
    "companies:answer_join_request": BUTTONS_OF_OWNERS,
    "companies:accept_invitation": dict.fromkeys(ROLES, 404),  # nobody opened a letter
    "companies:invitation": REDIRECTS,
    "companies:joining": SIGNED_IN,
    "companies:take_back": dict.fromkeys(ROLES, 404) | {"visitor": 302, "carla": 302},
    "companies:technicians": ANY_FIRM,
    "companies:add_technician": ANY_FIRM,
    "companies:check_curp": ONLY_POST,
    "companies:find_occupation": EVERYBODY,
    "companies:export_technicians": ANY_FIRM,
    "companies:import_technicians": ANY_FIRM,
    "companies:import_template": ANY_FIRM,
    "companies:technician_import": THE_FIRM,
    "companies:import_columns": THE_FIRM,
    "companies:import_progress": THE_FIRM,
    "companies:import_bad_rows": THE_FIRM,
    "companies:store_import": ONLY_POST,
    "companies:discard_import": ONLY_POST,
    "companies:edit_technician": THE_FIRM,
    "companies:deactivate_technician": THE_FIRM,
    "companies:reactivate_technician": THE_FIRM | {"alicia": 302, "bruno": 302},
    "enrollment:enroll": ANY_FIRM,
    "enrollment:requests": ANY_FIRM,
    "enrollment:request": THE_FIRM,
    "enrollment:status": THE_FIRM,
    "enrollment:cancel": THE_FIRM,
    "enrollment:substitute": THE_FIRM,
    "enrollment:training": ANY_FIRM,
    "enrollment:training_pdf": ANY_FIRM,
    "enrollment:training_sheet": ANY_FIRM,
    "enrollment:cast": ROSTERS,
    "enrollment:roster": ROSTERS,
    "enrollment:roster_substitute": ROSTERS | {"admin": 403},
    "enrollment:roster_cancel": ROSTERS | {"admin": 403},
    "enrollment:roster_pdf": ROSTERS,
    "enrollment:roster_sheet": ROSTERS,
    "mailbox": SIGNED_IN,
    "mailbox_letter": LETTER_OF_ALICIA,
    "mailbox_html": LETTER_OF_ALICIA,
    "mailbox_file": LETTER_OF_ALICIA,
}

OF_AN_IMPORT = {name for name in EXPECTED if name.endswith("_import") or ":import_" in name} - {
    "companies:import_technicians",
    "companies:import_template",
}


def own_names(resolver=None, namespace=""):
    """Names of all addresses but, tested by themselves, those of accounts and of the admin."""
    of_accounts = get_resolver("allauth.urls").reverse_dict
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            if pattern.name not in of_accounts:
                yield f"{namespace}{pattern.name}"
        elif pattern.namespace != "admin" and "allauth" not in str(pattern.urlconf_name):
            inside = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from own_names(pattern, namespace + inside)


def test_every_address_has_its_expectations():
    assert sorted(own_names()) == sorted(EXPECTED)


@pytest.fixture
def people(client):
    alicia = MembershipFactory()
    return {
        "visitor": None,
        "alicia": alicia.user,
        "bruno": MembershipFactory(company=alicia.company, colleague=True).user,
        "carla": MembershipFactory().user,
        "cast": UserFactory(cast=True),
        "admin": UserFactory(admin=True),
    }


@pytest.fixture
def arguments(people):
    """What the addresses need, all of it of Alicia's firm."""
    run = RunFactory(venue__capacity=9)
    request = seated(run, company=people["alicia"].companies.get())
    enrollment = request.enrollments.get()
    letter = EmailMultiAlternatives("Hola", "Hola", to=[people["alicia"].email])
    letter.attach_alternative("<p>Hola</p>", "text/html")
    letter.attach("curso.ics", "BEGIN:VCALENDAR", "text/calendar")
    KeepingBackend().send_messages([letter])
    kept = {"pk": KeptMail.objects.get().pk}
    technician = {"pk": enrollment.technician_id}
    by_letter = {"key": prospects.key_of(prospects_of(shop(1))[0])}
    firm, now = people["alicia"].companies.get(), timezone.now()
    alicia = people["alicia"].memberships.get()
    uploaded = {"public_id": received(alicia, [person(1)], now).public_id}
    colleague = {"pk": people["bruno"].memberships.get().pk}
    invitation = invitations.invite(
        company=firm,
        email="nueva@ejemplo.invalid",
        full_name="",
        role="member",
        by=people["alicia"],
        now=now,
    )
    invited = {"pk": invitation.pk}
    token = Message.objects.get(kind="colleague-invited").context["link"].split("/")[-2]
    asked = {"pk": teams.ask_to_join(company=firm, user=people["carla"], now=now).pk}
    run_code, public_id = {"code": run.code}, {"public_id": request.public_id}
    return {
        "privacy_version": {"version": "2026-11"},
        "courses:course": {"slug": run.course.slug},
        **dict.fromkeys(
            ["courses:run", "courses:seats", "courses:run_feed", "enrollment:enroll"], run_code
        ),
        **dict.fromkeys(
            [name for name in EXPECTED if name.startswith("enrollment:roster")], run_code
        ),
        **dict.fromkeys(
            ["enrollment:request", "enrollment:status", "enrollment:cancel"], public_id
        ),
        "companies:register_step": {"slug": "rfc"},
        "companies:download_export": uploaded,
        "companies:edit_details": {"slug": "giro"},
        "enrollment:substitute": {**public_id, "pk": enrollment.pk},
        "enrollment:roster_substitute": {**run_code, "pk": enrollment.pk},
        "enrollment:roster_cancel": {**run_code, "pk": enrollment.pk},
        **dict.fromkeys(
            [name for name in EXPECTED if name.endswith("_technician") and "add" not in name],
            technician,
        ),
        **dict.fromkeys(
            ["companies:change_role", "companies:hand_over", "companies:remove_colleague"],
            colleague,
        ),
        **dict.fromkeys(
            ["companies:send_invitation_again", "companies:withdraw_invitation"],
            invited,
        ),
        **dict.fromkeys(["companies:answer_join_request", "companies:take_back"], asked),
        "companies:invitation": {"token": token},
        **dict.fromkeys(OF_AN_IMPORT, uploaded),
        **dict.fromkeys(["companies:prospect_welcome", "companies:prospect_stop"], by_letter),
        "mailbox_letter": kept,
        "mailbox_html": kept,
        "mailbox_file": {**kept, "number": 0},
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_as_expected(role, people, arguments, client):
    if people[role]:
        client.force_login(people[role])
    answers = {
        name: client.get(reverse(name, kwargs=arguments.get(name, {}))).status_code
        for name in EXPECTED
    }
    assert answers == {name: statuses[role] for name, statuses in EXPECTED.items()}


@pytest.mark.parametrize("role", ["visitor", "alicia", "cast"])
def test_nobody_but_staff_opens_the_admin(role, people, client):
    if people[role]:
        client.force_login(people[role])
    lists = [f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist" for m in MODELS]
    assert len(lists) > 10
    for name in ["admin:index", *lists]:
        assert client.get(reverse(name)).status_code in (302, 403), name
