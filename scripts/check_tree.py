"""What no other tool checks: lock files name no host, sources no personal folder, no leftovers."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = re.compile(r"(^|/)(requirements/.*\.txt|.*\.lock|package-lock\.json)$")
# Said in pieces, so that this file does not accuse itself.
PERSONAL_FOLDER = re.compile("/(?:" + "|".join(["home", "Users"]) + r")/[a-z][\w.-]*/|/ro" + "ot/")
MERGE_MARKER = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
UNFINISHED = re.compile(r"\b(?:FIX" + "ME|XX" + r"X)\b")
BINARY = {".png", ".jpg", ".ico", ".ttf", ".woff2", ".pdf", ".webp", ".xlsx", ".ods"}


def main():
    faults = [fault for path in tracked_files() for fault in faults_of(path)]
    print("\n".join(faults) or "Arborescence : rien à signaler.")
    return bool(faults)


def tracked_files():
    """Every file that would be committed; outside a checkout, every file outside var/."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = sorted(set(listed.stdout.decode().split("\0")) - {""})
        return [ROOT / name for name in names if (ROOT / name).is_file()]
    skipped = {"var", ".venv", ".git"}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and path.relative_to(ROOT).parts[0] not in skipped
    ]


def faults_of(path):
    name = path.relative_to(ROOT).as_posix()
    if path.suffix in BINARY or name.startswith("static/vendor/"):
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    if LOCK.search(name) and ("://" in text or "--index" in text or "--find-links" in text):
        yield f"{name} : un fichier de verrouillage ne nomme aucun serveur."
    if PERSONAL_FOLDER.search(text):
        yield f"{name} : dossier personnel d’une machine."
    if MERGE_MARKER.search(text):
        yield f"{name} : marque de fusion oubliée."
    if UNFINISHED.search(text):
        yield f"{name} : travail laissé en plan."


if __name__ == "__main__":
    sys.exit(main())
