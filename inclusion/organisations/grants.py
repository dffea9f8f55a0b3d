"""What the application role may not do to a table, as a step of a migration.

Plain SQL: a step written in Python would first build every model of the project in memory.
"""

from django.conf import settings
from django.db import connection
from django.db.migrations import RunSQL


def revoke(privileges, *tables):
    """Take these privileges on these tables from the application role, which has them by default.

    Undone, it gives nothing back: the tables themselves go next.
    """
    role = connection.ops.quote_name(settings.APPLICATION_ROLE)
    names = ", ".join(connection.ops.quote_name(table) for table in tables)
    return RunSQL(f"REVOKE {privileges} ON {names} FROM {role}", RunSQL.noop)
