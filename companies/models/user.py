"""Whoever signs in: HR of a firm, CANACINTRA, CAST."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies import trail
from companies.kept_rows import NUMBER_STAYS

CAST_GROUP = "CAST"
CANACINTRA_GROUP = "CANACINTRA"


# The address of an account whose person was anonymised; nothing is ever sent there.
NOBODY = "@nadie.invalid"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


@trail.track(
    "email",
    "full_name",
    "language",
    "is_active",
    "is_staff",
    "is_superuser",
)
class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in by e-mail. `is_staff` opens CANACINTRA's admin, the group CAST the rosters."""

    class Language(models.TextChoices):
        SPANISH = "es-mx", _("Spanish")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of messages"), max_length=5, choices=Language, default=Language.SPANISH
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("works at CANACINTRA"), default=False)
    date_joined = models.DateTimeField(_("since"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("Somebody already signs in with this e-mail."),
            ),
            models.CheckConstraint(
                condition=Q(anonymised_at__isnull=True)
                | Q(full_name="", email__endswith=NOBODY, is_active=False, is_staff=False),
                name="user_anonymised_is_nobody",
                violation_error_message=_("Who this was has been erased for good."),
            ),
        ]
        triggers = [NUMBER_STAYS]

    def __str__(self):
        if self.anonymised_at:
            return gettext("anonymised")
        return self.full_name or self.email


@trail.track_links("user", "group")
class GroupMember(User.groups.through):  # type: ignore[name-defined]
    """Who belongs to CAST or to CANACINTRA, for the trail."""

    class Meta:
        proxy = True
        verbose_name = _("right")
        verbose_name_plural = _("rights")

    def __str__(self):
        return f"{self.user} · {self.group}"
