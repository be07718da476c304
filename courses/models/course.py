"""The catalogue: what is taught."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value
from django.db.models.functions import Concat, Lower, Replace
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ACCENTED, PLAIN = "áàäâéèëêíìïîóòöôúùüûñç", "aaaaeeeeiiiioooouuuunc"


class Translate(Func):
    function = "TRANSLATE"
    arity = 3
    output_field = models.TextField()


class SpanishVector(Func):
    """`to_tsvector` with a fixed configuration, as a stored column needs it."""

    function = "to_tsvector"
    template = "%(function)s('spanish'::regconfig, %(expressions)s)"
    output_field = SearchVectorField()


def searchable_text():
    """What the search reads of a course, in small letters without accents."""
    columns = ["name", "audience", "objective", "competency_standard"]
    spaced = [part for column in columns for part in (F(column), Value(" "))]
    joined = Concat(*spaced, output_field=models.TextField())
    return Translate(Lower(joined), Value(ACCENTED), Value(PLAIN))


class Area(models.Model):
    """A field of the catalogue, for example welding; it has its own icon and tint in the pages."""

    slug = models.SlugField(_("address"), unique=True)
    name_es = models.CharField(_("name in Spanish"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["name_es"]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.name_en if get_language() == "en" else self.name_es


class CourseQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)


class Course(models.Model):
    """A catalogue entry. Hours are empty where nobody has set them yet."""

    class ThematicArea(models.TextChoices):
        # STPS, form DC-3, reverse side.
        PRODUCTION = "1000", "Producción general"
        SERVICES = "2000", "Servicios"
        ADMINISTRATION = "3000", "Administración, contabilidad y economía"
        SALES = "4000", "Comercialización"
        MAINTENANCE = "5000", "Mantenimiento y reparación"
        SAFETY = "6000", "Seguridad"
        PERSONAL = "7000", "Desarrollo personal y familiar"
        COMPUTING = "8000", "Uso de tecnologías de la información y comunicación"
        PARTICIPATION = "9000", "Participación social"

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = models.CharField(_("name"), max_length=200, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="courses", verbose_name=_("area"))
    hours = models.PositiveSmallIntegerField(
        _("hours"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    thematic_area = models.CharField(_("DC-3 thematic area"), max_length=4, choices=ThematicArea)
    audience = models.CharField(_("for whom"), max_length=200, blank=True)
    objective = models.TextField(_("what you learn"), blank=True)
    competency_standard = models.CharField(_("CONOCER standard"), max_length=120, blank=True)
    is_published = models.BooleanField(_("in the catalogue"), default=True)
    sort_key = GeneratedField(
        # Spanish order without ICU: ñ comes after n, accents do not count.
        expression=Translate(
            Replace(Lower(F("name")), Value("ñ"), Value("n~"), output_field=models.TextField()),
            Value(ACCENTED),
            Value(PLAIN),
        ),
        output_field=models.CharField(max_length=400, db_collation="C"),
        db_persist=True,
    )
    search_text = GeneratedField(
        expression=searchable_text(), output_field=models.TextField(), db_persist=True
    )
    search_vector = GeneratedField(
        expression=SpanishVector(searchable_text()),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["sort_key"]
        indexes = [GinIndex(fields=["search_vector"], name="course_search")]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(hours__gte=1), name="course_hours_positive"
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("courses:course", args=[self.slug])
