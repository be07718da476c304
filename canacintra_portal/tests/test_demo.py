"""The demo is believable, obeys the rules, can be repeated and never runs empty."""

from datetime import date, datetime, timedelta
from io import StringIO
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F
from django.test import Client, TestCase
from django.utils import timezone

from canacintra_portal.demo import accounts, calendar, directory, firms
from canacintra_portal.demo.seed import seed
from canacintra_portal.invariants import CHECKS
from canacintra_portal.invariants.audit import findings
from companies import identifiers
from companies.models import (
    CANACINTRA_GROUP,
    CAST_GROUP,
    ChamberMember,
    Company,
    Message,
    Prospect,
    Technician,
    User,
)
from companies.rules import size
from companies.sections import SECTIONS, progress
from companies.tests.factories import CompanyFactory
from courses.models import Course, CourseRun, Meeting
from enrollment import queries
from enrollment.models import EnrollmentRequest, Relocation
from enrollment.queries import training
from enrollment.services import waitlist

A_WEDNESDAY = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("America/Ciudad_Juarez"))


class SeededPortal(TestCase):
    """One portal, seeded once for all these tests."""

    now = A_WEDNESDAY

    @classmethod
    def setUpTestData(cls):
        cls.seeded = seed(now=cls.now)

    def coming(self):
        return CourseRun.objects.coming(self.now)

    def test_every_rule_of_the_game_holds(self):
        assert findings(CHECKS, now=self.now) == []

    def test_the_whole_catalogue_is_there(self):
        assert Course.objects.published().count() == 125

    def test_about_forty_groups_come_in_the_next_ten_weeks(self):
        runs = self.coming()

        assert 36 <= runs.count() <= 46
        weeks = {timezone.localdate(run.starts_at).isocalendar()[:2] for run in runs}
        assert len(weeks) >= 9
        assert max(run.starts_at for run in runs) < self.now + timedelta(weeks=13)

    def test_every_situation_is_shown(self):
        runs = list(self.coming())

        assert any(run.is_full for run in runs)
        assert any(0 < run.seats_left <= 2 for run in runs)
        assert any(run.seats_taken == 0 for run in runs)
        assert any(run.has_local_priority(self.now) for run in runs)
        assert any(run.is_full and run.seats_waiting for run in runs)
        assert {"Samalayuca" in run.venue.site for run in runs} == {True, False}
        assert CourseRun.objects.filter(state="draft").exists()
        assert CourseRun.objects.filter(state="cancelled").exists()

    def test_two_groups_meet_at_the_same_hours_in_different_venues(self):
        meetings = Meeting.objects.filter(starts_at__gt=self.now).order_by("starts_at")
        pairs = combinations(meetings.values_list("starts_at", "venue_id"), 2)

        assert any(one[0] == two[0] and one[1] != two[1] for one, two in pairs)

    def test_staff_have_proposals_to_decide(self):
        open_kinds = set(Relocation.objects.filter(state="proposed").values_list("kind", flat=True))

        assert open_kinds == {"larger-venue", "second-group"}
        assert Relocation.objects.filter(state="accepted", to_venue__is_own=True).exists()

    def test_requests_wait_for_every_reason(self):
        waiting_for = EnrollmentRequest.objects.filter(run__in=self.coming()).exclude(
            waiting_for=""
        )

        assert {"seat", "local-priority", "approval"} <= set(
            waiting_for.values_list("waiting_for", flat=True)
        )

    def test_the_firm_of_the_demo_account_has_every_kind_of_answer(self):
        requests = EnrollmentRequest.objects.filter(
            run__in=self.coming(),
            company__memberships__user__email=accounts.HR_OF_A_COMPANY.email,
        )

        assert {"confirmed", "partial", "waiting"} <= set(requests.values_list("state", flat=True))

    def test_cast_has_rosters_of_the_past_and_of_today(self):
        past = CourseRun.objects.filter(ends_at__lt=self.now, seats_taken__gte=10)

        assert past.count() >= 2
        assert Meeting.objects.filter(
            starts_at__date=self.now.date(), run__seats_taken__gte=10
        ).exists()

    def test_the_firm_of_the_demo_account_looks_back_on_half_a_year(self):
        company = Company.objects.get(rfc=firms.RFC_OF_DEMO_ACCOUNT)
        seats = training.seats_of(company, year=self.now.year, now=self.now)

        over = [seat for seat in seats if seat.is_over]
        assert len({seat.starts_at.month for seat in over}) >= 5
        assert len({seat.course for seat in over}) >= 8
        assert any(not seat.is_over for seat in seats)
        assert len({(seat.technician_id, seat.course) for seat in over}) > 0.8 * len(over)

    def test_some_technicians_and_firms_are_ready_for_a_constancia_and_others_not(self):
        for company in Company.objects.prefetch_related("technicians"):
            occupations = {technician.occupation for technician in company.technicians.all()}
            assert occupations > {""}
        assert set(Company.objects.values_list("legal_representative", flat=True)) > {""}

    def test_nobody_meets_on_sundays_and_holidays(self):
        days = {timezone.localdate(m.starts_at) for m in Meeting.objects.order_by("pk")}

        assert all(calendar.is_working_day(day) for day in days)

    def test_firms_and_people_are_invented_and_pass_as_real(self):
        for company in Company.objects.all():
            company.full_clean()
            assert company.is_demo
            assert not identifiers.rfc_needs_a_second_look(company.rfc)
            assert "(ejemplo)" in company.legal_name
        for technician in Technician.objects.all():
            technician.full_clean()
            # A letter in the 17th place and a year from 65 on: born in the future.
            assert technician.curp[16] == "A"
            assert int(technician.curp[4:6]) >= 65

    def test_firms_have_teams_with_roles_and_somebody_acts_for_two(self):
        medano = Company.objects.get(
            memberships__user__email=accounts.HR_OF_A_COMPANY.email, memberships__role="owner"
        )
        assert sorted(medano.memberships.values_list("role", flat=True)) == [
            "member",
            "owner",
            "owner",
        ]
        assert medano.invitations.open().count() == medano.join_requests.open().count() == 1
        assert Message.objects.due(self.now).filter(kind="asked-to-join").exists()
        acts_for_two = User.objects.get(email="despacho@ejemplo.invalid")
        assert acts_for_two.companies.count() == 2
        alone = Company.objects.annotate(people=Count("memberships")).filter(people=1)
        assert alone.exists()

    def test_staff_have_a_directory_in_every_situation_and_a_member_list(self):
        assert Prospect.objects.count() == len(directory.FIRMS) + 2
        assert Prospect.objects.filter(company__isnull=False).count() == 1
        assert Prospect.objects.perhaps_in_the_portal().count() == 1
        assert Prospect.objects.invited().count() == directory.INVITED
        assert Prospect.objects.not_to_be_written_to().count() == 1
        assert set(Prospect.objects.values_list("sector", flat=True)) > {"31-33", "48-49"}
        assert ChamberMember.objects.current().count() == Company.objects.approved().count() + 4
        assert Prospect.objects.exclude(email="").filter(email__endswith=".invalid").count() > 5
        assert not Prospect.objects.exclude(email="").exclude(email__endswith=".invalid").exists()

    def test_no_address_could_reach_a_real_mailbox(self):
        addresses = {*User.objects.values_list("email", flat=True)}
        addresses |= {*Technician.objects.values_list("email", flat=True)} - {""}

        assert {address.rpartition(".")[2] for address in addresses} == {"invalid"}

    def test_some_firms_are_from_elsewhere_and_some_wait(self):
        assert Company.objects.exclude(municipality="Juárez").count() == 3
        waiting = {c.legal_name: size.is_kept_out(c) for c in Company.objects.awaiting_approval()}
        assert waiting == {
            "Rotulados Noa (ejemplo)": False,
            "Componentes Valle Grande (ejemplo)": True,
        }

    def test_firms_are_registered_before_they_are_approved(self):
        assert not Company.objects.filter(created_at__gte=F("approved_at")).exists()
        assert not Company.objects.filter(created_at__gte=self.now).exists()

    def test_what_firms_say_about_themselves_holds_and_some_have_gaps(self):
        gaps = set()
        for company in Company.objects.all():
            facts = progress.facts_of(company)
            for section in SECTIONS:
                form = section(section.typed_for(facts), facts=facts)
                lacking = {row.lacking for row in section.rows(facts)} - {""}
                assert form.is_valid() or lacking, (company, form.errors)
                gaps |= {(company.rfc, section.slug)} if lacking else set()
        assert (firms.RFC_OF_DEMO_ACCOUNT, "firmas") in gaps
        assert len({rfc for rfc, _slug in gaps}) < Company.objects.count() / 2

    def test_history_is_not_mailed_but_the_demo_account_has_something_to_read(self):
        due = Message.objects.due(self.now)

        assert 3 <= due.count() <= 15
        assert set(due.values_list("to_address", flat=True)) == {accounts.HR_OF_A_COMPANY.email}
        assert not Message.objects.filter(state="due", due_at__gt=self.now).exists()

    def test_the_three_accounts_can_sign_in(self):
        for account in accounts.ACCOUNTS:
            user = User.objects.get(email=account.email)
            assert user.check_password(accounts.PASSWORD)
            assert EmailAddress.objects.get(user=user).verified
            browser = Client()
            answer = browser.post(
                "/cuenta/login/", {"login": account.email, "password": accounts.PASSWORD}
            )
            assert answer.status_code == 302
            if account != accounts.HR_OF_A_COMPANY:
                page = browser.get(answer.url)
                code = accounts.present_code(user, now=timezone.now())
                assert code in page.text
                browser.post(answer.url, {"code": code})
            assert int(browser.session["_auth_user_id"]) == user.pk
        assert User.objects.get(groups__name=CANACINTRA_GROUP).email == accounts.CANACINTRA.email
        assert User.objects.get(groups__name=CAST_GROUP).email == accounts.CAST.email

    def test_a_second_run_changes_nothing(self):
        before = {run.code: run.content_version for run in CourseRun.objects.all()}

        again = seed(now=self.now + timedelta(hours=3))

        assert again.is_nothing
        assert {run.code: run.content_version for run in CourseRun.objects.all()} == before

    def test_two_weeks_later_the_coming_weeks_are_filled_up(self):
        later = self.now + timedelta(weeks=2)
        known = set(CourseRun.objects.values_list("code", flat=True))

        topped_up = seed(now=later)

        new = CourseRun.objects.exclude(code__in=known)
        assert topped_up.companies == topped_up.courses == 0
        assert 6 <= new.count() <= 9
        assert all(run.starts_at > self.now + timedelta(weeks=9) for run in new)
        assert CourseRun.objects.coming(later).count() >= 36
        let_the_jobs_catch_up(later)
        assert findings(CHECKS, now=later) == []

    def test_the_same_day_makes_the_same_demo(self):
        first = a_summary()
        forget_everything()

        seed(now=self.now - timedelta(hours=2))

        assert a_summary() == first

    def test_staff_may_change_what_was_seeded(self):
        run = self.coming().first()
        CourseRun.objects.filter(pk=run.pk).update(price=1)

        seed(now=self.now)

        run.refresh_from_db()
        assert run.price == 1

    def test_the_accounts_are_printed_in_columns(self):
        output = StringIO()

        call_command("seed_demo", accounts=True, stdout=output)

        lines = output.getvalue().splitlines()
        assert [line.split()[-2:] for line in lines] == [
            [account.email, accounts.PASSWORD] for account in accounts.ACCOUNTS
        ]
        assert len({line.index("@") > 0 and line.rindex(" ") for line in lines}) == 1


def let_the_jobs_catch_up(now):
    for run_id in queries.runs_owed_an_answer(now=now, received_before=now):
        waitlist.seat_waiting(run_id=run_id, now=now)
    Message.objects.filter(state="due").update(state="superseded")


def a_summary():
    return list(
        CourseRun.objects.order_by("code").values_list(
            "code", "venue__name", "starts_at", "seats_taken", "seats_waiting", "published_at"
        )
    )


def forget_everything():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE companies_user, courses_courserun, companies_message CASCADE")


@pytest.mark.django_db
def test_a_portal_with_a_real_firm_is_refused():
    CompanyFactory(legal_name="Una firma de verdad", is_demo=False)

    with pytest.raises(CommandError, match="1 "):
        call_command("seed_demo")

    assert Company.objects.count() == 1
    assert not Course.objects.exists()


@pytest.mark.django_db
def test_a_portal_in_production_is_refused(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="PORTAL_SECRET_KEY"):
        call_command("seed_demo")

    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_a_demo_no_accounts_are_printed():
    output = StringIO()

    call_command("seed_demo", accounts=True, stdout=output)

    assert output.getvalue() == ""


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 25), True),
        (date(2026, 11, 28), True),  # a Saturday
        (date(2026, 11, 29), False),  # a Sunday
        (date(2026, 11, 16), False),  # Revolution Day, observed
        (date(2027, 3, 25), False),  # Holy Thursday
        (date(2026, 12, 24), False),
        (date(2027, 1, 1), False),
        (date(2027, 1, 2), True),
    ],
)
def test_working_days(day, works):
    assert calendar.is_working_day(day) is works


@pytest.mark.parametrize(
    ("hours", "shift", "lengths"),
    [
        (8, calendar.Shift.DAYS, [8]),
        (16, calendar.Shift.EVENINGS, [3, 3, 3, 3, 2, 2]),
        (24, calendar.Shift.SATURDAYS, [5, 5, 5, 5, 4]),
    ],
)
def test_hours_are_shared_out_evenly(hours, shift, lengths):
    pairs = calendar.meetings(hours=hours, shift=shift, first_day=date(2026, 11, 25))

    assert [(ends - begins) / timedelta(hours=1) for begins, ends in pairs] == lengths


def test_rfcs_differ():
    assert len({firms.rfc(number) for number, _firm in enumerate(firms.FIRMS, 1)}) == len(
        firms.FIRMS
    )
