"""A week of opening hours, and the part of the OpenStreetMap syntax that describes one.

`Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00; PH off`. Seasons, weeks of the year and conditions
are another matter: they are refused here and said in plain words beside the hours.
"""

import re
from dataclasses import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
HOLIDAY = 7
END_OF_DAY = 1440

DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
RULE = re.compile(
    rf"^(?:(?P<days>{DAY}(?:-{DAY})?(?:\s*,\s*{DAY}(?:-{DAY})?)*)\s*:?\s*)?"
    r"(?P<what>off|closed|24/7|[\d:,\s\-–]+)$"
)
SPAN = re.compile(r"^(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})$")


@dataclass(frozen=True)
class Week:
    """Spans (opens, closes) in minutes for each of the seven days; then those of public holidays.

    The eighth entry is None when nothing is said of public holidays: they are days like others.
    """

    days: tuple

    @property
    def is_empty(self):
        return not any(self.days)

    @property
    def keeps_holidays(self):
        """True when the hours say nothing of public holidays."""
        return self.days[HOLIDAY] is None

    def spans_on(self, weekday, is_holiday=False):
        if is_holiday and not self.keeps_holidays:
            return self.days[HOLIDAY]
        return self.days[weekday]

    def to_osm(self):
        """The one way these hours are written: days in order, equal neighbours joined."""
        if self == ALWAYS:
            return "24/7"
        rules = []
        for first, last, spans in grouped_days(self.days[:HOLIDAY]):
            if spans:
                name = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
                rules.append(f"{name} {','.join(_written(span) for span in spans)}")
        holiday = self.days[HOLIDAY]
        if holiday is not None:
            rules.append(f"PH {','.join(_written(span) for span in holiday) or 'off'}")
        return "; ".join(rules)


ALWAYS = Week((((0, END_OF_DAY),),) * HOLIDAY + (None,))


def grouped_days(days):
    """(first, last, spans) for each run of neighbouring days with the same hours."""
    groups = []
    for day, spans in enumerate(days):
        if groups and groups[-1][2] == spans:
            groups[-1][1] = day
        else:
            groups.append([day, day, spans])
    return [tuple(group) for group in groups]


def _written(span):
    return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in span)


def week_of(days):
    """A Week from {weekday: spans}; spans are sorted, those that touch are joined.

    Raises ValueError when two spans of a day overlap.
    """
    entries = [_joined(days.get(day, ())) for day in range(HOLIDAY)]
    holiday = days.get(HOLIDAY)
    return Week((*entries, None if holiday is None else _joined(holiday)))


def _joined(spans):
    joined = []
    for opens, closes in sorted(set(spans)):
        if joined and opens < joined[-1][1]:
            raise ValueError("overlap")
        if joined and opens == joined[-1][1]:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def parse_osm(text):
    """The Week these hours describe. Raises ValueError when they say more than a week can."""
    days = {}
    rules = [rule.strip() for rule in text.strip().strip(";").split(";")]
    for rule in rules:
        match = RULE.match(rule)
        if not match:
            raise ValueError(rule)
        chosen = _days(match["days"]) if match["days"] else list(range(HOLIDAY))
        what = match["what"].strip()
        if what in {"off", "closed"}:
            spans = ()
        elif what == "24/7":
            spans = ((0, END_OF_DAY),)
        else:
            spans = tuple(_span(part.strip()) for part in what.split(","))
        # A later rule replaces an earlier one for the days it names.
        days.update(dict.fromkeys(chosen, spans))
    return _past_midnight(days)


def _days(text):
    chosen = []
    for part in re.sub(r"\s", "", text).split(","):
        first, _, last = part.partition("-")
        first, last = DAYS.index(first), DAYS.index(last or first)
        if HOLIDAY in (first, last):
            if first != last:
                raise ValueError(part)
            chosen.append(HOLIDAY)
        else:
            chosen.extend((first + step) % 7 for step in range((last - first) % 7 + 1))
    return chosen


def _span(text):
    match = SPAN.match(text)
    if not match:
        raise ValueError(text)
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    opens, closes = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if closes == 0:
        closes = END_OF_DAY
    if max(start_minute, end_minute) > 59 or opens >= END_OF_DAY or closes > END_OF_DAY:
        raise ValueError(text)
    if opens == closes:
        raise ValueError(text)
    return opens, closes


def _past_midnight(days):
    """Hours that end after midnight go on the next day."""
    whole = {day: [] for day in days}
    for day, spans in days.items():
        for opens, closes in spans:
            if closes > opens:
                whole[day].append((opens, closes))
                continue
            whole[day].append((opens, END_OF_DAY))
            if day != HOLIDAY:
                whole.setdefault((day + 1) % 7, []).append((0, closes))
    return week_of(whole)
