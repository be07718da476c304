"""CANACINTRA lets a firm in, or not; what a firm asked for kept its place until then."""

from django.utils.translation import gettext as _

from companies import notifications as company_notifications
from companies.models import ChamberMember, Company
from companies.refusals import Refused, kindly
from companies.rules import size
from companies.services import outbox
from enrollment import letters, notifications, queries
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.rules.moments import not_before
from enrollment.services import bells, locks


def approve(*, company, by, now):
    """Approve the firm, tell its HR people, and ring for the requests that waited for it.

    A firm that was refused before is let in like any other: the refusal is taken back, but the
    requests that ended with it stay ended. Does nothing when the firm is approved already. Returns
    the firm as stored.
    """
    with kindly():
        company = locks.company(company.pk)
        if company.is_approved:
            return company
        _store(
            company,
            approved_at=now,
            approved_by=by,
            refused_at=None,
            refused_by=None,
            refusal_reason="",
        )
        outbox.supersede(kind="company-received", abouts=[f"company:{company.pk}"])
        outbox.write(
            company_notifications.company_approved(company=company, users=_hr(company), now=now)
        )
        for run_id in _runs_of(company.requests.wanting_seats()):
            bells.answer(run_id)
    return company


def approve_if_member(*, company, now):
    """Approve a firm that stands in the chamber's member list, in the name of who imported it.

    A firm that staff refused stays refused: a list does not overrule a person. Returns whether the
    firm was approved by this.
    """
    with kindly():
        company = locks.company(company.pk)
        listed = ChamberMember.objects.current().select_related("last_import__accepted_by")
        member = listed.filter(rfc=company.rfc).first()
        if member is None or company.is_approved or company.is_refused:
            return False
        approve(company=company, by=member.last_import.accepted_by, now=now)
    return True


def refuse(*, company, reason, by, now):
    """Refuse a firm that waits for approval, end its requests, and tell its HR people why.

    A refused firm cannot hold a place that others wait for, so its open requests end in the same
    transaction and the queues behind them are rung for. Raises Refused without a reason, or when
    the firm was approved or refused meanwhile. Returns the firm as stored.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the company is refused: its people will read it."))
    with kindly():
        company = locks.company(company.pk)
        if company.is_approved:
            raise Refused(_("%(company)s was approved meanwhile.") % {"company": company})
        if company.is_refused:
            raise Refused(_("%(company)s was refused already.") % {"company": company})
        ended = _end_requests(company, by, now)
        _store(company, refused_at=now, refused_by=by, refusal_reason=reason)
        courses = sorted({request.run.course.name for request in ended})
        outbox.write(
            company_notifications.company_refused(
                company=company, users=_hr(company), courses=courses, now=now
            )
        )
    return company


def admit_large(*, company, reason, by, now):
    """Let a large firm take part in open courses all the same, keep why, and tell its HR people.

    Raises Refused without a reason, and for a firm that is not large or was let in already. Returns
    the firm as stored.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why the company is let in: the reason is kept."))
    with kindly():
        company = locks.company(company.pk)
        if not size.is_kept_out(company):
            raise Refused(_("Nothing keeps %(company)s out.") % {"company": company})
        _store(
            company,
            large_admitted_at=now,
            large_admitted_by=by,
            large_admission_reason=reason,
        )
        outbox.write(
            company_notifications.large_company_admitted(
                company=company, users=_hr(company), now=now
            )
        )
    return company


def _end_requests(company, by, now):
    """Cancel everything the firm still asks for; its technicians are told, where they have an
    address. Returns the ended requests with their runs."""
    runs = {run_id: locks.run(run_id) for run_id in _runs_of(company.requests.live())}
    requests = list(queries.with_readers(company.requests.live()).order_by("pk"))
    now = not_before(now, requests)
    messages = []
    for request in requests:
        request.run = runs[request.run_id]
        ending = [e for e in request.enrollments.all() if e.state in Enrollment.LIVE]
        if not request.run.has_begun(now):
            messages += notifications.company_refused(request=request, enrollments=ending, now=now)
    Enrollment.objects.live().filter(request__in=requests).update(
        state=Enrollment.State.CANCELLED, ended_at=now
    )
    company.requests.filter(pk__in=[request.pk for request in requests]).update(
        state=EnrollmentRequest.State.CANCELLED,
        ended_at=now,
        ended_by=by,
        end_reason=EnrollmentRequest.EndReason.COMPANY_REFUSED,
        waiting_for="",
        hold_until=None,
    )
    outbox.supersede(kind="received", abouts=[letters.about(request) for request in requests])
    outbox.write(messages)
    for run_id in runs:
        bells.answer(run_id)
        bells.check_venue(run_id)
    return requests


def _store(company, **fields):
    for name, value in fields.items():
        setattr(company, name, value)
    Company.objects.filter(pk=company.pk).update(**fields)


def _hr(company):
    return list(company.users.filter(is_active=True).order_by("pk"))


def _runs_of(requests):
    """The ids of their runs, in the one order in which runs are locked."""
    return list(requests.order_by("run_id").values_list("run_id", flat=True).distinct())
