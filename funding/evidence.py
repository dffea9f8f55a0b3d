"""The records behind the figures: numbered for one report, without anyone.

One query a kind gives the lines of a draft, their count and digest, and those that cross when the
report is submitted: a hundred thousand sessions are never held in memory.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DateField,
    DecimalField,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import (
    Cast,
    Coalesce,
    Concat,
    Left,
    TruncDate,
    TruncMonth,
)
from django.utils import timezone

from equipment.models import DeviceType
from funding.indicators import DEFINITIONS, SMALL_COUNT, evidence_indicators
from funding.indicators.queries import counted_sessions, hand_overs
from funding.models import EvidenceKind, SubmissionEvidence
from funding.spending import expenses_of, with_shares
from workshops.models import SignedSheet, Topic

PREFIXES = {EvidenceKind.HAND_OVER: "R", EvidenceKind.SESSION: "S", EvidenceKind.EXPENSE: "D"}
COLUMNS = (
    "rank", "number", "on", "label", "detail", "quantity", "eligible_amount", "amount",
    "elsewhere_amount", "free_amount", "fingerprint", "content",
)  # fmt: skip

# base: one row a record. `facts` is what its content hashes; ids are secrets of the association.
LINES = """
WITH base(id, at, day, label, detail, quantity, eligible, here, elsewhere, free, facts) AS ({base}),
ranked AS (SELECT *, row_number() OVER (ORDER BY at, id) AS rank FROM base)
SELECT rank,
    %s || '-' || lpad(rank::text, greatest(4, length(rank::text)), '0') AS number,
    day AS "on", label, detail,
    CASE WHEN quantity >= %s THEN quantity END AS quantity,
    eligible AS eligible_amount,
    {amount} AS amount,
    elsewhere AS elsewhere_amount, free AS free_amount,
    left(encode(sha256(convert_to(%s || ':' || id, 'UTF8')), 'hex'), 8) AS fingerprint,
    left(encode(sha256(convert_to(%s || ':' || id || '|' || facts, 'UTF8')), 'hex'), 16) AS content
FROM ranked
"""
SUMMARY = """
SELECT count(*), encode(sha256(convert_to(
    coalesce(string_agg(content, E'\\n' ORDER BY rank), ''), 'UTF8')), 'hex')
FROM ({lines}) AS lines
"""
WRITE = """
INSERT INTO {table} (id, organisation_id, to_organisation_id, submission_id, kind, indicators,
    {columns})
SELECT gen_random_uuid(), %s, %s, %s, %s, %s::varchar[], {columns} FROM ({lines}) AS lines
"""


@dataclass(frozen=True)
class Source:
    """The lines of one kind as a query: nothing is read until it is asked."""

    kind: str
    sql: str
    parameters: tuple

    def lines(self, start=0, limit=None):
        """The lines from the `start`-th on, as they are printed and as they cross."""
        page = " ORDER BY rank OFFSET %s LIMIT %s"
        rows = _fetch(self.sql + page, (*self.parameters, start, limit))
        return [Evidence(self.kind, *row) for row in rows]

    def summary(self):
        """{count, digest}: another record, or another content of one, gives another digest."""
        [[count, digest]] = _fetch(SUMMARY.format(lines=self.sql), self.parameters)
        return {"count": count, "digest": digest}

    def write(self, submission):
        """Write the lines beside their submission, in one statement."""
        columns = ", ".join(f'"{name}"' for name in COLUMNS)
        with connection.cursor() as cursor:
            cursor.execute(
                WRITE.format(
                    table=SubmissionEvidence._meta.db_table, columns=columns, lines=self.sql
                ),
                (
                    submission.organisation_id,
                    submission.to_organisation_id,
                    submission.pk,
                    self.kind,
                    evidence_indicators(self.kind),
                    *self.parameters,
                ),
            )


@dataclass(frozen=True)
class Evidence:
    """One line, live or frozen."""

    kind: str
    rank: int
    number: str
    on: date
    label: str
    detail: str
    quantity: int | None
    eligible_amount: Decimal | None
    amount: Decimal | None
    elsewhere_amount: Decimal | None
    free_amount: Decimal | None
    fingerprint: str
    content: str


def sources(report):
    """The evidence of a report, kind by kind, in the order it is shown."""
    return [_hand_overs(report), _expenses(report), _sessions(report)]


def source(report, kind):
    return next(each for each in sources(report) if each.kind == kind)


def summaries(report):
    """{« hand_overs »: {count, digest}, …}: what the snapshot keeps of the evidence."""
    return {f"{each.kind}s": each.summary() for each in sources(report)}


def write_evidence(submission, report):
    """Write what crosses with the submission."""
    for each in sources(report):
        each.write(submission)


def _fetch(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _source(report, kind, rows, amount="here", amount_parameters=()):
    base, parameters = rows.query.sql_with_params()
    sql = LINES.format(base=base, amount=amount)
    return Source(
        kind,
        sql,
        (
            *parameters,
            PREFIXES[kind],
            SMALL_COUNT,
            *amount_parameters,
            str(report.pk),
            str(report.pk),
        ),
    )


def _no_amount():
    return Cast(Value(None), DecimalField(max_digits=14, decimal_places=2))


def _no_count():
    return Cast(Value(None), IntegerField())


def _labels(field, choices):
    return Case(
        *(When(**{field: code}, then=Value(label)) for code, label in choices),
        default=Value(""),
        output_field=CharField(),
    )


def _hand_overs(report):
    """A month, not a day: a day and a type of device could tell who came."""
    grant = report.grant
    paris = timezone.get_default_timezone()
    rows = hand_overs(grant, report.period_start, report.period_end)
    if not grant.offer_id and not _asks_for_devices(grant):
        # No row, and still a query: nobody’s.
        rows = rows.filter(organisation=0)
    values = _values(
        rows.order_by(),
        at="handed_over_at",
        day=Cast(TruncMonth("handed_over_at", tzinfo=paris), DateField()),
        label=_labels("device__type", DeviceType.choices),
        facts=Concat(
            Cast("device_id", CharField()),
            Value("|"),
            Cast("was_priority_neighbourhood", CharField()),
            Value("|"),
            Cast("family_paid_amount", CharField()),
            output_field=CharField(),
        ),
    )
    return _source(
        report,
        EvidenceKind.HAND_OVER,
        values,
        "CASE WHEN %s::int IS NULL OR rank <= %s::int THEN %s::numeric(14, 2) ELSE 0.00 END",
        (grant.funded_units, grant.funded_units, grant.unit_amount or Decimal("0.00")),
    )


def _asks_for_devices(grant):
    return any(DEFINITIONS[t.code].records == "hand_over" for t in grant.targets.all())


def _sessions(report):
    """The sessions that were counted; a small attendance is left out."""
    sheets = (
        SignedSheet.objects.filter(session=OuterRef("session"))
        .exclude(number="")
        .order_by("added_at")
    )
    heads = [
        Coalesce(Cast(KT(f"counts__total|__{place}"), IntegerField()), 0) for place in (1, 2, 3)
    ]
    quantity = heads[0] + heads[1] + heads[2]
    values = _values(
        counted_sessions(report.organisation_id, report.period_start, report.period_end),
        key="session_id",
        at="session__starts_at",
        day=TruncDate("session__starts_at", tzinfo=timezone.get_default_timezone()),
        label=_labels("session__workshop__topic", Topic.choices),
        detail=Coalesce(Subquery(sheets.values("number")[:1]), Value("")),
        quantity=quantity,
        facts=Cast(quantity, CharField()),
    )
    return _source(report, EvidenceKind.SESSION, values)


def _expenses(report):
    rows = with_shares(expenses_of(report), report.grant).order_by()
    amounts = ("eligible_amount", "here", "elsewhere", "free")
    facts = [Cast(name, CharField()) for name in (*amounts, "invoiced_on", "account")]
    joined = facts[0]
    for part in facts[1:]:
        joined = Concat(joined, Value("|"), part, output_field=CharField())
    values = _values(
        rows,
        at="invoiced_on",
        day="invoiced_on",
        label=Left(
            Case(
                When(~Q(description=""), then=Concat("supplier", Value(", "), "description")),
                default="supplier",
                output_field=CharField(),
            ),
            200,
        ),
        detail="document_number",
        eligible="eligible_amount",
        here="here",
        elsewhere="elsewhere",
        free="free",
        facts=joined,
    )
    return _source(report, EvidenceKind.EXPENSE, values)


def _values(rows, *, facts, key="pk", **named):
    """Rows of the eleven columns of `base`, in their order."""
    blank = {
        "detail": Cast(Value(""), CharField()),
        "quantity": _no_count(),
        "eligible": _no_amount(),
        "here": _no_amount(),
        "elsewhere": _no_amount(),
        "free": _no_amount(),
    }
    wanted = {**blank, **named}
    order = ("at", "day", "label", "detail", "quantity", "eligible", "here", "elsewhere", "free")
    annotations, columns = {}, [key]
    for name in order:
        expression = wanted[name]
        if isinstance(expression, str):
            columns.append(expression)
        else:
            annotations[f"line_{name}"] = expression
            columns.append(f"line_{name}")
    return rows.annotate(**annotations, line_facts=facts).values_list(*columns, "line_facts")


def frozen_lines(submission, kind):
    """The lines of one kind that crossed with a submission."""
    return SubmissionEvidence.objects.filter(submission=submission, kind=kind).order_by("rank")


def count_of(snapshot, kind):
    return snapshot["records"][f"{kind}s"]["count"]


def as_fact(line):
    """A line as the document prints it, kind by kind."""
    return {"number": line.number, "label": line.label, **PRINTED[line.kind](line)}


def _printed_hand_over(line):
    return {
        "month": line.on.strftime("%Y-%m"),
        "fingerprint": line.fingerprint,
        "amount": _text(line.amount),
    }


def _printed_session(line):
    return {"on": line.on.isoformat(), "detail": line.detail, "quantity": line.quantity}


def _printed_expense(line):
    # Here, elsewhere and other money make the whole of an expense; nothing of nothing.
    return {
        "on": line.on.isoformat(),
        "detail": line.detail,
        "eligible_amount": _text(line.eligible_amount),
        "amount": _text(line.amount),
        "elsewhere_amount": _text(line.elsewhere_amount),
        "free_amount": _text(line.free_amount),
        "charged_percent": "100" if line.eligible_amount else None,
    }


PRINTED = {
    EvidenceKind.HAND_OVER: _printed_hand_over,
    EvidenceKind.SESSION: _printed_session,
    EvidenceKind.EXPENSE: _printed_expense,
}


def _text(amount):
    return None if amount is None else f"{amount:.2f}"
