"""The embedded PostgreSQL and Valkey, shared by every command of this folder.

Whoever comes first starts them, whoever leaves last stops them. Users are recorded with the birth
time of their process, so one that was killed stops counting and its servers are taken over.
"""

import atexit
import fcntl
import json
import os
import secrets
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import psutil

from inclusion.demo.postgresql import SUPERUSER, PostgreSQL, ServerFailed
from inclusion.demo.valkey import Valkey

__all__ = [
    "EmbeddedServers",
    "ServerFailed",
    "provide_environment",
    "undisturbed",
]

ROOT = Path(__file__).resolve().parents[2]
# Another folder makes another demo: the browser tests have theirs.
VAR = Path(os.environ.get("INCLUSION_VAR") or ROOT / "var").resolve()
DATABASE = "inclusion"
ROLES = {
    "DATABASE_URL": "inclusion_app",
    "DATABASE_OWNER_URL": "inclusion_owner",
    "DATABASE_OFFICER_URL": "inclusion_officer",
    "DATABASE_MAINTENANCE_URL": "inclusion_maintenance",
}
# Tests lose nothing by losing power: their servers live apart and never wait for the disk.
FAST_AND_FRAGILE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class EmbeddedServers:
    """The two servers of one profile: "demo" keeps its data, "test" is fast."""

    def __init__(self, profile="demo"):
        base = VAR if profile == "demo" else VAR / profile
        self.run = base / "run"
        self.postgresql = PostgreSQL(
            base / "postgres",
            settings={} if profile == "demo" else FAST_AND_FRAGILE,
            warn=_say,
        )
        self.valkey = Valkey(base / "valkey", durable=profile == "demo")

    def acquire(self):
        """Start or join the servers, then return the environment that leads to them."""
        with undisturbed(), self._users() as users:
            self.postgresql.ensure_running()
            self.valkey.ensure_running()
            self._bootstrap()
            users[str(os.getpid())] = psutil.Process().create_time()
        return self.environment()

    def release(self):
        """Leave the servers; the last one out stops them."""
        with undisturbed(), self._users() as users:
            users.pop(str(os.getpid()), None)
            if not users:
                self.valkey.stop()
                self.postgresql.stop()

    def are_used(self):
        """Whether a living process uses them."""
        with self._users() as users:
            return bool(users)

    def environment(self):
        """The variables the settings read; the servers need not run for them to be known."""
        urls = {name: self.postgresql.url(role, DATABASE) for name, role in ROLES.items()}
        return {**urls, "REDIS_URL": self.valkey.url, "SECRET_KEY": secret_key()}

    @contextmanager
    def _users(self):
        self.run.mkdir(parents=True, exist_ok=True)
        record = self.run / "users.json"
        with (self.run / "users.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            users = {pid: born for pid, born in _read(record).items() if _lives(int(pid), born)}
            try:
                yield users
            finally:
                record.write_text(json.dumps(users))

    def _bootstrap(self):
        from inclusion.organisations.management.commands.bootstrap_database import bootstrap

        roles = {name: {"USER": role, "NAME": DATABASE} for name, role in ROLES.items()}
        bootstrap(
            self.postgresql.url(SUPERUSER, "postgres"),
            application=roles["DATABASE_URL"],
            owner=roles["DATABASE_OWNER_URL"],
            officer=roles["DATABASE_OFFICER_URL"],
            maintenance=roles["DATABASE_MAINTENANCE_URL"],
        )


def provide_environment(profile="demo", *, running=True):
    """Without DATABASE_URL, lead this process (and those it starts) to the embedded servers.

    They are joined, or started for this process's time; with `running=False` only named, for a
    command that reads the settings but no data.
    """
    if os.environ.get("DATABASE_URL"):
        return
    servers = EmbeddedServers(profile)
    if running:
        owner = os.getpid()
        atexit.register(lambda: os.getpid() == owner and servers.release())
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, lambda received, _frame: sys.exit(128 + received))
    environment = servers.acquire() if running else servers.environment()
    for name, value in environment.items():
        os.environ.setdefault(name, value)


@contextmanager
def undisturbed():
    """Hold back requests to stop until the block is done: nothing is started and forgotten."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received = []
    former = {
        number: signal.signal(number, lambda caught, _frame: received.append(caught))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
    for number in received[:1]:
        os.kill(os.getpid(), number)


def secret_key():
    """The demo's secret, drawn once and kept from other accounts."""
    path = VAR / "secret_key"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        draft = VAR / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            # link() never overwrites: two first commands agree on one secret.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def _lives(pid, born):
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - born) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _read(path):
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def _say(message):
    print(message, file=sys.stderr)
