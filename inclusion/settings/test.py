"""The suite: the demo's settings, cheap passwords, the real database and its application role."""

import os

from inclusion.demo.servers import provide_environment

# The suite has its own PostgreSQL and Valkey when no server is named.
provide_environment("test")

from .dev import *
from .dev import DATABASES, STORAGES

DEMO = True
PUBLIC_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Two runs at once do not share a database; the processes of one run do share its name.
os.environ.setdefault("TEST_RUN", str(os.getpid()))
DATABASES["default"]["TEST"] = {"NAME": f"test_inclusion_{os.environ['TEST_RUN']}"}
WHITENOISE_AUTOREFRESH = True
