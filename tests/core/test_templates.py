"""Templates: all used, and set as French is."""

import re
from pathlib import Path

import django
from allauth import __file__ as allauth_file
from django.conf import settings

ROOT = settings.BASE_DIR / "templates"
# Django's handlers name these by their code; the packages name the pages they let us redraw.
PACKAGES = [
    Path(allauth_file).parent / "templates",
    Path(django.__file__).parent / "forms" / "templates",
    Path(django.__file__).parent / "contrib" / "admin" / "templates",
]
CODE = ["inclusion", "beneficiaries", "equipment", "workshops", "funding"]


def templates():
    return sorted(
        p for p in ROOT.rglob("*") if p.suffix in {".html", ".txt", ".css"} and p.is_file()
    )


def test_every_template_is_used():
    sources = [p.read_text() for p in templates()]
    sources += [
        p.read_text() for folder in CODE for p in (settings.BASE_DIR / folder).rglob("*.py")
    ]
    whole = "\n".join(sources)
    unused = []
    for path in templates():
        name = path.relative_to(ROOT).as_posix()
        # A template of documents is named by its kind; a sheet by the file that reads it.
        names = [f'"{name}"', f"'{name}'"]
        if name.startswith("documents/"):
            names += [f'"{path.stem}"', f'"{path.name}"']
        is_error_page = re.fullmatch(r"\d{3}(_csrf)?\.html", name)
        is_redrawn = any((package / name).exists() for package in PACKAGES)
        if not is_error_page and not is_redrawn and not any(n in whole for n in names):
            unused.append(name)
    assert unused == []


TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r'"([^"]*)"')
HIDDEN = re.compile(
    r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->|<style.*?</style>|\{\{.*?\}\}",
    re.DOTALL,
)
# What goes to paper is set by the press itself, whatever the spaces of the template.
DRAWN = re.compile(
    r"documents/(?:\w+_certificate|\w+_report|\w+_response|\w+_register|\w+_sheet|dpia|base|warm_up"
    r"|partials/(?!_document|_progress))"
)
SPOKEN = re.compile(r'(?:title|alt|placeholder|aria-label|content)="([^"]*)"')
# A plain space, or none, where French sets a no-break one; a straight apostrophe in a word.
BADLY_SET = re.compile(
    r"\S [:;?!%€»](?=$|[\s<,.)])|« (?=\S)|[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]|[a-zà-ÿ)][;?!](?=$|\s)"
    r"|\.\.\.|\d (?:€|%|h\b)"
)


def spoken_text(source):
    """What a reader may see of a template: text, spoken attributes, sentences given to tags."""
    source = HIDDEN.sub("", source)
    pieces = [piece for tag in TAG.findall(source) for piece in QUOTED.findall(tag) if " " in piece]
    source = TAG.sub("", source)
    pieces += SPOKEN.findall(source)
    pieces += re.sub(r"<[^>]*>", "\n", source).split("\n")
    return [piece.strip() for piece in pieces if piece.strip()]


def test_french_typography_is_kept_in_every_template():
    faults = []
    for path in templates():
        if path.suffix == ".css" or DRAWN.match(path.relative_to(ROOT).as_posix()):
            continue
        for text in spoken_text(path.read_text()):
            # Addresses and entities are not prose.
            prose = re.sub(r"https?://\S+|&[a-z]+;|\S+@\S+", "", text)
            if BADLY_SET.search(prose):
                faults.append(f"{path.relative_to(ROOT)}: {text[:100]}")
    assert faults == []


# Help texts are written by us, and Django's own widgets expect them as markup.
OWN_CODE = [
    r"\sstyle=",
    r'<script(?![^>]*(?:\ssrc=|type="application/json"))',
    r"\son[a-z]+=\"",
    r"(?<!help_text)\|safe\b",
]


def test_no_template_carries_code_or_style_of_its_own():
    faults = []
    for path in templates():
        if path.suffix != ".html" or path.is_relative_to(ROOT / "documents"):
            continue
        source = path.read_text()
        for pattern in OWN_CODE:
            if re.search(pattern, source):
                faults.append(f"{path.relative_to(ROOT)}: {pattern}")
    assert faults == []


def test_a_link_that_gives_a_file_says_so_to_the_browser():
    """Without `download` a reader is left on the page with no word of what happened."""
    link = re.compile(r'<a (?P<inside>(?:\{%.*?%\}|\{\{.*?\}\}|[^<>{])*)>\{% icon "download" %\}')
    silent = [
        f"{path.relative_to(ROOT)}: {found['inside'][:80]}"
        for path in templates()
        for found in link.finditer(path.read_text())
        if not found["inside"].endswith(" download") and "own_export" not in found["inside"]
    ]
    assert silent == []
