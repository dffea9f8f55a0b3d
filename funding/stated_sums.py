"""The additions written in a text, one a line, counted again."""

import hashlib
import re

from funding.findings import Finding, listed
from inclusion.ui.formats import NBSP, number

# « 121 appareils = 62 ordinateurs + 39 tablettes + 20 smartphones », after an optional « Qui : ».
SUM = re.compile(
    r"^(?:(?P<about>[^:=\n]{1,60}?)\s*:\s*)?(?P<whole>\d[^=+\n]{0,60}?)\s*=\s*"
    r"(?P<parts>\d[^=\n]{0,300})$"
)
COUNT = re.compile(r"^(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d{1,9})\s*(.*)$")


def stated_sums(plan):
    """The additions written in the text, one a line, counted again."""
    for line in plan.text.splitlines()[:200]:
        match = SUM.match(line.strip().rstrip(" .;,"))
        counts = _counts(match) if match else None
        if counts:
            yield _judged_sum((match["about"] or "").strip(), *counts)


def _counts(match):
    whole = COUNT.match(match["whole"].strip())
    parts = [COUNT.match(part.strip()) for part in match["parts"].split("+")]
    if whole is None or None in parts:
        return None
    return _count(whole), [_count(part) for part in parts]


def _count(match):
    return int(re.sub(r"\D", "", match[1])), match[2].strip(" .;,")


def _judged_sum(about, whole, parts):
    stated, label = whole
    counted = sum(count for count, _ in parts)
    detail = listed([f"{number(count)}{NBSP}{word}".strip() for count, word in parts])
    figures = {"about": about, "stated": stated, "counted": counted, "parts": parts}
    code = f"sum.{hashlib.sha256(repr((about, label, parts)).encode()).hexdigest()[:12]}"
    intro = f"{about}{NBSP}: " if about else ""
    noun = label or "annoncés"
    if counted == stated:
        title = f"{intro}{number(stated)} {noun}"
        if label:
            title += f", {number(counted)} comptés"
        return Finding(code, "ok", title, f"{detail}.", figures)
    return Finding(
        code,
        "warn",
        f"{intro}{number(stated)} {noun}, {number(counted)} comptés",
        f"{detail}{NBSP}: {number(abs(stated - counted))} d’écart, à documenter.",
        figures,
    )
