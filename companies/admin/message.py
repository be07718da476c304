"""The outbox, to read: what was said to whom, and what could not be delivered."""

from functools import reduce
from operator import or_

from csp.decorators import csp
from django.contrib import admin
from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from companies import message_kinds
from companies.admin import about
from companies.admin.columns import NOTHING, badge, moment, two_lines
from companies.admin.steps import Step
from companies.admin.workplace import ReadOnly
from companies.documents import letter
from companies.mailbox.views import SEALED
from companies.models import Message
from companies.rules.words import few_words
from companies.services import outbox


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
        return list(message_kinds.NAMES.items())

    def queryset(self, request, messages):
        return (
            messages.filter(kind=self.value()) if self.value() in message_kinds.NAMES else messages
        )


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

    def get_search_results(self, request, queryset, search_term):
        """Find also the course and the firm that a message is about: what has not left has no
        subject."""
        named = {"course": KT("context__course"), "company": KT("context__company")}
        queryset = queryset.alias(**named)
        for word in few_words(search_term):
            anywhere = (Q(**{f"{field}__plainly": word}) for field in (*self.search_fields, *named))
            queryset = queryset.filter(reduce(or_, anywhere))
        return queryset, False

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
        return two_lines(
            message_kinds.name_of(message.kind), about.told(message.about, message.matter)
        )

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
