"""Courses, runs, venues and instructors for tests."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from courses.models import Area, Course, CourseRun, Instructor, Meeting, Venue


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    slug = factory.Sequence(lambda n: f"area-{n}")
    name_es = factory.Sequence(lambda n: f"Área {n}")
    name_en = factory.Sequence(lambda n: f"Area {n}")


class CourseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Course

    slug = factory.Sequence(lambda n: f"curso-{n}")
    name = factory.Sequence(lambda n: f"Soldadura de prueba {n}")
    area = factory.SubFactory(AreaFactory)
    hours = 8
    thematic_area = Course.ThematicArea.MAINTENANCE


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Sala {n}")
    site = "CANACINTRA"
    is_own = True
    capacity = 20
    address = "Avenida de Prueba 100"

    class Params:
        partner = factory.Trait(site="Plantel aliado", is_own=False, cost_per_hour=Decimal(300))


class InstructorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Instructor

    name = factory.Sequence(lambda n: f"Instructora {n}")


class RunFactory(factory.django.DjangoModelFactory):
    """A published run with one meeting of four hours, thirty days from now.

    `meetings=[(starts_at, ends_at), ...]` gives other meetings, `meetings=[]` none.
    """

    class Meta:
        model = CourseRun
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"GR-{n:04}")
    course = factory.SubFactory(CourseFactory)
    state = CourseRun.State.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    venue = factory.SubFactory(VenueFactory)
    instructor = factory.SubFactory(InstructorFactory)
    price = Decimal("2400.00")

    class Params:
        draft = factory.Trait(state=CourseRun.State.DRAFT, published_at=None)
        cancelled = factory.Trait(
            state=CourseRun.State.CANCELLED,
            cancelled_at=factory.LazyFunction(timezone.now),
            cancel_reason="Prueba",
        )

    @factory.post_generation
    def meetings(self, create, wanted, **kwargs):
        if wanted is None:
            in_a_month = timezone.now() + timedelta(days=30)
            begins = in_a_month.replace(minute=0, second=0, microsecond=0)
            wanted = [(begins, begins + timedelta(hours=4))]
        for starts_at, ends_at in wanted:
            Meeting.objects.create(run=self, starts_at=starts_at, ends_at=ends_at)
        self.refresh_from_db()
