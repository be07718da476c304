"""Many firms, one group: enrolling through the pages, and three hundred people for twenty seats."""

import time
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from django.urls import reverse

from canacintra_portal.bench import filling
from canacintra_portal.bench.portal import Portal, Visitors
from companies import jobs
from companies.models import JobReport, Message
from companies.services import outbox
from courses.models import CourseRun
from enrollment.models import Enrollment, EnrollmentRequest

OUTBOX_PATIENCE = 120.0  # seconds until all letters of a crowd have left


def enroll(
    portal: Portal,
    visitors: Visitors,
    *,
    people: int,
    technicians: tuple[int, ...],
    at_once: int,
    seats: int,
    whole: bool,
) -> dict[str, Any]:
    """Let people of as many firms enroll in one new group, each so many `technicians` in turn.

    `whole`: each begins with choosing the technicians; otherwise with the click that sends.
    Answers what they saw, and what the database says became of them. Begins when no letter of a
    former crowd is left to send; those of this crowd leave while it enrolls, as they do in life.
    """
    now = datetime.now().astimezone()
    begins = (now + timedelta(days=90)).replace(hour=8, minute=0, second=0, microsecond=0)
    run = filling.groups(1, seats=seats, begins=begins)[0]
    address = reverse("enrollment:enroll", args=[run.code])
    crowd = filling.firms(people, technicians=max(technicians))
    chosen = [
        [technician.pk for technician in firm.technicians[:number]]
        for firm, number in zip(crowd, cycle(technicians), strict=False)
    ]
    _send_the_letters()
    before = portal.processor_seconds()
    seen = visitors.do(
        "people",
        port=portal.port,
        at_once=at_once,
        whole=whole,
        persons=[
            {"cookies": firm.cookies, "enroll": address, "technicians": ids}
            for firm, ids in zip(crowd, chosen, strict=True)
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


def _send_the_letters() -> None:
    """Let all letters leave at once, and wait until they have."""
    due = Message.objects.filter(state=Message.State.DUE)
    due.update(due_at=datetime.now().astimezone())
    until = time.monotonic() + OUTBOX_PATIENCE
    while due.exists() and time.monotonic() < until:
        jobs.ring(outbox.DELIVER)
        time.sleep(0.2)


def _what_became(run: CourseRun) -> dict[str, Any]:
    run.refresh_from_db()
    request, enrollment = EnrollmentRequest.State, Enrollment.State
    arrived = list(EnrollmentRequest.objects.filter(run=run).values_list("state", flat=True))
    wanted = list(
        Enrollment.objects.filter(run=run)
        .order_by("request__requested_at", "request", "pk")
        .values_list("state", flat=True)
    )
    confirmed = wanted.count(enrollment.CONFIRMED)
    fitting = min(run.capacity, len(wanted))
    passes = JobReport.objects.filter(job=JobReport.Job.CONFIRM, about=run.code)
    return {
        "seats": run.capacity,
        "passes": passes.count(),
        "stored": len(arrived),
        "confirmed": confirmed,
        "waiting": arrived.count(request.WAITING),
        "oversold": max(confirmed - run.capacity, 0),
        # Somebody who got no answer, or none of the seats that were left, was refused falsely.
        "falsely_refused": fitting
        - min(confirmed, fitting)
        + sum(arrived.count(s) for s in (request.RECEIVED, request.REFUSED, request.CANCELLED)),
        "first_come_first_served": wanted[:fitting].count(enrollment.CONFIRMED),
    }
