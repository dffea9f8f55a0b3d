"""Geometry of the bars, in tenths of a millimetre. The template draws it, a table repeats it."""

from decimal import Decimal
from itertools import pairwise

from .typography import NARROW, NO_BREAK

BAR_LEFT = 270
BAR_WIDTH = 1400
BAR_HEIGHT = 88
BAR_PITCH = 131
LEGEND_PITCH = 60
SWATCH = 56
LEGEND_GAP = 45
# Width of one character of a label (9 pt bold), and the air a label needs at its sides.
CHARACTER = 19
LABEL_AIR = 40
LONGEST_NAME = 60
FILLS = ("solid", "hatch", "soft", "back-hatch", "white")


def funding(sources, title="Qui paie l’action"):
    """Compare planned and realised money; a source without amount has no segment."""
    drawn = [source for source in sources if source["planned"] or source["realised"]]
    names = [source["name"] for source in drawn]
    fills = fills_by_weight([Decimal(source["planned"] or 0) for source in drawn])
    series = [
        ("Prévu", [Decimal(source["planned"] or 0) for source in drawn]),
        ("Réalisé", [Decimal(source["realised"] or 0) for source in drawn]),
    ]
    longest = max((sum(values) for _, values in series), default=Decimal(0))
    return chart(title, names, fills, series, longest, euros)


def budget(groups):
    """Compare planned and realised charges, the heaviest groups apart and the others together."""
    used = [group for group in groups if group["planned_exact"] or group["realised_exact"]]
    apart = sorted(used, key=lambda group: -heaviest(group))[: len(FILLS) - 1]
    drawn = [
        {
            "name": group["label"],
            "planned": group["planned_exact"],
            "realised": group["realised_exact"],
        }
        for group in used
        if group in apart
    ]
    others = [group for group in used if group not in apart]
    if others:
        drawn.append(
            {
                "name": "Autres charges",
                "planned": sum(Decimal(group["planned_exact"] or 0) for group in others),
                "realised": sum(Decimal(group["realised_exact"] or 0) for group in others),
            }
        )
    return funding(drawn, "Charges de l’action")


def heaviest(group):
    return max(Decimal(group["planned_exact"] or 0), Decimal(group["realised_exact"] or 0))


def rates(rows):
    """Compare stated and computed shares of the same money."""
    names = [row["funder"] for row in rows]
    fills = fills_by_weight([Decimal(row["computed_percent"]) for row in rows])
    series = [
        ("Annoncé", [Decimal(row["stated_percent"]) for row in rows]),
        ("Calculé", [Decimal(row["computed_percent"]) for row in rows]),
    ]
    return chart("Parts annoncées et calculées", names, fills, series, Decimal(100), share)


def chart(title, names, fills, series, longest, written):
    bars = [
        bar(rank, label, values, fills, longest, written)
        for rank, (label, values) in enumerate(series)
    ]
    entries, height = legend(names, fills, top=BAR_PITCH * len(series) + 12)
    return {
        "bars": bars,
        "legend": entries,
        "height": height,
        "height_mm": f"{height / 10:.1f}",
        "alternative": alternative(title, names, series, written),
        # Two on one page keep their hatchings apart.
        "prefix": "",
    }


def legend(names, fills, top):
    """Lay the legend out like words on lines; return its entries and where it ends."""
    entries, left = [], BAR_LEFT
    for name, fill in zip(names, fills, strict=True):
        name = name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"
        width = SWATCH + len(name) * CHARACTER + LEGEND_GAP
        if entries and left + width > BAR_LEFT + BAR_WIDTH + LEGEND_GAP:
            left, top = BAR_LEFT, top + LEGEND_PITCH
        entries.append(
            {
                "x": left + 2,
                "y": top,
                "text_x": left + SWATCH,
                "text_y": top + 28,
                "fill": fill,
                "name": name,
            }
        )
        left += width
    return entries, top + LEGEND_PITCH


def bar(rank, label, values, fills, longest, written):
    """Place the segments of one bar end to end."""
    top = rank * BAR_PITCH
    stops, total = [0], Decimal(0)
    for value in values:
        total += value
        stops.append(round(total / longest * BAR_WIDTH) if longest else 0)
    segments = [
        segment(top, left, right, fill, written(value))
        for (left, right), fill, value in zip(pairwise(stops), fills, values, strict=True)
        if right > left
    ]
    return {"label": label, "text_y": top + BAR_HEIGHT // 2 + 11, "segments": segments}


def segment(top, left, right, fill, label):
    width = right - left
    label_width = len(label) * CHARACTER + LABEL_AIR
    return {
        "x": BAR_LEFT + left,
        "y": top + 2,
        "width": width,
        "height": BAR_HEIGHT - 4,
        "fill": fill,
        "label": label if label_width <= width else "",
        "middle": BAR_LEFT + left + width // 2,
        "plate_x": BAR_LEFT + left + (width - label_width) // 2,
        "plate_width": label_width,
        "plate_y": top + 16,
    }


def fills_by_weight(weights):
    """Give the solid fill to the heaviest source, the others in turn."""
    order = sorted(range(len(weights)), key=lambda index: -weights[index])
    fills = [""] * len(weights)
    for rank, index in enumerate(order):
        fills[index] = FILLS[min(rank, len(FILLS) - 1)]
    return fills


def alternative(title, names, series, written):
    """Say the chart in words."""
    lines = [
        f"{label}{NO_BREAK}: "
        + ", ".join(f"{name} {written(value)}" for name, value in zip(names, values, strict=True))
        for label, values in series
    ]
    return f"{title}. " + ". ".join(lines) + "."


def euros(value):
    return f"{round(value):,}".replace(",", NARROW)


def share(value):
    """« 80 % », « 66,67 % »."""
    written = f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{written}{NO_BREAK}%"
