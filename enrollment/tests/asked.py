"""A request with people who have addresses, and one of each message about it."""

from datetime import timedelta

from django.utils import timezone

from companies.tests.factories import (
    CompanyFactory,
    MembershipFactory,
    TechnicianFactory,
    UserFactory,
)
from courses.models import CourseRun
from courses.tests.factories import RunFactory, VenueFactory
from enrollment import notifications, queries
from enrollment.models import Enrollment, EnrollmentRequest

NOW = timezone.now()
ALICIA = "alicia@ejemplo.invalid"
TOMAS = "tomas@ejemplo.invalid"
TERESA = "teresa@ejemplo.invalid"


def ask(
    *,
    run=None,
    unit_price=2400,
    emails=(TOMAS, TERESA),
    states=("confirmed", "confirmed"),
    hr=ALICIA,
    **fields,
):
    """A request of Alicia for Tomás and Teresa, loaded as the services load it."""
    company = CompanyFactory(legal_name="Maquinados <del> Norte & Hijos")
    membership = MembershipFactory(company=company, user__email=hr)
    request = EnrollmentRequest.objects.create(
        run=run or RunFactory(course__name=f"Soldadura MIG & TIG ({hr[:3]})"),
        company=company,
        requested_by=membership.user,
        requested_at=NOW,
        unit_price=unit_price,
        vat_rate="0.08",
        privacy_version="1",
        **fields,
    )
    for name, email, state in zip(("Tomás", "Teresa"), emails, states, strict=False):
        Enrollment.objects.create(
            request=request,
            technician=TechnicianFactory(company=company, given_names=name, email=email),
            state=state,
            confirmed_at=NOW if state == "confirmed" else None,
        )
    return loaded(request)


def loaded(request):
    return queries.with_readers(
        EnrollmentRequest.objects.select_related(
            "run__course", "run__venue", "run__instructor"
        ).prefetch_related("run__meetings")
    ).get(pk=request.pk)


def substitution(request):
    """A technician who takes the place of the first one of `request`, not stored."""
    former = request.enrollments.all()[0]
    return Enrollment(
        pk=former.pk + 1000,
        request=request,
        technician=TechnicianFactory(
            company=request.company, given_names="Nora", email="nora@ejemplo.invalid"
        ),
        state=former.state,
        confirmed_at=former.confirmed_at,
        replaces=former,
    )


def one_of_each():
    """Every message about a request in each shape that its content can have."""
    seated, split, waiting = (
        ask(hr="hr1@ejemplo.invalid"),
        ask(
            states=("confirmed", "waiting"),
            state="partial",
            waiting_for="seat",
            decided_at=NOW,
            hr="hr2@ejemplo.invalid",
        ),
        ask(
            states=("waiting", "waiting"),
            state="waiting",
            waiting_for="seat",
            decided_at=NOW,
            hr="hr3@ejemplo.invalid",
        ),
    )
    run = waiting.run
    tomas, teresa = seated.enrollments.all()
    bare = ask(
        run=bare_run(), emails=("hr4@ejemplo.invalid",), hr="hr4@ejemplo.invalid", unit_price=0
    )
    bare.requested_by.full_name = ""
    yield from notifications.received(request=seated, now=NOW)
    yield from notifications.received(request=bare, now=NOW)
    yield from notifications.confirmed(request=seated, seated=[tomas, teresa], now=NOW)
    yield from notifications.confirmed(request=bare, seated=list(bare.enrollments.all()), now=NOW)
    yield from notifications.partly_confirmed(
        request=split, seated=[split.enrollments.all()[0]], position=2, now=NOW
    )
    run.local_priority_until = NOW + timedelta(days=2)
    for waiting_for in EnrollmentRequest.WaitingFor.values:
        waiting.waiting_for = waiting_for
        position = None if waiting_for == "approval" else 4
        yield from notifications.waiting(request=waiting, position=position, now=NOW)
    yield from notifications.cancelled(request=seated, enrollments=[tomas], now=NOW)
    seated.was_cancelled_late = True
    staff = UserFactory(admin=True)
    yield from notifications.cancelled(
        request=seated, enrollments=[tomas, teresa], by=staff, by_staff=True, now=NOW
    )
    yield from notifications.substituted(enrollment=substitution(seated), now=NOW)
    yield from notifications.substituted(enrollment=substitution(waiting), now=NOW)
    for reason in ("too-late", "run-cancelled", "no-seat"):
        yield from notifications.refused(
            request=waiting,
            ended=list(waiting.enrollments.all()),
            reason=reason,
            alternatives=[run],
            now=NOW,
        )
    yield from notifications.refused(
        request=split,
        ended=[split.enrollments.all()[1]],
        reason="no-seat",
        alternatives=[],
        now=NOW,
    )
    auditorium = VenueFactory(name="Auditorio", capacity=60)
    yield from notifications.venue_moved(request=split, from_venue=auditorium, now=NOW)
    yield from notifications.venue_moved(request=bare, from_venue=auditorium, now=NOW)
    former = [(NOW + timedelta(days=day), NOW + timedelta(days=day, hours=4)) for day in (9, 10)]
    yield from notifications.dates_moved(request=seated, former=former, now=NOW)
    yield from notifications.dates_moved(request=split, former=former, now=NOW)
    split.run.cancel_reason = "El instructor está enfermo"
    full = RunFactory(venue__capacity=1, seat_limit=1)
    CourseRun.objects.filter(pk=full.pk).update(capacity=1)
    others = CourseRun.objects.select_related("course", "venue").order_by("pk")
    yield from notifications.run_cancelled(
        request=split, alternatives=[others.get(pk=run.pk), others.get(pk=full.pk)], now=NOW
    )
    yield from notifications.run_cancelled(request=bare, alternatives=[], now=NOW)
    yield from notifications.another_group(request=split, other=others.get(pk=run.pk), now=NOW)
    for days in (3, 1):
        yield from notifications.reminder(request=seated, days=days, now=NOW)
    yield from notifications.reminder(request=bare, days=1, now=NOW)


def bare_run():
    """A run about which little is known."""
    return RunFactory(course__hours=None, price=0, venue=VenueFactory(directions=""))
