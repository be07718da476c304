"""A person brings her company: a page for each section, a summary, then it is sent.

What was typed is kept after every page, so a page can be sent twice, left, and opened again on
another device; only sending the whole acts once (`sent_forms.once`).
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from companies import kept_forms, sent_forms
from companies.access import (
    CHOSEN,
    WANTED,
    CompanyRequest,
    PersonRequest,
    company_required,
    person_required,
)
from companies.models import Company, Registration
from companies.refusals import Refused
from companies.rules import size
from companies.sections import SECTIONS, by_slug, progress
from companies.services import prospects, teams
from companies.services import registration as service
from companies.views.prospects import KEY as PROSPECT_KEY
from companies.views.section_pages import section_page, typed_in
from enrollment.services import approval


@require_safe
@person_required
def register(request: PersonRequest):
    """Say what is needed and how far the person has come."""
    answers = _answers_of(request.user)
    done = progress.of(answers)
    parts = [(section, section not in done.missing) for section in SECTIONS]
    context = {
        "parts": parts,
        "done": done,
        "has_begun": bool(answers),
        "has_asked": request.user.join_requests.open().exists(),
    }
    return render(request, "companies/registration/start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def register_step(request: PersonRequest, slug):
    """Ask one section, keep the answer, and go on to the next that is missing."""
    section = by_slug(slug)
    if section is None:
        raise Http404
    answers = _answers_of(request.user)
    done = progress.of(answers)
    if not done.may_open(section):
        return redirect("companies:register_step", done.next_section.slug)
    number = SECTIONS.index(section)
    context = {
        "number": number + 1,
        "total": len(SECTIONS),
        "back": _address(SECTIONS[number - 1]) if number else reverse("companies:register"),
    }
    if request.method != "POST":
        typed = answers.get(section.slug, {})
        return section_page(request, section, facts=done.facts, typed=typed, **context)
    kept_forms.forget(request)
    form = section(request.POST, facts=done.facts)
    if not form.is_valid():
        return section_page(request, section, facts=done.facts, form=form, **context)
    try:
        kept = service.answer(
            user=request.user, section=section, typed=typed_in(form), now=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return section_page(request, section, facts=done.facts, form=form, **context)
    if slug == "rfc" and Company.objects.filter(rfc=form.cleaned_data["rfc"]).exists():
        return redirect("companies:known_company")
    done = progress.of(kept.answers)
    if done.is_complete:
        return redirect("companies:register_summary")
    return redirect("companies:register_step", done.next_section.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def register_summary(request: PersonRequest):
    """Show everything that was typed, to be checked; sent, it becomes a company."""
    sentences = []
    if request.method == "POST":

        def act():
            now = timezone.now()
            company = service.register(user=request.user, now=now)
            invitation = request.session.pop(PROSPECT_KEY, "")
            prospects.recognise(company=company, key=invitation, now=now)
            approval.approve_if_member(company=company, now=now)
            request.session[CHOSEN] = company.pk
            return reverse("companies:registered")

        try:
            return sent_forms.once(request, purpose="register", content=None, act=act)
        except service.AlreadyRegistered:
            return redirect("companies:known_company")
        except Refused as refusal:
            sentences = refusal.reasons
    done = progress.of(_answers_of(request.user))
    if not done.is_complete and not sentences:
        return redirect("companies:register")
    parts = [(one, one.rows(done.facts)) for one in SECTIONS if one not in done.missing]
    context = {"parts": parts, "sentences": sentences}
    status = sent_forms.REFUSED if sentences else 200
    return render(request, "companies/registration/summary.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def known_company(request: PersonRequest):
    """Say that a company with the RFC that was typed is here, and nothing else about it, unless
    the person acts for it; and offer to ask its owners to be let in."""
    rfc = progress.of(_answers_of(request.user)).facts.get("rfc", "")
    sentences = []
    if request.method == "POST":

        def act():
            company = Company.objects.filter(rfc=rfc).first()
            if company is None:
                raise Refused(_("There is no company with this RFC any more: you can register it."))
            teams.ask_to_join(company=company, user=request.user, now=timezone.now())
            service.start_over(user=request.user)  # it was this company that she meant
            return reverse("companies:joining")

        try:
            return sent_forms.once(request, purpose="ask-to-join", content=None, act=act)
        except Refused as refusal:
            sentences = refusal.reasons
    company = Company.objects.filter(rfc=rfc).first()
    if company is None:
        return redirect("companies:register")
    context = {
        "rfc": rfc,
        "own": company if company.memberships.filter(user=request.user).exists() else None,
        "sentences": sentences,
    }
    status = sent_forms.REFUSED if sentences else 200
    return render(request, "companies/registration/known_company.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@person_required
def start_over(request: PersonRequest):
    """Ask whether what was typed should be forgotten, and forget it."""
    if request.method == "POST":
        service.start_over(user=request.user)
        messages.success(request, _("What you had typed is deleted."))
        return redirect("companies:register")
    return render(request, "companies/registration/start_over.html")


@require_safe
@company_required
def registered(request: CompanyRequest):
    """Say what happens next, and what can be done meanwhile."""
    context = {
        "is_kept_out": size.is_kept_out(request.company),
        "wanted": request.session.pop(WANTED, ""),
    }
    return render(request, "companies/registration/registered.html", context)


def _answers_of(user):
    registration = Registration.objects.filter(user=user).first()
    return registration.answers if registration else {}


def _address(section):
    return reverse("companies:register_step", args=[section.slug])
