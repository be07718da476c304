from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "canacintra_portal"
    verbose_name = _("Portal")

    def ready(self):
        from django.apps import apps

        from canacintra_portal import staff_groups

        # "auth" comes after our floors in INSTALLED_APPS: by then their permissions are there.
        post_migrate.connect(
            staff_groups.keep, sender=apps.get_app_config("auth"), dispatch_uid="staff_groups"
        )


class PortalAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "canacintra_portal.admin_site.PortalAdminSite"

    def ready(self):
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from allauth.usersessions.models import UserSession
        from django.contrib import admin
        from django.contrib.auth.models import Group

        # Addresses, second factors and sessions belong to their person; groups are kept by
        # staff_groups.
        admin.site.unregister([EmailAddress, Authenticator, UserSession, Group])
