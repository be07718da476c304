"""What every page knows: who is reading, and the places the header offers to them."""

from functools import cached_property, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext, gettext_noop


class Reader(NamedTuple):
    """What the header tells readers apart by."""

    is_signed_in: bool
    is_admin: bool
    is_cast: bool
    is_company_user: bool
    is_demo: bool


class Place(NamedTuple):
    name: str
    address: str
    is_here: str  # the value of aria-current: "page", "true" (a page below it) or nothing


class Navigation:
    """The reader's role and places. A visitor without a session costs no statement."""

    def __init__(self, request):
        self.path = request.path
        self.contact = settings.CONTACT_ADDRESS
        # A page that refuses before anybody is looked up is read by a visitor.
        user = getattr(request, "user", AnonymousUser())
        is_signed_in = user.is_authenticated
        self.reader = Reader(
            is_signed_in=is_signed_in,
            is_admin=is_signed_in and user.is_staff,
            # Loaded with the user by companies.accounts.SignInBackend.
            is_cast=is_signed_in and getattr(user, "is_cast", False),
            is_company_user=is_signed_in and getattr(user, "is_company_user", False),
            is_demo=settings.DEMO,
        )
        # Whoever acts for nobody is not a reader whose firm we would write to.
        is_asked = self.is_company_user and not getattr(user, "has_answered_notice", True)
        self.asks_consent = is_asked and self.path != reverse("companies:my_data")

    is_signed_in = property(lambda self: self.reader.is_signed_in)
    is_admin = property(lambda self: self.reader.is_admin)
    is_cast = property(lambda self: self.reader.is_cast)
    is_company_user = property(lambda self: self.reader.is_company_user)
    is_demo = property(lambda self: self.reader.is_demo)

    @property
    def look(self) -> tuple:
        """All that the header depends on, beside the language: two equal ones look the same."""
        return (*self.reader, *self._here)

    @property
    def places(self) -> list[Place]:
        here, is_here = self._here
        return [
            Place(gettext(name), address, is_here if address == here else "")
            for name, address in _places_of(self.reader)
        ]

    @cached_property
    def _here(self) -> tuple[str, str]:
        """The address of the place in which this page lies, if any, and how the header says so."""
        addresses = [address for _, address in _places_of(self.reader)]
        here = max(filter(self.path.startswith, addresses), key=len, default="")
        return here, "page" if here == self.path else "true"


@lru_cache
def _places_of(reader: Reader) -> list[tuple[str, str]]:
    entries = [(gettext_noop("Courses"), "courses:catalogue")]
    if reader.is_company_user:
        entries += [
            (gettext_noop("My company"), "companies:dashboard"),
            (gettext_noop("Enrollments"), "enrollment:requests"),
            (gettext_noop("Technicians"), "companies:technicians"),
        ]
    elif reader.is_signed_in and not reader.is_admin and not reader.is_cast:
        entries.append((gettext_noop("My company"), "companies:register"))
    if reader.is_cast:
        entries.append(("CAST", "enrollment:cast"))
    if reader.is_admin:
        entries.append((gettext_noop("Administration"), "admin:index"))
    if reader.is_signed_in and reader.is_demo:
        entries.append((gettext_noop("Mailbox"), "mailbox"))
    return [(name, reverse(page)) for name, page in entries]


def navigation(request):
    return {"navigation": SimpleLazyObject(lambda: Navigation(request))}
