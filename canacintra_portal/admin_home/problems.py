"""What does not run as it should: requests without an answer, letters, jobs."""

from django.urls import reverse
from django.utils.translation import gettext as _

from canacintra_portal import decisions, wording
from canacintra_portal.admin_home.pieces import Button, Row, Section, change, first, step


def unanswered(now):
    rows, count = first(decisions.unanswered_requests(now))
    return Section(
        "unanswered",
        _("Requests without an answer: the background jobs stand still"),
        count,
        [
            Row(
                str(request.company),
                change(request),
                [
                    str(request.run),
                    _("since %(moment)s") % {"moment": wording.say_moment(request.requested_at)},
                ],
                [],
            )
            for request in rows
        ],
        reverse("admin:enrollment_enrollmentrequest_changelist", query={"wants": "answer"}),
        is_problem=True,
    )


def messages(now):
    rows, count = first(decisions.failed_messages())
    return Section(
        "messages",
        _("Messages that could not be sent"),
        count,
        [
            Row(
                message.to_address,
                change(message),
                [message.subject or message.kind, message.last_error],
                [Button(_("Send again"), step(message, "resend"), acts=True)],
            )
            for message in rows
        ],
        reverse("admin:companies_message_changelist", query={"state__exact": "failed"}),
        is_problem=True,
    )


def jobs(now):
    rows, count = first(decisions.job_problems(now))
    return Section(
        "jobs",
        _("Problems of the background jobs"),
        count,
        [
            Row(
                report.line,
                change(report),
                [report.get_job_display(), wording.say_moment(report.at)],
                [],
            )
            for report in rows
        ],
        reverse("admin:companies_jobreport_changelist", query={"is_problem__exact": 1}),
        is_problem=True,
    )
