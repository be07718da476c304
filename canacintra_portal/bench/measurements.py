"""What is measured, in which order, on which data. Needs Django, and the portal's servers."""

import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection

from canacintra_portal.bench import claims, filling, lists, pages, rush
from canacintra_portal.bench.portal import Portal, Visitors
from courses.models import Course, CourseRun
from enrollment.models import Enrollment

MEDIUM_PAGE = 20_000  # bytes, for what the visitors could do at most


def take(
    portal: Portal,
    visitors: Visitors,
    sizes: Any,
    parts: Sequence[str],
    *,
    at_once: int,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Fill the portal and take the figures of these `parts` that need it to run."""
    figures: dict[str, Any] = {}
    now = datetime.now().astimezone()
    begins = (now + timedelta(days=2)).replace(hour=8, minute=0, second=0, microsecond=0)

    say("filling with a little")
    filling.begin()
    run = filling.groups(3, seats=20, begins=begins)[0]
    firm = filling.firms(1, technicians=400)[0]
    few = filling.history(firm, filling.groups(3, seats=1, begins=begins), now=now)
    measured = pages.public(run) + pages.company(firm, run, few[0])
    figures["statements"] = {"little": pages.statements(measured)}
    say("filling with much")
    filling.groups(sizes.groups, seats=20, begins=begins)
    after = begins + timedelta(days=60)
    filling.history(firm, filling.groups(sizes.history, seats=1, begins=after), now=now)
    figures["statements"]["much"] = pages.statements(measured)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    figures["amount"] = _amount()
    if "pages" in parts:
        figures |= _pages(portal, visitors, sizes, measured, say)
    if "seats" in parts:
        figures |= _seats(portal, visitors, sizes, at_once, say)
    if "rush" in parts:
        figures["rush"] = [_rush(portal, visitors, sizes, say) for _ in range(sizes.rushes)]
    if "list" in parts:
        say(f"a list of {sizes.listed} technicians")
        figures["list"] = lists.take(portal, people=sizes.listed, rounds=sizes.rounds)
    figures["invariants"] = _invariants()
    connection.close()
    return figures


def _pages(portal, visitors, sizes, measured, say) -> dict[str, Any]:
    say("visitors alone")
    ceiling = visitors.do("ceiling", size=MEDIUM_PAGE, at_once=pages.AT_ONCE, seconds=sizes.seconds)
    say("pages")
    seconds, rounds = sizes.seconds, sizes.rounds
    measured = pages.floors() + measured
    return {
        "ceiling": ceiling["per_second"],
        "pages": pages.rates(portal, visitors, measured, seconds=seconds, rounds=rounds),
    }


def _seats(portal, visitors, sizes, at_once, say) -> dict[str, Any]:
    figures = {}
    say("bare claims")
    figures["claims"] = claims.floor(portal.instance, at_once=at_once, seconds=sizes.claim_seconds)
    crowds: list[tuple[str, str, int, tuple[int, ...], bool]] = [
        ("enroll", "enrolling, one and two technicians in turn", sizes.people, (1, 2), False),
        ("single", "enrolling, one technician each", sizes.whole, (1,), False),
        ("journey", "enrolling, from the list of technicians", sizes.whole, (1, 2), True),
    ]
    for name, words, people, technicians, whole in crowds:
        say(words)
        figures[name] = rush.enroll(
            portal,
            visitors,
            people=people,
            technicians=technicians,
            at_once=at_once,
            seats=people * max(technicians),
            whole=whole,
        )
    return figures


def _rush(portal, visitors, sizes, say) -> dict[str, Any]:
    say(f"{sizes.rush} people for {sizes.rush_seats} seats")
    return rush.enroll(
        portal,
        visitors,
        people=sizes.rush,
        technicians=(1,),
        at_once=sizes.rush,
        seats=sizes.rush_seats,
        whole=False,
    )


def _amount() -> dict[str, int]:
    return {
        "courses": Course.objects.count(),
        "groups": CourseRun.objects.count(),
        "enrollments": Enrollment.objects.count(),
    }


def _invariants() -> str:
    """What the audit of the stored data says after all this."""
    said = io.StringIO()
    with suppress(CommandError, SystemExit):
        call_command("check_invariants", stdout=said, stderr=said)
    return said.getvalue().strip()
