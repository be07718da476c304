"""What a line is about: "request:341", as messages, downloads and jobs keep it, said in words."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from companies.admin.columns import NOTHING, to_list
from courses.models import CourseRun

# By the first word: the page of the admin that it leads to, and how it is called there.
PLACES = {
    "request": ("enrollment_enrollmentrequest", _("request %(number)s")),
    "company": ("companies_company", _("company %(number)s")),
    "user": ("companies_user", _("account %(number)s")),
    "invitation": ("companies_invitation", _("invitation %(number)s")),
    "join-request": ("companies_joinrequest", _("request to join %(number)s")),
    "prospect": ("companies_prospect", _("firm of the directory %(number)s")),
    "technician": ("companies_technician", _("technician %(number)s")),
    "message": ("companies_message", _("message %(number)s")),
}
WHOLES = {
    "prospects": _("the directory"),
    "companies": _("companies"),
    "technicians": _("technicians"),
    "requests": _("requests"),
    "groups": _("groups"),
    "mail-server": _("the mail server"),
    "nobody": _("nobody with an account"),
}


def told(about, words=""):
    """Link to what `about` names, called by `words` where they say it better than its number."""
    place, _colon, key = about.partition(":")
    if place in PLACES:
        page, numbered = PLACES[place]
        address = reverse(f"admin:{page}_change", args=[key])
        return format_html('<a href="{}">{}</a>', address, words or numbered % {"number": key})
    if place == "run":
        return to_list(CourseRun, _("group %(code)s") % {"code": key}, q=key, when="all")
    return words or WHOLES.get(about, about) or NOTHING
