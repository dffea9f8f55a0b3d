"""A database of the bench's own, on the test servers, emptied when the bench ends."""

import os
import tempfile
from contextlib import contextmanager
from time import perf_counter
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.test")


@contextmanager
def bench_database():
    """Create and migrate it as the owner; yield the environment a subprocess needs to join."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections
    from django.test.utils import (
        setup_databases,
        setup_test_environment,
        teardown_databases,
        teardown_test_environment,
    )

    from inclusion.organisations.database import as_owner

    setup_test_environment(debug=False)
    with as_owner():
        kept = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        with tempfile.TemporaryDirectory() as storage:
            yield {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "inclusion.settings.dev",
                "DATABASE_URL": _renamed(
                    os.environ["DATABASE_URL"], settings.DATABASES["default"]["NAME"]
                ),
                "STORAGE_ROOT": storage,
            }
    finally:
        connections.close_all()
        with as_owner():
            teardown_databases(kept, verbosity=0)
        teardown_test_environment()


def _renamed(url, name):
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def print_figures(title, figures):
    """One aligned line a figure."""
    print(title)
    for label, value in figures:
        print(f"  {label:<58} {value}")


def pace():
    """Milliseconds of ten million additions: how fast this machine is now, shared as it is."""
    started, total = perf_counter(), 0
    for number in range(10_000_000):
        total += number
    return (perf_counter() - started) * 1000
