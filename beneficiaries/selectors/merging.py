"""Two files side by side: what differs, what each brings, what may still be undone."""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from beneficiaries.models import Language, Merge, MergeStatus, Need
from beneficiaries.services.merging import (
    ABSORBED,
    FIELDS,
    UNDO_DAYS,
    default_choices,
    undoable_until,
)
from inclusion.encryption.blind import shown_phone
from inclusion.registry import registry
from inclusion.text import counted
from inclusion.ui.formats import short_day

LABELS = {
    "first_name": "Prénom",
    "last_name": "Nom",
    "usual_name": "Nom d’usage",
    "birth_year": "Année de naissance",
    "gender": "Genre",
    "situation": "Situation",
    "phone": "Téléphone",
    "email": "Adresse électronique",
    "preferred_contact": "Contact préféré",
    "address": "Adresse",
    "neighbourhood": "Quartier prioritaire",
    "languages": "Langues parlées",
    "needs": "Ce qui l’aide",
    "origin": "Origine",
    "referent": "Référent·e",
}
RECENT_AT_MOST = 20


@dataclass(frozen=True)
class Line:
    """One line of the comparison; `chosen` is whose value would stay."""

    name: str
    label: str
    survivor: str
    absorbed: str
    chosen: str

    @property
    def differs(self):
        return self.survivor != self.absorbed

    @property
    def keeps_absorbed(self):
        return self.chosen == ABSORBED


def compared(survivor, absorbed, choices=None):
    """Every line of the two files, those that differ first."""
    chosen = {**default_choices(survivor, absorbed), **(choices or {})}
    lines = [
        Line(name, LABELS[name], _shown(survivor, name), _shown(absorbed, name), chosen[name])
        for name in FIELDS
    ]
    return sorted(lines, key=lambda line: not line.differs)


def _shown(file, name):
    special = {
        "gender": file.get_gender_display,
        "situation": file.get_situation_display,
        "phone": lambda: shown_phone(file.phone),
        "preferred_contact": lambda: _joined(
            file.get_preferred_contact_display() if file.preferred_contact else "",
            file.contact_hours,
        ),
        "address": lambda: _joined(file.address, file.place),
        "neighbourhood": lambda: {True: "oui", False: "non"}.get(
            file.is_priority_neighbourhood, ""
        ),
        "languages": lambda: _named(Language, file.languages),
        "needs": lambda: _named(Need, file.needs),
        "origin": lambda: _joined(file.get_origin_display(), file.referred_by),
        "referent": lambda: str(file.referent or ""),
    }
    value = special[name]() if name in special else getattr(file, name)
    return str(value or "")


def _joined(*parts):
    return ", ".join(part for part in parts if part)


def _named(choices, values):
    known = dict(choices.choices)
    return ", ".join(known.get(value, value) for value in values)


def brought(file):
    """« Notes : 3 », of every relation that names the person and is told to her."""
    counts = {}
    for relation in registry.person_relations:
        app, model, field = relation.relation.split(".")
        if relation.relation in SILENT:
            continue

        number = apps.get_model(app, model).objects.filter(**{field: file}).count()
        if number:
            counts[relation.title] = counts.get(relation.title, 0) + number
    return sorted(counts.items())


SILENT = {
    "beneficiaries.SearchToken.beneficiary",
    "beneficiaries.DistinctPair.first",
    "beneficiaries.DistinctPair.second",
    "beneficiaries.Merge.survivor",
    "beneficiaries.Merge.absorbed",
    "beneficiaries.Beneficiary.merged_into",
}


def merges_to_approve(member):
    return (
        Merge.objects.visible_to(member)
        .to_approve()
        .select_related("survivor", "absorbed", "proposed_by__user")
        .order_by("proposed_at", "pk")
    )


def recent_merges(member):
    """Merges done in the last thirty days, latest first: those that may still be undone."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    return (
        Merge.objects.visible_to(member)
        .filter(status=MergeStatus.DONE, decided_at__gt=since)
        .select_related("survivor", "absorbed", "decided_by__user")
        .order_by("-decided_at", "pk")[:RECENT_AT_MOST]
    )


def days_to_undo(merge):
    return max((undoable_until(merge) - timezone.now()).days, 0)


def state_words(merge):
    """One sentence on where a merge stands."""
    if merge.status == MergeStatus.PROPOSED:
        return f"Proposée le {short_day(merge.proposed_at)} par {merge.proposed_by}"
    if merge.status == MergeStatus.DONE:
        left = counted(days_to_undo(merge), "jour")
        tail = f"encore {left} pour l’annuler" if merge.former else "définitive"
        return f"Faite le {short_day(merge.decided_at)} par {merge.decided_by}, {tail}"
    if merge.status == MergeStatus.DECLINED:
        return f"Refusée le {short_day(merge.decided_at)}"
    return f"Annulée le {short_day(merge.undone_at)}"
