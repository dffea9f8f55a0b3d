"""What holds a device back, as one word of the database: the same for the board and the list.

The first that applies, in the order of the way out: no proof is asked of a device whose media
nobody knows. The check list of a device (`equipment.readiness`) says the same with its details.
"""

from django.db.models import Case, CharField, Exists, OuterRef, Q, TextChoices, Value, When

from equipment.models import (
    BATTERY_TYPES,
    HELD_BACK,
    DeviceStatus,
    Erasure,
    Evidence,
    EvidenceStatus,
    Intervention,
    Medium,
    TestRun,
)
from equipment.models.devices import HIDDEN_KINDS


class Reason(TextChoices):
    REFUSED = "refus", "Effacement échoué ou refusé"
    UNPROVEN = "preuve", "Support sans preuve d’effacement"
    HIDDEN = "cache", "Stockage mal vu par son relevé"
    UNREAD = "releve", "Aucun relevé, aucun support inscrit"
    UNKNOWN = "support", "Support inconnu\u00a0: son relevé n’en montre aucun"
    PROVEN = "attente", "Effacement à confirmer"
    REPAIR = "reparation", "Réparation à finir"
    FAILED = "defauts", "Contrôles non réussis"
    UNTRIED = "controles", "Fiche de contrôle à remplir"
    BATTERY = "batterie", "Batterie à mesurer"
    GRADE = "aspect", "Note d’aspect à donner"
    UNCALLED = "pret", "À déclarer prêt"


def _rules():
    """Status → what holds back a device there, in order: the first condition that is true.

    The last of each status is what remains, and has none.
    """
    proofs = Erasure.objects.filter(
        organisation=OuterRef("organisation"),
        medium=OuterRef("pk"),
        recorded_at__gte=OuterRef("exposed_at"),
    )
    media = Medium.objects.filter(organisation=OuterRef("organisation"), device=OuterRef("pk"))
    unproven = media.filter(~Exists(proofs.accepted()))
    files = Evidence.objects.filter(
        organisation=OuterRef("organisation"),
        device=OuterRef("pk"),
        status=EvidenceStatus.ACCEPTED,
        read_at__gte=OuterRef("came_in_at"),
    )
    # A run that a return or a repair made void says nothing: `selectors.runs` has the same rule.
    repaired_after = Intervention.objects.filter(
        organisation=OuterRef("organisation"),
        device=OuterRef("device"),
        started_at__gt=OuterRef("tested_at"),
    )
    runs = TestRun.objects.filter(
        organisation=OuterRef("organisation"),
        device=OuterRef("pk"),
        tested_at__gte=OuterRef("came_in_at"),
    ).exclude(Exists(repaired_after))
    is_hidden = Q(storage_known=False) & ~Q(Exists(media.filter(kind__in=HIDDEN_KINDS)))
    return {
        DeviceStatus.QUARANTINE: (
            (Reason.REFUSED, Q(Exists(unproven.filter(Exists(proofs))))),
            (Reason.UNPROVEN, Q(Exists(unproven))),
            (Reason.HIDDEN, is_hidden),
            (Reason.PROVEN, Q(Exists(media))),
            (Reason.UNKNOWN, Q(Exists(files))),
            (Reason.UNREAD, None),
        ),
        DeviceStatus.UNDER_REPAIR: ((Reason.REPAIR, None),),
        DeviceStatus.ERASED: ((Reason.FAILED, Q(Exists(runs))), (Reason.UNTRIED, None)),
        DeviceStatus.TESTED: (
            (Reason.BATTERY, Q(type__in=BATTERY_TYPES, battery_percent__isnull=True)),
            (Reason.GRADE, Q(condition_grade="")),
            (Reason.UNCALLED, None),
        ),
    }


RULES = _rules()
# Where each may be found: a list of one reason reads its own status only.
STATUS_OF = {reason: status for status, rules in RULES.items() for reason, _ in rules}


def with_reason(devices):
    """Annotate what is held back with `reason`; the others have none."""
    return devices.annotate(
        reason=Case(
            *(When(status=status, then=_first(rules)) for status, rules in RULES.items()),
            default=Value(""),
            output_field=CharField(),
        )
    )


def _first(rules):
    *before, (last, _) = rules
    if not before:
        return Value(last)
    return Case(
        *(When(condition, then=Value(reason)) for reason, condition in before),
        default=Value(last),
        output_field=CharField(),
    )


def held_by(devices, reason):
    """The devices that this reason holds back; as joins, so that a rare one is found quickly."""
    devices = devices.filter(status=STATUS_OF[reason])
    for other, condition in RULES[STATUS_OF[reason]]:
        if other == reason:
            return devices.filter(condition) if condition is not None else devices
        devices = devices.exclude(condition)
    return devices


def held_back(devices):
    return devices.filter(status__in=HELD_BACK)
