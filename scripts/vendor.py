"""Refresh or check the third-party files listed in vendor.toml.

    npm pack bootstrap@5.3.9            # gives bootstrap-5.3.9.tgz
    scripts/vendor.py *.tgz             # copies the files, rebuilds the sprite, writes hashes
    scripts/vendor.py --check           # fails when a committed file is not the recorded one

Only the packages whose archive is given are refreshed. Nothing is downloaded here.
"""

import argparse
import hashlib
import json
import re
import sys
import tarfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "vendor.toml"

# A missing source map breaks the manifest storage of static files.
SOURCE_MAP = re.compile(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\n?")
SVG_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def digest(content):
    return hashlib.sha256(content).hexdigest()


def read_manifest():
    return tomllib.loads(MANIFEST.read_text(encoding="utf-8"))


def committed_files(manifest):
    """Yield (path, recorded hash) for every file the manifest vouches for."""
    for package in manifest["package"]:
        for name, file in package["files"].items():
            yield ROOT / package["directory"] / name, file["sha256"]
    yield ROOT / manifest["sprite"]["path"], manifest["sprite"]["sha256"]


def check():
    """Return one sentence per file that is missing or is not the recorded one."""
    problems = []
    for path, recorded in committed_files(read_manifest()):
        if not path.exists():
            problems.append(f"{path.relative_to(ROOT)}: missing")
        elif digest(path.read_bytes()) != recorded:
            problems.append(f"{path.relative_to(ROOT)}: hash differs from vendor.toml")
    return problems


class Archive:
    """An npm package as a local .tgz; every path starts with package/."""

    def __init__(self, path):
        with tarfile.open(path) as tar:
            self.files = {
                member.name.removeprefix("package/"): tar.extractfile(member).read()
                for member in tar
                if member.isfile()
            }
        self.description = json.loads(self.files["package.json"])

    @property
    def key(self):
        return self.description["name"], self.description["version"]

    def read(self, name):
        return self.files[name]


def build_sprite(sprite, archive):
    """Return one SVG holding a <symbol> per icon, in the order of the manifest."""
    symbols = []
    for name in sprite["names"]:
        body = SVG_BODY.search(archive.read(f"icons/{name}.svg").decode()).group(1)
        body = re.sub(r">\s+<", "><", body.strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{body}</symbol>')
    for own in sprite["own"]:
        symbols.append(
            f'<symbol id="{own["name"]}" viewBox="{own["view_box"]}">{own["body"]}</symbol>'
        )
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([head, *symbols, "</svg>", ""]).encode()


def refresh(archives):
    """Copy the listed files out of the archives and record their hashes."""
    manifest = read_manifest()
    text = MANIFEST.read_text(encoding="utf-8")
    for package in manifest["package"]:
        archive = archives.get((package["name"], package["version"]))
        if archive is None:
            continue
        directory = ROOT / package["directory"]
        directory.mkdir(parents=True, exist_ok=True)
        for name, file in package["files"].items():
            content = SOURCE_MAP.sub(b"\n", archive.read(file["from"]))
            if name.endswith(".woff2"):
                content = archive.read(file["from"])
            (directory / name).write_bytes(content)
            text = record(text, package["directory"], name, digest(content))
        if package["name"] == manifest["sprite"]["package"]:
            content = build_sprite(manifest["sprite"], archive)
            (ROOT / manifest["sprite"]["path"]).write_bytes(content)
            text = re.sub(
                r'(\[sprite\].*?sha256 = ")[0-9a-f]*', rf"\g<1>{digest(content)}", text, flags=re.S
            )
    MANIFEST.write_text(text, encoding="utf-8")


def record(text, directory, name, value):
    """Write one file's hash into the manifest's text, which keeps its comments."""
    pattern = (
        rf'(directory = "{re.escape(directory)}".*?"{re.escape(name)}" = .*?sha256 = ")[0-9a-f]*'
    )
    return re.sub(pattern, rf"\g<1>{value}", text, count=1, flags=re.S)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archives", nargs="*", type=Path, help="npm archives (.tgz)")
    parser.add_argument("--check", action="store_true", help="verify hashes, change nothing")
    arguments = parser.parse_args()
    if not arguments.check:
        if not arguments.archives:
            parser.error("give npm archives, or --check")
        opened = [Archive(path) for path in arguments.archives]
        refresh({archive.key: archive for archive in opened})
    problems = check()
    print("\n".join(problems) or "vendor.toml: every file is the recorded one")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
