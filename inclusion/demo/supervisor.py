"""`make demo`: every server and process of the product, kept together from start to stop.

Each process leads a session of its own and writes to its own log, so nothing depends on this one
being alive; its record lets the next start find and stop whatever a killed one left behind.
"""

import argparse
import contextlib
import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from inclusion.demo.prepare import fingerprint
from inclusion.demo.servers import (
    ROOT,
    VAR,
    EmbeddedServers,
    ServerFailed,
    undisturbed,
)

RUN = VAR / "run"
LOGS = VAR / "log"
RECORD = RUN / "supervisor.json"
PREPARED = RUN / "prepared.json"
PASSWORD = "demo-inclusion-2026"
# Longer than a document takes; a worker that is still busy then is stopped, its job kept.
GRACE_SECONDS = 8

NOT_LIKE_PRODUCTION = (
    "serveurs PostgreSQL et Valkey embarqués, données dans var/ (make demo-reset les efface)",
    "comptes à mot de passe connu, second facteur facultatif",
    "http sans chiffrement ; les courriels se lisent sur la page « Courrier de démonstration »",
)


class Stopped(Exception):
    """A signal asked for the end."""


def main():
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--reset", action="store_true")
    options = parser.parse_args()
    started = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    try:
        refuse_second_start()
        stop_orphans()
        if options.reset:
            return reset()
        refuse_busy_port(options.host, options.port)
        return run(options.host, options.port, started)
    except ServerFailed as failure:
        say(f"✗ {failure}")
        return 1
    except Stopped:
        return 0


def run(host, port, started):
    """Start everything, wait, and stop everything, whatever happens."""
    address = os.environ.setdefault("PUBLIC_URL", f"http://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.dev")
    LOGS.mkdir(parents=True, exist_ok=True)
    say("Démarrage…")
    with contextlib.ExitStack() as stack:
        external = bool(os.environ.get("DATABASE_URL"))
        servers = None if external else EmbeddedServers()
        given = set(os.environ)
        if servers:
            lead_to(servers.environment(), given)
            stack.callback(servers.release)
        processes = stack.enter_context(Processes())
        wanted = commands(host, port)
        accounts = None if external else known_accounts()
        # Each imports the whole project, one while the servers start, the other while the world
        # loads, and waits to be told.
        preparation = None if accounts else stack.enter_context(Preparation())
        if servers:
            # The broker took another port if someone held the usual one: only now is it known.
            lead_to(servers.acquire(), given)
        tell_web = processes.start("web", wanted.pop("web"), waits=True)
        if preparation:
            accounts = preparation.run()
        # The page first: the others would only slow it down, and it can wait for them.
        tell(tell_web)
        wait_for_first_page(processes, loopback(host), port)
        for name, command in wanted.items():
            processes.start(name, command)
        say(welcome(address, accounts, time.monotonic() - started))
        fallen = processes.wait_for_the_first_to_end()
        if fallen:
            say(f"✗ Le processus « {fallen} » s’est arrêté ; tout s’arrête. {tail(fallen)}")
        return 1 if fallen else 0


def lead_to(servers, given):
    """Let the processes to come find the servers; what the user named stays."""
    os.environ.update({name: value for name, value in servers.items() if name not in given})


def commands(host, port):
    """The processes of production, at the size of one small machine."""
    python = [sys.executable, "-m"]
    return {
        "web": [
            *python, "gunicorn", "inclusion.wsgi:application", "--bind", f"{host}:{port}",
            "--config", "python:inclusion.demo.web",
            "--worker-class", "gthread", "--workers", "2", "--threads", "4",
            "--timeout", "60", "--graceful-timeout", "5", "--no-control-socket",
        ],
        "dispatch": [sys.executable, str(ROOT / "manage.py"), "dispatch"],
        "worker": [
            *python, "celery", "--app", "inclusion.celery", "worker", "--concurrency", "2",
            "--loglevel", "INFO", "--without-gossip", "--without-mingle",
        ],
        "beat": [
            *python, "celery", "--app", "inclusion.celery", "beat", "--loglevel", "INFO",
            "--schedule", str(RUN / "beat"), "--pidfile=",
        ],
    }  # fmt: skip


class Processes:
    """The children, written down as they start so that a later start can find them."""

    def __init__(self):
        self._children = {}

    def __enter__(self):
        self._write_record()
        return self

    def __exit__(self, *_exception):
        # From here on another Ctrl-C may not interrupt the stop.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if self._children:
            say("Arrêt…")
        stop([psutil.Process(child.pid) for child in self._children.values() if alive(child)])
        RECORD.unlink(missing_ok=True)

    def start(self, name, command, *, waits=False):
        """Start it; one that `waits` is told to go on through the pipe returned."""
        log = LOGS / f"{name}.log"
        if log.exists() and log.stat().st_size > 5_000_000:
            log.replace(log.with_suffix(".log.1"))
        with undisturbed(), log.open("ab") as output:
            child = self._children[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._write_record()
        return child.stdin

    def first_ended(self):
        return next((name for name, child in self._children.items() if not alive(child)), None)

    def wait_for_the_first_to_end(self):
        """Returns its name, or None when the terminal that asked for the demo has gone."""
        parent = os.getppid()
        while True:
            if name := self.first_ended():
                return name
            # `make` was killed: nobody is left to stop us.
            if os.environ.get("MAKELEVEL") and os.getppid() != parent:
                return None
            time.sleep(0.2)

    def _write_record(self):
        RUN.mkdir(parents=True, exist_ok=True)
        record = {
            "supervisor": _identity(os.getpid()),
            "address": os.environ.get("PUBLIC_URL"),
            "children": [_identity(child.pid) for child in self._children.values()],
        }
        draft = RECORD.with_suffix(".new")
        draft.write_text(json.dumps(record))
        draft.replace(RECORD)


def known_accounts():
    """The demo's accounts when nothing changed since the last preparation, else None.

    Never asked of servers of the user's, about which nothing is known.
    """
    try:
        known = json.loads(PREPARED.read_text())
        return known["accounts"] if known["state"] == fingerprint() else None
    except (OSError, ValueError):
        return None


class Preparation:
    """Schema, static files and demo world, by a process that ends and frees its memory."""

    def __enter__(self):
        with undisturbed(), (LOGS / "preparation.log").open("wb") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "inclusion.demo.prepare", str(PREPARED)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return self

    def __exit__(self, *_exception):
        if alive(self._child):
            self._child.kill()
        self._child.wait()

    def run(self):
        """Once the servers answer: let it work, and return the demo's accounts."""
        tell(self._child.stdin)
        if self._child.wait():
            raise ServerFailed(f"La préparation a échoué. {tail('preparation')}")
        return json.loads(PREPARED.read_text())["accounts"]


def tell(pipe):
    """Let a process that waits go on; one that has fallen is seen elsewhere."""
    with contextlib.suppress(OSError), pipe:
        pipe.write(b".")


def wait_for_first_page(processes, host, port):
    """Until the web process answers; a child that falls meanwhile stops the start."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if name := processes.first_ended():
            raise ServerFailed(f"Le processus « {name} » n’a pas démarré. {tail(name)}")
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/sante/vivant", timeout=5):
                return
        except urllib.error.HTTPError as answer:
            raise ServerFailed(f"Le site répond {answer.code}. {tail('web')}") from answer
        except OSError:
            time.sleep(0.05)
    raise ServerFailed(f"Le site ne répond pas. {tail('web')}")


def welcome(address, accounts, seconds):
    widths = [max((len(row[i]) for row in accounts), default=0) for i in range(2)]
    table = [
        f"  {email:<{widths[0]}}  {role:<{widths[1]}}  {organisation}"
        for email, role, organisation in accounts
    ]
    spent = f"{seconds:.1f}".replace(".", ",")
    return "\n".join(
        [
            "",
            f"  Inclusion est ouvert : {address}   (prêt en {spent} s)",
            "",
            f"  Comptes de démonstration, mot de passe : {PASSWORD}",
            *table,
            "",
            "  Différences avec une installation réelle (docs/production.md) :",
            *(f"  · {difference}" for difference in NOT_LIKE_PRODUCTION),
            "",
            f"  Journaux : {os.path.relpath(LOGS, ROOT)}/*.log        Arrêter : Ctrl-C",
        ]
    )


def refuse_second_start():
    record = _record()
    if record and _process(record["supervisor"]):
        raise ServerFailed(
            f"La démonstration tourne déjà : {record['address']}"
            f" (processus {record['supervisor']['pid']}). Arrêtez-la d’abord par Ctrl-C."
        )


def stop_orphans():
    """Stop what a killed supervisor left: its children, and theirs."""
    record = _record()
    if not record:
        return
    children = [process for child in record["children"] if (process := _process(child))]
    groups = {child["pid"] for child in record["children"]}
    # A leader may be dead and its pool alive: same session, same folder.
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getpgid(process.pid) in groups and Path(process.cwd()) == ROOT:
                children.append(process)
    if children:
        say("La démonstration précédente n’a pas été arrêtée proprement : nettoyage.")
        stop(children)
    RECORD.unlink(missing_ok=True)


def refuse_busy_port(host, port):
    other = f"Choisissez-en un autre : make demo PORT={port + 1}"
    busy = f"Le port {port} est déjà utilisé par un autre programme. {other}"
    with contextlib.suppress(OSError), socket.create_connection((loopback(host), port), timeout=1):
        raise ServerFailed(busy)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ServerFailed(busy) from error
            reason = f"Le port {port} ne peut pas être ouvert ({error.strerror})"
            raise ServerFailed(f"{reason}. {other}") from error


def loopback(host):
    """The address to reach ourselves by, when the site listens on every interface."""
    return "127.0.0.1" if host in ("", "0.0.0.0") else host


def reset():
    """Forget the demo's data; the secret key and the installed dependencies stay."""
    servers = EmbeddedServers()
    if servers.are_used():
        raise ServerFailed("Une commande utilise encore les données ; arrêtez-la d’abord.")
    servers.release()
    for name in ("postgres", "valkey", "storage", "static", "run", "log"):
        shutil.rmtree(VAR / name, ignore_errors=True)
    (VAR / "static.sha256").unlink(missing_ok=True)
    say("Données de démonstration effacées. « make demo » repart de zéro.")
    return 0


def stop(processes):
    """Ask, wait, then insist; their own children end with them."""
    families = set(processes)
    for process in processes:
        with contextlib.suppress(psutil.Error):
            families.update(process.children(recursive=True))
            process.terminate()
    _gone, stubborn = psutil.wait_procs(families, timeout=GRACE_SECONDS)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)


def alive(child):
    return child.poll() is None


def tail(name):
    lines = (LOGS / f"{name}.log").read_text(errors="replace").splitlines()[-15:]
    return f"Fin de var/log/{name}.log :\n" + "\n".join(f"  {line}" for line in lines)


def say(message):
    # The terminal may be gone (HUP): stopping matters more than saying so.
    with contextlib.suppress(OSError):
        print(message, flush=True)


def _ask_to_stop(_number, _frame):
    raise Stopped


def _record():
    try:
        return json.loads(RECORD.read_text())
    except (OSError, ValueError):
        return None


def _identity(pid):
    return {"pid": pid, "born": psutil.Process(pid).create_time()}


def _process(identity):
    try:
        process = psutil.Process(identity["pid"])
        is_same = abs(process.create_time() - identity["born"]) < 1
        return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


if __name__ == "__main__":
    sys.exit(main())
