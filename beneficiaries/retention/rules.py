"""How long each thing is kept, from when, and what may put its erasure off.

The table is read by the night's work, by the manager's page, and by the register of processing:
one source, so that what is announced is what is done. A delay of « 24 months » runs from date to
date; its last day is a day of keeping, and the erasure comes the day after.
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from beneficiaries.models import RetentionSetting
from inclusion.text import NO_BREAK, counted

# Between the announcement and the erasure, so that she or her referent may say otherwise.
GRACE_DAYS = 30
# A hold is looked at again within this time.
REVIEW_MONTHS = 6


@dataclass(frozen=True)
class Rule:
    """One line of the table: a thing, how long it stays in use, what follows, and by what right.

    `months` or `days` is the delay the law or the authority recommends; none when the end is an
    event. `by_night` says that the night's work applies it; elsewhere, `final` says who does.
    """

    code: str
    what: str
    since: str
    then: str
    final: str
    ground: str
    months: int = 0
    days: int = 0
    by_night: bool = True
    is_adjustable: bool = True

    @property
    def has_delay(self):
        return bool(self.months or self.days)

    @property
    def longest(self):
        """The delay in days, at most: beyond it, a justification is needed."""
        return self.days or -(-self.months * 365 // 12)

    @property
    def delay_words(self):
        if self.months and self.months % 12 == 0 and self.months > 24:
            return counted(self.months // 12, "an")
        if self.months:
            return f"{self.months}{NO_BREAK}mois"
        return counted(self.days, "jour") if self.days else self.since


BENEFICIARY_FILE = "beneficiary_file"
LIGHT_FILE = "light_file"
REQUEST_WITHOUT_FOLLOW_UP = "declined_referral"
TEMPORARY_PAPER = "temporary_paper"
RIGHTS_REQUEST = "rights_request"
ACCOUNTING_PIECE = "accounting_piece"
UNDOABLE_MERGE = "undoable_merge"

SOCIAL_GUIDE = "Référentiel CNIL de l’accompagnement social (délibération 2021-028)"

RULES = {
    rule.code: rule
    for rule in (
        Rule(
            code=BENEFICIARY_FILE,
            what="Dossier, diagnostics, notes, orientations",
            since="dernier contact avec la personne",
            months=24,
            then=f"annonce à la personne et à son référent, {GRACE_DAYS}{NO_BREAK}jours de délai",
            final="comptés sans nom, puis effacés avec fichiers et index de recherche",
            ground=SOCIAL_GUIDE,
        ),
        Rule(
            code=LIGHT_FILE,
            what="Dossier léger sans venue",
            since="ouverture du dossier",
            months=6,
            then="rien",
            final="effacé",
            ground="Minimisation (RGPD, article 5)",
        ),
        Rule(
            code=REQUEST_WITHOUT_FOLLOW_UP,
            what="Informations transmises par une orientation non acceptée",
            since="fin de validité de l’orientation",
            days=15,
            then="rien",
            final="effacées chez la structure qui les a reçues",
            ground="Accord donné pour cette transmission seulement",
        ),
        Rule(
            code=TEMPORARY_PAPER,
            what="Pièces de passage",
            since="dépôt de la pièce",
            days=30,
            then="rien",
            final="fichier détruit",
            ground="Minimisation (RGPD, article 5)",
        ),
        Rule(
            code=RIGHTS_REQUEST,
            what="Demandes de la personne sur ses données",
            since="réponse donnée",
            months=36,
            then="rien",
            final="effacées",
            ground="Preuve de la réponse (RGPD, articles 12 et 15 à 22)",
        ),
        Rule(
            code=ACCOUNTING_PIECE,
            what="Participation reçue pour un appareil",
            since="fin de l’exercice de la remise",
            months=120,
            then="archive, hors de la vue des médiateurs",
            final="effacée avec le dossier",
            ground="Code de commerce, article L123-22",
            is_adjustable=False,
        ),
        Rule(
            code=UNDOABLE_MERGE,
            what="Valeurs d’avant une fusion de dossiers",
            since="fusion",
            days=30,
            then="rien",
            final="détruites\u00a0: la fusion ne s’annule plus",
            ground="Exactitude (RGPD, article 5)",
            is_adjustable=False,
        ),
        Rule(
            code="hold",
            what="Dossier conservé exceptionnellement",
            since="décision de conservation",
            months=REVIEW_MONTHS,
            then="revu à la date dite, jamais prolongé en silence",
            final="reprend le délai du dossier",
            ground="Litige, contrôle d’une subvention, demande d’une autorité",
            by_night=False,
            is_adjustable=False,
        ),
        Rule(
            code="issued_document",
            what="Documents émis au nom de la personne",
            since="comme le dossier",
            then="rien",
            final="contenu et fichier détruits\u202f; numéro, type, date et empreinte restent",
            ground="Preuve qu’un document a été émis, sans la personne",
            is_adjustable=False,
        ),
        Rule(
            code="journal",
            what="Journal des actes et des lectures",
            since="sans limite, sans nom",
            then="rien",
            final="anonyme dès le dossier effacé\u00a0: la clé du pseudonyme est détruite avec lui",
            ground="Délibération CNIL 2021-122",
            by_night=False,
            is_adjustable=False,
        ),
        Rule(
            code="backup",
            what="Sauvegardes",
            since="sauvegarde",
            days=35,
            then="les effacements sont rejoués après toute restauration",
            final="remplacées par les suivantes (réglage de l’hébergement)",
            ground="Sécurité (RGPD, article 32)",
            by_night=False,
            is_adjustable=False,
        ),
    )
}


def register_rule(rule):
    """A line that another app adds; its own work applies it."""
    RULES[rule.code] = rule


def add_months(day, months):
    """The same day that many months later; the last of the month when it has none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def own_delays():
    """Rule → days, where the active organisation chose its own."""
    return dict(RetentionSetting.objects.values_list("rule", "days"))


def last_day(rule, since, delays):
    """The last day on which what began on `since` is kept."""
    if rule.code in delays:
        return since + timedelta(days=delays[rule.code])
    return add_months(since, rule.months) if rule.months else since + timedelta(days=rule.days)


def first_day_of(rule, until, delays):
    """The latest beginning that may have ended by `until`: a bound for queries, never exact."""
    if rule.code in delays:
        return until - timedelta(days=delays[rule.code])
    return add_months(until, -rule.months) if rule.months else until - timedelta(days=rule.days)


def announced_from(rule, since, delays):
    """The day from which the coming erasure is announced: 23 months when 24 are kept."""
    if rule.code in delays or not rule.months:
        return last_day(rule, since, delays) - timedelta(days=GRACE_DAYS)
    return add_months(since, rule.months - 1)


def since_of(beneficiary):
    """From when her file's delay runs: her last contact, or the opening when she never came."""
    from django.utils import timezone

    return (
        beneficiary.last_contact_on
        or beneficiary.first_contact_on
        or timezone.localdate(beneficiary.created_at)
    )


def rule_of(beneficiary):
    """Which line of the table her file follows."""
    if beneficiary.is_light and beneficiary.last_contact_on is None:
        return RULES[LIGHT_FILE]
    return RULES[BENEFICIARY_FILE]


def kept_until(beneficiary, delays):
    """The last day of her file: the delay, and the grace that an announcement opened."""
    rule = rule_of(beneficiary)
    until = last_day(rule, since_of(beneficiary), delays)
    if rule.code == LIGHT_FILE or beneficiary.erasure_announced_on is None:
        return until
    return max(until, beneficiary.erasure_announced_on + timedelta(days=GRACE_DAYS))


@dataclass(frozen=True)
class Block:
    """What puts an erasure off, said to who asks; `is_conservation`: kept by duty, out of sight."""

    code: str
    words: str
    is_conservation: bool = False


# What each app knows of contacts with persons: people's keys → {key: date of the last one}.
contact_sources: list[Callable] = []
# What each app knows that puts an erasure off: people's keys, today → {key: [Block]}.
block_sources: list[Callable] = []


def last_contacts(people, sources=None):
    """{person's key: the date of the last contact any app knows of}."""
    latest = {}
    for source in contact_sources if sources is None else sources:
        for key, day in source(people).items():
            if day and (key not in latest or day > latest[key]):
                latest[key] = day
    return latest


def blocks_of(people, today):
    """{person's key: what puts her erasure off}, for these files and those they absorbed."""
    found = {}
    for source in block_sources:
        for key, blocks in source(people, today).items():
            found.setdefault(key, []).extend(blocks)
    return found
