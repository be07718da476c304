"""The outbox, to read: what was said to whom, and what could not be delivered."""

from csp.decorators import csp
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from companies.admin.columns import NOTHING, badge, moment, two_lines
from companies.admin.steps import Step
from companies.admin.workplace import ReadOnly
from companies.documents import letter
from companies.mailbox.views import SEALED
from companies.models import Message
from companies.services import outbox

# What each kind is called in the lists; the words of the messages stand in their templates.
KINDS = {
    "received": gettext_lazy("request received"),
    "confirmed": gettext_lazy("request confirmed"),
    "partly-confirmed": gettext_lazy("one confirmed, one waiting"),
    "waiting": gettext_lazy("on the waiting list"),
    "refused": gettext_lazy("request not possible"),
    "cancelled": gettext_lazy("cancellation"),
    "substituted": gettext_lazy("technician substituted"),
    "replaced": gettext_lazy("replaced by a colleague"),
    "venue-moved": gettext_lazy("new venue"),
    "dates-moved": gettext_lazy("new dates"),
    "run-cancelled": gettext_lazy("group cancelled"),
    "reminder": gettext_lazy("reminder"),
    "company-received": gettext_lazy("company waits for approval"),
    "company-approved": gettext_lazy("company approved"),
    "access": gettext_lazy("access to the portal"),
    "confirm-address": gettext_lazy("address to confirm"),
    "account-exists": gettext_lazy("has an account already"),
    "no-account": gettext_lazy("no account with this address"),
    "password-link": gettext_lazy("link to choose a password"),
    "password-changed": gettext_lazy("password changed"),
    "address-changed": gettext_lazy("e-mail address changed"),
    "address-removed": gettext_lazy("e-mail address taken out"),
    "app-added": gettext_lazy("authenticator app added"),
    "app-removed": gettext_lazy("authenticator app taken out"),
    "key-added": gettext_lazy("passkey added"),
    "key-removed": gettext_lazy("passkey taken out"),
    "codes-renewed": gettext_lazy("recovery codes renewed"),
    "second-step-removed": gettext_lazy("second step taken out by staff"),
    "company-refused": gettext_lazy("company refused"),
    "large-company-admitted": gettext_lazy("large company let in"),
    "prospect-invited": gettext_lazy("firm of the directory invited"),
    "colleague-invited": gettext_lazy("colleague invited"),
    "colleague-joined": gettext_lazy("colleague joined"),
    "asked-to-join": gettext_lazy("somebody asks to join a company"),
    "join-answered": gettext_lazy("answer to who asked to join"),
    "role-changed": gettext_lazy("role changed"),
    "removed": gettext_lazy("taken off a team"),
}
# Where `about` leads: its first word, and the page of the admin.
PLACES = {
    "request": "admin:enrollment_enrollmentrequest_change",
    "company": "admin:companies_company_change",
    "user": "admin:companies_user_change",
    "invitation": "admin:companies_invitation_change",
    "join-request": "admin:companies_joinrequest_change",
    "prospect": "admin:companies_prospect_change",
}


class Resend(Step):
    name = "resend"
    label = gettext_lazy("Send again")
    intro = gettext_lazy("The message leaves again with the next delivery, to the same address.")
    permission = "companies.change_message"
    asks = False
    in_list = True

    def is_offered(self, message, now):
        is_over = message.state in (Message.State.SENT, Message.State.FAILED)
        return is_over and not outbox.reason_against_resending(message)

    def act(self, message, *, by, now):
        outbox.resend(message=message, by=by, now=now)
        return _("The message to %(address)s is sent again.") % {"address": message.to_address}


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return list(KINDS.items())

    def queryset(self, request, messages):
        return messages.filter(kind=self.value()) if self.value() in KINDS else messages


@admin.register(Message)
class MessageAdmin(ReadOnly):
    steps = (Resend(),)
    asked_by_links = ("about__exact",)
    list_display = ["to_whom", "kind_and_about", "delivery", "written", "attempts"]
    list_filter = ["state", KindFilter, "language"]
    search_fields = ["to_address", "subject", "about"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["to_address", "recipient", "language", "kind_and_about"]}),
        (
            gettext_lazy("Delivery"),
            {"fields": ["delivery", "due_at", "sent_at", "attempts", "resends", "last_error"]},
        ),
        (gettext_lazy("What it says"), {"fields": ["reading"]}),
    ]

    def get_urls(self):
        sheet = path(
            "<int:pk>/letter/",
            self.admin_site.admin_view(self.letter_view),
            name="companies_message_letter",
        )
        return [sheet, *super().get_urls()]

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp(SEALED))
    def letter_view(self, request, pk):
        """The message as it looks when it arrives, sealed in the frame of its page."""
        message = self.get_object(request, pk)
        if message is None or not self.has_view_permission(request, message):
            return HttpResponse(status=404)
        if not message.context:
            return HttpResponse(status=404)
        letter.compose(message)
        return HttpResponse(message.html.replace("<head>", '<head><base target="_blank">', 1))

    @admin.display(description=gettext_lazy("recipient"), ordering="to_address")
    def to_whom(self, message):
        return two_lines(message.to_address, message.subject)

    @admin.display(description=gettext_lazy("what it is about"), ordering="kind")
    def kind_and_about(self, message):
        place, _colon, pk = message.about.partition(":")
        about = message.about
        if place in PLACES:
            about = format_html('<a href="{}">{}</a>', reverse(PLACES[place], args=[pk]), about)
        return two_lines(KINDS.get(message.kind, message.kind), about)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def delivery(self, message):
        words = badge(message.state, message.get_state_display())
        return two_lines(words, moment(message.sent_at)) if message.sent_at else words

    @admin.display(description=gettext_lazy("written"), ordering="created_at")
    def written(self, message):
        return moment(message.created_at)

    @admin.display(description=gettext_lazy("message"))
    def reading(self, message):
        if message.pk is None:
            return NOTHING
        note = outbox.reason_against_resending(message)
        if not message.context:
            return note
        sheet = reverse("admin:companies_message_letter", args=[message.pk])
        letter.compose(message)
        return format_html(
            '{}<p class="letter-subject">{}</p>'
            '<iframe class="letter" src="{}" title="{}"></iframe>'
            '<details class="letter-text"><summary>{}</summary>'
            '<pre class="letter">{}</pre></details>',
            format_html('<p class="quiet">{}</p>', note) if note else "",
            message.subject,
            sheet,
            message.subject,
            _("As plain text"),
            message.text,
        )
