"""The suite runs as the application role: what a superuser proves about isolation is nothing."""

from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis_settings

from inclusion.demo.postgresql import SUPERUSER
from inclusion.demo.servers import EmbeddedServers
from inclusion.encryption.keys import forget_remembered_keys
from inclusion.organisations import officer as officer_doorway
from inclusion.organisations.database import _active, as_owner, organisation
from tests.factories import MembershipFactory, OrganisationFactory

# A busy machine is slow without being wrong.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What is long comes first: two processes then end together on what is short."""
    long = ("walk", "test_demo.py")
    items.sort(key=lambda item: not any(name in item.path.parts for name in long))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Create and migrate the test database as the owner, then reconnect as the application."""
    with django_db_blocker.unblock(), as_owner():
        kept = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    with django_db_blocker.unblock():
        lend_the_officer_role()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        with as_owner():
            teardown_databases(kept, verbosity=0)


KEPT = ("django_migrations", "django_content_type", "auth_permission")


def _empty_tables(self):
    """What the application role may not do, done between real commits: nothing is left.

    On the embedded servers the superuser deletes the few rows there are, past the triggers and the
    policies: emptying some hundred tables one by one is fifty times longer.
    """
    for alias in ("default", "limits"):
        connections[alias].close()
    embedded = EmbeddedServers("test").postgresql
    if connection.settings_dict["OPTIONS"].get("host") == str(embedded.socket_folder):
        _delete_rows(embedded.url(SUPERUSER, connection.settings_dict["NAME"]))
    else:
        _truncate()


def _delete_rows(address):
    with psycopg.connect(address) as superuser:
        superuser.execute("SET session_replication_role = replica")
        written = superuser.execute(
            "SELECT string_agg(format('DELETE FROM %%I', relname), '; ') FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND pg_relation_size(oid) > 0 AND relname <> ALL(%s)",
            [list(KEPT)],
        ).fetchone()[0]
        if written:
            superuser.execute(written)


def _truncate():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(format('%%I', tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> ALL(%s)",
            [list(KEPT)],
        )
        tables = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


TransactionTestCase._fixture_teardown = _empty_tables
TransactionTestCase.databases = {"default", "limits"}


def lend_the_officer_role():
    """Let the application take the officer's role on the test servers; None where it may not.

    Before any test: a connection that is already open may not know of it at once.
    """
    role = (settings.DATABASE_OFFICER or {}).get("USER")
    embedded = EmbeddedServers("test").postgresql
    if connection.settings_dict["OPTIONS"].get("host") != str(embedded.socket_folder):
        return None
    with psycopg.connect(embedded.url(SUPERUSER, "postgres")) as superuser:
        # Two processes of a run begin together.
        superuser.execute("SELECT pg_advisory_xact_lock(hashtext('inclusion.lend'))")
        lent = superuser.execute(
            "SELECT pg_has_role(%s, %s, 'MEMBER')", [settings.APPLICATION_ROLE, role]
        ).fetchone()[0]
        if not lent:
            superuser.execute(f"GRANT {role} TO {settings.APPLICATION_ROLE}")
    return role


@pytest.fixture(scope="session")
def officer_role(django_db_setup, django_db_blocker):
    """The role lent to the application, as its doorway takes it in a test."""
    with django_db_blocker.unblock():
        return lend_the_officer_role()


@pytest.fixture(autouse=True)
def officer_door(request, monkeypatch):
    """Inside the test's own transaction the doorway changes role, not connection.

    What the officer's role may not do is refused all the same; `real_officer_door` keeps the
    connection of its own.
    """
    if "real_officer_door" in request.fixturenames:
        return

    @contextmanager
    def by_role():
        role = request.getfixturevalue("officer_role")
        if role is None:
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    monkeypatch.setattr(officer_doorway, "as_officer", by_role)


@pytest.fixture
def real_officer_door():
    """The doorway as it is served: for a test of real commits on the three databases."""


@pytest.fixture(autouse=True)
def no_context_left():
    """No test starts in another's organisation."""
    yield
    _active.set(None)


@pytest.fixture(autouse=True)
def no_key_remembered():
    """Another test's organisation may bear the same number: it has other keys."""
    yield
    forget_remembered_keys()


@pytest.fixture(autouse=True)
def no_limit_left(django_db_blocker):
    """Limits are counted outside the test's transaction: forget those this test has used up."""
    yield
    limits = connections["limits"]
    if limits.connection is None:
        return
    with django_db_blocker.unblock(), limits.cursor() as cursor:
        cursor.execute("DELETE FROM organisations_throttlebucket")
        cursor.execute("DELETE FROM cache")


@pytest.fixture
def association(db):
    return OrganisationFactory()


@pytest.fixture
def other_association(db):
    return OrganisationFactory()


@pytest.fixture
def inside(association):
    """The test's body runs in the context of `association`."""
    with organisation(association):
        yield association


@pytest.fixture
def member_of():
    """member_of(organisation, "MEDIATOR") → a Membership."""

    def make(organisation, role="MANAGER", **fields):
        return MembershipFactory(organisation=organisation, role=role, **fields)

    return make


@pytest.fixture
def client_for():
    """client_for(member) → a signed-in client working in the member's organisation."""

    def make(member):
        client = Client(raise_request_exception=False)
        client.force_login(
            member.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        session = client.session
        session["organisation_id"] = member.organisation_id
        session.save()
        return client

    return make
