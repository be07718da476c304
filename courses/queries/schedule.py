"""What meets when and where, for those who hold the courses."""

from django.db.models import F, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone

from companies.rules.words import few_words
from courses.models import CourseRun, Meeting
from courses.models.course import ACCENTED, PLAIN, Translate


def announced_runs():
    """Every run that was published, cancelled ones included, with what a line about it says."""
    return (
        CourseRun.objects.exclude(state=CourseRun.State.DRAFT)
        .exclude(starts_at=None)
        .select_related("course__area", "venue", "instructor")
    )


def runs_named(runs, words):
    """Those of `runs` where each word is in course, code, venue or instructor, accents aside."""
    names = [F("code"), F("venue__site"), F("venue__name"), F("instructor__name")]
    spaced = [part for name in names for part in (Value(" "), name)]
    joined = Concat(F("course__name"), *spaced, output_field=TextField())
    runs = runs.alias(names=Translate(Lower(joined), Value(ACCENTED), Value(PLAIN)))
    for word in few_words(words):
        runs = runs.filter(names__contains=word)
    return runs


def next_day_with_meetings(today):
    """Today or the first day after it (local time) on which a group meets; None without any."""
    moments = _announced_meetings().filter(starts_at__date__gte=today).order_by("starts_at")
    starts_at = moments.values_list("starts_at", flat=True).first()
    return starts_at and timezone.localdate(starts_at)


def meetings_on(day):
    """The meetings of this day (local time) with their runs, in the order of their hours."""
    return (
        _announced_meetings()
        .filter(starts_at__date=day)
        .select_related("run__course__area", "run__venue", "run__instructor")
        .order_by("starts_at", "run__code")
    )


def _announced_meetings():
    return Meeting.objects.filter(takes_place=True).exclude(run__state=CourseRun.State.DRAFT)
