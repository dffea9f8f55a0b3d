"""The scene of the walks, built once for each process: every step leaves it as it was."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from inclusion.organisations import middleware
from tests.standing import standing
from tests.walk import walking
from tests.walk.scene import build_scene


@pytest.fixture(scope="package")
def scene(django_db_setup, django_db_blocker):
    """Stands for as long as somebody walks."""
    with standing(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        built = build_scene(patch)
        # What its making would do once it is kept never happens: no step looks through it.
        connection.run_on_commit.clear()
        yield built


@pytest.fixture(autouse=True)
def who_walks_is_known(monkeypatch):
    """Only while somebody walks: a walker is read once, not at each of her thousand steps."""
    read = middleware.memberships_of
    known = walking.memberships_of
    monkeypatch.setattr(
        middleware,
        "memberships_of",
        lambda user: known(user) if hasattr(user, "walked_as") else read(user),
    )
    monkeypatch.setattr(
        SessionStore, "_get_session_from_db", cached_by_key(SessionStore._get_session_from_db)
    )


def cached_by_key(read):
    """A session is read once: each step leaves it as it was."""
    found = {}

    def read_once(store):
        if store.session_key not in found:
            found[store.session_key] = read(store)
        return found[store.session_key]

    return read_once
