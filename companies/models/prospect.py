"""A firm of a public directory that CANACINTRA may invite. It is no user of the portal."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from companies import catalogues, trail

# Where a firm is written to, in SQL: what staff found goes before what the directory says.
ADDRESS = Coalesce(NullIf("found_email", Value("")), "email")


class ProspectQuerySet(models.QuerySet):
    def outside_the_portal(self):
        return self.filter(company__isnull=True)

    def perhaps_in_the_portal(self):
        """Those whose name is like that of a firm in the portal: a person decides."""
        return self.filter(company__isnull=True, maybe_company__isnull=False)

    def invited(self):
        return self.filter(invited_at__isnull=False)

    def not_to_be_written_to(self):
        return self.filter(do_not_contact_at__isnull=False)


@trail.track_changes(
    *("company", "matched_by", "other_companies"),
    *("found_email", "found_contact"),
    *("invited_at", "invited_by", "invited_address"),
    *("do_not_contact_at", "do_not_contact_reason"),
)
class Prospect(models.Model):
    """What the directory says, which firm of the portal it turned out to be, and our invitation.

    A new edition of the directory changes only what the directory says.
    """

    class Source(models.TextChoices):
        RETC = "retc", "RETC"
        DENUE = "denue", "DENUE"

    class MatchedBy(models.TextChoices):
        NAME = "name", _("the same name")
        LINK = "link", _("it signed up through the invitation")
        ADDRESS = "address", _("it signed up with the invited e-mail")
        STAFF = "staff", _("confirmed by staff")

    # What the directory says.
    source = models.CharField(_("directory"), max_length=10, choices=Source)
    source_id = models.CharField(_("id in the directory"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    trade_name = models.CharField(_("name of the establishment"), max_length=200, blank=True)
    plain_name = models.CharField(max_length=200, blank=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    scian_class = models.CharField(_("SCIAN class"), max_length=6, blank=True)
    activity = models.CharField(_("activity"), max_length=250, blank=True)
    sector = models.CharField(_("sector"), max_length=5, blank=True)
    stratum = models.CharField(_("people who work there"), max_length=1, blank=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    municipality = models.CharField(_("municipality"), max_length=80, blank=True)
    industrial_park = models.CharField(_("industrial park"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.CharField(_("web site"), max_length=150, blank=True)
    last_import = models.ForeignKey(
        "companies.DirectoryImport",
        models.PROTECT,
        related_name="prospects",
        verbose_name=_("last list"),
    )

    # Which firm of the portal it is.
    company = models.ForeignKey(
        "companies.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="prospects",
        verbose_name=_("company in the portal"),
    )
    matched_by = models.CharField(
        _("recognised by"), max_length=10, choices=MatchedBy, blank=True, default=""
    )
    matched_at = models.DateTimeField(_("recognised"), null=True, blank=True)
    maybe_company = models.ForeignKey(
        "companies.Company",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("perhaps this company"),
    )
    other_companies = ArrayField(
        models.BigIntegerField(), default=list, blank=True, editable=False
    )  # of which staff said that they are another firm

    # Whom to write to, as staff found out; a new edition of the directory does not touch it.
    found_email = models.EmailField(
        _("e-mail that CANACINTRA found"), blank=True, default="", db_default=""
    )
    found_contact = models.CharField(
        _("person to speak to"), max_length=150, blank=True, default="", db_default=""
    )

    # Our invitation.
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    invited_address = models.EmailField(_("invited at"), blank=True)
    do_not_contact_at = models.DateTimeField(_("not to be written to since"), null=True, blank=True)
    do_not_contact_reason = models.CharField(
        _("why it is not written to"), max_length=200, blank=True
    )
    said_so_themselves = models.BooleanField(_("they said so themselves"), default=False)

    objects = ProspectQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm of the directory")
        verbose_name_plural = _("firms of the directory")
        ordering = ["plain_name", "pk"]
        indexes = [
            models.Index(fields=["plain_name"], name="prospect_plain_name"),
            models.Index(fields=["sector", "stratum"], name="prospect_sector"),
            models.Index(fields=["email"], name="prospect_email", condition=~Q(email="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="prospect_once"),
            models.UniqueConstraint(
                fields=["invited_address"],
                name="prospect_address_invited_once",
                condition=~Q(invited_address=""),
                violation_error_message=_("Somebody at this address was invited already."),
            ),
            models.CheckConstraint(
                condition=~(Q(legal_name="") & Q(trade_name="")), name="prospect_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(company__isnull=True) | Q(matched_at__isnull=False) & ~Q(matched_by=""),
                name="prospect_match_has_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(invited_at__isnull=True, invited_by__isnull=True, invited_address="")
                | Q(invited_at__isnull=False, invited_by__isnull=False) & ~Q(invited_address=""),
                name="prospect_invitation_has_who_when_and_where",
            ),
            models.CheckConstraint(
                condition=Q(
                    do_not_contact_at__isnull=True,
                    do_not_contact_reason="",
                    said_so_themselves=False,
                )
                | Q(do_not_contact_at__isnull=False) & ~Q(do_not_contact_reason=""),
                name="prospect_silence_has_when_and_why",
            ),
        ]

    def __str__(self):
        return self.legal_name or self.trade_name

    @property
    def address_to_write_to(self):
        """What staff found goes before what the directory says; empty where nobody knows one."""
        return self.found_email or self.email

    @property
    def stratum_words(self):
        found = catalogues.find(catalogues.denue_strata(), self.stratum)
        return found.name if found else ""

    @property
    def is_silenced(self):
        return self.do_not_contact_at is not None
