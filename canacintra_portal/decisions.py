"""What waits for a decision of CANACINTRA: the querysets behind the home page of the admin, and
behind the filters of its lists, so that both count the same things."""

from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from companies.models import Company, JobReport, JoinRequest, Membership, Message, Prospect
from courses.models import CourseRun
from enrollment.models import EnrollmentRequest, Relocation

# Practice of open courses: eight to twelve people make a group.
FEW_PEOPLE = 8
SOON = timedelta(days=14)
RECENT = timedelta(days=3)
UNANSWERED_AFTER = timedelta(minutes=5)


def companies_to_approve():
    """Firms that wait, those with requests in a queue first; `waiting` counts these."""
    waiting = Count("requests", filter=Q(requests__state__in=EnrollmentRequest.WANTING))
    return (
        Company.objects.awaiting_approval()
        .annotate(waiting=waiting)
        .order_by("-waiting", "created_at", "pk")
    )


def join_requests_without_owner():
    """People who ask to join a firm in which nobody can answer them, the oldest first."""
    owners = Membership.objects.filter(
        company=OuterRef("company"), role=Membership.Role.OWNER, user__is_active=True
    )
    return (
        JoinRequest.objects.open()
        .filter(~Exists(owners))
        .select_related("company", "user")
        .order_by("asked_at", "pk")
    )


def prospects_to_recognise():
    """Firms of the directory whose name is like that of a firm in the portal."""
    return (
        Prospect.objects.perhaps_in_the_portal()
        .select_related("maybe_company")
        .order_by("plain_name", "pk")
    )


def open_proposals(now):
    """Proposals for groups that have not begun, the soonest first."""
    return (
        Relocation.objects.filter(state=Relocation.State.PROPOSED, run__starts_at__gt=now)
        .select_related("run__course", "run__venue", "from_venue", "to_venue")
        .order_by("run__starts_at", "pk")
    )


def moves(now):
    return open_proposals(now).filter(kind=Relocation.Kind.LARGER_VENUE)


def second_groups(now):
    """Groups whose demand exceeds every room; `other_code` is another of the course with seats."""
    others = CourseRun.objects.coming(now).filter(
        course=OuterRef("run__course"), kind=CourseRun.Kind.OPEN, seats_taken__lt=F("capacity")
    )
    other = others.exclude(pk=OuterRef("run")).order_by("-published_at").values("code")[:1]
    proposals = open_proposals(now).filter(kind=Relocation.Kind.SECOND_GROUP)
    return proposals.annotate(other_code=Subquery(other))


def runs_with_few_people(now):
    """Open groups that begin soon and may not be worth holding."""
    return (
        CourseRun.objects.coming(now)
        .filter(
            kind=CourseRun.Kind.OPEN,
            starts_at__lte=now + SOON,
            seats_taken__lt=FEW_PEOPLE,
            capacity__gte=FEW_PEOPLE,
        )
        .select_related("course", "venue")
        .order_by("starts_at", "pk")
    )


def runs_without_meetings():
    return (
        CourseRun.objects.filter(starts_at__isnull=True)
        .exclude(state=CourseRun.State.CANCELLED)
        .select_related("course", "venue")
        .order_by("code")
    )


def unanswered_requests(now):
    """Requests that no job has answered: the workers stand still, or fail on them."""
    return (
        EnrollmentRequest.objects.undecided()
        .filter(requested_at__lt=now - UNANSWERED_AFTER)
        .select_related("run__course", "company")
        .order_by("requested_at", "pk")
    )


def failed_messages():
    return Message.objects.filter(state=Message.State.FAILED).order_by("-created_at", "-pk")


def job_problems(now):
    """Problems of the last days; an older one has been seen, or shows itself elsewhere."""
    return JobReport.objects.filter(is_problem=True, at__gt=now - RECENT).order_by("-at", "-pk")


def has_open_proposal():
    return Exists(Relocation.objects.filter(run=OuterRef("pk"), state=Relocation.State.PROPOSED))
