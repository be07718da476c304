"""The outbox: every message is a row, written in the transaction of the change it tells."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from companies import message_kinds


class MessageQuerySet(models.QuerySet):
    def due(self, now):
        return self.filter(state=Message.State.DUE, due_at__lte=now)


class Message(models.Model):
    """One e-mail to one address. It is drawn from `template` and `context` when it is delivered."""

    class State(models.TextChoices):
        DUE = "due", _("to be sent")
        SENT = "sent", _("sent")
        SUPERSEDED = "superseded", _("no longer needed")
        FAILED = "failed", _("could not be sent")

    kind = models.SlugField(_("kind"), max_length=40)
    about = models.CharField(_("about"), max_length=80)
    version = models.PositiveIntegerField(_("version"), default=1)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("user"),
    )
    to_address = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    template = models.CharField(_("template"), max_length=100, editable=False)
    context = models.JSONField(
        _("content"), encoder=DjangoJSONEncoder, default=dict, editable=False
    )
    calendar = models.JSONField(
        _("calendar entry"), encoder=DjangoJSONEncoder, null=True, blank=True, editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    created_at = models.DateTimeField(_("written"))
    due_at = models.DateTimeField(_("send from"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.TextField(_("last error"), blank=True)
    resends = models.PositiveSmallIntegerField(_("sent again"), default=0)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about", "version", "to_address"], name="message_once"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_due", condition=Q(state="due")),
            models.Index(fields=["about", "kind"], name="message_about"),
        ]

    def __str__(self):
        return f"{capfirst(message_kinds.name_of(self.kind))} · {self.to_address}"

    @property
    def matter(self):
        """The course and the firm that it is about; empty for an account, and once it is erased."""
        named = (self.context.get("course"), self.context.get("company"))
        return " · ".join(name for name in named if name)
