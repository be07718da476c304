"""What every page knows: who is reading, and the places the header offers to them."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext


class Place(NamedTuple):
    name: str
    address: str
    is_here: str  # the value of aria-current: "page", "true" (a page below it) or nothing


class Navigation:
    """The reader's role and places. A visitor without a session costs no statement."""

    def __init__(self, request):
        self.path = request.path
        self.is_demo = settings.DEMO
        self.contact = settings.CONTACT_ADDRESS
        # A page that refuses before anybody is looked up is read by a visitor.
        user = getattr(request, "user", AnonymousUser())
        self.is_signed_in = user.is_authenticated
        self.is_admin = self.is_signed_in and user.is_staff
        # Loaded with the user by companies.accounts.SignInBackend.
        self.is_cast = self.is_signed_in and getattr(user, "is_cast", False)
        self.is_company_user = self.is_signed_in and getattr(user, "is_company_user", False)
        # Whoever acts for nobody is not a reader whose firm we would write to.
        is_asked = self.is_company_user and not getattr(user, "has_answered_notice", True)
        self.asks_consent = is_asked and self.path != reverse("companies:my_data")

    @property
    def places(self) -> list[Place]:
        entries = [(gettext("Courses"), "courses:catalogue")]
        if self.is_company_user:
            entries += [
                (gettext("My company"), "companies:dashboard"),
                (gettext("Enrollments"), "enrollment:requests"),
                (gettext("Technicians"), "companies:technicians"),
            ]
        elif self.is_signed_in and not self.is_admin and not self.is_cast:
            entries.append((gettext("My company"), "companies:register"))
        if self.is_cast:
            entries.append(("CAST", "enrollment:cast"))
        if self.is_admin:
            entries.append((gettext("Administration"), "admin:index"))
        if self.is_signed_in and settings.DEMO:
            entries.append((gettext("Mailbox"), "mailbox"))
        return self._marked([(name, reverse(page)) for name, page in entries])

    def _marked(self, entries) -> list[Place]:
        nearest = max(
            (address for _, address in entries if self.path.startswith(address)),
            key=len,
            default="",
        )
        return [
            Place(
                name,
                address,
                "page" if address == self.path else "true" if address == nearest else "",
            )
            for name, address in entries
        ]


def navigation(request):
    return {"navigation": SimpleLazyObject(lambda: Navigation(request))}
