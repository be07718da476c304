"""The pages that are measured: how many a second, and how many statements each needs."""

import statistics
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from canacintra_portal.bench.filling import Firm
from canacintra_portal.bench.portal import Portal, Visitors
from courses.models import CourseRun
from enrollment.models import EnrollmentRequest

AT_ONCE = 8  # twice as many as the web server has threads
FLOOR = "bare Django view, one row"
WARM_UP = 0.3


@dataclass(frozen=True)
class Page:
    """An address, and as whom it is asked for."""

    name: str
    path: str
    cookies: dict[str, str] = field(default_factory=dict)


def floors() -> list[Page]:
    """The bare pages that the others are compared with."""
    return [
        Page(FLOOR, "/floor/row/"),
        Page("bare Django view, table of 50 rows", "/floor/rows/"),
        Page("the one row behind the portal's middleware", "/framed/row/"),
    ]


def public(run: CourseRun) -> list[Page]:
    """The pages of a visitor without a session."""
    return [
        Page("home", reverse("home")),
        Page("catalogue", reverse("courses:catalogue")),
        Page("catalogue, search with a typing error", reverse("courses:catalogue") + "?q=soldadua"),
        Page("course", run.course.get_absolute_url()),
        Page("run", run.get_absolute_url()),
    ]


def company(firm: Firm, run: CourseRun, request: EnrollmentRequest) -> list[Page]:
    """The pages of somebody of HR; `run` is one that the firm has nothing in yet."""
    names: list[tuple[str, str, list]] = [
        ("company: dashboard", "companies:dashboard", []),
        ("company: technicians", "companies:technicians", []),
        ("company: requests", "enrollment:requests", []),
        ("company: training", "enrollment:training", []),
        ("company: one request", "enrollment:request", [request.public_id]),
        ("company: choose technicians", "enrollment:enroll", [run.code]),
    ]
    found = [
        Page("catalogue, signed in", reverse("courses:catalogue"), firm.cookies),
        *(Page(name, reverse(view, args=of), firm.cookies) for name, view, of in names),
    ]
    unchanged = reverse("enrollment:status", args=[request.public_id])
    found.append(
        Page("company: has it changed? (no)", f"{unchanged}?shown={request.state}", firm.cookies)
    )
    return found


def rates(
    portal: Portal, visitors: Visitors, measured: list[Page], *, seconds: float, rounds: int
) -> list[dict[str, Any]]:
    """Ask for each page as often as it is answered, in turn, in some rounds.

    Answers the median over the rounds. The floor stands first in each round, so that a machine
    that changes its speed changes it for both.
    """
    seen: dict[str, list[dict]] = {page.name: [] for page in measured}
    for page in measured:
        visitors.do(
            "pages",
            port=portal.port,
            path=page.path,
            cookies=page.cookies,
            at_once=AT_ONCE,
            seconds=min(WARM_UP, seconds),
        )
    for _ in range(rounds):
        for page in measured:
            before = sum(portal.processor_seconds().values())
            answer = visitors.do(
                "pages",
                port=portal.port,
                path=page.path,
                cookies=page.cookies,
                at_once=AT_ONCE,
                seconds=seconds,
            )
            if not set(answer["statuses"]) <= {"200", "204"}:
                raise RuntimeError(f"{page.name} answered {answer['statuses']}")
            worked = sum(portal.processor_seconds().values()) - before
            answer["work"] = worked / answer["answers"]
            seen[page.name].append(answer)
    floor = statistics.median(answer["per_second"] for answer in seen[measured[0].name])
    return [
        {
            "page": name,
            "per_second": (rate := statistics.median(a["per_second"] for a in answers)),
            "ratio": rate / floor,
            "p50": statistics.median(answer["p50"] for answer in answers),
            "p95": statistics.median(answer["p95"] for answer in answers),
            "work": statistics.median(answer["work"] for answer in answers),
            "bytes": answers[0]["bytes"],
        }
        for name, answers in seen.items()
    ]


def statements(measured: list[Page]) -> dict[str, tuple[int, int]]:
    """Count the statements of each page: drawn anew, and asked for again."""
    return {page.name: (_statements(page, anew=True), _statements(page)) for page in measured}


def _statements(page: Page, *, anew: bool = False) -> int:
    client = Client(headers={"accept-language": "es-MX"})
    client.cookies.load(page.cookies)
    client.get(page.path)
    if anew:
        for name in settings.CACHES:
            caches[name].clear()
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.path)
    if response.status_code not in (200, 204):
        raise RuntimeError(f"{page.name} answered {response.status_code}")
    return len(captured)
