"""Hours as people type them in French, read only when there is one way to read them."""

import re
import unicodedata

from inclusion.places.hours.week import END_OF_DAY, HOLIDAY, parse_osm, week_of

DAY_NAMES = {
    "lundi": 0,
    "lun": 0,
    "mardi": 1,
    "mar": 1,
    "mercredi": 2,
    "mer": 2,
    "jeudi": 3,
    "jeu": 3,
    "vendredi": 4,
    "ven": 4,
    "samedi": 5,
    "sam": 5,
    "dimanche": 6,
    "dim": 6,
}
# What would be lost if only days and hours were kept.
NOT_EVERY_WEEK = {
    r"semaines? (?:im)?paires?": "une semaine sur deux",
    r"(?:tous les|chaque) (?:15|quinze) jours": "tous les quinze jours",
    r"(?:un|une|1) \w+ sur (?:deux|2|trois|3)": "pas toutes les semaines",
    r"(?:1er|premiers?|2e|2eme|deuxiemes?|3e|troisiemes?|derniers?) ": "certaines semaines du mois",
    r"\b(?:par|du) mois\b": "certains jours du mois",
    r"vacances|scolaires?": "selon les vacances scolaires",
    r"\b(?:rdv|rendez[- ]?vous)\b": "sur rendez-vous",
    r"\bsauf\b": "avec une exception",
    r"\ba partir de\b|\bdes \d": "sans heure de fin",
    r"janvier|fevrier|\bmars\b|avril|\bmai\b|juin|juillet|aout": "selon la saison",
    r"septembre|octobre|novembre|decembre|\bete\b|hiver": "selon la saison",
}
TOKEN = re.compile(
    r"(?P<part>matin(?:ee)?s?|apres[- ]midis?|soirs?|soirees?)"
    r"|(?P<all>tous les jours|7j/7|7j7|7 jours sur 7)"
    r"|(?P<week>en semaine)|(?P<weekend>week[- ]?ends?)"
    r"|(?P<holidays>(?:les )?jours? feries?)"
    r"|(?P<closed>fermee?s?)"
    r"|(?P<always>24 ?h(?:eures)? ?(?:/|sur) ?24|24/24)"
    r"|(?P<noon>\bmidi\b)|(?P<midnight>\bminuit\b)"
    r"|(?P<day>(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?"
    r"|\b(?:lun|mar|mer|jeu|ven|sam|dim)\b\.?)"
    r"|(?P<time>\d{1,2} ?(?:heures?|h|:) ?(?:\d{2}(?!\d| ?h))?)"
    r"|(?P<number>\d{1,2}(?![\d]))"
    r"|(?P<to>jusqu'?a|\bau?\b|[-–—>])"
    r"|(?P<separator>[,;/&+.|\n]|\bet\b|\bpuis\b|\bainsi que\b)"
    r"|(?P<filler>[:()]|\b(?:le|les|la|l|de|du|des|ouverte?s?|ouverture|horaires?|d'|entre)\b)"
    r"|(?P<space>\s+)"
)
OSM_DAY = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b")
WHOLE_DAYS = {"day", "all", "week", "weekend", "holidays"}
MORNING_ENDS, AFTERNOON_STARTS = 14 * 60, 12 * 60


class Unclear(ValueError):
    """These hours can be read in more than one way; `reason` says why, in French."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def read_hours(text):
    """The national syntax for hours typed in it or in French; "" for nothing.

    Raises Unclear rather than guess.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    try:
        return parse_osm(text).to_osm()
    except ValueError:
        if OSM_DAY.search(text):
            raise Unclear("cette règle dit plus qu’une semaine type, ou n’est pas juste") from None
        return _read_french(text)


def _plain(text):
    text = text.replace("’", "'").lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _read_french(text):
    plain = _plain(text)
    for pattern, words in NOT_EVERY_WEEK.items():
        found = re.search(pattern, plain)
        if found:
            raise Unclear(f"ces heures valent {words}" if "sans" not in words else words)
    week = _Reader(_tokens(plain)).read()
    if week.is_empty:
        raise Unclear("aucune heure d’ouverture")
    return week.to_osm()


def _tokens(plain):
    position, tokens = 0, []
    while position < len(plain):
        match = TOKEN.match(plain, position)
        if not match:
            word = re.match(r"\S+", plain[position:])[0]
            raise Unclear(f"«\u00a0{word}\u00a0» n’est ni un jour ni une heure")
        kind = match.lastgroup
        if kind not in {"space", "filler"}:
            tokens.append((kind, match[0]))
        position = match.end()
    return tokens


class _Reader:
    """Days then their hours (or hours then their days), over and over."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0

    def read(self):
        groups = self._groups()
        kinds = [kind for kind, _ in groups]
        if "spans" not in kinds:
            raise Unclear("des jours sans heure" if groups else "ni jour ni heure")
        if groups == [("spans", [(0, END_OF_DAY)])]:
            return week_of({day: [(0, END_OF_DAY)] for day in range(HOLIDAY)})
        if "days" not in kinds:
            raise Unclear("des heures sans jour")
        if len(groups) % 2:
            lonely = "des jours sans heure" if kinds[-1] == "days" else "des heures sans jour"
            raise Unclear(lonely)
        if kinds[0] == "spans":
            groups = [group for i in range(0, len(groups), 2) for group in groups[i : i + 2][::-1]]
        week = {}
        for (first, days), (second, spans) in zip(groups[::2], groups[1::2], strict=True):
            if (first, second) != ("days", "spans"):
                raise Unclear("l’ordre des jours et des heures n’est pas clair")
            for day in days:
                week.setdefault(day, []).extend(spans)
        try:
            return week_of(week)
        except ValueError:
            raise Unclear("deux plages d’un même jour se chevauchent") from None

    def _groups(self):
        groups = []
        part = None
        while self.at < len(self.tokens):
            kind, _ = self.tokens[self.at]
            if kind == "separator":
                self.at += 1
            elif kind == "part":
                part = self.tokens[self.at][1]
                self.at += 1
            elif kind in WHOLE_DAYS:
                self._add(groups, "days", self._days())
            elif kind in {"time", "number", "noon", "midnight"}:
                span = self._span()
                _check_part(part, span)
                part = None
                self._add(groups, "spans", [span])
            elif kind == "always":
                self.at += 1
                self._add(groups, "spans", [(0, END_OF_DAY)])
            elif kind == "closed":
                self.at += 1
                # « lundi fermé » closes the days before it, « fermé le lundi » those after it.
                if not groups or groups[-1][0] == "spans":
                    groups.append(("days", self._closed_days()))
                groups.append(("spans", []))
            else:
                raise Unclear("une plage n’a pas de début")
        if part:
            raise Unclear(f"«\u00a0{part}\u00a0» ne dit pas l’heure")
        return groups

    def _add(self, groups, kind, values):
        if groups and groups[-1][0] == kind:
            groups[-1][1].extend(values)
        else:
            groups.append((kind, list(values)))

    def _days(self):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "all":
            return list(range(7))
        if kind == "week":
            return list(range(5))
        if kind == "weekend":
            return [5, 6]
        if kind == "holidays":
            return [HOLIDAY]
        first = _day(text)
        if self._next_kind() == "to" and self._next_kind(1) == "day":
            last = _day(self.tokens[self.at + 1][1])
            self.at += 2
            return [(first + step) % 7 for step in range((last - first) % 7 + 1)]
        return [first]

    def _closed_days(self):
        if self._next_kind() not in WHOLE_DAYS:
            raise Unclear("«\u00a0fermé\u00a0» ne dit pas quels jours")
        days = self._days()
        while self._next_kind() == "separator" and self._next_kind(1) in {"day", "holidays"}:
            self.at += 1
            days += self._days()
        return days

    def _next_kind(self, ahead=0):
        position = self.at + ahead
        return self.tokens[position][0] if position < len(self.tokens) else None

    def _span(self):
        opens = self._minute()
        if self._next_kind() != "to":
            raise Unclear("une plage n’a pas d’heure de fin")
        self.at += 1
        if self._next_kind() not in {"time", "number", "noon", "midnight"}:
            raise Unclear("une plage n’a pas d’heure de fin")
        closes = self._minute()
        if opens[1] and closes[1]:
            raise Unclear("«\u00a0h\u00a0» manque, ces nombres ne sont peut-être pas des heures")
        opens, closes = opens[0], closes[0]
        if closes <= opens:
            raise Unclear("une plage finit avant de commencer")
        return opens, closes

    def _minute(self):
        """(minutes, whether the hour was written without « h »)."""
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "noon":
            return 720, False
        if kind == "midnight":
            return END_OF_DAY, False
        hour, *minutes = [int(part) for part in re.findall(r"\d+", text)]
        minute = minutes[0] if minutes else 0
        if hour > 24 or minute > 59 or hour * 60 + minute > END_OF_DAY:
            raise Unclear(f"«\u00a0{text.strip()}\u00a0» n’est pas une heure")
        return hour * 60 + minute, kind == "number"


def _day(text):
    name = text.rstrip(".")
    return DAY_NAMES.get(name) if name in DAY_NAMES else DAY_NAMES[name.rstrip("s")]


def _check_part(part, span):
    """« mardi matin 9h-10h30 » holds together; « matin 15h-17h » does not."""
    if part is None:
        return
    if part.startswith("matin"):
        agrees = span[1] <= MORNING_ENDS
    else:
        agrees = span[0] >= AFTERNOON_STARTS
    if not agrees:
        raise Unclear(f"«\u00a0{part}\u00a0» ne va pas avec les heures")
