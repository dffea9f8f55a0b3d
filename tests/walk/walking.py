"""One step of the walk: who asks what, on a database left as it was."""

import time
from contextlib import contextmanager
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import RequestFactory
from django.test.client import ClientHandler

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Environs(RequestFactory):
    """Makes what a server hands over, before Django has read any of it."""

    def request(self, **values):
        return self._base_environ(**values)


class Walker:
    """Someone with a session (or none), who never leaves anything behind.

    Asks the handler itself: the test client keeps a copy of every template's context, which
    doubles the time of a walk of thousands of steps.
    """

    addresses = count(1)
    factory = Environs()
    handler = ClientHandler(enforce_csrf_checks=False)

    def __init__(self, user=None, member=None):
        self.user, self.member = user, member
        self.cookie = {}
        if user:
            self.cookie = {
                "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={_session(user, member)}"
            }

    def ask(self, method, address, data=b"", **headers):
        """The response; whatever the request wrote is rolled back."""
        environ = self.factory.generic(
            method,
            address,
            data,
            content_type="application/x-www-form-urlencoded",
            headers=headers,
            REMOTE_ADDR=_another_address(next(self.addresses)),
            **self.cookie,
        )
        with _nothing_kept():
            return self.handler(environ)


def text_of(response):
    """What the answer shows; a file that streams is read to its end."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")


def _another_address(number):
    """Limits by address are another test's business."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


@contextmanager
def _nothing_kept():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _session(user, member):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if member:
        session["organisation_id"] = member.organisation_id
    # A session in use: otherwise each step, rolled back, is its first, and writes it again.
    session["started_at"] = session["seen_at"] = int(time.time())
    session.create()
    return session.session_key


def walkers_of(household, scene):
    """The nine who walk: nobody signed in, six roles, the administrator, a member of nothing."""
    walkers = {"anonymous": Walker()}
    walkers |= {role: Walker(member.user, member) for role, member in household.members.items()}
    walkers["administrator"] = Walker(scene.administrator)
    walkers["nobody"] = Walker(scene.nobody)
    return walkers
