"""What search engines read: courses and their groups in the words of schema.org."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe

from courses.rules import phases

PROVIDER = {"@type": "Organization", "name": "CANACINTRA Juárez · CAST CONALEP"}
CURRENCY = "MXN"

# Inside a script element only these could end it or begin a comment.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_script(data):
    """Write `data` so that it may stand inside a script element."""
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308  # nosec B308 B703


def course_list(courses):
    """The courses of a page of the catalogue, in order."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "url": _absolute(course), "name": course.name}
            for number, course in enumerate(courses, start=1)
        ],
    }


def course_with_runs(course, runs, now):
    """A course and its coming groups."""
    return {**_course(course), "hasCourseInstance": [_instance(run, course, now) for run in runs]}


def _course(course):
    described = {
        "@type": "Course",
        "name": course.name,
        "description": course.objective or course.name,
        "url": _absolute(course),
        "inLanguage": "es",
        "provider": PROVIDER,
    }
    if course.competency_standard:
        described["teaches"] = course.competency_standard
    if course.audience:
        described["audience"] = {"@type": "Audience", "audienceType": course.audience}
    return described


def _instance(run, course, now):
    phase = phases.phase_of(run, now)
    status = "EventCancelled" if phase == phases.CANCELLED else "EventScheduled"
    described = {
        "@type": "CourseInstance",
        "name": course.name,
        "url": _absolute(run),
        "courseMode": "Onsite",
        "startDate": run.starts_at.isoformat(),
        "endDate": run.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "maximumAttendeeCapacity": run.capacity,
        "remainingAttendeeCapacity": run.seats_left,
        "location": {
            "@type": "Place",
            "name": str(run.venue),
            "address": run.venue.address,
        },
        "offers": {
            "@type": "Offer",
            "category": "Paid" if run.price else "Free",
            "price": str(run.price),
            "priceCurrency": CURRENCY,
            "url": _absolute(run),
            "availability": f"https://schema.org/{_availability(phase)}",
        },
    }
    if course.hours:
        described["courseWorkload"] = f"PT{course.hours}H"
    return described


def _availability(phase):
    if phase == phases.OPEN:
        return "InStock"
    return "SoldOut" if phase == phases.FULL else "Discontinued"


def _absolute(thing):
    return settings.PORTAL_URL + thing.get_absolute_url()
