"""`migrate`, always as the owner of the tables, one at a time, whatever role serves the pages."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection

from inclusion.organisations.database import as_owner

from .bootstrap_database import EXTENSIONS, grant_application_role


class Command(migrate.Command):
    def handle(self, *args, **options):
        with as_owner():
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            with _one_at_a_time():
                _prepare()
                super().handle(*args, **options)
                call_command("createcachetable", database=DEFAULT_DB_ALIAS, verbosity=0)


@contextmanager
def _one_at_a_time():
    """Two containers that start together migrate one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('inclusion.migrate'))")
        try:
            yield
        finally:
            # The connection may have died with the migration, and the lock with it.
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(hashtext('inclusion.migrate'))")


def _prepare():
    """Default privileges belong to one database: a test database needs its own."""
    with connection.cursor() as cursor:
        for extension in EXTENSIONS:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        grant_application_role(
            cursor,
            owner=settings.DATABASE_OWNER["USER"],
            application=settings.APPLICATION_ROLE,
        )
