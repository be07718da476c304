"""The employee who attends."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.identifiers import mask_curp, validate_curp
from companies.kept_rows import KEPT

# Stands where a surname stood, so that lists and papers of the past stay whole.
ANONYMISED = "Anonimizado"


class TechnicianQuerySet(models.QuerySet):
    def known(self):
        """Those of whom the portal still knows who they are."""
        return self.filter(anonymised_at__isnull=True)

    def active(self):
        return self.filter(is_active=True)


@trail.track(
    "company",
    "given_names",
    "first_surname",
    "second_surname",
    "curp",
    "email",
    "job_title",
    "occupation",
    "is_active",
)
class Technician(models.Model):
    """An employee of one firm. Only the firm and CAST see the CURP; elsewhere `masked_curp`."""

    company = models.ForeignKey(
        "companies.Company", models.PROTECT, related_name="technicians", verbose_name=_("company")
    )
    given_names = models.CharField(_("given names"), max_length=80)
    first_surname = models.CharField(_("first surname"), max_length=80)
    second_surname = models.CharField(_("second surname"), max_length=80, blank=True)
    curp = models.CharField(  # noqa: DJ001 - NULL is nobody's: two who are anonymised differ
        _("CURP"),
        max_length=18,
        null=True,
        validators=[validate_curp],
        help_text=_("18 characters, as on the CURP certificate."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    job_title = models.CharField(_("job title"), max_length=80, blank=True)
    occupation = models.CharField(
        _("occupation"),
        max_length=4,
        blank=True,
        db_default="",
        default="",
        help_text=_("Of the national catalogue of occupations, as the DC-3 asks for it."),
    )
    is_active = models.BooleanField(_("works here"), default=True)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("registered"), auto_now_add=True)

    objects = TechnicianQuerySet.as_manager()

    class Meta:
        verbose_name = _("technician")
        verbose_name_plural = _("technicians")
        ordering = ["first_surname", "second_surname", "given_names", "pk"]
        # The same person on the list of another firm is looked for with each request.
        indexes = [models.Index(fields=["curp"], name="technician_curp")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "curp"],
                name="technician_curp_once_per_company",
                violation_error_message=_("A technician with this CURP is already on your list."),
            ),
            models.CheckConstraint(
                condition=Q(curp__regex=r"^[A-Z][A-Z][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[A-Z0-9][0-9]$"),
                name="technician_curp_form",
                violation_error_message=_("The CURP does not have the form of a CURP."),
            ),
            models.CheckConstraint(
                # A sub-area of the catalogue, as the DC-3 has it: never a whole area.
                condition=Q(occupation__regex=r"^([01][0-9]\.[0-9])?$"),
                name="technician_occupation_form",
                violation_error_message=_("Choose one of the occupations of the catalogue."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True, curp__isnull=False)
                | Q(
                    anonymised_at__isnull=False,
                    curp__isnull=True,
                    given_names="",
                    first_surname=ANONYMISED,
                    second_surname="",
                    email="",
                    job_title="",
                    occupation="",
                    is_active=False,
                ),
                name="technician_anonymised_is_nobody",
                violation_error_message=_(
                    "Who this was has been erased for good: the person has to be added anew."
                ),
            ),
        ]
        triggers = [*KEPT, pgtrigger.ReadOnly(name="employer_is_fixed", fields=["company"])]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        if self.anonymised_at:
            return gettext("anonymised")
        return " ".join(filter(None, [self.given_names, self.first_surname, self.second_surname]))

    @property
    def masked_curp(self):
        return mask_curp(self.curp) if self.curp else ""
