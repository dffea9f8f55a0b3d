"""Production: https, a second factor for staff, and a refusal to start half-configured."""

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import CELERY_BROKER_URL, SECRET_KEY, env

for name in (
    "DATABASE_OWNER_URL",
    "DATABASE_OFFICER_URL",
    "REDIS_URL",
    "PUBLIC_URL",
    "ALLOWED_HOSTS",
    "EMAIL_URL",
    "ENCRYPTION_KEYS",
):
    if not env(name, default=""):
        raise ImproperlyConfigured(f"Variable d’environnement manquante : {name}.")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("django-insecure"):
    raise ImproperlyConfigured("SECRET_KEY doit être un secret d’au moins 50 caractères.")
if not CELERY_BROKER_URL.startswith(("redis://", "rediss://")):
    raise ImproperlyConfigured("REDIS_URL doit commencer par redis:// ou rediss://.")
if not env("PUBLIC_URL").startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL doit commencer par https:// : c’est l’adresse imprimée.")

DEMO = False
DEBUG = False
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^sante/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
