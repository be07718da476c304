"""The outbox, to read: what was said to whom, and what could not be delivered."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.admin.columns import NOTHING, badge, moment, two_lines
from companies.admin.steps import Step
from companies.admin.workplace import ReadOnly
from companies.models import Message
from companies.services import outbox


class Resend(Step):
    name = "resend"
    label = gettext_lazy("Send again")
    intro = gettext_lazy("The message leaves again with the next delivery, to the same address.")
    permission = "companies.change_message"
    asks = False
    in_list = True

    def is_offered(self, message, now):
        return message.state in (Message.State.SENT, Message.State.FAILED)

    def act(self, message, *, by, now):
        outbox.resend(message=message, by=by, now=now)
        return _("The message to %(address)s is sent again.") % {"address": message.to_address}


@admin.register(Message)
class MessageAdmin(ReadOnly):
    steps = (Resend(),)
    list_display = ["to_whom", "kind", "about", "delivery", "written", "attempts"]
    list_filter = ["state", "kind", "language"]
    search_fields = ["to_address", "subject", "about"]
    date_hierarchy = "created_at"
    fieldsets = [
        (None, {"fields": ["to_address", "recipient", "language", "kind", "about"]}),
        (
            gettext_lazy("Delivery"),
            {"fields": ["state", "due_at", "sent_at", "attempts", "last_error"]},
        ),
        (gettext_lazy("What it says"), {"fields": ["subject", "reading"]}),
    ]

    @admin.display(description=gettext_lazy("to"), ordering="to_address")
    def to_whom(self, message):
        return two_lines(message.to_address, message.subject or message.kind)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def delivery(self, message):
        words = badge(message.state, message.get_state_display())
        return two_lines(words, moment(message.sent_at)) if message.sent_at else words

    @admin.display(description=gettext_lazy("written"), ordering="created_at")
    def written(self, message):
        return moment(message.created_at)

    @admin.display(description=gettext_lazy("text"))
    def reading(self, message):
        if not message.text:
            return _("It is drawn when it is sent.")
        return (
            format_html('<pre class="letter">{}</pre>', message.text) if message.text else NOTHING
        )
