"""Who read which file: the journal of reads in words, and what in it is out of the ordinary."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from beneficiaries.models import AlertKind, Beneficiary, ReadingAlert
from inclusion.encryption.blind import blind_index
from inclusion.journal.models import Chain, Entry
from inclusion.organisations.models import Membership, Role
from inclusion.registry import registry
from inclusion.text import counted, fold

MANY_FILES = 60
WITHIN = timedelta(hours=1)
NIGHT_FROM, NIGHT_TO = 22, 6
# A reading is followed by an act, or has a reason known to another app, by the next day.
LINK_DAYS = 2
# How many new alerts are counted and shown at once.
ALERTS_SHOWN = 100
SUBJECT = "beneficiaries.beneficiary"

WHAT = {
    "file": "le dossier",
    "notes": "les notes",
    "note": "une note",
    "restricted": "une note restreinte",
    "access_review": "la copie avant remise",
    "portability": "les données à emporter",
    "consents": "ses accords",
    "readings": "les lectures du dossier",
    "request": "une demande de la personne",
    "notice": "la remise de la notice",
    "assessment": "un diagnostic",
    "referral": "une orientation",
    "household": "le foyer",
    "paper": "une pièce",
    "papers": "la liste des pièces",
    "merge": "un rapprochement de dossiers",
    "export": "un export",
}


def what_words(action):
    """« le dossier », of « read.file »."""
    name = action.removeprefix("read.")
    return WHAT.get(name, name.replace("_", " "))


def readings_of(beneficiary):
    """Every reading of a person's file, the last one first."""
    return _reads().about(beneficiary)


def readings_by(member):
    """What this member read and searched for, the last one first."""
    return _reads().visible_to(member).filter(actor=member)


def _reads():
    return Entry.objects.filter(chain=Chain.READS).select_related("actor__user")


def people_known_as(pseudonyms):
    """{pseudonym: file} for those still there; a forgotten person stays a pseudonym."""
    wanted, keys = set(pseudonyms), {}
    if not wanted:
        return {}
    # Fifty thousand people may be followed: one row stands for each in turn, keys only.
    probe = Beneficiary()
    rows = Beneficiary.objects.values_list("pk", "journal_key")
    for probe.pk, probe.journal_key in rows.iterator(chunk_size=5000):
        if probe.pseudonym in wanted:
            keys[probe.pk] = probe.pseudonym
            if len(keys) == len(wanted):
                break
    return {keys[key]: person for key, person in Beneficiary.objects.in_bulk(list(keys)).items()}


def search_digest(query):
    """A keyed fingerprint of what was searched for: the words themselves are never kept."""
    return blind_index("search", fold(query)).hex()


# Unusual readings


@dataclass
class Unusual:
    """One thing to look at; found again, it has the same key."""

    key: str
    kind: str
    member_id: object
    at: object
    pseudonyms: set = field(default_factory=set)

    @property
    def count(self):
        return len(self.pseudonyms)

    @property
    def facts(self):
        """What the alert keeps: how many, and about whom by pseudonym only."""
        return {"key": self.key, "count": self.count, "people": sorted(self.pseudonyms)[:100]}


def unusual_readings(now=None):
    """What is out of the ordinary in the last days, of the active organisation.

    Computed again at will: the same readings give the same things, under the same keys.
    """
    now = timezone.localtime(now)
    today = now.date()
    since = timezone.make_aware(datetime.combine(today - timedelta(days=LINK_DAYS), time()))
    reads = _since(since)
    if not reads:
        return []
    members = {
        member.pk: member
        for member in Membership.objects.filter(
            pk__in={read.actor_id for read in reads}
        ).select_related("user")
    }
    people = people_known_as({read.subject_id for read in reads})
    found = {}
    for read in reads:
        moment = timezone.localtime(read.at)
        _at_night(found, read, moment)
        _of_the_same_name(found, read, moment, members[read.actor_id], people)
    _many_files(found, reads)
    old = [r for r in reads if timezone.localtime(r.at).date() <= today - timedelta(days=LINK_DAYS)]
    _without_link(found, old, members, people)
    return sorted(found.values(), key=lambda each: (each.at, each.key))


def _since(since):
    """The readings of files since then, oldest first, by the chain's own order and index."""
    reads = []
    for entry in Entry.objects.filter(chain=Chain.READS).order_by("-seq").iterator(2000):
        if entry.at < since:
            break
        if entry.subject_type == SUBJECT and entry.actor_id:
            reads.append(entry)
    return reads[::-1]


def _add(found, key, kind, read):
    unusual = found.setdefault(key, Unusual(key, kind, read.actor_id, read.at))
    unusual.at = max(unusual.at, read.at)
    unusual.pseudonyms.add(read.subject_id)


def _at_night(found, read, moment):
    if moment.hour >= NIGHT_FROM or moment.hour < NIGHT_TO:
        night = (moment - timedelta(hours=NIGHT_TO)).date()
        _add(found, f"night:{read.actor_id}:{night}", AlertKind.NIGHT, read)


def _of_the_same_name(found, read, moment, member, people):
    """Someone's own file, or that of her family."""
    person = people.get(read.subject_id)
    own = fold(member.user.last_name)
    if person and own and own in {fold(person.last_name), fold(person.usual_name)}:
        key = f"name:{read.actor_id}:{read.subject_id}:{moment.date()}"
        _add(found, key, AlertKind.SAME_NAME, read)


def _many_files(found, reads):
    """More than sixty different files within any hour; one alert a member and day."""
    by_member = defaultdict(list)
    for read in reads:
        by_member[read.actor_id].append(read)
    for member_id, hers in by_member.items():
        window, files = deque(), Counter()
        for read in hers:
            window.append(read)
            files[read.subject_id] += 1
            while read.at - window[0].at > WITHIN:
                gone = window.popleft().subject_id
                files[gone] -= 1
                if not files[gone]:
                    del files[gone]
            if len(files) > MANY_FILES:
                day = timezone.localtime(read.at).date()
                key = f"many:{member_id}:{day}"
                for each in window:
                    _add(found, key, AlertKind.MANY_FILES, each)


def _without_link(found, reads, members, people):
    """A file that the member neither follows, nor opened, nor acted on, before or since."""
    by_member = defaultdict(list)
    for read in reads:
        # A manager answers for every file: opening one is her work.
        if members[read.actor_id].role != Role.MANAGER and read.subject_id in people:
            by_member[read.actor_id].append(read)
    for member_id, hers in by_member.items():
        known = _linked(member_id, {r.subject_id: people[r.subject_id] for r in hers})
        for read in hers:
            if read.subject_id not in known:
                day = timezone.localtime(read.at).date()
                _add(found, f"link:{member_id}:{day}", AlertKind.NO_LINK, read)


def _linked(member_id, people):
    """The pseudonyms of those of `people` whom the member has a known reason to read about."""
    known = {
        pseudonym
        for pseudonym, person in people.items()
        if member_id in (person.referent_id, person.created_by_id)
    }
    known |= set(
        Entry.objects.filter(
            chain=Chain.ACTS,
            actor_id=member_id,
            subject_type=SUBJECT,
            subject_id__in=list(people),
        ).values_list("subject_id", flat=True)
    )
    keys = {pk for link in registry.reading_links for pk in link(member_id, list(people.values()))}
    return known | {pseudonym for pseudonym, person in people.items() if person.pk in keys}


# The alerts as the manager sees them


def new_alerts(member):
    """Alerts nobody has looked at, the last one first."""
    return (
        ReadingAlert.objects.filter(organisation=member.organisation_id, seen_at__isnull=True)
        .select_related("member__user")
        .order_by("-at", "-pk")
    )


def seen_alerts(member):
    """Alerts looked at, the last one first."""
    return (
        ReadingAlert.objects.filter(organisation=member.organisation_id, seen_at__isnull=False)
        .select_related("member__user", "seen_by__user")
        .order_by("-at", "-pk")
    )


ALERT_ICONS = {
    AlertKind.MANY_FILES: "folder2-open",
    AlertKind.SAME_NAME: "people",
    AlertKind.NO_LINK: "link-45deg",
    AlertKind.NIGHT: "clock",
}


def alert_words(alert):
    """What happened, in one sentence; the numbers of the files are told apart."""
    count = alert.facts.get("count", 0)
    files = counted(count, "dossier")
    return {
        AlertKind.MANY_FILES: f"{files} ouverts en moins d’une heure.",
        AlertKind.SAME_NAME: "Le dossier porte le même nom que la personne qui l’a lu.",
        AlertKind.NO_LINK: f"{files} lu{'s' if count > 1 else ''} sans rendez-vous, note, atelier"
        " ni remise de sa part, avant ou depuis.",
        AlertKind.NIGHT: f"{files} lu{'s' if count > 1 else ''} entre 22\u00a0h et 6\u00a0h.",
    }[alert.kind]
