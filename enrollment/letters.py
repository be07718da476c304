"""How messages about a request are addressed and what they all say: used by notifications.py."""

from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.utils import translation

from companies.models import Membership, Message
from courses.rules import calendar_entries
from enrollment.models import Enrollment

# Drawing a letter takes longer than giving a seat: a rush is answered first.
PAUSE_BEFORE_LETTERS = timedelta(seconds=6)

INVITE, WITHDRAW = "PUBLISH", "CANCEL"
TEMPLATE = "enrollment/emails/{kind}_{reader}.html"


def to_everyone(kind, request, people, now, **options):
    """Write to the firm and to each of `people` (enrollments) with an address."""
    return [
        *to_company(kind, request, people, now, **options),
        *to_technicians(kind, request, people, now, **options),
    ]


def to_company(kind, request, people, now, *, by=None, **options):
    """Write to those who act for the firm in this matter, `by` among them."""
    users = readers(request, by)
    messages = []
    for user in users:
        message = _message(kind, "company", user.language, request, people, now, **options)
        message.recipient, message.to_address = user, user.email
        message.context["greeting"] = user.full_name
        # Who runs the firm and attends herself has one address: she too is told who holds the data.
        message.context["also_for"] = [
            one.technician.full_name for one in people if one.technician.email == user.email
        ]
        messages.append(message)
    return messages


def to_technicians(kind, request, people, now, **options):
    """Write to those of `people` who have an address, once to an address that two of them share."""
    office = {user.email for user in readers(request)}
    reachable = [one for one in people if one.technician.email not in {"", *office}]
    messages = []
    address_of = attrgetter("technician.email")
    for address, group in groupby(sorted(reachable, key=address_of), key=address_of):
        language = settings.LANGUAGE_CODE
        message = _message(kind, "technician", language, request, list(group), now, **options)
        message.to_address = address
        messages.append(message)
    return messages


def readers(request, by=None):
    """Who reads for the firm: who asked, or the owners once she no longer acts for it; and the
    colleague who acted, when it is another one."""
    team = {membership.user: membership.role for membership in request.company.people}
    owners = [user for user, role in team.items() if role == Membership.Role.OWNER]
    users = [request.requested_by] if request.requested_by in team else owners
    return [*users, by] if by in team and by not in users else users


def about(request):
    """What all messages about this request are about, to find them again."""
    return f"request:{request.pk}"


def has_seat(enrollment):
    return enrollment.state == Enrollment.State.CONFIRMED


def place(venue):
    """A venue as plain values."""
    position = f"{venue.latitude},{venue.longitude}" if venue.latitude is not None else ""
    return {
        "name": venue.name,
        "site": venue.site,
        "address": venue.address,
        "directions": venue.directions,
        "position": position,
    }


def hours(pairs):
    """Meetings, given as pairs of begin and end, as plain values in their order."""
    return [
        {"starts_at": begin.isoformat(), "ends_at": end.isoformat()} for begin, end in sorted(pairs)
    ]


def hours_of(run):
    return hours((meeting.starts_at, meeting.ends_at) for meeting in run.meetings.all())


def alternative(run):
    """Another group to choose, as plain values."""
    return {
        "code": run.code,
        "course": run.course.name,
        "site": run.venue.site,
        "starts_at": run.starts_at.isoformat(),
        "ends_at": run.ends_at.isoformat(),
        "seats_left": run.seats_left,
    }


def _message(
    kind,
    reader,
    language,
    request,
    people,
    now,
    *,
    version=1,
    seated=None,
    calendar=None,
    former=(),
    **words,
):
    """A row without its address. `calendar` is INVITE or WITHDRAW and concerns those of `people`
    who are among `seated`: by default those with a seat."""
    with_seat = [one for one in people if (has_seat(one) if seated is None else one in seated)]
    if calendar and with_seat:
        with translation.override(language):
            calendar = _calendar(request.run, with_seat, calendar, former, now)
    else:
        calendar = None
    return Message(
        kind=kind,
        about=about(request),
        version=version,
        language=language,
        template=TEMPLATE.format(kind=kind.replace("-", "_"), reader=reader),
        context={
            **_facts(request, now),
            "people": [
                {"name": one.technician.full_name, "has_seat": one in with_seat} for one in people
            ],
            **words,
        },
        calendar=calendar,
        created_at=now,
        due_at=now + PAUSE_BEFORE_LETTERS,
    )


def _facts(request, now):
    run = request.run
    free_until = run.free_cancellation_until or run.starts_at
    return {
        "company": request.company.legal_name,
        "course": run.course.name,
        "hours": run.course.hours,
        "code": run.code,
        "venue": place(run.venue),
        "meetings": hours_of(run),
        "request_id": str(request.public_id),
        "price": str(request.unit_price),
        "free_cancellation_until": free_until.isoformat(),
        "is_cancellation_free": run.is_cancellation_free(now),
    }


def _calendar(run, people, method, former, now):
    """The entries of those with a seat, one for each meeting.

    They are those of the feed of the group, so that a calendar that has both shows one. Where fewer
    meetings are left than before, the entries that are too many are cancelled.
    """
    entries = calendar_entries.entries(run)
    left = len(entries)
    entries += [
        {**entries[-1], "uid": calendar_entries.uid(run, number), **meeting}
        for number, meeting in enumerate(former[left:], left + 1)
    ]
    names = ", ".join(one.technician.full_name for one in people)
    for number, entry in enumerate(entries):
        takes_place = method == INVITE and number < left
        entry["status"] = "CONFIRMED" if takes_place else "CANCELLED"
        entry["description"] = f"{names}\n{entry['description']}"
        entry["stamped_at"] = now
    return {"method": method, "entries": entries}
