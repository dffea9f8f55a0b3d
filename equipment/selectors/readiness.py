"""What keeps devices from leaving."""

from django.db.models import Exists, OuterRef, Subquery

from equipment.models import (
    DeviceStatus,
    Erasure,
    Medium,
)
from equipment.readiness import MediumState, readiness_of
from equipment.selectors.demands import demand_sentence, with_demand
from equipment.selectors.offers import family_amounts
from equipment.selectors.runs import last_runs
from equipment.verdict import required_level


def media_with_proof(devices):
    """Media of these devices, each with `is_proven` and what its last proof was worth."""
    proofs = Erasure.objects.filter(
        organisation=OuterRef("organisation"),
        medium=OuterRef("pk"),
        recorded_at__gte=OuterRef("exposed_at"),
    )
    latest = proofs.order_by("-recorded_at", "-pk")
    return Medium.objects.filter(device__in=devices).annotate(
        is_proven=Exists(proofs.accepted()),
        last_level=Subquery(latest.values("level")[:1]),
        last_required_level=Subquery(latest.values("required_level")[:1]),
    )


def unproven_media(device):
    """Media of the device without an accepted erasure since it last came in."""
    return media_with_proof([device]).filter(is_proven=False)


def what_is_missing(device):
    """The check list of one device: `Readiness`, with its lines, their count and a summary."""
    with_readiness([device], runs=last_runs([device]))
    return device.readiness


def with_readiness(devices, runs=None):
    """Set `readiness` on each device, in a few queries whatever their number.

    `runs`, by device, say when each was tried: a list does without, its status says enough.
    """
    media, demands = {}, {}
    for medium in with_demand(media_with_proof(devices)).order_by("added_at", "pk"):
        media.setdefault(medium.device_id, []).append(
            MediumState(
                pk=medium.pk,
                kind=medium.kind,
                label=str(medium),
                is_proven=medium.is_proven,
                last_level=medium.last_level or "",
                required_level=medium.last_required_level or "",
            )
        )
        if medium.is_below and medium.reached:
            demands.setdefault(medium.device_id, (medium.pk, demand_sentence(medium)))
    owed = family_amounts(
        [d.pk for d in devices if d.status in {DeviceStatus.RESERVED, DeviceStatus.ALLOCATED}]
    )
    runs = runs or {}
    for device in devices:
        device.readiness = readiness_of(
            device,
            media.get(device.pk, []),
            owed.get(device.pk),
            runs.get(device.pk),
            demands.get(device.pk),
        )
    return devices


def media_with_proofs_listed(device):
    """The device's media for its page, each with `proofs`, newest first, and `is_proven`."""
    media = list(media_with_proof([device]).order_by("added_at", "pk"))
    by_medium = {}
    proofs = Erasure.objects.filter(
        organisation=device.organisation_id, medium__in=[medium.pk for medium in media]
    )
    for proof in proofs.select_related("by__user").order_by("-recorded_at", "-pk"):
        by_medium.setdefault(proof.medium_id, []).append(proof)
    for medium in media:
        medium.proofs = by_medium.get(medium.pk, [])
        for proof in medium.proofs:
            proof.is_void = proof.recorded_at < medium.exposed_at
        medium.required_level = required_level(device.type, medium.kind)
    return media
