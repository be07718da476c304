"""Pages that show what the demo sent: each person her own letters, staff all of them."""

from email import message_from_bytes, policy
from functools import wraps

from allauth.account.stages import EmailVerificationStage, LoginStageController
from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from companies.models import KeptMail

LETTERS_ON_A_PAGE = 25

# A letter brings its styles with it and may do nothing else; its links open in a tab of their own.
SEALED = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


def reader_required(view):
    """Set `request.reader`: who has signed in, or who has just signed up and must read the letter
    that confirms the address. Other visitors sign in first."""

    @wraps(view)
    def for_reader(request, *args, **kwargs):
        request.reader = request.user
        if not request.user.is_authenticated:
            stage = LoginStageController.enter(request, EmailVerificationStage.key)
            if stage is None:
                return redirect_to_login(request.get_full_path())
            # Nobody, where somebody signed up with the address of an account.
            request.reader = stage.login.user
        return view(request, *args, **kwargs)

    return for_reader


@require_safe
@reader_required
def letters(request):
    """List the letters that the reader may see, newest first; staff may look for an address."""
    kept = _readable_by(request.reader).defer("source")
    wanted = request.GET.get("para", "").replace("\x00", "").strip()  # PostgreSQL takes no NUL
    if wanted:
        kept = kept.filter(to_address__icontains=wanted)
    page = Paginator(kept, LETTERS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "wanted": wanted, "reader": request.reader}
    return render(request, "companies/mailbox/letters.html", context)


@require_safe
@reader_required
def letter(request, pk):
    """Show one letter: its head, its HTML in a sealed frame, its text, its files."""
    mail, email = _open(request.reader, pk)
    return render(
        request,
        "companies/mailbox/letter.html",
        {
            "mail": mail,
            "sender": email["From"],
            "text": email.get_body(("plain",)).get_content(),
            "has_html": email.get_body(("html",)) is not None,
            "files": [part.get_filename() for part in email.iter_attachments()],
        },
    )


@require_safe
@reader_required
@xframe_options_sameorigin
@csp(SEALED)  # type: ignore[arg-type]  # its types know only views without arguments
def letter_html(request, pk):
    """The HTML of a letter, for the frame."""
    _mail, email = _open(request.reader, pk)
    body = email.get_body(("html",))
    if body is None:
        raise Http404
    return HttpResponse(body.get_content().replace("<head>", '<head><base target="_blank">', 1))


@require_safe
@reader_required
def letter_file(request, pk, number):
    """A file that came with a letter, to keep."""
    _mail, email = _open(request.reader, pk)
    files = list(email.iter_attachments())
    if number >= len(files):
        raise Http404
    return HttpResponse(
        files[number].get_payload(decode=True),
        content_type=files[number].get_content_type(),
        headers={"Content-Disposition": f'attachment; filename="{files[number].get_filename()}"'},
    )


def _readable_by(user):
    if user is None:
        return KeptMail.objects.none()
    if user.is_staff:
        return KeptMail.objects.all()
    return KeptMail.objects.filter(to_address=user.email.lower())


def _open(user, pk):
    mail = get_object_or_404(_readable_by(user), pk=pk)
    return mail, message_from_bytes(bytes(mail.source), policy=policy.default)
