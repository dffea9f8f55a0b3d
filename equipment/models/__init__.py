"""The equipment pool: devices, their storage media, the proofs of erasure, and hand-overs."""

from .allocations import Allocation, AllocationStatus
from .devices import Device, DeviceQuerySet, Medium, MediumFate, MediumKind
from .erasure import Erasure, ErasureLevel, ErasureMethod, ErasureResult
from .evidence import AttestationKind, Evidence, EvidenceStatus, StorageAttestation
from .life_cycle import LIFE_CYCLE, NEXT, Step
from .offers import Offer, OfferShare, PayerKind
from .vocabulary import (
    AWAY,
    BATTERY_TYPES,
    DATA_BEARING_TYPES,
    HELD_BACK,
    NO_PROOF,
    SHORT_TYPES,
    UNPROVEN,
    DeviceStatus,
    DeviceType,
    Grade,
    OriginRegime,
)

__all__ = [
    "AWAY",
    "BATTERY_TYPES",
    "DATA_BEARING_TYPES",
    "HELD_BACK",
    "LIFE_CYCLE",
    "NEXT",
    "NO_PROOF",
    "SHORT_TYPES",
    "UNPROVEN",
    "Allocation",
    "AllocationStatus",
    "AttestationKind",
    "Device",
    "DeviceQuerySet",
    "DeviceStatus",
    "DeviceType",
    "Erasure",
    "ErasureLevel",
    "ErasureMethod",
    "ErasureResult",
    "Evidence",
    "EvidenceStatus",
    "Grade",
    "Medium",
    "MediumFate",
    "MediumKind",
    "Offer",
    "OfferShare",
    "OriginRegime",
    "PayerKind",
    "Step",
    "StorageAttestation",
]
