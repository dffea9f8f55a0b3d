"""What several tests look at, built once: no test pays again for what none of them changes."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def standing(blocker):
    """A transaction that stays open for several tests, then is rolled back.

    A test asks for what stands in it or for `db`, never for both.
    """
    with blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            # A process may wait for the other one between two of the tests.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield
        transaction.set_rollback(True)
