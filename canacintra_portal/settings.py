"""Settings, read from the environment; without it, those of the embedded servers and the demo.

`PORTAL_SECRET_KEY` decides: with it the portal is in production and asks for everything that
production needs; without it the portal is a demo on this machine.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from canacintra_portal import logs
from canacintra_portal.embedded import addresses
from canacintra_portal.schedule import SCHEDULE
from companies.rules import notices

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Demo or production -----------------------------------------------------------------------

DEMO = "PORTAL_SECRET_KEY" not in env.ENVIRON
DEBUG = env.bool("PORTAL_DEBUG", default=False)
SECRET_KEY = env.str("PORTAL_SECRET_KEY", default="demo-" + "only-on-this-machine-" * 3)
ALLOWED_HOSTS = (
    ["127.0.0.1", "localhost", "[::1]", "testserver"] if DEMO else env.list("PORTAL_HOSTS")
)
CSRF_TRUSTED_ORIGINS = [] if DEMO else [f"https://{host}" for host in ALLOWED_HOSTS]
PORTAL_URL = env.str(
    "PORTAL_URL",
    default=f"http://127.0.0.1:{env.int('PORT', default=8000)}"
    if DEMO
    else f"https://{ALLOWED_HOSTS[0]}",
)

# --- Parts --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "canacintra_portal",
    "companies",
    "courses",
    "enrollment",
    "canacintra_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "companies.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "companies.at_work.OfRequests",
    "canacintra_portal.personal_pages.keep_no_copies",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "companies.second_factor.lead_to_it",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "canacintra_portal.urls"
WSGI_APPLICATION = "canacintra_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "canacintra_portal.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Data ---------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db_url_config(env.str("DATABASE_URL", default="") or addresses.database_url()),
        "ENGINE": "canacintra_portal.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # For a pooler that changes the server between two transactions.
        "DISABLE_SERVER_SIDE_CURSORS": env.bool("PORTAL_BEHIND_POOLER", default=False),
        "OPTIONS": {"connect_timeout": 5, "application_name": "portal"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # What throttles sign-in: shared by all processes, and there when the broker is not.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_throttle",
        # With Django's 300 a flood of invented addresses would push the attempts on a real one out.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Drawn public pages, in each process: about 10 MB when strangers have filled it.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 250},
    },
    # The frame of every page, in each process, once for each kind of reader and place.
    "frame": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "frame",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

# --- Files --------------------------------------------------------------------------------------

FILE_UPLOAD_HANDLERS = [
    "companies.tables.uploads.LimitingHandler",  # what is too large is dropped as it arrives
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Jobs ---------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("REDIS_URL", default="") or addresses.redis_url()
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    "max_retries": 0,  # a ring that fails is lost: without this it holds a request up for 6 s
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
# With Redis 0 is first and 9 is last: rooms are looked for, and letters leave, when nobody waits
# for a seat.
CELERY_TASK_ROUTES = {
    "enrollment.check_venue": {"priority": 6},
    "companies.store_import": {"priority": 6},
    "companies.deliver_due": {"priority": 9},
    "portal.make_export": {"priority": 9},
}
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_TIMEZONE = "America/Ciudad_Juarez"
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True  # they come again

# --- Who signs in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "companies.User"
AUTHENTICATION_BACKENDS = ["companies.accounts.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "companies.passwords.OwnWordsValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_REDIRECT_URL = "desk"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address each; the old one holds until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Per network, and per address or person: a minute stops a program, a day stops a patient one. The
# limits of a network leave room for a training room in which thirty people open their accounts.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key,50/d/key",
    "signup": "40/m/ip,200/d/ip",
    "reset_password": "20/m/ip,3/m/key,12/d/key",
    "reset_password_from_key": "20/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "20/m/ip"}
ACCOUNT_FORMS = {
    "add_email": "companies.forms_account.ChangeAddressForm",
    "change_password": "companies.forms_account.ChangePasswordForm",
    "login": "companies.forms_account.SignInForm",
    "reauthenticate": "companies.forms_account.ReauthenticateForm",
    "reset_password": "companies.forms_account.ResetPasswordForm",
    "reset_password_from_key": "companies.forms_account.ResetPasswordKeyForm",
    "set_password": "companies.forms_account.SetPasswordForm",
    "signup": "companies.forms_account.SignUpForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PORTAL_PROXIES", default=0 if DEMO else 1)
ACCOUNT_ADAPTER = "companies.accounts.AccountAdapter"

SECOND_FACTOR_PLACES = ["/admin/", "/cast/"]  # not to be opened with a password alone
MFA_ADAPTER = "companies.second_factor.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Cursos abiertos CANACINTRA Juárez"
MFA_TOTP_TOLERANCE = 1  # telephones whose clock is half a minute wrong
MFA_FORMS = {
    "activate_totp": "companies.forms_account.ActivateAppForm",
    "add_webauthn": "companies.forms_account.AddKeyForm",
    "authenticate": "companies.forms_account.CodeForm",
    "edit_webauthn": "companies.forms_account.EditKeyForm",
    "reauthenticate": "companies.forms_account.ConfirmByCodeForm",
}

# --- Language, time, money ----------------------------------------------------------------------

LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "America/Ciudad_Juarez"
USE_TZ = True
VAT_RATE = env.str(
    "PORTAL_VAT_RATE", default="0.08"
)  # 8 % where the issuer has the border stimulus

# --- Privacy ------------------------------------------------------------------------------------

PRIVACY_VERSION = notices.CURRENT.version  # kept with each request
PRIVACY_CONTACT = env.str("PORTAL_PRIVACY_CONTACT", default="privacidad@portal.invalid")

# --- Static files -------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail ---------------------------------------------------------------------------------------

if "EMAIL_URL" in env.ENVIRON:
    vars().update(env.email_url("EMAIL_URL"))
elif DEMO:
    EMAIL_BACKEND = "companies.mailbox.backend.KeepingBackend"  # to be read at /buzon/
else:
    raise ImproperlyConfigured(
        "Set EMAIL_URL to the mail server, for example smtp+tls://user:password@mail.example:587"
    )
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.str("PORTAL_FROM", default="Cursos abiertos <cursos@portal.invalid>")
# Whom firms write to when their data change.
CONTACT_ADDRESS = env.str("PORTAL_CONTACT", default="cursos@portal.invalid")

# --- Logs ---------------------------------------------------------------------------------------

LOGGING = logs.configuration(as_json=not DEMO)

# --- Safe ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}
CSRF_FAILURE_VIEW = "companies.views.csrf.failed"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "companies.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
