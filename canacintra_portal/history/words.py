"""How the trail says people, values and places."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _

from canacintra_portal import wording
from canacintra_portal.history import places
from companies.identifiers import mask_curp
from companies.models import User

NOTHING = "—"

# The fields that a row is called by in a line of its own.
CALLED_BY = {
    "companies.Company": ["legal_name"],
    "companies.GroupMember": ["user", "group"],
    "companies.Invitation": ["email"],
    "companies.JoinRequest": ["user"],
    "companies.Membership": ["user", "company"],
    "companies.Technician": ["given_names", "first_surname", "second_surname"],
    "companies.User": ["full_name", "email"],
    "courses.Course": ["name"],
    "courses.CourseRun": ["code"],
    "courses.Instructor": ["name"],
    "courses.Meeting": ["run", "starts_at"],
    "courses.Venue": ["site", "name"],
    "enrollment.Enrollment": ["technician", "run"],
    "enrollment.EnrollmentRequest": ["company"],
}


def called_by(model):
    """Find the fields that name a row of `model`, the links that it consists of before others."""
    names = CALLED_BY.get(model._meta.label)
    if names:
        return [model._meta.get_field(name) for name in names]
    return [field for field in model._meta.concrete_fields if isinstance(field, models.CharField)][
        :1
    ]


def through(context):
    """Say the page, the job or the command in which a change was made."""
    if page := context.get("page"):
        return places.page(page)
    if job := context.get("job"):
        return places.job(job)
    if command := context.get("command"):
        return places.command(command)
    return _("by hand in the database")


class Names:
    """The names of rows that the trail mentions by number, asked once for each table."""

    def __init__(self, mentioned, *, for_staff):
        wanted = defaultdict(set)
        for model, pk in mentioned:
            if pk is not None:
                wanted[model].add(pk)
        self.for_staff = for_staff
        self.rows = {model: model._base_manager.in_bulk(pks) for model, pks in wanted.items()}

    def person(self, pk):
        """Name who did something; outside CANACINTRA its staff are CANACINTRA."""
        user = self.rows[User].get(pk)
        if user is None:
            return _("somebody who is no longer here")
        return _("CANACINTRA") if user.is_staff and not self.for_staff else str(user)

    def say(self, field, value):
        """Say a value of the trail as the pages would."""
        if value is None or value == "":
            return NOTHING
        if field.name == "curp":
            return mask_curp(value)
        if field.related_model is User:
            return self.person(value)
        if field.related_model:
            row = self.rows[field.related_model].get(value)
            return str(row) if row else _("no longer there")
        if isinstance(field, models.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, models.DateTimeField):
            return wording.say_moment(datetime.fromisoformat(value))
        if isinstance(field, models.DecimalField):
            return f"{Decimal(str(value)):.{field.decimal_places}f}"
        return str(dict(field.flatchoices).get(value, value))

    def of_row(self, model, data):
        """Name the row itself as it was called when the line was written."""
        parts = (self.say(field, data.get(field.column)) for field in called_by(model))
        return " ".join(part for part in parts if part != NOTHING)
