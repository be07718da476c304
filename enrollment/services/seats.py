"""What a company does with its seats: request, cancel, substitute."""

from django.conf import settings
from django.utils.translation import gettext as _

from companies.refusals import Refused, kindly
from companies.services import outbox
from enrollment import letters, notifications, queries
from enrollment.models import Enrollment, EnrollmentRequest
from enrollment.rules import refusals
from enrollment.rules.moments import not_before
from enrollment.services import bells, locks


def request(*, run, company, technicians, together, by, now):
    """Store that `company` asks for one or two `technicians` in `run`, and ring for the answer.

    The seats are given by a job (`waitlist.seat_waiting`), never here, so that storing takes
    milliseconds and needs no lock on the run. Nobody is written to: the answer follows, and where
    it does not, the sweep does it (`receipts`). Raises Refused with every reason against it.
    """
    with kindly():
        company = locks.company(company.pk)
        technicians = queries.as_stored(technicians)  # one of them may have left meanwhile
        reasons = queries.reasons_against(
            run=run, company=company, technicians=technicians, now=now
        )
        if reasons:
            raise Refused(*reasons)
        asked = EnrollmentRequest.objects.create(
            run=run,
            company=company,
            requested_by=by,
            requested_at=now,
            together=together,
            priority_class=priority_of(company),
            unit_price=run.price,
            vat_rate=settings.VAT_RATE,
            privacy_version=settings.PRIVACY_VERSION,
        )
        Enrollment.objects.bulk_create(
            Enrollment(request=asked, technician=technician) for technician in technicians
        )
        bells.answer(run.pk)
    return asked


def cancel(*, request, by, now, enrollment=None, reason=""):
    """Give up the whole request, or one `enrollment` of it, and offer its seat to the queue.

    Until the group begins the firm decides; CANACINTRA can, too, and says why. Once it has begun
    CAST decides and says why. The `reason` is kept with the places and told to the firm. Raises
    Refused at any other time, or when there is nothing left to cancel.
    """
    with kindly():
        run = locks.run(request.run_id)
        request = _reread(request, run)
        now = not_before(now, [request])
        live = [e for e in request.enrollments.all() if e.state in Enrollment.LIVE]
        ending = [e for e in live if enrollment is None or e.pk == enrollment.pk]
        if not ending:
            raise Refused(_("This was already cancelled."))
        is_of_staff = _is_of_staff(by, request.company)
        if is_of_staff and not reason.strip():
            raise Refused(_("Say why it is cancelled: the company will read it."))
        by_staff = is_of_staff and not run.has_begun(now)
        _refuse_at_this_time(run, "" if by_staff else reason, now)
        staying = [e for e in live if e not in ending]
        held_a_seat = any(e.state == Enrollment.State.CONFIRMED for e in ending)
        Enrollment.objects.filter(pk__in=[e.pk for e in ending]).update(
            state=Enrollment.State.CANCELLED, ended_at=now, **_decision(by, reason)
        )
        request.state = _state_from(staying)
        if not staying:
            request.ended_at, request.ended_by = now, by
            reasons = EnrollmentRequest.EndReason
            in_time = reasons.BY_STAFF if by_staff else reasons.BY_COMPANY
            request.end_reason = reasons.BY_CAST if run.has_begun(now) else in_time
        if request.state not in (request.State.WAITING, request.State.PARTIAL):
            request.waiting_for, request.hold_until = "", None
        if held_a_seat and not run.is_cancellation_free(now):
            request.was_cancelled_late = True
        request.save()
        if not staying:
            outbox.supersede(kind="received", abouts=[letters.about(request)])
        outbox.write(
            notifications.cancelled(
                request=request,
                enrollments=ending,
                by=by,
                by_staff=by_staff,
                reason=reason,
                now=now,
            )
        )
        bells.answer(run.pk)
        bells.check_venue(run.pk)
    return request


def substitute(*, enrollment, technician, by, now, reason=""):
    """Put `technician` in the place of `enrollment`, seat or position in the queue included.

    Once the group has begun CAST decides and says why: `reason`, which is kept and told. Raises
    Refused at any other time, when the enrollment ended, or when the technician cannot come.
    """
    with kindly():
        company = locks.company(enrollment.company_id)
        run = locks.run(enrollment.run_id)
        leaving = Enrollment.objects.select_related("request", "technician").get(pk=enrollment.pk)
        if leaving.state not in Enrollment.LIVE:
            raise Refused(_("This enrollment has already ended."))
        _refuse_at_this_time(run, reason, now)
        (technician,) = queries.as_stored([technician])
        reasons = _reasons_against_technician(run, company, technician, now)
        if reasons:
            raise Refused(*reasons)
        now = not_before(now, [_reread(leaving.request, run)])
        kept = {"state": leaving.state, "confirmed_at": leaving.confirmed_at}
        Enrollment.objects.filter(pk=leaving.pk).update(
            state=Enrollment.State.REPLACED, ended_at=now, **_decision(by, reason)
        )
        arriving = Enrollment.objects.create(
            request=leaving.request, technician=technician, replaces=leaving, **kept
        )
        arriving.request = _reread(leaving.request, run)
        outbox.write(notifications.substituted(enrollment=arriving, by=by, reason=reason, now=now))
    return arriving


def priority_of(company):
    """The class in which requests of the firm are served, as long as staff does not decide."""
    classes = EnrollmentRequest.PriorityClass
    return classes.LOCAL if company.is_local else classes.OTHER


def _reread(request, run):
    """The request as it is now, with what messages tell, sharing the loaded run."""
    fresh = queries.with_readers(EnrollmentRequest.objects.all()).get(pk=request.pk)
    fresh.run = run
    return fresh


def _refuse_at_this_time(run, reason, now):
    """Until the group begins the firm decides, without giving reasons; then CAST, to its end."""
    if not reason and run.has_begun(now):
        raise Refused(_("The group has already begun: please speak to CAST about changes."))
    if reason and not run.has_begun(now):
        raise Refused(_("The group has not begun: until then the company decides."))
    if reason and run.ends_at <= now:
        raise Refused(_("The group is over."))


def _is_of_staff(by, company):
    """Say whether somebody decides for CANACINTRA here; for her own firm she decides as its HR."""
    return by.is_staff and not company.memberships.filter(user=by).exists()


def _decision(by, reason):
    return {"change_reason": reason, "changed_by": by}


def _state_from(enrollments):
    """State of a request whose live enrollments are these."""
    states = {enrollment.state for enrollment in enrollments}
    if not states:
        return EnrollmentRequest.State.CANCELLED
    if Enrollment.State.RECEIVED in states:
        return EnrollmentRequest.State.RECEIVED
    if len(states) > 1:
        return EnrollmentRequest.State.PARTIAL
    return EnrollmentRequest.State(states.pop())


def _reasons_against_technician(run, company, technician, now):
    wish = queries.wish(run=run, company=company, technicians=[technician], now=now)
    return [reason for check in refusals.ABOUT_TECHNICIANS for reason in check(wish)]
