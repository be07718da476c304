"""Requests with what pages and messages say of them."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from companies.models import Membership
from companies.queries import technicians_named
from companies.rules.words import few_words
from enrollment.models import Enrollment, EnrollmentRequest


def with_enrollments(requests):
    """Load each request with its live and ended enrollments, their technicians in order."""
    return requests.prefetch_related(
        Prefetch(
            "enrollments",
            Enrollment.objects.select_related("technician").order_by("pk"),
        )
    )


def with_readers(requests):
    """Load each request with what messages tell, and with the `people` of its firm: who acts for it
    now decides who reads about it."""
    people = Membership.objects.filter(user__is_active=True).select_related("user").order_by("pk")
    return with_enrollments(requests.select_related("company", "requested_by")).prefetch_related(
        Prefetch("company__memberships", people, to_attr="people")
    )


def requests_of(*companies):
    """The companies' requests, newest first, with run, course, venue and technicians loaded."""
    return with_enrollments(
        EnrollmentRequest.objects.filter(company__in=companies).select_related(
            "run__course__area", "run__venue"
        )
    )


def requests_of_person(user, *, code):
    """What all companies of this person have in the group of this code, with technicians."""
    own = EnrollmentRequest.objects.live().filter(run__code=code, company__memberships__user=user)
    return with_enrollments(own).order_by("pk")


def requests_about(requests, *, company, words):
    """Those of the company's `requests` that have every word in the course or in a technician."""
    for word in few_words(words.lower().replace("ñ", "n~")):
        # A name without accents keeps the tilde of ñ only in the sort key of the course.
        named = technicians_named(company.technicians.all(), word.replace("~", ""))
        requests = requests.filter(
            Q(run__course__sort_key__contains=word)
            | Exists(Enrollment.objects.filter(request=OuterRef("pk"), technician__in=named))
        )
    return requests
