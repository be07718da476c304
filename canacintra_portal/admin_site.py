"""The admin of CANACINTRA: its home page says what needs a decision, before any list."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from canacintra_portal.django_words import Scripts

FIRST = ("enrollment",)


class PortalAdminSite(admin.AdminSite):
    site_title = _("CANACINTRA · Open courses")
    site_header = _("CANACINTRA · Open courses")
    index_title = _("What needs a decision")
    index_template = "admin/home.html"
    enable_nav_sidebar = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Histories stay: whatever may go at all goes one by one, on its own page.
        self.disable_action("delete_selected")

    def get_app_list(self, request, app_label=None):
        """The tables by floor, from what is decided every day down to what is only looked up."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: app["app_label"] not in FIRST)

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """Whoever works here signs in where everybody does, second factor and throttle included."""
        return redirect("admin:index")

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def logout(self, request, extra_context=None):
        return LogoutView.as_view(next_page="home")(request)

    def i18n_javascript(self, request, extra_context=None):
        return Scripts.as_view()(request)

    def index(self, request, extra_context=None):
        from canacintra_portal import admin_home  # reads models, which this module must not need

        sections = admin_home.sections(request)
        return super().index(request, {"sections": sections, **(extra_context or {})})
