"""The catalogue: what is taught."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, GeneratedField, Q, Value
from django.db.models.functions import Concat, Lower, Replace
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.name_order import InNameOrder
from courses.models import triggers

ACCENTED, PLAIN = "áàäâéèëêíìïîóòöôúùüûñç", "aaaaeeeeiiiioooouuuunc"
MOST_HOURS = 400  # half a year of mornings: more was mistyped
PUNCTUATION = "-/.,:;()&+'\"¿?¡!·"


class Translate(Func):
    function = "TRANSLATE"
    arity = 3
    output_field = models.TextField()


class SpanishVector(Func):
    """`to_tsvector` with a fixed configuration, as a stored column needs it."""

    function = "to_tsvector"
    template = "setweight(%(function)s('spanish'::regconfig, %(expressions)s), '%(weight)s')"
    output_field = SearchVectorField()

    def __init__(self, words, weight="D"):
        super().__init__(words, weight=weight)


class Joined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = SearchVectorField()


def searchable(*columns):
    """What the search reads of a course: words in small letters without accents.

    Punctuation parts words, so that "NOM-035" is found by "nom 035".
    """
    spaced = [part for column in columns for part in (F(column), Value(" "))]
    joined = Concat(*spaced, output_field=models.TextField())
    return Translate(
        Lower(joined), Value(ACCENTED + PUNCTUATION), Value(PLAIN + " " * len(PUNCTUATION))
    )


@trail.track("slug", "name_es", "name_en")
class Area(models.Model):
    """A field of the catalogue, for example welding; it has its own icon and tint in the pages."""

    slug = models.SlugField(_("address"), unique=True)
    name_es = models.CharField(_("name in Spanish"), max_length=80, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, unique=True)
    content_version = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = [InNameOrder("name_es")]
        triggers = triggers.CONTENT

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.name_en if get_language() == "en" else self.name_es


class CourseQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)


@trail.track(
    "slug",
    "name",
    "area",
    "hours",
    "thematic_area",
    "audience",
    "objective",
    "competency_standard",
    "is_published",
)
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
        _("hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
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
    search_vector = GeneratedField(
        expression=Joined(
            SpanishVector(searchable("name", "competency_standard"), weight="A"),
            SpanishVector(searchable("audience", "objective"), weight="C"),
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    content_version = models.PositiveBigIntegerField(default=0, editable=False)

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
        triggers = triggers.CONTENT

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("courses:course", args=[self.slug])
