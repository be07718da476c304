"""The data that is measured: groups, firms with their HR person and technicians, histories.

Written in bulk: measured is the portal, not this. The firms count as those of the demo: invented.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import count
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from stdnum.mx import curp

from companies.models import Company, Membership, Message, Technician, User
from courses.models import Course, CourseRun, Instructor, Meeting, Venue
from courses.services import catalogue
from enrollment import letters
from enrollment.models import Enrollment, EnrollmentRequest

State = EnrollmentRequest.State
MEETING = timedelta(hours=4)
LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"

_numbers, _people = count(1), count(1)


class Firm(NamedTuple):
    """A firm with one person of HR who is signed in."""

    company: Company
    user: User
    technicians: list[Technician]
    cookies: dict[str, str]


def begin() -> None:
    """Bring in the catalogue, where the demo has not done so already."""
    catalogue.load()


def firms(number: int, *, technicians: int) -> list[Firm]:
    """Register approved firms with so many technicians each, and sign in HR."""
    numbers = [next(_numbers) for _ in range(number)]
    users = User.objects.bulk_create(
        User(email=f"rh{n}@medida.invalid", full_name=f"RH {n}", password=make_password(None))
        for n in numbers
    )
    companies = Company.objects.bulk_create(
        Company(
            legal_name=f"Empresa medida {n}",
            rfc=f"{_letters(n)}010203XY9",
            head_count=250,
            technician_head_count=200,
            approved_at=datetime.now().astimezone(),
            approved_by=users[0],
            is_demo=True,
        )
        for n in numbers
    )
    Membership.objects.bulk_create(
        Membership(company=company, user=user, role=Membership.Role.OWNER)
        for company, user in zip(companies, users, strict=True)
    )
    people = Technician.objects.bulk_create(
        Technician(
            company=company,
            given_names="Tomás",
            first_surname=f"Medida{n}",
            curp=_curp(next(_people)),
        )
        for company in companies
        for n in range(technicians)
    )
    return [
        Firm(
            company,
            user,
            people[index * technicians : (index + 1) * technicians],
            {settings.SESSION_COOKIE_NAME: _sign_in(user)},
        )
        for index, (company, user) in enumerate(zip(companies, users, strict=True))
    ]


def groups(number: int, *, seats: int, begins: datetime) -> list[CourseRun]:
    """Publish groups of all courses, each with two meetings and its own room.

    Ten a day from `begins` on.
    """
    courses = list(Course.objects.published().order_by("pk"))
    numbers = [next(_numbers) for _ in range(number)]
    venues = Venue.objects.bulk_create(
        Venue(
            name=f"Sala medida {n}", site="Medida", is_own=True, capacity=seats, address="Calle 1"
        )
        for n in numbers
    )
    instructors = Instructor.objects.bulk_create(
        Instructor(name=f"Instructora medida {n}") for n in numbers
    )
    made = CourseRun.objects.bulk_create(
        CourseRun(
            code=f"MED-{n:05}",
            course=courses[index % len(courses)],
            state=CourseRun.State.PUBLISHED,
            published_at=datetime.now().astimezone(),
            venue=venues[index],
            instructor=instructors[index],
            price=Decimal("2400.00"),
        )
        for index, n in enumerate(numbers)
    )
    Meeting.objects.bulk_create(
        Meeting(run=run, starts_at=starts_at, ends_at=starts_at + MEETING)
        for index, run in enumerate(made)
        for starts_at in _two_days(begins + timedelta(days=index // 10))
    )
    return list(
        CourseRun.objects.filter(pk__in=[run.pk for run in made])
        .select_related("course")
        .order_by("pk")
    )


def history(firm: Firm, among: list[CourseRun], *, now: datetime) -> list[EnrollmentRequest]:
    """Give the firm a request in each group of one seat.

    Of three, two are confirmed and one waits with its second technician. Nobody can be seated, so
    that the jobs leave them alone.
    """
    requests = EnrollmentRequest.objects.bulk_create(
        EnrollmentRequest(
            run=run,
            company=firm.company,
            requested_by=firm.user,
            requested_at=now,
            decided_at=now,
            state=State.PARTIAL if index % 3 == 2 else State.CONFIRMED,
            waiting_for=EnrollmentRequest.WaitingFor.SEAT if index % 3 == 2 else "",
            unit_price=run.price,
            vat_rate=settings.VAT_RATE,
            privacy_version=settings.PRIVACY_VERSION,
        )
        for index, run in enumerate(among)
    )
    people = iter(firm.technicians)
    Enrollment.objects.bulk_create(
        Enrollment(
            request=request,
            technician=next(people),
            state=state,
            confirmed_at=now if state == State.CONFIRMED else None,
        )
        for request in requests
        for state in (
            (State.CONFIRMED, State.WAITING)
            if request.state == State.PARTIAL
            else (State.CONFIRMED,)
        )
    )
    Message.objects.bulk_create(_letter(request, now) for request in requests)
    return requests


def _letter(request: EnrollmentRequest, now: datetime) -> Message:
    """The answer to a request of former days, which was told and sent."""
    is_partly = request.state == State.PARTIAL
    return Message(
        kind="partly-confirmed" if is_partly else "confirmed",
        about=letters.about(request),
        recipient=request.requested_by,
        to_address=request.requested_by.email,
        language=request.requested_by.language,
        state=Message.State.SENT,
        created_at=now,
        due_at=now,
        sent_at=now,
        attempts=1,
        subject="Antes",
        text="Antes",
        html="<p>Antes</p>",
    )


def _two_days(first: datetime) -> list[datetime]:
    return [first, first + timedelta(days=1)]


def _letters(number: int) -> str:
    """A number as three consonants, which RFCs and CURPs have in one place."""
    digits = [number // len(LETTERS) ** power % len(LETTERS) for power in (2, 1, 0)]
    return "".join(LETTERS[digit] for digit in digits)


def _curp(number: int) -> str:
    """One that nobody else has: a person who works for two firms is enrolled by one of them."""
    year = 50 + number // len(LETTERS) ** 3
    body = f"MEXT{year}0115HCH{_letters(number)}0"
    return body + curp.calc_check_digit(body)


def _sign_in(user: User) -> str:
    """Open a session as the sign-in page would, without the costly password."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
