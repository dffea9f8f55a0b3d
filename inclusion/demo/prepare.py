"""What a start needs from Django: schema, static files, demo world, and the accounts to print.

Django is imported while the servers start; the supervisor says when they answer. Done again only
when something that matters has changed since the last time it succeeded.
"""

import gc
import hashlib
import json
import multiprocessing
import os
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

from inclusion.demo.servers import ROOT, VAR

SOURCES = ("inclusion", "beneficiaries", "equipment", "workshops", "funding", "static")


def main(record):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.dev")
    import django

    # It ends soon and its memory with it: looking for what could be freed costs a second.
    gc.disable()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    # The letters of the world hold addresses: its processes find the pages already imported.
    import_module(settings.ROOT_URLCONF)
    # Closed without a word, the pipe means that the supervisor is gone.
    if not sys.stdin.buffer.read(1):
        sys.exit(1)
    state = fingerprint()
    # Beside the schema and the world, on a core of its own: hashing and compressing never meet the
    # database, and no connection is open yet that a child could inherit.
    static_files = multiprocessing.get_context("fork").Process(target=_collect_static_files)
    static_files.start()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_demo")
    static_files.join()
    if static_files.exitcode:
        sys.exit("Les fichiers statiques n’ont pas pu être préparés.")
    record = Path(record)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps({"state": state, "accounts": _accounts()}))


def fingerprint():
    """Changes with the code, the static files, the data folder, and the day.

    The demo's dates are counted from the day it is loaded, so every morning asks again.
    """
    # The birth of the data folder: another one knows nothing of what was done in the first.
    born = [VAR / "postgres" / "PG_VERSION", ROOT / "requirements" / "runtime.txt"]
    sources = [path for name in SOURCES for path in (ROOT / name).rglob("*") if path.is_file()]
    digest = hashlib.sha256(f"{date.today()} {ROOT}".encode())
    for path in sorted(born + [path for path in sources if path.suffix != ".pyc"]):
        about = path.stat()
        digest.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _collect_static_files():
    """Only when a file has changed: hashing and compressing them all costs seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(f"{name}\0{storage.size(name)}\0".encode())
            digest.update(str(storage.get_modified_time(name).timestamp()).encode())
    collected = Path(settings.STATIC_ROOT)
    stamp = collected.with_name(f"{collected.name}.sha256")
    if collected.is_dir() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


def _accounts():
    """(address, role, organisation) of each demo account, in the order they were made."""
    from django.contrib.auth import get_user_model

    rows = []
    for user in get_user_model().objects.filter(email__endswith="@demo.example").order_by("pk"):
        memberships = list(user.memberships.select_related("organisation").order_by("pk"))
        for membership in memberships:
            rows.append((user.email, membership.get_role_display(), membership.organisation.name))
        if not memberships:
            rows.append((user.email, "Administration", "toute la plateforme"))
    return rows


if __name__ == "__main__":
    main(sys.argv[1])
