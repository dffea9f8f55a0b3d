"""What changed in the records since a report was submitted: the report itself never does."""

from dataclasses import dataclass

from django.db import connection

from funding.evidence import sources
from funding.models import EvidenceKind, SubmissionEvidence
from funding.presentation import KIND_WORDS
from funding.selectors.reports import frozen
from funding.snapshot import live_snapshot
from inclusion.ui.formats import number, percent

SHOWN = 10

COMPARED = """
SELECT count(*) FILTER (WHERE kept.id IS NULL) AS added,
    count(*) FILTER (WHERE live.fingerprint IS NULL) AS removed,
    count(*) FILTER (WHERE live.content <> kept.content) AS changed,
    (array_agg(kept.number ORDER BY kept.rank)
        FILTER (WHERE live.fingerprint IS NULL OR live.content <> kept.content))[1:{shown}],
    (array_agg(live.number ORDER BY live.rank) FILTER (WHERE kept.id IS NULL))[1:{shown}]
FROM (SELECT rank, number, fingerprint, content FROM ({live}) AS lines) AS live
FULL JOIN (SELECT id, rank, number, fingerprint, content FROM {table}
           WHERE submission_id = %s AND kind = %s) AS kept
    ON kept.fingerprint = live.fingerprint
"""


@dataclass(frozen=True)
class ChangedFigure:
    code: str
    label: str
    frozen: str
    live: str


@dataclass(frozen=True)
class ChangedRecords:
    """The records of one kind: added, gone, or saying something else since."""

    kind: str
    label: str
    added: int
    removed: int
    changed: int
    # Numbers as the report printed them, a few.
    touched: tuple = ()

    def __bool__(self):
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Drift:
    figures: list
    records: list

    def __bool__(self):
        return bool(self.figures or self.records)


def drift_of(report, submission):
    """The live figures and records against the frozen ones."""
    kept, live = frozen(submission), live_snapshot(report)
    return Drift(
        figures=[*_lines(kept, live), *_indicators(kept, live), *_amounts(kept, live)],
        records=[
            changed
            for source in sources(report)
            if kept["records"][f"{source.kind}s"] != live["records"][f"{source.kind}s"]
            and (changed := _records(source, submission))
        ],
    )


def _records(source, submission):
    table = SubmissionEvidence._meta.db_table
    sql = COMPARED.format(live=source.sql, table=table, shown=SHOWN)
    with connection.cursor() as cursor:
        cursor.execute(sql, (*source.parameters, submission.pk, source.kind))
        added, removed, changed, touched, _ = cursor.fetchone()
    kind = EvidenceKind(source.kind)
    return ChangedRecords(
        kind.value, KIND_WORDS[kind], added, removed, changed, tuple(touched or ())
    )


def _lines(kept, live):
    before = {line["code"]: line for side in ("charges", "produits") for line in kept[side]}
    after = {line["code"]: line for side in ("charges", "produits") for line in live[side]}
    for code in sorted({*before, *after}):
        old, new = before.get(code), after.get(code)
        values = [_euros(line and line["realised"]) for line in (old, new)]
        if values[0] != values[1]:
            line = old or new
            group = f"{line['group']} " if line["group"].isdigit() else ""
            yield ChangedFigure(code, f"{group}{line['label']}", *values)


def _indicators(kept, live):
    before = {each["code"]: each for each in kept["indicators"]}
    after = {each["code"]: each for each in live["indicators"]}
    for code in [*before, *(code for code in after if code not in before)]:
        values = [_figure(each.get(code)) for each in (before, after)]
        if values[0] != values[1]:
            yield ChangedFigure(code, (before.get(code) or after[code])["label"], *values)


AMOUNTS = {"entitled": "Droit acquis", "to_repay": "À rembourser"}


def _amounts(kept, live):
    for name, label in AMOUNTS.items():
        if kept[name] != live[name]:
            yield ChangedFigure(name, label, _euros(kept[name]), _euros(live[name]))
    if kept["grant"]["paid_amount"] != live["grant"]["paid_amount"]:
        yield ChangedFigure(
            "paid",
            "Versé",
            _euros(kept["grant"]["paid_amount"]),
            _euros(live["grant"]["paid_amount"]),
        )


def _euros(amount):
    return "aucun montant" if amount is None else f"{number(amount, 2)}\u00a0€"


def _figure(indicator):
    if indicator is None:
        return "absent"
    if indicator["is_masked"]:
        return "non affiché"
    if indicator["value"] is None:
        return "non compté"
    if indicator["kind"] == "ratio":
        return percent(indicator["value"], 2)
    return number(indicator["value"])
