"""Many firms, one group: enrolling through the pages, and three hundred people for twenty seats."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from canacintra_portal.bench import filling
from canacintra_portal.bench.portal import Portal, Visitors
from courses.models import CourseRun
from enrollment.models import Enrollment, EnrollmentRequest


def enroll(
    portal: Portal, visitors: Visitors, *, people: int, at_once: int, seats: int, whole: bool
) -> dict[str, Any]:
    """Let people of as many firms enroll in one new group, a technician each.

    `whole`: each begins with choosing the technician; otherwise with the click that sends.
    Answers what they saw, and what the database says became of them.
    """
    now = datetime.now().astimezone()
    begins = (now + timedelta(days=90)).replace(hour=8, minute=0, second=0, microsecond=0)
    run = filling.groups(1, seats=seats, begins=begins)[0]
    address = reverse("enrollment:enroll", args=[run.code])
    crowd = filling.firms(people, technicians=1)
    before = portal.processor_seconds()
    seen = visitors.do(
        "people",
        port=portal.port,
        at_once=at_once,
        whole=whole,
        persons=[
            {"cookies": firm.cookies, "enroll": address, "technicians": [firm.technicians[0].pk]}
            for firm in crowd
        ],
    )
    after = portal.processor_seconds()
    work = {role: (after[role] - before.get(role, 0.0)) / people for role in after}
    return {
        **seen,
        "people": people,
        "at_once": at_once,
        "processor_seconds_each": work,
        **_what_became(run),
    }


def _what_became(run: CourseRun) -> dict[str, Any]:
    run.refresh_from_db()
    requests = EnrollmentRequest.objects.filter(run=run)
    state = EnrollmentRequest.State
    arrived = list(requests.order_by("requested_at", "pk").values_list("state", flat=True))
    confirmed = Enrollment.objects.filter(run=run, state=Enrollment.State.CONFIRMED).count()
    fitting = min(run.capacity, len(arrived))
    return {
        "seats": run.capacity,
        "stored": len(arrived),
        "confirmed": confirmed,
        "waiting": arrived.count(state.WAITING),
        "oversold": max(confirmed - run.capacity, 0),
        # Somebody who got no answer, or none of the seats that were left, was refused falsely.
        "falsely_refused": fitting
        - min(confirmed, fitting)
        + sum(arrived.count(other) for other in (state.RECEIVED, state.REFUSED, state.CANCELLED)),
        "first_come_first_served": arrived[:fitting].count(state.CONFIRMED),
    }
