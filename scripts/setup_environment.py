"""Prepare this folder: virtual environment, locked dependencies, system libraries.

    python3 scripts/setup_environment.py demo    # what `make demo` needs
    python3 scripts/setup_environment.py dev     # the same, and the tests

Runs with the system's Python (3.11 or later) and its standard library alone. Doing it again when
nothing changed costs a tenth of a second.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
# Each list holds the ones before it, at the same versions.
LOCKS = ("runtime", "demo", "dev")

# What WeasyPrint loads; harfbuzz-subset is optional for it, our documents need it to stay small.
LIBRARIES_LOAD = """
import sys
import weasyprint
from weasyprint.text import ffi
sys.exit(not getattr(ffi, "harfbuzz_subset", None))
"""
LIBRARIES = {
    "apt-get": ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"],
    "dnf": ["pango", "harfbuzz"],
    "zypper": ["libpango-1_0-0", "libharfbuzz-subset0"],
    "pacman": ["pango", "harfbuzz"],
    "brew": ["pango"],
}
INSTALL = {
    "apt-get": ["apt-get", "install", "-y", "--no-install-recommends"],
    "dnf": ["dnf", "install", "-y"],
    "zypper": ["zypper", "--non-interactive", "install"],
    "pacman": ["pacman", "-S", "--noconfirm"],
    "brew": ["brew", "install"],
}
BROWSERS = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip


class Stop(SystemExit):
    """Nothing more can be done alone: one line says what the person must run."""

    def __init__(self, line):
        super().__init__(f"✗ {line}")


def main(lock):
    if sys.version_info < (3, 11):  # noqa: UP036 (run by whichever Python the machine has)
        raise Stop("Python 3.11 ou plus récent est nécessaire : installez-le puis relancez.")
    with one_at_a_time():
        create_environment()
        install_dependencies(lock)
        check_libraries()
    if lock == "dev" and not any(map(shutil.which, BROWSERS)) and not os.environ.get("CHROMIUM"):
        say("⚠ Chromium est absent : les tests dans le navigateur seront PASSÉS, pas exécutés.")


@contextmanager
def one_at_a_time():
    """Two commands typed together must not fill the same environment."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Une autre commande prépare déjà cet environnement, un instant…")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def create_environment():
    """A virtual environment whose Python still runs, even after a move or an upgrade."""
    if environment_works():
        return
    say("Création de l’environnement virtuel…")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", ENVIRONMENT])
    if made.returncode and "ensurepip" in made.stdout and shutil.which("apt-get"):
        # Debian ships Python without the module that makes environments.
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        install_packages("apt-get", [f"python{version}-venv"], "Le module venv de Python manque")
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        made = run([sys.executable, "-m", "venv", ENVIRONMENT])
    if made.returncode:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise Stop(f"L’environnement virtuel n’a pas pu être créé.\n{made.stdout}")


def environment_works():
    """pip writes absolute addresses in its scripts: a moved folder needs a new environment."""
    try:
        here = run([PYTHON, "-c", "import sys; print(sys.prefix)"])
        home = (ENVIRONMENT / "bin" / "pip").read_text().split("\n", 1)[0]
    except OSError:
        return False
    moved = str(ENVIRONMENT) not in home and not home.startswith("#!/bin/sh")
    return here.returncode == 0 and Path(here.stdout.strip()) == ENVIRONMENT and not moved


def install_dependencies(lock):
    """Exactly the locked versions, their hashes checked, only when the lock has changed."""
    if any(stamp(name) == digest(name) for name in LOCKS[LOCKS.index(lock) :]):
        return
    say("Installation des dépendances verrouillées (une à deux minutes la première fois)…")
    done = run(
        [
            PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
            "--require-hashes", "--only-binary", ":all:", "--requirement",
            ROOT / "requirements" / f"{lock}.txt",
        ]
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"Les dépendances n’ont pas pu être installées.\n{done.stdout[-3000:]}")
    stamp_path(lock).write_text(digest(lock))


def digest(lock):
    content = (ROOT / "requirements" / f"{lock}.txt").read_bytes()
    return hashlib.sha256(content).hexdigest()


def stamp(lock):
    try:
        return stamp_path(lock).read_text()
    except OSError:
        return None


def stamp_path(lock):
    return ENVIRONMENT / f"installed-{lock}.sha256"


def check_libraries():
    """The system libraries that draw the documents, installed when we are allowed to."""
    seen = ENVIRONMENT / f"libraries-{platform.node()}"
    if seen.exists():
        return
    if not libraries_load():
        manager = next((name for name in INSTALL if shutil.which(name)), None)
        if manager is None:
            raise Stop(
                "Installez Pango et HarfBuzz (pango, pangoft2, harfbuzz-subset) : ils dessinent"
                " les documents PDF ; puis relancez."
            )
        install_packages(manager, LIBRARIES[manager], "Les bibliothèques des PDF manquent")
        if not libraries_load():
            raise Stop(
                "Pango est installé mais WeasyPrint ne le trouve pas ; voir docs/production.md."
            )
    seen.touch()


def libraries_load():
    environment = dict(os.environ)
    if sys.platform == "darwin":
        # Homebrew's folder is not among those a Python from elsewhere looks into.
        environment.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib")
    return run([PYTHON, "-W", "ignore", "-c", LIBRARIES_LOAD], env=environment).returncode == 0


def install_packages(manager, packages, reason):
    """Through the package manager when no password is needed; otherwise say what to run."""
    command = [*INSTALL[manager], *packages]
    if manager != "brew":
        command = ["sudo", *command]
    asked = f"{reason} : lancez « {' '.join(command)} », puis recommencez."
    if manager != "brew" and os.geteuid() == 0:
        command = command[1:]
    elif manager != "brew" and (not shutil.which("sudo") or run(["sudo", "-n", "true"]).returncode):
        raise Stop(asked)
    say(f"{reason} : installation de {', '.join(packages)}…")
    if run(command).returncode == 0:
        return
    if manager == "apt-get":
        # A fresh container has no list of packages yet.
        run([*command[: command.index("apt-get") + 1], "update"])
        if run(command).returncode == 0:
            return
    raise Stop(asked)


def run(command, **options):
    environment = {"DEBIAN_FRONTEND": "noninteractive", **options.pop("env", os.environ)}
    return subprocess.run(
        [str(part) for part in command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )


def say(line):
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo")
