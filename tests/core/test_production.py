"""Production refuses to start half-configured, or as a role that escapes row-level security."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from inclusion.organisations.database import as_owner, refuse_powerful_role
from tests.core.together import connected_as, maintenance_role

COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "inclusion.settings.prod",
    "SECRET_KEY": "k" * 60,
    "ENCRYPTION_KEYS": "1:" + "A" * 43 + "=",
    "DATABASE_URL": "postgres://app@127.0.0.1:1/inclusion",
    "DATABASE_OWNER_URL": "postgres://owner@127.0.0.1:1/inclusion",
    "DATABASE_OFFICER_URL": "postgres://officer@127.0.0.1:1/inclusion",
    "REDIS_URL": "rediss://127.0.0.1:1/0",
    "PUBLIC_URL": "https://inclusion.example",
    "ALLOWED_HOSTS": "inclusion.example",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}
HALF_CONFIGURED = [
    *({name: None} for name in COMPLETE if name != "DJANGO_SETTINGS_MODULE"),
    {"SECRET_KEY": "court"},
    {"ENCRYPTION_KEYS": ""},
    {"SECRET_KEY": "django-insecure-" + "k" * 60},
    {"REDIS_URL": "memory://"},
    {"PUBLIC_URL": "http://inclusion.example"},
    {"ALLOWED_HOSTS": ""},
]
TRY_EACH = """
import importlib, json, os, sys
complete, changes = json.loads(sys.argv[1]), json.loads(sys.argv[2])
answers = []
for change in changes:
    for name in [*complete, "DATABASE_URL"]:
        os.environ.pop(name, None)
    os.environ.update({k: v for k, v in {**complete, **change}.items() if v is not None})
    for name in [name for name in sys.modules if name.startswith("inclusion.settings")]:
        del sys.modules[name]
    try:
        found = importlib.import_module("inclusion.settings.prod")
    except Exception as error:
        answers.append(type(error).__name__)
    else:
        answers.append({name: getattr(found, name) for name in (
            "DEBUG", "DEMO", "SECOND_FACTOR_REQUIRED", "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT",
            "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SECURE_HSTS_SECONDS")})
print(json.dumps(answers))
"""


def python(*arguments, **environment):
    """A fresh process that inherits no database, no secret, no settings."""
    bare = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_production_refuses_to_start_without_each_of_its_secrets():
    done = python("-c", TRY_EACH, json.dumps(COMPLETE), json.dumps([{}, *HALF_CONFIGURED]))
    assert done.returncode == 0, done.stderr
    complete, *refused = json.loads(done.stdout)
    assert dict(zip(map(str, HALF_CONFIGURED), refused, strict=True)) == {
        str(change): "ImproperlyConfigured" for change in HALF_CONFIGURED
    }
    assert complete == {
        "DEBUG": False,
        "DEMO": False,
        "SECOND_FACTOR_REQUIRED": True,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SECURE_HSTS_SECONDS": 31_536_000,
    }


def test_nothing_in_production_speaks_of_a_bypass():
    done = python(
        "-c",
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "print(getattr(settings, 'MFA_TOTP_INSECURE_BYPASS_CODE', None), settings.ALLOWED_HOSTS,"
        " getattr(settings, 'MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN', False))",
        **COMPLETE,
    )
    assert done.stdout.split("\n")[0] == "None ['inclusion.example'] False", done.stderr


def test_the_application_role_may_serve(db):
    refuse_powerful_role()


@pytest.mark.django_db(transaction=True)
def test_an_owner_and_a_role_that_bypasses_row_security_may_not():
    powerful = {"owner": settings.DATABASE_OWNER, "maintenance": maintenance_role()}
    for credentials in filter(None, powerful.values()):
        with connected_as(credentials), pytest.raises(ImproperlyConfigured, match="contourne"):
            refuse_powerful_role()


@pytest.mark.parametrize("row", [(True, False, False), (False, True, False), (False, False, True)])
def test_a_superuser_is_no_better(row, monkeypatch):
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def execute(self, statement):
            pass

        def fetchone(self):
            return row

    monkeypatch.setattr(connection, "cursor", Cursor)
    with pytest.raises(ImproperlyConfigured):
        refuse_powerful_role()


def in_test_database(url):
    name = connection.settings_dict["NAME"]
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.mark.django_db(transaction=True)
def test_a_production_process_under_the_owner_never_serves_a_page():
    """Neither the first request nor the next ones get an answer from the database."""
    twice = (
        "import django; django.setup()\n"
        "from django.db import connection\n"
        "for _ in range(2):\n"
        "    try:\n"
        "        connection.cursor().execute('SELECT 1'); print('served')\n"
        "    except Exception as error:\n"
        "        print(type(error).__name__)\n"
    )
    answers = {}
    for role in ("DATABASE_OWNER_URL", "DATABASE_URL"):
        environment = {**COMPLETE, "DATABASE_URL": in_test_database(os.environ[role])}
        answers[role] = python("-c", twice, **environment).stdout.split()
    assert answers == {
        "DATABASE_OWNER_URL": ["ImproperlyConfigured", "ImproperlyConfigured"],
        "DATABASE_URL": ["served", "served"],
    }


def test_migrating_is_the_one_place_where_the_owner_is_meant(transactional_db):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == settings.DATABASE_OWNER["USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == settings.APPLICATION_ROLE
