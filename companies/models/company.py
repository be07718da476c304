"""The firm that sends technicians."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.identifiers import validate_rfc
from companies.kept_rows import KEPT
from companies.name_order import InNameOrder

LOCAL_MUNICIPALITY = "Juárez"


class CompanyQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(approved_at__isnull=False)

    def awaiting_approval(self):
        return self.filter(approved_at__isnull=True, refused_at__isnull=True)

    def refused(self):
        return self.filter(refused_at__isnull=False)

    def of(self, user):
        """The firms this user may act for."""
        return self.filter(memberships__user=user)


@trail.track(
    "legal_name",
    "rfc",
    "municipality",
    "address",
    "sector",
    "head_count",
    "technician_head_count",
    "annual_sales",
    "invoice_name",
    "tax_regime",
    "cfdi_use",
    "tax_postal_code",
    "legal_representative",
    "workers_representative",
    "approved_at",
    "approved_by",
    "refused_at",
    "refused_by",
    "refusal_reason",
    "large_admitted_at",
    "large_admitted_by",
    "large_admission_reason",
)
class Company(models.Model):
    """An SME with its plant. Until it is approved its requests keep their place, without seats."""

    legal_name = models.CharField(_("legal name"), max_length=200)
    rfc = models.CharField(
        _("RFC"),
        max_length=13,
        unique=True,
        validators=[validate_rfc],
        help_text=_("12 characters for a company, 13 for a person, without spaces or dashes."),
        error_messages={"unique": _("A company with this RFC is already registered.")},
    )
    municipality = models.CharField(
        _("municipality of the plant"), max_length=80, default=LOCAL_MUNICIPALITY
    )
    head_count = models.PositiveIntegerField(
        _("people who work in the company"), validators=[MinValueValidator(1)]
    )
    technician_head_count = models.PositiveIntegerField(
        _("of them, technicians"), validators=[MinValueValidator(1)]
    )
    sector = models.CharField(
        _("sector"), max_length=5, blank=True, default="", db_default="", help_text=_("SCIAN 2023.")
    )
    annual_sales = models.DecimalField(
        _("annual sales"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("In million MXN."),
    )
    address = models.CharField(
        _("address of the plant"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Street, number and neighbourhood or industrial park."),
    )

    # For the invoice, as on the Constancia de Situación Fiscal.
    invoice_name = models.CharField(
        _("name on invoices"), max_length=200, blank=True, default="", db_default=""
    )
    tax_regime = models.CharField(
        _("tax regime"), max_length=3, blank=True, default="", db_default=""
    )
    cfdi_use = models.CharField(
        _("use of invoices"), max_length=4, blank=True, default="", db_default=""
    )
    tax_postal_code = models.CharField(
        _("postal code of the tax address"),
        max_length=5,
        blank=True,
        default="",
        db_default="",
        validators=[RegexValidator(r"^\d{5}$", _("A postal code has 5 digits."))],
    )

    # Who signs the DC-3; the second only where more than fifty people work.
    legal_representative = models.CharField(
        _("legal representative"), max_length=150, blank=True, default="", db_default=""
    )
    workers_representative = models.CharField(
        _("representative of the workers"), max_length=150, blank=True, default="", db_default=""
    )

    approved_at = models.DateTimeField(_("approved"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True, editable=False)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("refused by"),
    )
    refusal_reason = models.CharField(
        _("reason of the refusal"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    large_admitted_at = models.DateTimeField(
        _("let in although it is large"), null=True, blank=True, editable=False
    )
    large_admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("let in by"),
    )
    large_admission_reason = models.CharField(
        _("reason for letting it in"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    is_demo = models.BooleanField(_("invented for the demo"), default=False, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="companies.Membership", related_name="companies"
    )

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = [InNameOrder("legal_name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rfc__regex=r"^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{3}$"),
                name="company_rfc_form",
                violation_error_message=_("The RFC does not have the form of an RFC."),
            ),
            models.CheckConstraint(
                condition=Q(head_count__gte=1)
                & Q(technician_head_count__gte=1)
                & Q(technician_head_count__lte=models.F("head_count")),
                name="company_technicians_within_head_count",
                violation_error_message=_(
                    "A company cannot have more technicians than people, nor fewer than one."
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="company_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_by__isnull=True, refusal_reason="")
                | Q(refused_at__isnull=False, refused_by__isnull=False, approved_at__isnull=True)
                & ~Q(refusal_reason=""),
                name="company_refusal_has_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    large_admitted_at__isnull=True,
                    large_admitted_by__isnull=True,
                    large_admission_reason="",
                )
                | Q(large_admitted_at__isnull=False, large_admitted_by__isnull=False)
                & ~Q(large_admission_reason=""),
                name="company_large_admission_has_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(annual_sales__isnull=True) | Q(annual_sales__gte=0),
                name="company_sales_not_negative",
                violation_error_message=_("Sales cannot be less than nothing."),
            ),
            models.CheckConstraint(
                condition=Q(tax_postal_code__regex=r"^([0-9]{5})?$"),
                name="company_postal_code_form",
                violation_error_message=_("A postal code has 5 digits."),
            ),
        ]
        triggers = KEPT

    def __str__(self):
        return self.legal_name

    @property
    def is_local(self):
        return self.municipality == LOCAL_MUNICIPALITY

    @property
    def is_approved(self):
        return self.approved_at is not None

    @property
    def is_refused(self):
        return self.refused_at is not None
