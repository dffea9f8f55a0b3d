"""What the pages show of plans and snapshots: strings in French and geometry, no decision."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Paginator

from funding.cerfa import CHARGE_GROUPS, PRODUIT_GROUPS
from funding.detector import whole_if
from funding.evidence import count_of, frozen_lines, source
from funding.models import EvidenceKind
from funding.selectors.plans import stated_plan
from inclusion.money import share_of
from inclusion.ui.formats import NBSP, euros, number, percent, signed

NONE = "—"
RECORDS_A_PAGE = 200


@dataclass(frozen=True)
class Bar:
    """One part of a horizontal bar, in percent of its width."""

    start: str
    width: str
    label: str
    short: str
    is_second: bool

    @property
    def label_width(self):
        """Room for the label on a hatched ground, in pixels: a generous guess at 14 px."""
        return 16 + 8 * len(self.label)

    @property
    def short_width(self):
        return 12 + 8 * len(self.short)


def bars(parts):
    """Parts (share, label, short label) side by side; at most two tones, in turn."""
    placed, start = [], Decimal(0)
    for position, (share, label, short) in enumerate(parts):
        placed.append(Bar(_css(start), _css(share), label, short, position % 2 == 1))
        start += share
    return placed


# A hundredth of the bar's width on a desktop page, in characters of its label.
CHARACTERS_A_POINT = Decimal("0.8")


def _bar_label(row):
    """« État 80 % », or only the rate where the name would not fit."""
    rate = percent(row["stated"])
    whole = f"{row['payer']} {rate}"
    return whole if len(whole) + 3 <= Decimal(row["stated"]) * CHARACTERS_A_POINT else rate


def _css(value):
    return f"{value:.4f}%"


@dataclass(frozen=True)
class RatesChart:
    """The three bars of a rate contradiction, and the bracket of the gap."""

    stated: list
    entered: list
    simple: list
    total: str
    simple_words: str
    gap_from: str
    gap_to: str
    gap_text_at: str
    gap_words: str
    title: str


def rates_chart(finding):
    """The chart of a « stated rates » finding, from its own figures."""
    figures, rows = finding.figures, finding.figures["rows"]
    total = Decimal(figures["total"])
    stated = [(Decimal(r["stated"]), _bar_label(r)) for r in rows]
    entered = [
        (
            Decimal(r["amount"]) * 100 / total,
            f"{r['payer']} {percent(r['computed'], 2)} · {euros(r['amount'])}"
            if position == 0
            else f"{percent(r['computed'], 2)} · {euros(r['amount'])}",
            percent(r["computed"], 2),
        )
        for position, r in enumerate(rows)
    ]
    simple = figures.get("simple_split")
    edges = sorted([stated[0][0], entered[0][0]])
    points = number(figures["gap_points"])
    return RatesChart(
        stated=bars([(share, label, percent(share)) for share, label in stated]),
        entered=bars(entered),
        simple=bars(
            [
                (Decimal(amount) * 100 / total, f"{fraction} · {euros(amount)}", fraction)
                for fraction, amount in zip(simple["fractions"], simple["amounts"], strict=True)
            ]
        )
        if simple
        else [],
        total=euros(total),
        simple_words=simple["words"] if simple else "",
        gap_from=_css(edges[0]),
        gap_to=_css(edges[1]),
        gap_text_at=_css(edges[0] - 1),
        gap_words=f"écart {euros(figures['gap_amount'])}, soit {points} points",
        title=f"Annoncé{NBSP}: {', '.join(label for _, label in stated)}. Saisi{NBSP}:"
        f" {', '.join(label for _, label, _ in entered)}.",
    )


@dataclass(frozen=True)
class PlanTable:
    rows: list
    total: dict
    has_rates: bool
    has_units: bool


def plan_table(plan):
    """The lines of a plan as a table: what is stated beside what it gives."""
    stated = stated_plan(plan)
    total = stated.total
    rates = [line.rate for line in stated.in_cash]
    has_rates = any(rate is not None for rate in rates)
    rows, at_rate_sum = [], Decimal(0)
    for row, line in zip(plan.lines.all(), stated.lines, strict=True):
        amount = stated.amount_of(line)
        share = None if amount is None or line.is_in_kind else share_of(amount, total)
        at_rate = None if line.rate is None else total * line.rate / 100
        at_rate_sum += at_rate or 0
        gap = None if at_rate is None or amount is None else amount - at_rate
        rows.append(
            {
                "payer": row.payer_name,
                "about": _payer_about(row),
                "unit_amount": euros(line.unit_amount) or NONE,
                "amount": euros(amount) if amount is not None else _unstated(line),
                "stated": percent(line.rate) or NONE,
                "computed": percent(share, 2) or NONE,
                "at_rate": euros(at_rate) or NONE,
                "gap": signed(euros(gap)) or NONE,
                "is_off": gap is not None and abs(gap) > 1,
            }
        )
    units = [line.unit_amount for line in stated.in_cash if line.unit_amount is not None]
    return PlanTable(
        rows=rows,
        total={
            "unit_amount": euros(sum(units)) if units else NONE,
            "amount": euros(total),
            "stated": percent(sum(rate for rate in rates if rate is not None)),
            "computed": percent(100) if total else NONE,
            "at_rate": euros(at_rate_sum) or NONE,
            "gap": euros(total - at_rate_sum) or NONE,
        },
        has_rates=has_rates,
        has_units=bool(units),
    )


def _payer_about(row):
    """« Préfecture de la Haute-Vienne », or « part propre » for own funds."""
    if row.payer and row.payer.name != row.payer_name:
        return row.payer.name
    return row.get_source_kind_display()


def _unstated(line):
    return "non valorisé" if line.is_in_kind else "non précisé"


def readings(finding):
    """The total if each stated rate were the true one: (payer, amount, rate, total)."""
    if finding.code != "stated_rates":
        return []
    return [
        (row["payer"], euros(row["amount"]), percent(row["stated"]), euros(whole))
        for row in finding.figures["rows"]
        if (whole := whole_if(row["amount"], row["stated"])) is not None
    ]


@dataclass(frozen=True)
class FigureRow:
    code: str
    label: str
    planned: str
    realised: str
    variance: str
    percent: str
    records_url: str = ""
    question: object = None
    reason: str = ""


def figure_table(snapshot, *, records_url="", questions=()):
    """The charges and produits of a snapshot as rows, with the question open on a line."""
    asked = {q.message.line_code: q for q in questions if q.message.line_code}
    return [
        {
            "title": title,
            "rows": [_figure_row(line, groups, records_url, asked) for line in snapshot[side]],
            "total": _figures(snapshot["totals"][side]),
            "total_label": total_label,
        }
        for side, title, total_label, groups in (
            ("charges", "Charges", "Total des charges", dict(CHARGE_GROUPS)),
            ("produits", "Produits", "Total des produits", dict(PRODUIT_GROUPS)),
        )
    ]


def _figure_row(line, groups, records_url, asked):
    return FigureRow(
        code=line["code"],
        label=line_label(line, groups),
        records_url=f"{records_url}?nature={line['records'].split()[0]}"
        if records_url and line["records"]
        else "",
        question=asked.get(line["code"]),
        reason=line["reason"],
        **_figures(line),
    )


def line_label(line, groups):
    """« 60 Achats matières et fournitures »; own resources have no account."""
    return f"{line['group']} {line['label']}" if line["group"].isdigit() else line["label"]


def _figures(line):
    return {
        "planned": number(line["planned"], 2) or NONE,
        "realised": number(line["realised"], 2) or NONE,
        "variance": signed(number(line["variance"], 2)) or NONE,
        "percent": signed(percent(line["variance_percent"], 1)) or NONE,
    }


def line_choices(snapshot):
    """What a question may be about: (code, label)."""
    lines = [
        (line["code"], line_label(line, {}))
        for line in [*snapshot["charges"], *snapshot["produits"]]
    ]
    indicators = [
        (f"indicator.{indicator['code']}", indicator["label"])
        for indicator in snapshot["indicators"]
        if not indicator["is_masked"]
    ]
    return [*lines, *indicators]


def finding_cards(snapshot, questions=()):
    """The findings that ask for attention, with their state; those that are well stay apart."""
    answered = {q.message.line_code: q for q in questions if q.message.line_code}
    cards = []
    for finding in snapshot["findings"]:
        if finding["severity"] == "ok":
            continue
        question = answered.get(finding["code"])
        status = ""
        if question:
            status = question.badge_code
        elif finding["explanation"]:
            status = "explained"
        cards.append({**finding, "status": status})
    return cards


class Lines:
    """The evidence of one kind as a paginator reads it: its length is known, a page is a query."""

    def __init__(self, read, count):
        self.read, self.count = read, count

    def __len__(self):
        return self.count

    def __getitem__(self, page):
        return self.read(page.start, page.stop - page.start)


def records_context(snapshot, asked, number, *, report=None, submission=None):
    """One page of the evidence of one kind: of a draft from the records, else as it crossed."""
    counts = {kind: count_of(snapshot, kind) for kind in EvidenceKind}
    present = [kind for kind in EvidenceKind if counts[kind]] or [EvidenceKind.HAND_OVER]
    kind = EvidenceKind(asked) if asked in EvidenceKind.values else present[0]
    if submission is not None:
        rows = frozen_lines(submission, kind)
        lines = Lines(lambda start, size: list(rows[start : start + size]), counts[kind])
    else:
        lines = Lines(source(report, kind).lines, counts[kind])
    return {
        "snapshot": snapshot,
        "kind": kind.value,
        "kinds": [
            {"code": each.value, "label": KIND_WORDS[each], "count": counts[each]}
            for each in EvidenceKind
        ],
        "page": Paginator(lines, RECORDS_A_PAGE).get_page(number),
        "title": KIND_WORDS[kind],
    }


KIND_WORDS = {
    EvidenceKind.HAND_OVER: "Remises",
    EvidenceKind.SESSION: "Séances d’atelier",
    EvidenceKind.EXPENSE: "Dépenses",
}
