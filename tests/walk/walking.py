"""One step of the walk: who asks what, on a database left as it was."""

from contextlib import contextmanager
from itertools import count

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Walker:
    """Someone with a session (or none), who never leaves anything behind."""

    addresses = count(1)

    def __init__(self, user=None, member=None):
        self.user, self.member = user, member
        self.client = Client(raise_request_exception=False)
        self.key = _session(user, member) if user else None

    def ask(self, method, address, data=None, **headers):
        """The response; whatever the request wrote is rolled back."""
        self.client.cookies.clear()
        if self.key:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.key
        with _nothing_kept():
            return self.client.generic(
                method,
                address,
                data or b"",
                content_type="application/x-www-form-urlencoded",
                headers=headers,
                REMOTE_ADDR=_another_address(next(self.addresses)),
            )


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
    session.create()
    return session.session_key


def walkers_of(household, scene):
    """The nine who walk: nobody signed in, six roles, the administrator, a member of nothing."""
    walkers = {"anonymous": Walker()}
    walkers |= {role: Walker(member.user, member) for role, member in household.members.items()}
    walkers["administrator"] = Walker(scene.administrator)
    walkers["nobody"] = Walker(scene.nobody)
    return walkers
