"""Signing in: who may open an account, and what pages know of a person without asking twice."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from companies.models import CAST_GROUP, Membership, User
from companies.prepared import Prepared


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """CANACINTRA registers the firms; /accounts/signup/ says how a firm gets in."""
        return False

    def save_user(self, request, user, form, commit=True):
        """Keep the address that was typed: what the link of an invitation proved
        counts for exactly its address, and never stands in for another."""
        if not self.is_email_verified(request, form.cleaned_data["email"]):
            self.unstash_verified_email(request)
        return super().save_user(request, user, form, commit)


def _person(user_id):
    in_cast = User.groups.through.objects.filter(user_id=OuterRef("pk"), group__name=CAST_GROUP)
    acts_for_a_firm = Membership.objects.filter(user_id=OuterRef("pk"))
    people = User.objects.annotate(is_cast=Exists(in_cast), is_company_user=Exists(acts_for_a_firm))
    return people.filter(pk=user_id)


_load = Prepared(_person)


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """Load the signed-in person together with `is_cast` and
        `is_company_user`, so that the header knows its places without a second statement."""
        user = next(iter(_load(user_id)), None)
        return user if user and self.user_can_authenticate(user) else None
