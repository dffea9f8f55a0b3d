"""What each line of the Coop's table would do, and what stands in its way."""

import hashlib
import json
import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from beneficiaries.models import AgeBand, Gender, Situation
from inclusion.tables.kinds import CREATE, REFUSED, UNCHANGED, Issue, RowPlan
from inclusion.tables.lines import Line
from inclusion.text import fold
from inclusion.ui.formats import NBSP
from workshops.coop import columns as coop
from workshops.models import (
    ANONYMOUS_COUNTERS,
    ImportedSession,
    Level,
    Modality,
    SessionKind,
    Topic,
    WorkshopSession,
)
from workshops.services.attendance import ANONYMOUS_MAX

SOURCE = "coop"
# A further line of a session that an earlier line creates.
PART = "part"
# What the file does not say: by convention, so that the day is right whatever happens.
UNSAID_HOUR = 12
MINUTES_MAX = 12 * 60


class CoopLine(Line):
    def __init__(self, row):
        super().__init__(row)
        self.raw = {}

    @property
    def key(self):
        return self.cell(coop.KEY)[:64]


def plan_activities(rows, columns, organisation_id):
    """(plans, notes): one plan a line; the first line of a session holds the session."""
    lines = [CoopLine(row) for row in rows]
    for line in lines:
        for read in READERS:
            read(line)
    groups = {}
    for line in lines:
        groups.setdefault(line.key, []).append(line)
    known = _known(groups, organisation_id)
    plans = []
    for key, group in groups.items():
        plans += _planned(key, group, known)
    return sorted(plans, key=lambda plan: plan.number), []


# ---- Reading a line ----


def _key(line):
    if not line.key:
        line.refuse(coop.KEY, "Sans identifiant, les lignes d’une séance ne se réunissent pas.")


def _day(line):
    text = line.cell(coop.DATE)
    moment = _moment(text)
    if moment is None:
        line.refuse(coop.DATE, "Écrivez un jour, par exemple 18/03/2026.")
    elif moment.date() > timezone.localdate() or moment.year < 2000:
        line.refuse(coop.DATE, "La séance doit être passée, et d’après l’an 2000.")
    line.values["starts"] = moment


def _moment(text):
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}.*)?)?", text)
    parts = found.groups() if found else None
    if found is None:
        found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (?:à )?(\d{1,2}):(\d{2}))?", text)
        if found is None:
            return None
        day, month, year, hour, minute = found.groups()
        parts = (year, month, day, hour, minute)
    year, month, day, hour, minute = parts
    try:
        said = time(int(hour), int(minute)) if hour else time(UNSAID_HOUR)
        return datetime.combine(date(int(year), int(month), int(day)), said)
    except ValueError:
        return None


def _kind(line):
    kind = coop.KINDS.get(fold(line.cell(coop.KIND)))
    if kind is None:
        line.refuse(coop.KIND, "Écrivez Accompagnement individuel ou Atelier collectif.")
    line.values["kind"] = kind


def _rank(line):
    text = line.cell(coop.RANK)
    found = re.fullmatch(r"(?:(\d{1,4}) ?/ ?)?(\d{1,4})", text)
    if text and not found:
        line.refuse(coop.RANK, "Écrivez le rang et le nombre de participants\u00a0: 3/12.")
    line.values["of"] = int(found[2]) if found else None


def _place(line):
    modality = coop.PLACES.get(fold(line.cell(coop.PLACE)))
    values = line.values
    values["modality"] = modality
    values["venue"], values["city"] = line.cell(coop.VENUE)[:120], line.cell(coop.CITY)[:80]
    values["address"] = line.cell(coop.ADDRESS)[:200]
    postcode = line.cell(coop.POSTCODE)
    values["postcode"] = postcode if re.fullmatch(r"[0-9]{5}", postcode) else ""
    if modality is None:
        line.refuse(coop.PLACE, "Écrivez Lieu d’activité, À domicile, À distance ou Autre lieu.")
    elif modality == Modality.VENUE and not fold(values["venue"]):
        line.refuse(coop.VENUE, "Le lieu d’activité a un nom.")
    elif modality in {Modality.HOME, Modality.ELSEWHERE} and not values["city"]:
        line.refuse(coop.CITY, "Écrivez la commune où la séance a eu lieu.")


def _minutes(line):
    text = re.sub(r"\s*(min|minutes|mn)\.?$", "", line.cell(coop.MINUTES))
    minutes = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0
    starts = line.values.get("starts")
    line.values["minutes"] = minutes
    if not 1 <= minutes <= MINUTES_MAX:
        line.refuse(coop.MINUTES, "Écrivez une durée en minutes, de 1 à 720.")
    elif starts and (starts + timedelta(minutes=minutes - 1)).date() != starts.date():
        line.refuse(coop.MINUTES, "La séance finirait le lendemain.")


def _topics(line):
    words = [fold(word) for word in re.split(r"[\n|;]", line.cells.get(coop.TOPICS, ""))]
    topics, procedures, unknown = [], [], []
    for word in filter(None, words):
        if word in coop.TOPICS_BY_WORD:
            topics.append(coop.TOPICS_BY_WORD[word])
        elif word in coop.PROCEDURES_BY_WORD:
            procedures.append(coop.PROCEDURES_BY_WORD[word])
        else:
            unknown.append(word)
    if procedures and Topic.PROCEDURES not in topics:
        topics.append(Topic.PROCEDURES)
    topics = list(dict.fromkeys(topics))
    if not topics:
        line.refuse(coop.TOPICS, "Aucune de ces thématiques n’est de la liste nationale.")
        return
    line.values["topic"] = topics[0]
    line.values["procedures"] = sorted(procedures) if topics[0] == Topic.PROCEDURES else []
    if len(topics) > 1 or unknown:
        line.raw["thematiques"] = line.cells.get(coop.TOPICS, "")
        line.note(
            coop.TOPICS,
            f"Comptée en «{NBSP}{Topic(topics[0]).label}{NBSP}»\u00a0; le reste est gardé.",
        )


def _about(line):
    line.values["title"] = line.cell(coop.TITLE)[:110]
    level = line.cell(coop.LEVEL)
    found = re.fullmatch(r"([123])/3", level)
    is_group = line.values["kind"] != SessionKind.INDIVIDUAL
    line.values["level"] = coop.LEVELS[found[1]] if found and is_group else Level.BEGINNER
    if level and not (found and is_group):
        line.raw["niveau"] = level
    if line.cell(coop.SOURCE):
        line.raw["source"] = line.cell(coop.SOURCE)[:80]


def _person(line):
    for name, column, known, unsaid in (
        ("gender", coop.GENDER, coop.GENDERS, Gender.UNKNOWN),
        ("age_band", coop.AGE, coop.AGES, AgeBand.UNKNOWN),
        ("situation", coop.SITUATION, coop.SITUATIONS, Situation.UNKNOWN),
    ):
        text = line.cell(column)
        word = fold(text)
        line.values[name] = str(known.get(word, unsaid))
        if word and word not in known:
            line.raw[name] = text[:80]
            of_before = name == "age_band" and word in coop.AGES_OF_BEFORE
            line.note(
                column,
                "Cette tranche n’est plus celle d’aujourd’hui\u00a0: non communiquée, et gardée."
                if of_before
                else "Mot inconnu\u00a0: non communiqué, et gardé tel quel.",
            )


READERS = (_key, _day, _kind, _rank, _place, _minutes, _topics, _about, _person)
# What the lines of one session say alike.
SHARED = ("starts", "kind", "of", "modality", "venue", "city", "minutes", "topic", "title")


# ---- What a session would be ----


def _known(groups, organisation_id):
    """{key: fingerprint}: sessions that came in already; ours, exported, are known by their own."""
    found = ImportedSession.objects.filter(
        organisation=organisation_id, source=SOURCE, key__in=list(groups)
    )
    known = dict(found.values_list("key", "fingerprint"))
    own = [key for key in groups if _is_key(key)]
    sessions = WorkshopSession.objects.filter(organisation=organisation_id, pk__in=own)
    return known | {str(pk): "" for pk in sessions.values_list("pk", flat=True)}


def _is_key(text):
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _planned(key, group, known):
    first = group[0]
    _check_together(group)
    plans = [
        RowPlan(
            line.number, REFUSED if line.is_refused else PART, _title(first), {}, issues=line.issues
        )
        for line in group
    ]
    if any(line.is_refused for line in group):
        return plans
    values = _session(key, group)
    if key in known:
        for plan in plans:
            plan.issues = []
        plans[0].action = UNCHANGED
        if known[key] and known[key] != values["fingerprint"]:
            words = "Déjà importée, et différente depuis\u00a0: rien n’est changé ici."
            plans[0].issues = [Issue(first.number, coop.KEY, key, words)]
        return plans
    plans[0].action, plans[0].values = CREATE, values
    return plans


def _title(line):
    starts = line.values.get("starts")
    day = f"{starts:%d/%m/%Y}" if starts else line.cell(coop.DATE)
    return f"{line.values.get('title') or line.cell(coop.KIND)}, {day}"


def _check_together(group):
    """Lines of one session speak of one session, and they are all there."""
    first = group[0]
    if not first.key:
        return
    for line in group[1:]:
        if any(line.values.get(name) != first.values.get(name) for name in SHARED):
            line.refuse(coop.KEY, f"Cette ligne contredit la ligne {first.number}, même séance.")
    expected = first.values.get("of")
    if expected is not None and expected != len(group) and not first.is_refused:
        first.refuse(
            coop.RANK,
            f"Cette séance annonce {expected} participants, le fichier en a {len(group)}.",
        )
    if len(group) > ANONYMOUS_MAX:
        first.refuse(coop.RANK, f"Une séance compte {ANONYMOUS_MAX} participants au plus.")
    if first.values.get("kind") == SessionKind.INDIVIDUAL and len(group) > 1:
        first.refuse(coop.KIND, "Un accompagnement individuel a un seul participant.")


def _session(key, group):
    """The session of these lines: what it is about, and counters."""
    first = group[0].values
    counters = {"anonymous_count": len(group)}
    for question, names in ANONYMOUS_COUNTERS.items():
        said = Counter(line.values[question] for line in group)
        counters |= {name: said[code] for code, name in names.items() if said[code]}
    raw = {}
    for name in ("thematiques", "niveau", "source"):
        if name in group[0].raw:
            raw[name] = group[0].raw[name]
    for name in ("gender", "age_band", "situation"):
        words = Counter(line.raw[name] for line in group if name in line.raw)
        if words:
            raw[name] = dict(sorted(words.items()))
    values = {name: first[name] for name in (*SHARED, "address", "postcode", "procedures", "level")}
    values |= {"key": key, "counters": counters, "raw": raw}
    said = json.dumps(values, default=str, sort_keys=True)
    return values | {"fingerprint": hashlib.sha256(said.encode()).hexdigest()}
