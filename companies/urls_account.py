"""Addresses of one's own account, under /cuenta/: ours first, then those of allauth."""

from allauth.account import views as allauth
from django.db import transaction
from django.urls import include, path, re_path

from companies.views import accounts

# A change of an account and the letter that tells it are stored together, or not at all.
whole = transaction.atomic

urlpatterns = [
    path("", accounts.account, name="account"),
    path("signup/", accounts.SignUpView.as_view(), name="account_signup"),
    path("email/", whole(allauth.email), name="account_email"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$", accounts.confirm_email, name="account_confirm_email"
    ),
    path("password/change/", whole(allauth.password_change), name="account_change_password"),
    path("password/set/", whole(allauth.password_set), name="account_set_password"),
    path("password/reset/", whole(allauth.password_reset), name="account_reset_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        whole(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        accounts.RemoveKeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("", include("allauth.urls")),
]
