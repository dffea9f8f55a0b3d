"""One step of the walk: who asks what, on a database left as it was."""

import time
from contextlib import contextmanager
from copy import copy
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import RequestFactory
from django.test.client import ClientHandler

from inclusion.organisations import middleware

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Environs(RequestFactory):
    """Makes what a server hands over, before Django has read any of it."""

    def request(self, **values):
        return self._base_environ(**values)


class Handler(ClientHandler):
    """Knows who walks without reading it again: signing in is the business of other tests."""

    def get_response(self, request):
        walker = request.META["walker"]
        if walker.user:
            request._cached_user = walker.herself()
        return super().get_response(request)


class Walker:
    """Someone with a session (or none), who never leaves anything behind.

    Asks the handler itself: the test client keeps a copy of every template's context, which
    doubles the time of a walk of thousands of steps.
    """

    addresses = count(1)
    factory = Environs()
    handler = Handler(enforce_csrf_checks=False)

    def __init__(self, user=None, member=None):
        self.user, self.member = user, member
        self.cookie = {}
        self.memberships = middleware.memberships_of(user) if user else []
        if user:
            self.cookie = {
                "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={_session(user, member)}"
            }

    def herself(self):
        """As read from the database just now: what a step did to the last one is not there."""
        user = _unused(self.user)
        user.walked_as = [
            _unused(each, user=user, organisation=_unused(each.organisation))
            for each in self.memberships
        ]
        return user

    def ask(self, method, address, data=b"", **headers):
        """The response; whatever the request wrote is rolled back."""
        environ = self.factory.generic(
            method,
            address,
            data,
            content_type="application/x-www-form-urlencoded",
            headers=headers,
            REMOTE_ADDR=_another_address(next(self.addresses)),
            walker=self,
            **self.cookie,
        )
        with _nothing_kept():
            return self.handler(environ)


def memberships_of(user):
    """In the place of the middleware's: those that came with the walker."""
    return user.walked_as


def _unused(thing, **related):
    other = copy(thing)
    other._state = copy(thing._state)
    other._state.fields_cache = related
    return other


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
