"""The demo: the same stack as production, on plain http, with invented people."""

from .base import *
from .base import STORAGES, env

DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ["*"]
SECOND_FACTOR_REQUIRED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Mails are not sent: they are read on the « Courrier de démonstration » page.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
