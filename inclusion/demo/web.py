"""gunicorn's settings in the demo: everything is imported while the world loads, then it waits.

The port opens only once the supervisor says that the world is whole: nobody sees half of it.
"""

import sys
from importlib import import_module


def on_starting(server):
    """Before the port opens, and before the workers are copied from this process.

    The application itself is made by each worker, after the wait: it lists the static files as it
    is made, and on a first start they are not there yet.
    """
    import django
    from django.conf import settings

    django.setup()
    import_module(settings.ROOT_URLCONF)
    # Closed without a word, the pipe means that the supervisor is gone.
    if not sys.stdin.buffer.read(1):
        sys.exit(1)
