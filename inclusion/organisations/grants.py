"""What the application role, or the officers', may do to a table, as a step of a migration.

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


def allow(privileges, table):
    """Give back to the application role some columns of a table that `revoke` closed."""
    role = connection.ops.quote_name(settings.APPLICATION_ROLE)
    return RunSQL(f"GRANT {privileges} ON {table} TO {role}", RunSQL.noop)


def open_to_officer(grants):
    """The steps that give the officers' role what (table, privileges) say.

    Nothing is granted where no such role is configured: production refuses to start there.
    """
    role = _officer()
    if not role:
        return []
    steps = ["GRANT USAGE ON SCHEMA public TO {role}"]
    steps += [f"GRANT {privileges} ON {table} TO {{role}}" for table, privileges in grants]
    return [
        RunSQL(step.format(role=connection.ops.quote_name(role)), RunSQL.noop) for step in steps
    ]


def only_officer_runs(trigger, function):
    """The step of a trigger that only what the officers' role writes goes through."""
    role = _officer()
    if not role:
        return []
    literal = role.replace("'", "''")
    return [
        RunSQL(
            f"CREATE TRIGGER {trigger} FOR EACH ROW WHEN (current_user = '{literal}')"
            f" EXECUTE FUNCTION {function}",
            RunSQL.noop,
        )
    ]


def _officer():
    return (settings.DATABASE_OFFICER or {}).get("USER")
