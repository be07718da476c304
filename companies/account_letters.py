"""One function per letter about an account. Each returns unsaved rows for the outbox.

Letters that open an account carry their link under the name `link`: it is forgotten once they left.
"""

from django.conf import settings

from companies.models import Message


def confirm_address(*, user, address, link, is_new, now):
    """Ask whoever reads `address` to say that it is hers: of a new account, or of one that moves.

    Greets nobody: the name was typed by somebody who has not shown who she is.
    """
    return [
        _letter(
            kind="confirm-address",
            template="confirm_address",
            user=user,
            address=address,
            now=now,
            link=link,
            is_new=is_new,
        )
    ]


def account_exists(*, user, address, now):
    """Tell somebody who signed up a second time that she has an account, and how to get in."""
    return [
        _letter(
            kind="account-exists", template="account_exists", user=user, address=address, now=now
        )
    ]


def no_account(*, address, language, now):
    """Tell somebody who wants a new password that no account has her address."""
    return [
        _letter(
            kind="no-account",
            template="no_account",
            user=None,
            address=address,
            language=language,
            now=now,
        )
    ]


def choose_password(*, user, address, link, now):
    """Send the link to choose a new password to the person who asked for it."""
    return [
        _letter(
            kind="password-link",
            template="choose_password",
            user=user,
            address=address,
            now=now,
            link=link,
        )
    ]


def changed(*, user, address, change, now, new_address=""):
    """Tell a person that her account changed, so that she notices what she did not do.

    `change` is the kind of the message, and chooses the words in _account_change.html.
    """
    return [
        _letter(
            kind=change,
            template="account_changed",
            user=user,
            address=address,
            now=now,
            change=change,
            changed_at=now.isoformat(),
            new_address=new_address,
            contact=settings.CONTACT_ADDRESS,
        )
    ]


def _letter(*, kind, template, user, address, now, language=None, **words):
    return Message(
        kind=kind,
        about=f"user:{user.pk}" if user else "nobody",
        version=int(now.timestamp()) // 60,  # twice in a minute is a double click
        recipient=user,
        to_address=address,
        language=language or user.language,
        template=f"companies/emails/{template}.html",
        context={"greeting": user.full_name if user else "", "address": address, **words},
        created_at=now,
        due_at=now,
    )
