"""The form of a group and of its meetings: what staff type, judged before the database judges."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.admin.workplace import Rows
from courses.admin import clashes
from courses.models import CourseRun, Instructor, Meeting, Venue, calendar
from courses.rules import plan
from enrollment.models import Enrollment


class MomentInput(forms.DateTimeInput):
    """The browser's own picker: no script, and right on a telephone."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


# In a table the heads of the columns are no labels: the fields carry their names themselves.
NAMED_DAY = {"aria-label": gettext_lazy("Day")}
NAMED_BEGINS = {"aria-label": gettext_lazy("Begins")}
NAMED_ENDS = {"aria-label": gettext_lazy("Ends")}


DEADLINES = ("local_priority_until", "enrollment_closes_at", "free_cancellation_until")


class RunForm(forms.ModelForm):
    """`tell_everybody` is asked where people are enrolled and would be told of the change."""

    tell_everybody = forms.BooleanField(
        label=gettext_lazy("Tell everybody concerned"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("venue", Venue.objects.filter(Q(is_active=True) | Q(pk=self.instance.venue_id)))
        self._offer(
            "instructor",
            Instructor.objects.filter(Q(is_active=True) | Q(pk=self.instance.instructor_id)),
        )
        if "tell_everybody" in self.fields:
            self.fields["tell_everybody"].help_text = say_concerned(self.instance)

    def _offer(self, name, choices):
        """Offer `choices`: what is in use today, and what this group has already."""
        field = self.fields.get(name)
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = choices

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        for name in DEADLINES:
            if cleaned.get(name) and not calendar.is_within(cleaned[name]):
                self.add_error(name, calendar.BEYOND_THE_CALENDAR)
        self._refuse_impossible_deadlines(cleaned)
        if self.instance.pk:
            self._keep_every_seat(cleaned)
            self._keep_every_company(cleaned)
            if "venue" in self.changed_data and not cleaned.get("tell_everybody"):
                self._ask_before_telling()
        return cleaned

    def _refuse_impossible_deadlines(self, cleaned):
        against = plan.impossible_deadlines(
            begins=self._begins(),
            priority_until=cleaned.get("local_priority_until"),
            closes_at=cleaned.get("enrollment_closes_at"),
            free_until=cleaned.get("free_cancellation_until"),
            moved={name for name in DEADLINES if self._is_moved(name, cleaned.get(name))},
            now=timezone.now(),
        )
        for field, sentence in against:
            self.add_error(field, sentence)

    def _begins(self):
        """When the group begins by the meetings typed below; None without any."""
        rows = forms.inlineformset_factory(CourseRun, Meeting, form=MeetingForm, formset=Periods)
        below = cast(Periods, rows(self.data, instance=self.instance))
        below.is_valid()
        return min((starts_at for starts_at, _ends_at in below.periods()), default=None)

    def _is_moved(self, name, value):
        """The picker has no seconds: what was stored with some is not moved by being sent."""
        former = self.initial.get(name)
        return not former or former.replace(second=0, microsecond=0) != value

    def _keep_every_seat(self, cleaned):
        taken, limit, venue = self.instance.seats_taken, cleaned.get("seat_limit"), None
        if limit is not None and limit < taken:
            self.add_error("seat_limit", _("%(taken)s seats are taken.") % {"taken": taken})
        venue = cleaned.get("venue")
        if venue and venue.capacity < taken and self.instance.state != CourseRun.State.CANCELLED:
            self.add_error(
                "venue",
                _("%(venue)s seats %(capacity)s, and %(taken)s seats are taken.")
                % {"venue": venue, "capacity": venue.capacity, "taken": taken},
            )

    def _keep_every_company(self, cleaned):
        limit = cleaned.get("company_seat_limit")
        if limit is None or limit >= self.initial["company_seat_limit"]:
            return
        holder = (
            Enrollment.objects.live()
            .filter(run=self.instance, company_slot__gt=limit)
            .select_related("company")
            .order_by("-company_slot", "pk")
            .first()
        )
        if holder:
            self.add_error(
                "company_seat_limit",
                _("%(company)s holds %(seats)s seats in this group.")
                % {"company": holder.company, "seats": holder.company_slot},
            )

    def _ask_before_telling(self):
        if say_concerned(self.instance):
            self.add_error("tell_everybody", say_confirmation(self.instance))


class MeetingForm(forms.ModelForm):
    """A day and two hours; a meeting that ends before it begins ends the next day."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput(NAMED_DAY))
    begins = forms.TimeField(label=gettext_lazy("Begins"), widget=HourInput(NAMED_BEGINS))
    ends = forms.TimeField(label=gettext_lazy("Ends"), widget=HourInput(NAMED_ENDS))

    class Meta:
        model = Meeting
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            starts_at = timezone.localtime(self.instance.starts_at)
            ends_at = timezone.localtime(self.instance.ends_at)
            self.initial.update(
                {"day": starts_at.date(), "begins": starts_at.time(), "ends": ends_at.time()}
            )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and cleaned.get("day"):
            zone = timezone.get_current_timezone()
            starts_at = datetime.combine(cleaned["day"], cleaned["begins"], tzinfo=zone)
            if not calendar.is_within(starts_at):
                self.add_error("day", calendar.BEYOND_THE_CALENDAR)
                return cleaned
            ends_at = datetime.combine(cleaned["day"], cleaned["ends"], tzinfo=zone)
            if cleaned["ends"] == cleaned["begins"]:
                self.add_error("ends", _("A meeting ends after it begins."))
            elif ends_at < starts_at:
                ends_at += timedelta(days=1)
            self.instance.starts_at, self.instance.ends_at = starts_at, ends_at
        return cleaned


class Periods(Rows):
    """All meetings together, whatever they are."""

    def periods(self):
        """Pairs of begin and end of the meetings that stay, in order."""
        return sorted(
            (form.instance.starts_at, form.instance.ends_at)
            for form in self.forms
            if form not in self.deleted_forms and form.instance.starts_at
        )


class MeetingFormSet(Periods):
    """Judged as a whole. They are stored by `run_changes.edit`, never one by one."""

    def clean(self):
        super().clean()
        if any(form.errors for form in self.forms if form not in self.deleted_forms):
            return
        run, periods = self.instance, self.periods()
        if run.state == CourseRun.State.DRAFT and self.has_changed():
            self._refuse_what_is_past()
        reasons = []
        if any(first[1] > second[0] for first, second in pairwise(periods)):
            reasons.append(_("Two meetings of the group are at the same time."))
        if run.venue_id and run.instructor_id and run.state != CourseRun.State.CANCELLED:
            reasons += clashes.sentences(
                run=run, venue=run.venue, instructor=run.instructor, periods=periods
            )
        if self.has_changed() and not self.data.get("tell_everybody") and say_concerned(run):
            reasons.append(say_confirmation(run))
        if reasons:
            raise forms.ValidationError(reasons)

    def _refuse_what_is_past(self):
        """A year that was mistyped is noticed here, before a group is prepared for it."""
        now = timezone.now()
        for form in self.forms:
            if form not in self.deleted_forms and plan.is_past(form.instance.starts_at, now):
                form.add_error("day", _("This meeting would be in the past."))


def say_concerned(run):
    """Say how many people of how many firms a change would be told to; empty for none."""
    if run.pk is None:
        return ""
    live = Enrollment.objects.live().filter(run=run)
    people, firms = live.count(), live.values("company").distinct().count()
    if not people:
        return ""
    return _("Who has a seat or waits: %(people)s of %(firms)s.") % {
        "people": ngettext("%(n)s person", "%(n)s people", people) % {"n": people},
        "firms": ngettext("%(n)s company", "%(n)s companies", firms) % {"n": firms},
    }


def say_confirmation(run):
    return _(
        "This change is told by e-mail to everybody concerned. %(people)s"
        " Tick “Tell everybody concerned” and save again."
    ) % {"people": say_concerned(run)}
