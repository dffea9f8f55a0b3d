"""What each form of report asks for, as versioned data: a form that changes is a new file.

A report names its template; its submission names the version it was written with.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from funding.models import GrantKind, ReportTemplate

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """One text the form asks for; `part` is where it stands: « words » or « annex »."""

    code: str
    label: str
    help: str
    part: str
    is_required: bool
    max_length: int
    rows: int = 4


@dataclass(frozen=True)
class Attachment:
    """A paper the form asks for."""

    code: str
    label: str
    help: str
    is_required: bool


@dataclass(frozen=True)
class Template:
    """One form of report."""

    code: str
    version: int
    label: str
    form: str
    # Sheet 2, the table of charges and produits; an operating grant shows its accounts instead.
    has_statement: bool
    # Figures split between priority neighbourhoods and elsewhere.
    has_neighbourhoods: bool
    sections: tuple[Section, ...]
    attachments: tuple[Attachment, ...]

    @property
    def name(self):
        return f"{self.code}/{self.version}"

    def part(self, name):
        return [section for section in self.sections if section.part == name]


@cache
def template(code, version=None):
    """The template of this code: its latest version, or the one a report was written with."""
    versions = sorted(
        (_read(path) for path in FOLDER.glob(f"{code}-*.json")), key=lambda each: each.version
    )
    if version is None:
        return versions[-1]
    return next(each for each in versions if each.version == version)


def _read(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Template(
        **{
            **raw,
            "sections": tuple(Section(**each) for each in raw["sections"]),
            "attachments": tuple(Attachment(**each) for each in raw["attachments"]),
        }
    )


def template_for(grant, rules):
    """The form a grant is told on: its kind first, then its programme, then its funder's own."""
    if grant.kind == GrantKind.OPERATING:
        return ReportTemplate.OPERATING
    if grant.program_id and grant.program.requires_neighbourhoods:
        return ReportTemplate.NEIGHBOURHOODS
    return rules.report_template
