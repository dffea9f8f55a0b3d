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


# Where each may be found: a list of one reason reads its own status only.
STATUS_OF = {
    **dict.fromkeys(
        (
            *(Reason.REFUSED, Reason.UNPROVEN, Reason.HIDDEN),
            *(Reason.UNREAD, Reason.UNKNOWN, Reason.PROVEN),
        ),
        DeviceStatus.QUARANTINE,
    ),
    Reason.REPAIR: DeviceStatus.UNDER_REPAIR,
    **dict.fromkeys((Reason.FAILED, Reason.UNTRIED), DeviceStatus.ERASED),
    **dict.fromkeys((Reason.BATTERY, Reason.GRADE, Reason.UNCALLED), DeviceStatus.TESTED),
}


def with_reason(devices):
    """Annotate what is held back with `reason`; the others have none."""
    return devices.annotate(
        reason=Case(
            When(status=DeviceStatus.QUARANTINE, then=_in_quarantine()),
            When(status=DeviceStatus.UNDER_REPAIR, then=Value(Reason.REPAIR)),
            When(status=DeviceStatus.ERASED, then=_erased()),
            When(status=DeviceStatus.TESTED, then=_tested()),
            default=Value(""),
            output_field=CharField(),
        )
    )


def held_by(devices, reason):
    """The devices that this reason holds back."""
    return with_reason(devices.filter(status=STATUS_OF[reason])).filter(reason=reason)


def held_back(devices):
    return devices.filter(status__in=HELD_BACK)


def _in_quarantine():
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
    is_hidden = Q(storage_known=False) & ~Exists(media.filter(kind__in=HIDDEN_KINDS))
    return Case(
        When(Exists(unproven.filter(Exists(proofs))), then=Value(Reason.REFUSED)),
        When(Exists(unproven), then=Value(Reason.UNPROVEN)),
        When(is_hidden, then=Value(Reason.HIDDEN)),
        When(Exists(media), then=Value(Reason.PROVEN)),
        When(Exists(files), then=Value(Reason.UNKNOWN)),
        default=Value(Reason.UNREAD),
        output_field=CharField(),
    )


def _erased():
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
    return Case(
        When(Exists(runs), then=Value(Reason.FAILED)),
        default=Value(Reason.UNTRIED),
        output_field=CharField(),
    )


def _tested():
    return Case(
        When(type__in=BATTERY_TYPES, battery_percent__isnull=True, then=Value(Reason.BATTERY)),
        When(condition_grade="", then=Value(Reason.GRADE)),
        default=Value(Reason.UNCALLED),
        output_field=CharField(),
    )
