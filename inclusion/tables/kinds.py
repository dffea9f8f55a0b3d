"""The kinds of table that can be imported and exported; each app registers its own.

An app describes its columns, and gives plain functions: `plan` says what each line would do,
`apply` does it, `undo` takes it back; an export gives sheets, and the lines it refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from inclusion.text import fold

CREATE, UPDATE, UNCHANGED = "create", "update", "unchanged"
DUPLICATE, REFUSED = "duplicate", "refused"


@dataclass(frozen=True)
class Column:
    """One column of a kind: the name its header has, what may stand there."""

    name: str
    about: str
    type: str = "texte"
    is_required: bool = False
    synonyms: tuple = ()
    example: str = ""

    @property
    def keys(self):
        return {fold(self.name), *(fold(each) for each in self.synonyms)}


@dataclass(frozen=True)
class Issue:
    """What is wrong with a cell: the line keeps going (a warning) or is left out (an error)."""

    row: int
    column: str
    value: str
    message: str
    is_error: bool = False

    def as_dict(self):
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value[:200],
            "message": self.message,
        }


@dataclass
class RowPlan:
    """What one line would do; `values` are ready to be written, `key` names the row it meets."""

    number: int
    action: str
    title: str
    values: dict = field(default_factory=dict)
    key: str = ""
    issues: list = field(default_factory=list)
    changed: list = field(default_factory=list)


@dataclass(frozen=True)
class TableKind:
    """An importable kind. `rule` says who may, `namespace` whose pages its pages stand among.

    plan(rows, headers, organisation_id) → list of RowPlan, rows holding canonical cells;
    apply(plans, organisation_id, by) → JSON-able list of changes; undo(changes, organisation_id)
    → (how many were taken back, titles of those kept because they changed since).
    """

    code: str
    label: str
    noun: str
    nouns: str
    namespace: str
    rule: Callable
    columns: tuple
    plan: Callable
    apply: Callable
    undo: Callable
    # One line to correct and nothing is written: what a half-imported list would break.
    is_whole: bool = False
    # Every repair of the reading is told, a line out of shape is refused, and this function may
    # refuse the headers: check(headers as written, those nobody recognised). Raises Unreadable.
    check_headers: Callable | None = None
    # False where the pages are served by a role that reads no account.
    shows_authors: bool = True
    # Pairs (column, {folded word: value}): the kind's own synonyms are in `plan`.
    list_route: str = ""

    @property
    def names(self):
        return tuple(column.name for column in self.columns)


@dataclass
class Produced:
    """An export: sheets for spreadsheets, a document for JSON, and the lines refused."""

    sheets: list
    document: object
    count: int
    refused: list = field(default_factory=list)


@dataclass(frozen=True)
class TableExport:
    """produce(organisation) → Produced."""

    code: str
    label: str
    formats: tuple
    rule: Callable
    produce: Callable
    # National files want commas and no mark; ours open in a French spreadsheet.
    separator: str = ";"


_kinds: dict[str, TableKind] = {}
_exports: dict[str, TableExport] = {}


def register_table(kind):
    _kinds[kind.code] = kind


def register_export(export):
    _exports[export.code] = export


def kind_of(code):
    """The importable kind of that code; KeyError when there is none."""
    return _kinds[code]


def export_of(code):
    """The export of that code; KeyError when there is none."""
    return _exports[code]


def kind_codes():
    return sorted(_kinds)


def export_codes():
    return sorted(_exports)
