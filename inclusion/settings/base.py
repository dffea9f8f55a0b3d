"""What every installation shares. The environment is read in this package and nowhere else."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
VAR = env.path("INCLUSION_VAR", default=str(BASE_DIR / "var"))()

SECRET_KEY = env("SECRET_KEY")
# Master keys that wrap each organisation's own: « 1:base64,2:base64 », 32 bytes each.
ENCRYPTION_KEYS = env("ENCRYPTION_KEYS", default="")
DEBUG = env.bool("DEBUG", default=False)
DEMO = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# The address printed on documents and in e-mails; it outlives the machine that serves it today.
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000").rstrip("/")
PRODUCT_NAME = "Inclusion numérique"
PRODUCT_VERSION = "0.1.0"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "inclusion.ui",
    "inclusion.organisations",
    "inclusion.encryption",
    "inclusion.places",
    "inclusion.tables",
    "inclusion.journal",
    "inclusion.jobs",
    "inclusion.documents",
    "inclusion.offline",
    "inclusion.demo",
    "beneficiaries",
    "equipment",
    "workshops",
    "funding",
]

MIDDLEWARE = [
    "inclusion.health.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "inclusion.hygiene.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "inclusion.hygiene.InputHygieneMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "inclusion.organisations.middleware.OrganisationTransactionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "inclusion.organisations.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "inclusion.organisations.middleware.SecondFactorMiddleware",
    "inclusion.throttling.ThrottleMiddleware",
    "inclusion.organisations.officer.OfficerDoorMiddleware",
]

ROOT_URLCONF = "inclusion.urls"
WSGI_APPLICATION = "inclusion.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["inclusion.ui.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "inclusion.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "inclusion.ui.forms.FormRenderer"

# One URL per database role. The application role is neither owner nor superuser: row-level
# security binds it. "limits" is the same role on a connection of its own, in autocommit, so that
# a count of failed attempts survives the rollback of the request that made it.
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],
    # A host that drops packets must become « base absente », not a page that hangs.
    "connect_timeout": 5,
    "options": env(
        "DATABASE_OPTIONS",
        default="-c statement_timeout=10s -c lock_timeout=3s"
        " -c idle_in_transaction_session_timeout=30s",
    ),
}
DATABASES["limits"] = {
    **DATABASES["default"],
    "OPTIONS": dict(DATABASES["default"]["OPTIONS"]),
    "TEST": {"MIRROR": "default"},
}
# Said apart: `as_owner` swaps the credentials of "default" in place.
APPLICATION_ROLE = DATABASES["default"]["USER"]
# `migrate` and the creation of test databases swap these credentials in; see database.as_owner.
DATABASE_OWNER = env.db_url("DATABASE_OWNER_URL", default=env("DATABASE_URL"))
DATABASE_MAINTENANCE = (
    env.db_url("DATABASE_MAINTENANCE_URL") if env("DATABASE_MAINTENANCE_URL", default="") else None
)
DATABASE_OFFICER = (
    env.db_url("DATABASE_OFFICER_URL") if env("DATABASE_OFFICER_URL", default="") else None
)
if DATABASE_OFFICER:
    # The pages under /financeur/: see inclusion.organisations.officer.
    DATABASES["officer"] = {
        **DATABASES["default"],
        **{
            key: DATABASE_OFFICER.get(key, "")
            for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")
        },
        "OPTIONS": {**DATABASES["default"]["OPTIONS"], **DATABASE_OFFICER.get("OPTIONS", {})},
        "TEST": {"MIRROR": "default"},
    }
DATABASE_ROUTERS = ["inclusion.organisations.database.LimitsRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits and codes live in PostgreSQL: losing Valkey must not open the login form.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "inclusion.organisations.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = PUBLIC_URL.split(":", 1)[0]
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = PRODUCT_NAME
# A code that ends while it is being typed is accepted for one step more (RFC 6238 § 5.2).
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "inclusion.organisations.second_factor.AuthenticateForm",
    "reauthenticate": "inclusion.organisations.second_factor.ReauthenticateForm",
}
SECOND_FACTOR_REQUIRED = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# A message may name someone: it waits in the session, not in a cookie left on a shared computer.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "inclusion.errors.csrf_failure"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(Path(VAR) / "static"))()
STORAGE_ROOT = env.path("STORAGE_ROOT", default=str(Path(VAR) / "storage"))()
STORAGES = {
    "default": {
        "BACKEND": "inclusion.documents.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": str(STORAGE_ROOT)},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# Above this, a request is answered 413 before its body is read.
REQUEST_MAX_BYTES = env.int("REQUEST_MAX_BYTES", default=12_000_000)
# The same for a script's post, which is no file.
API_MAX_BYTES = env.int("API_MAX_BYTES", default=1_000_000)
FILE_UPLOAD_PERMISSIONS = 0o640

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = TIME_ZONE
# Always above CELERY_TASK_TIME_LIMIT: a worker killed at its limit has lost its lease before
# anyone else may take the job.
JOB_LEASE_SECONDS = 180

# The night's work really erases the files whose time is over; otherwise it lists them.
RETENTION_ERASES = env.bool("RETENTION_ERASES", default=False)

DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL", default="Inclusion numérique <ne-pas-repondre@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # A refused page is not news, and its address may hold what someone typed.
        "django.request": {"level": "ERROR"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
