"""Brings the demo in, all or nothing, and adds what the coming weeks lack when time has passed."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from canacintra_portal.demo import (
    accounts,
    calendar,
    demand,
    directory,
    firms,
    groups,
    places,
    programme,
)
from canacintra_portal.demo.programme import Turn
from companies import jobs
from companies.models import Company, Message
from companies.refusals import Refused
from courses.models import CourseRun
from courses.services import catalogue

WEEKS_AHEAD, WEEKS_BACK = 10, 4
WEEKS_OF_HISTORY = 26  # two weeks of three, for the training of the firms
LOCK = 7_320_115  # any number, the same for every process that seeds


@dataclass(frozen=True)
class Seeded:
    """What is new; all zero when there was nothing to do."""

    courses: int
    companies: int
    groups: int
    requests: int

    @property
    def is_nothing(self):
        return not any((self.courses, self.companies, self.groups, self.requests))


def refuse_on_real_data():
    """Raise Refused unless this is a demo in which only invented firms exist."""
    if not settings.DEMO:
        raise Refused(
            _("This portal is in production (PORTAL_SECRET_KEY is set): it gets no demo content.")
        )
    real = Company.objects.filter(is_demo=False).count()
    if real:
        raise Refused(
            _(
                "This portal has real data (%(count)s companies that are not invented):"
                " it gets no demo content."
            )
            % {"count": real}
        )


@transaction.atomic
def seed(*, now):
    """Bring in what is missing, counted from the day of `now`; the same for every hour of the day.

    Goes through the services, so that every rule holds, and keeps their messages as history instead
    of sending them. What is there already is left as it is. Raises Refused on real data.
    """
    refuse_on_real_data()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    first_message = _newest_message_id() + 1
    with jobs.unheard(), translation.override(settings.LANGUAGE_CODE):
        loaded = catalogue.load()
        admin = accounts.open_admin()
        new_companies = firms.bring_in(
            admin=admin, approved_at=now - timedelta(days=firms.DAYS_SINCE_APPROVAL), now=now
        )
        directory.bring_in(admin=admin, now=now)
        accounts.open_cast()
        rooms, instructors = places.bring_in()
        stage = groups.Stage(
            rooms=rooms,
            instructors=instructors,
            diary=groups.Diary(),
            admin=admin,
            now=now,
        )
        runs = _open_groups(stage, now)
    requests = sum(run.requests.count() for run in runs)
    _keep_as_history(first_message, now)
    return Seeded(
        courses=loaded.courses, companies=new_companies, groups=len(runs), requests=requests
    )


def _open_groups(stage, now):
    opened = [
        (run, offer)
        for offer, week, is_past in _plan(calendar.week_of(timezone.localdate(now)))
        if (run := groups.open_group(offer, week=week, stage=stage, is_past=is_past))
    ]
    # Only when every room has its groups can a larger one be called free.
    companies = demand.Firms()
    for run, offer in opened:
        demand.bring_in(run, offer, firms=companies, admin=stage.admin, now=now)
    return [run for run, _offer in opened]


def _plan(this_week):
    """Each offer with its week and whether it has begun; of a week that is over the first one."""
    for week in range(this_week - WEEKS_OF_HISTORY, this_week - WEEKS_BACK):
        if week % 3:
            yield replace(programme.offers_of(week)[0], demo_firm=Turn.FIRST), week, True
    for week in range(this_week - WEEKS_BACK, this_week + 1):
        yield programme.offers_of(week)[0], week, True
    for week in range(this_week, this_week + WEEKS_AHEAD + 1):
        for offer in programme.offers_of(week):
            yield offer, week, False


def _newest_message_id():
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _keep_as_history(first_message, now):
    """Take the messages just written out of the outbox, but for some to the demo account.

    Those are about coming groups, and about somebody who asks to join, and due now: the mailbox of
    the demo has something to read.
    """
    written = Message.objects.filter(pk__gte=first_message, state=Message.State.DUE)
    coming = CourseRun.objects.coming(now).filter(
        requests__company__memberships__user__email=(accounts.HR_OF_A_COMPANY.email)
    )
    readable = written.filter(
        Q(context__code__in=list(coming.values_list("code", flat=True).distinct()))
        | Q(kind="asked-to-join"),
        to_address=accounts.HR_OF_A_COMPANY.email,
    )
    readable.update(due_at=now)
    written.exclude(pk__in=readable.values("pk")).update(state=Message.State.SUPERSEDED)
