"""People who may sign in: how they get their access."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext as _

from companies import account_letters, notifications
from companies.models import Membership, User
from companies.refusals import Refused, kindly
from companies.services import locks, outbox, teams


def invite(*, person, by, now, company=None, role=Membership.Role.MEMBER, group=""):
    """Give `person` (unsaved, with e-mail, name and language) access, and tell how to sign in.

    Somebody who has an account keeps it. With `company` the person acts for it in this `role`, the
    first one as its owner; with the name of a `group` she belongs to it. Returns the person as
    stored. Raises Refused for somebody who acts for the company already, who may no longer sign in,
    or who would let herself (`by`) in among the personal data of a firm.
    """
    with kindly():
        known = User.objects.filter(email__iexact=person.email).first()
        user = known or _store(person)
        _refuse_inactive(user)
        if company:
            teams.refuse_letting_oneself_in(user, by)
        _let_the_mailbox_decide(user)
        if company:
            company = locks.company(company.pk)
            if company.memberships.filter(user=user).exists():
                raise Refused(_("This person already acts for the company."))
            teams.join(company=company, user=user, role=role)
        if group:
            user.groups.add(Group.objects.get(name=group))
        link = "" if user.has_usable_password() else _link_to_choose_password(user)
        outbox.write(notifications.access(user=user, company=company, link=link, now=now))
    return user


def send_password_link(*, user, now):
    """Write a new link to choose a password. Raises Refused for somebody who may not sign in."""
    _refuse_inactive(user)
    with kindly():
        link = _link_to_choose_password(user)
        outbox.write(notifications.access(user=user, company=None, link=link, now=now))


def shut_out(*, user):
    """Keep somebody from signing in from now on.

    Raises Refused while colleagues of hers would be left without anybody who decides for their
    firm. Returns the firms of which she is the only person: staff answer whoever asks to join.
    """
    with kindly():
        owned = user.memberships.filter(role=Membership.Role.OWNER).order_by("company_id")
        left_alone = []
        for company_id in owned.values_list("company_id", flat=True):
            company = locks.company(company_id)
            if not company.memberships.exclude(user=user).exists():
                left_alone.append(company)
            elif teams.active_owners(company) in ([], [user]):
                raise Refused(
                    _(
                        "%(name)s is the only owner of %(company)s who can sign in. Make a"
                        " colleague an owner first, on the page of the company."
                    )
                    % {"name": user, "company": company}
                )
        user.is_active = False
        user.save(update_fields=["is_active"])
    return left_alone


def keep_profile(*, user, full_name, language):
    """Store how a person is called and which language she reads."""
    with kindly():
        user.full_name, user.language = full_name, language
        user.save(update_fields=["full_name", "language"])


def forget_second_factor(*, user, now):
    """Let somebody who lost the telephone sign in with the password alone, and set up a new one.

    She is told, so that she notices when somebody else asked in her name. Raises Refused for
    somebody who has no second factor.
    """
    with kindly():
        deleted, _by_model = Authenticator.objects.filter(user=user).delete()
        if not deleted:
            raise Refused(_("%(email)s has no second factor.") % {"email": user.email})
        outbox.write(
            account_letters.changed(
                user=user, address=user.email, change="second-step-removed", now=now
            )
        )


def _refuse_inactive(user):
    if not user.is_active:
        raise Refused(_("%(email)s may no longer sign in.") % {"email": user.email})


def _let_the_mailbox_decide(user):
    """Drop the password of an account whose address nobody has confirmed.

    Somebody else may have opened it with her address and wait for her to be given rights. The link
    in the letter is hers alone.
    """
    unproven = user.emailaddress_set.filter(email=user.email, verified=False)
    if unproven.update(verified=True):
        user.set_unusable_password()
        user.save(update_fields=["password"])


def _store(person):
    person.email = User.objects.normalize_email(person.email).lower()
    person.set_unusable_password()
    person.save()
    # Whoever opens the link in the message has shown that the address is hers.
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def _link_to_choose_password(user):
    """Address of the page to choose a password; it works once, for PASSWORD_RESET_TIMEOUT."""
    key = default_token_generator.make_token(user)
    return settings.PORTAL_URL + reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
