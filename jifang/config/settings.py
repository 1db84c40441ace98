"""Django's settings. What a deployment may change comes from the environment:

DATABASE_URL, DATABASE_OWNER_URL   another PostgreSQL than the embedded one
JIFANG_VAR          where run-time files live (default: var/ of the checkout)
JIFANG_HOSTS        further host names to answer for, with commas
JIFANG_HTTPS=1      the site is reached over HTTPS, behind a proxy that sets X-Forwarded-Proto
JIFANG_SECRET_KEY   the signing key (default: made at first start)
JIFANG_LEDGER=0     `make serve` runs neither sequencer nor signer (another machine does)
JIFANG_LEDGER_KEY, JIFANG_LEDGER_NAME, JIFANG_LEDGER_URL
                    the signer's key file, the log's name, the login of a ledger process
JIFANG_METRICS_TOKEN_FILE
                    a file with the secret that /metrics asks for; without it only this machine
JIFANG_MIN_FREE_MB  free disk space in megabytes below which /readyz says no (default: 512)
JIFANG_URL          the site's own address, printed on letters (default: http://127.0.0.1:8000)
JIFANG_CLAMD        ClamAV's daemon for uploads: a socket's path or host:port (default: none)
JIFANG_MAIL_HOST, JIFANG_MAIL_PORT, JIFANG_MAIL_USER, JIFANG_MAIL_PASSWORD, JIFANG_MAIL_FROM
                    the mail server for notifications (default: none, no mail is sent)
JIFANG_SEAL_KEY     the key that seals second factors, 64 hexadecimal digits (default: made at
                    first start)
JIFANG_PROXIES      how many proxies of one's own stand in front and write X-Forwarded-For (0)
JIFANG_API_RATE, JIFANG_API_NETWORK_RATE
                    requests a minute of one token, and of one network without a token
JIFANG_DEBUG=1      Django's debug pages; never on a machine others can reach
"""

from __future__ import annotations

import os
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from jifang.config.addresses import read_clamd, read_url
from jifang.config.database import build_databases
from jifang.config.environment import (
    ROOT,
    find_var,
    read_count,
    read_flag,
    read_key,
    read_list,
    read_number,
    read_secret_key,
)
from jifang.config.log import build_logging

VAR = find_var()
DEBUG = read_flag("JIFANG_DEBUG")
HTTPS = read_flag("JIFANG_HTTPS")
SECRET_KEY = read_secret_key(VAR)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *read_list("JIFANG_HOSTS")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "jifang.foundation.territory",
    "jifang.foundation.accounts",
    "jifang.foundation.audit",
    "jifang.foundation.access_tokens",
    "jifang.foundation.jobs",
    "jifang.foundation.documents",
    "jifang.foundation.search",
    "jifang.foundation.history",
    "jifang.foundation.grants",
    "jifang.foundation.notifications",
    "jifang.foundation.cases",
    "jifang.domains.units",
    "jifang.domains.systems",
    "jifang.domains.programmes",
    "jifang.domains.figures",
    "jifang.domains.complaints",
    "jifang.domains.commendations",
    "jifang.domains.qualifications",
    "jifang.domains.projects",
    "jifang.domains.practitioners",
    "jifang.domains.testing",
    "jifang.domains.approvals",
    "jifang.foundation.demonstration",
    "jifang.foundation.saved_views",
    "jifang.foundation.exports",
    "jifang.foundation.imports",
    "jifang.portals",
    "jifang.portals.public",
    "jifang.portals.account",
    "jifang.portals.tables",
    "jifang.portals.imports",
    "jifang.portals.office",
    "jifang.portals.sites",
    "jifang.portals.cases",
    "jifang.portals.proofs",
    "jifang.portals.complaints",
    "jifang.portals.qualifications",
    "jifang.portals.projects",
    "jifang.portals.services",
    "jifang.portals.practitioners",
    "jifang.portals.registers",
    "jifang.portals.commendations",
    "jifang.portals.testing",
    "jifang.portals.approvals",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jifang.config.middleware.NameRequest",
    "jifang.config.middleware.WatchRequest",
    "jifang.api.gate.ForgetCookies",
    "jifang.config.middleware.DenyDeviceFeatures",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "jifang.config.middleware.LimitBody",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "jifang.portals.account.middleware.EnterScope",
    "jifang.config.middleware.LimitStrangers",
    "jifang.portals.account.once.CarryOutOnce",
]

ROOT_URLCONF = "jifang.config.urls"
WSGI_APPLICATION = "jifang.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "jifang" / "portals" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "jifang.portals.account.context.show_asking",
            ],
        },
    },
]

# Database -----------------------------------------------------------------------------------------

DATABASES = build_databases(VAR)
DATABASE_ROUTERS = ["jifang.config.database.OwnerMigrates"]
AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jifang.portals.account.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Signing in ---------------------------------------------------------------------------------------

# Which session may last how long: jifang/foundation/accounts/sessions.py.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "own_home"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
PROXIES = read_count("JIFANG_PROXIES")
SEAL_KEY = read_key(VAR / "seal-key", "JIFANG_SEAL_KEY")

ACCOUNT_ADAPTER = "jifang.portals.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = False  # counted in the database: jifang/foundation/accounts/sign_in.py
_FORMS = "jifang.portals.account.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "reauthenticate": f"{_FORMS}.ConfirmPasswordForm",
    "change_password": f"{_FORMS}.NewPasswordForm",
}
MFA_ADAPTER = "jifang.portals.account.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Jifang"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.ConfirmCodeForm",
    "activate_totp": f"{_FORMS}.FirstCodeForm",
    "deactivate_totp": f"{_FORMS}.RemoveAppForm",
    "add_webauthn": f"{_FORMS}.PasskeyForm",
    "edit_webauthn": f"{_FORMS}.PasskeyNameForm",
}

# Languages and time -------------------------------------------------------------------------------

# Chinese is the default and has no prefix: `/`; English is under `/en/`.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "jifang" / "portals" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"

# Letters and uploads ------------------------------------------------------------------------------

PUBLIC_URL = read_url("JIFANG_URL", "http://127.0.0.1:8000")
CLAMD = read_clamd("JIFANG_CLAMD")

# E-mail: off unless a server is named ------------------------------------------------------------

EMAIL_HOST = os.environ.get("JIFANG_MAIL_HOST", "")
MAIL_IS_ON = bool(EMAIL_HOST)
EMAIL_PORT = read_number("JIFANG_MAIL_PORT", 587, 1, 65535)
EMAIL_HOST_USER = os.environ.get("JIFANG_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("JIFANG_MAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("JIFANG_MAIL_FROM", "jifang@localhost")

# What a request may carry -------------------------------------------------------------------------

# The largest dossier that is read is a 5 MiB spreadsheet; a form adds little to it.
MAX_BODY_BYTES = 6 * 1024 * 1024
# A file to import (jifang/foundation/imports/data.py MOST_BYTES), from someone signed in alone.
LARGE_BODIES = {
    "import_new": 65 * 1024 * 1024,
    "paper_add": 21 * 1024 * 1024,
    "project_paper_add": 21 * 1024 * 1024,
    "report_counter": 21 * 1024 * 1024,
}
# Photos of a report, from anyone.
OPEN_BODIES = {"report_new": 21 * 1024 * 1024, "report_act": 21 * 1024 * 1024}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 12
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger files go to disk while they are read
FILE_UPLOAD_PERMISSIONS = 0o600

# The API: name, requests a minute, and how many at once after a pause.
API_LIMITS: dict[str, tuple[str, int, int]] = {
    "token": ("token", read_number("JIFANG_API_RATE", 600, 1, 1_000_000), 120),
    "network": ("network", read_number("JIFANG_API_NETWORK_RATE", 120, 1, 1_000_000), 60),
}

# Reports and codes of complaints, of one network: a minute, and at once after a pause.
REPORT_LIMITS: dict[str, tuple[str, int, int]] = {
    "report": ("report", 1, 10),
    "report_code": ("report_code", 6, 20),
    "track": ("track", 6, 20),
}

# Security -----------------------------------------------------------------------------------------

# Public pages work without scripts; what scripts there are come from this site alone.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Results live under unguessable links: no other site may learn one from a Referer.
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "jifang.portals.public.errors.refuse_forgery"
SECURE_SSL_REDIRECT = HTTPS
# Asked for by this machine itself, which speaks to no proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Log: to standard error, one JSON object a line; nothing in it leads to a person -----------------

LOGGING = build_logging()
