"""People who act at the same instant: threads with real commits, released together."""

import threading
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections


def together(count, act):
    """Run `act(position)` in `count` threads at once; returns what each returned or raised."""
    barrier = threading.Barrier(count)
    outcomes = [None] * count

    def run(position):
        try:
            barrier.wait(20)
            outcomes[position] = act(position)
        except Exception as error:
            outcomes[position] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(position,)) for position in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


@contextmanager
def connected_as(credentials):
    """The "default" connection under another role of the same server and test database."""
    connection.close()
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(
        {key: credentials.get(key, "") for key in ("USER", "PASSWORD", "HOST", "PORT")}
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update({key: kept[key] for key in kept})


def maintenance_role():
    """Credentials of the role that bypasses row-level security, None where there is none."""
    return settings.DATABASE_MAINTENANCE
