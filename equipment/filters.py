"""The filters of the pool's lists."""

from datetime import timedelta

import django_filters as filters
from django.utils import timezone

from beneficiaries.models import Assessment
from equipment.ages import AGE_CHOICES, aged
from equipment.models import (
    Allocation,
    AllocationStatus,
    Device,
    DeviceStatus,
    DeviceType,
    Donation,
    DonationIntent,
    DonationStatus,
    IntentStatus,
    Loan,
    Lot,
    LotStatus,
    Offer,
    ServiceCase,
    ServiceStatus,
    StockItem,
    StockKind,
    Warranty,
)
from equipment.selectors.reasons import Reason, held_by
from inclusion.lists import ListFilter
from inclusion.places.models import Venue

EVERYTHING = "all"
# Both wait for the bench: erased and not yet tried, tried and not yet called ready.
TO_TRY = "to_try"
NO_PLACE = "sans"
BLOCKED_CHOICES = [
    ("7", "plus de 7\u00a0jours"),
    ("14", "plus de 14\u00a0jours"),
    ("30", "plus de 30\u00a0jours"),
    ("90", "plus de 90\u00a0jours"),
]


class DeviceFilter(ListFilter):
    """What is on the premises, unless a status says otherwise."""

    etat = filters.ChoiceFilter(
        label="État",
        choices=[
            *DeviceStatus.choices,
            (TO_TRY, "À déclarer prêt"),
            (EVERYTHING, "Tous, même sortis"),
        ],
        empty_label="Dans nos locaux",
        method="by_status",
    )
    type = filters.ChoiceFilter(label="Type", choices=DeviceType.choices, empty_label="Tous")
    lieu = filters.ChoiceFilter(
        label="Lieu",
        empty_label="Tous les lieux",
        null_label="Sans lieu",
        null_value=NO_PLACE,
        field_name="venue",
    )
    depuis = filters.ChoiceFilter(
        label="Bloqué depuis",
        choices=BLOCKED_CHOICES,
        empty_label="Peu importe",
        method="blocked_for",
    )
    attente = filters.ChoiceFilter(
        label="Dans cet état", choices=AGE_CHOICES, empty_label="Peu importe", method="by_age"
    )
    motif = filters.ChoiceFilter(
        label="Ce qui bloque", choices=Reason.choices, empty_label="Peu importe", method="by_reason"
    )

    class Meta:
        model = Device
        fields = ["etat", "type", "lieu", "depuis", "attente", "motif"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        venues = Venue.objects.visible_to(self.request.member).in_order()[:200]
        self.filters["lieu"].extra["choices"] = [(str(v.pk), v.name) for v in venues]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("etat"):
            queryset = queryset.on_premises()
        return super().filter_queryset(queryset)

    def by_status(self, queryset, name, value):
        if value == EVERYTHING:
            return queryset
        wanted = [DeviceStatus.ERASED, DeviceStatus.TESTED] if value == TO_TRY else [value]
        return queryset.filter(status__in=wanted)

    def blocked_for(self, queryset, name, value):
        since = timezone.now() - timedelta(days=int(value))
        return queryset.cannot_leave_yet().filter(status_since__lt=since)

    def by_age(self, queryset, name, value):
        return aged(queryset, value)

    def by_reason(self, queryset, name, value):
        return held_by(queryset, Reason(value))


class StockFilter(ListFilter):
    type = filters.ChoiceFilter(
        label="Type", choices=StockKind.choices, empty_label="Tous", field_name="kind"
    )

    class Meta:
        model = StockItem
        fields = ["type"]


class AllocationFilter(ListFilter):
    etat = filters.ChoiceFilter(
        label="État",
        choices=AllocationStatus.choices,
        empty_label="Tous",
        field_name="status",
    )
    offre = filters.ChoiceFilter(label="Offre", empty_label="Toutes les offres", field_name="offer")
    signature = filters.ChoiceFilter(
        label="Signature",
        choices=[("manque", "À photographier")],
        empty_label="Toutes",
        method="by_signature",
    )

    class Meta:
        model = Allocation
        fields = ["etat", "offre", "signature"]

    def by_signature(self, queryset, name, value):
        return queryset.without_signature()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offers = Offer.objects.visible_to(self.request.member).order_by("name", "pk")[:200]
        self.filters["offre"].extra["choices"] = [(str(o.pk), o.name) for o in offers]


class WaitingFilter(ListFilter):
    decide = filters.ChoiceFilter(
        label="Voie",
        choices=[("oui", "Décidée"), ("non", "Seulement proposée")],
        empty_label="Toutes",
        method="by_decision",
    )

    class Meta:
        model = Assessment
        fields = ["decide"]

    def by_decision(self, queryset, name, value):
        return queryset.filter(decided_at__isnull=value == "non")


class LoanFilter(ListFilter):
    """What is still out, unless asked otherwise."""

    etat = filters.ChoiceFilter(
        label="État",
        choices=[("late", "En retard"), ("returned", "Rendus")],
        empty_label="En cours",
        method="by_state",
    )

    class Meta:
        model = Loan
        fields = ["etat"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("etat"):
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, name, value):
        if value == "late":
            return queryset.late(timezone.localdate())
        return queryset.filter(returned_on__isnull=False)


class ServiceFilter(ListFilter):
    """The cases still open, unless a status says otherwise."""

    etat = filters.ChoiceFilter(
        label="État",
        choices=[
            ("late", "Au-delà de 30\u00a0jours"),
            *ServiceStatus.choices,
            (EVERYTHING, "Tous, même clos"),
        ],
        empty_label="En cours",
        method="by_state",
    )
    garantie = filters.ChoiceFilter(
        label="Garantie", choices=Warranty.choices, empty_label="Toutes", field_name="warranty"
    )

    class Meta:
        model = ServiceCase
        fields = ["etat", "garantie"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("etat"):
            queryset = queryset.still_open()
        return super().filter_queryset(queryset)

    def by_state(self, queryset, name, value):
        if value == "late":
            return queryset.still_open().filter(due_on__lt=timezone.localdate())
        return queryset if value == EVERYTHING else queryset.filter(status=value)


class DonationFilter(ListFilter):
    """The gifts under way, unless a status says otherwise."""

    etat = filters.ChoiceFilter(
        label="État",
        choices=[*DonationStatus.choices, (EVERYTHING, "Tous, même terminés")],
        empty_label="En cours",
        method="by_status",
    )

    class Meta:
        model = Donation
        fields = ["etat"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("etat"):
            queryset = queryset.under_way()
        return super().filter_queryset(queryset)

    def by_status(self, queryset, name, value):
        return queryset if value == EVERYTHING else queryset.filter(status=value)


class IntentFilter(ListFilter):
    etat = filters.ChoiceFilter(
        label="État", choices=IntentStatus.choices, empty_label="Toutes", field_name="status"
    )

    class Meta:
        model = DonationIntent
        fields = ["etat"]


class LotFilter(ListFilter):
    """The lots under way, unless a status says otherwise."""

    etat = filters.ChoiceFilter(
        label="État",
        choices=[*LotStatus.choices, (EVERYTHING, "Tous, même terminés")],
        empty_label="En cours",
        method="by_status",
    )

    class Meta:
        model = Lot
        fields = ["etat"]

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data.get("etat"):
            queryset = queryset.under_way()
        return super().filter_queryset(queryset)

    def by_status(self, queryset, name, value):
        return queryset if value == EVERYTHING else queryset.filter(status=value)
