"""The cash of a year to come as a stepped line, with the line of zero. Pure."""

from dataclasses import dataclass

from inclusion.ui.formats import SHORT_MONTHS, euros, short_day

HEIGHT = 100.0


@dataclass(frozen=True)
class CashPicture:
    """Points in a box of 100 × 100, stretched by the page; words stand in percent."""

    path: str
    late_path: str
    zero_y: str
    top_words: str
    bottom_words: str
    ticks: tuple
    alternative: str


def cash_picture(on_time, late=None):
    """One forecast, and the same with its approvals late."""
    both = [on_time, *([late] if late else [])]
    values = [0, *[f.start for f in both]]
    values += [balance for f in both for _, balance in f.balances()]
    top, bottom = max(values), min(values)
    room = float(top - bottom) or 1.0

    def y(amount):
        return HEIGHT - HEIGHT * float(amount - bottom) / room

    days = max((on_time.last_day - on_time.first_day).days, 1)

    def x(day):
        return 100.0 * (day - on_time.first_day).days / days

    lowest, low_day = on_time.lowest
    return CashPicture(
        path=_steps(on_time, x, y),
        late_path=_steps(late, x, y) if late else "",
        zero_y=f"{y(0):.2f}%",
        top_words=euros(top),
        bottom_words=euros(bottom),
        ticks=tuple(_months(on_time, x)),
        alternative=f"Trésorerie sur douze mois\u00a0: {euros(on_time.start)} au départ,"
        f" au plus bas {euros(lowest)} le {short_day(low_day)}",
    )


def _steps(forecast, x, y):
    points = [f"M0 {y(forecast.start):.2f}"]
    for movement, balance in forecast.balances():
        points += [f"H{x(movement.on):.2f}", f"V{y(balance):.2f}"]
    return " ".join([*points, "H100"])


def _months(forecast, x):
    first = forecast.first_day
    for count in range(2, 13, 2):
        index = first.month - 1 + count
        day = first.replace(year=first.year + index // 12, month=index % 12 + 1, day=1)
        yield f"{min(x(day), 99):.2f}%", SHORT_MONTHS[day.month - 1]
