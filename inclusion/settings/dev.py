"""The demo: the same stack as production, on plain http, with invented people."""

import base64
import hashlib

from .base import *
from .base import ENCRYPTION_KEYS, SECRET_KEY, STORAGES, env

DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ["*"]
SECOND_FACTOR_REQUIRED = False
# The demo makes its master key from its secret, kept beside its data.
ENCRYPTION_KEYS = (
    ENCRYPTION_KEYS
    or "1:"
    + base64.b64encode(hashlib.sha256(f"encryption:{SECRET_KEY}".encode()).digest()).decode()
)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Mails are not sent: they are read on the « Courrier de démonstration » page.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
