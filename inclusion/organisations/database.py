"""The organisation's context in PostgreSQL, and who the application is when it connects."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction

_active = ContextVar("active_organisation", default=None)
_owner_session = ContextVar("owner_session", default=False)


class NoOrganisation(RuntimeError):
    """Something that belongs to an organisation was attempted outside any organisation."""


def active_organisation_id():
    """The organisation whose context is open; raises NoOrganisation when none is."""
    current = _active.get()
    if current is None:
        raise NoOrganisation("no organisation is active")
    return current


@contextmanager
def organisation(org):
    """One transaction in the context of `org` (an Organisation, its id, or None for no context).

    Row-level security then shows and accepts that organisation's rows only. The former context is
    restored on the way out; journal entries are chained last, just before the commit, because the
    journal's head is the last lock of all.
    """
    from inclusion.journal.recording import chain_pending_entries

    org_id = getattr(org, "pk", org)
    former = _active.get()
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if org_id != former or outermost:
            _set(org_id)
        token = _active.set(org_id)
        try:
            yield
            if not connection.get_rollback() and (outermost or org_id != former):
                chain_pending_entries(org_id)
        finally:
            _active.reset(token)
        if not outermost and org_id != former and not connection.get_rollback():
            _set(former)


def _set(org_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.organisation_id', %s, true)",
            ["" if org_id is None else str(org_id)],
        )


@contextmanager
def as_owner():
    """The "default" connection under the owner's credentials: migrations and test databases."""
    connection.close()
    mine = connection.settings_dict
    kept = {key: mine[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    owner = settings.DATABASE_OWNER
    mine.update({key: owner.get(key, "") for key in ("USER", "PASSWORD", "HOST", "PORT")})
    mine["OPTIONS"] = dict(owner.get("OPTIONS", {}))
    token = _owner_session.set(True)
    try:
        yield
    finally:
        _owner_session.reset(token)
        connection.close()
        mine.update(kept)


def is_owner_session():
    """True inside `as_owner`: the one place where a powerful role is meant."""
    return _owner_session.get()


def refuse_powerful_role():
    """Refuse to serve as a role that row-level security does not bind."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls,"
            " EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        is_superuser, bypasses, owns_tables = cursor.fetchone()
    if is_superuser or bypasses or owns_tables:
        raise ImproperlyConfigured(
            "DATABASE_URL désigne un rôle qui contourne la sécurité par ligne"
            " (superutilisateur, BYPASSRLS ou propriétaire des tables)."
        )


class LimitsRouter:
    """Sends the cache table (limits, login codes) to its own connection in autocommit."""

    def db_for_read(self, model, **hints):
        return "limits" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db, app_label, **hints):
        if db == "officer":
            return False
        return False if db == "limits" and app_label != "django_cache" else None
