"""The page of one section, the same when a company registers and when it corrects its data."""

from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from companies import identifiers, kept_forms, sent_forms
from companies.rules import size
from companies.rules.words import searched
from companies.sections.plant import Sector, Staff, size_of

RFC_LENGTHS = {True: 13, False: 12}  # by: is it that of a person


def section_page(request, section, *, facts, typed=None, form=None, **context):
    """Draw the page with what is `typed`, or with a refused `form`; for htmx only the fragment that
    follows what was just chosen."""
    if form is None:
        # What is being chosen stands in the address only while htmx asks for the fragment.
        wants_fragment = request.htmx and request.htmx.target == section.fragment
        chosen = request.GET.dict() if wants_fragment else {}
        words = {"words": searched(request.GET)} if section is Sector else {}
        given_back = kept_forms.given_back(request)
        form = section(given_back, facts=facts, initial={**(typed or {}), **chosen}, **words)
        if wants_fragment:
            return render(request, form.fragment_template, {"form": form})
    found = _size_typed_in(form) if section is Staff else None
    status = sent_forms.REFUSED if form.is_bound and request.method == "POST" else 200
    return render(
        request, "companies/section.html", {"form": form, "size": found, **context}, status=status
    )


def typed_in(form):
    """The answers of a valid form as plain values, which fill and judge the same form again."""
    return {name: form.cleaned_data.get(name) for name in form.fields}


@csrf_exempt
@require_POST
def check_rfc(request):
    """Judge an RFC while it is typed. Stores nothing, and asks nobody whether it is registered.

    Open to visitors and without a token, like `check_curp`.
    """
    rfc = identifiers.clean(request.POST.get("rfc", ""))
    is_person = identifiers.is_person_rfc(rfc)
    reason = ""
    try:
        identifiers.validate_rfc(rfc)
    except ValidationError as refusal:
        reason = str(refusal.message)
    context = {
        "rfc": rfc,
        "missing": RFC_LENGTHS[is_person] - len(rfc),
        "reason": reason,
        "is_person": is_person,
        "is_unusual": not reason and identifiers.rfc_needs_a_second_look(rfc),
    }
    return render(request, "companies/_rfc_verdict.html", context)


@csrf_exempt
@require_POST
def check_size(request):
    """Tell the official size while the head count is typed. Stores nothing; posted, so that the
    sales stand in no address."""
    facts = {"sector": request.POST.get("sector", "")[:5]}
    found = _size_typed_in(Staff(request.POST, facts=facts))
    return render(request, "companies/sections/_size_verdict.html", {"size": found})


def _size_typed_in(form):
    """The size that follows from the numbers of the form, or None while they say none."""
    numbers = {}
    for name in ["head_count", "annual_sales"]:
        try:
            numbers[name] = form.fields[name].clean(form[name].value())
        except ValidationError:
            return None
    found = size_of({**form.facts, **numbers})
    return {
        "name": size.NAMES[found.name],
        "why": found.why,
        "is_large": found.is_large,
        "has_sales": numbers["annual_sales"] is not None,
    }
