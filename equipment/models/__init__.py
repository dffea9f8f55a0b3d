"""The equipment pool: devices, their storage media, the proofs of erasure, and hand-overs."""

from .allocations import Allocation, AllocationStatus
from .counts import AuditLine, AuditOutcome, AuditRun, ErasureCheck
from .devices import Device, DeviceQuerySet, Medium, MediumFate, MediumKind
from .erasure import Erasure, ErasureLevel, ErasureMethod, ErasureResult
from .evidence import AttestationKind, Evidence, EvidenceStatus, StorageAttestation
from .life_cycle import LIFE_CYCLE, NEXT, Step
from .offers import Offer, OfferShare, PayerKind
from .stickers import (
    LabelPrinter,
    LabelRoll,
    PrintedLabel,
    PrintedLabelStatus,
    SheetFormat,
)
from .stock import ENTRY_REASONS, EXIT_REASONS, StockItem, StockKind, StockMove, StockReason
from .vocabulary import (
    AWAY,
    BATTERY_TYPES,
    DATA_BEARING_TYPES,
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
    "ENTRY_REASONS",
    "EXIT_REASONS",
    "LIFE_CYCLE",
    "NEXT",
    "NO_PROOF",
    "SHORT_TYPES",
    "UNPROVEN",
    "Allocation",
    "AllocationStatus",
    "AttestationKind",
    "AuditLine",
    "AuditOutcome",
    "AuditRun",
    "Device",
    "DeviceQuerySet",
    "DeviceStatus",
    "DeviceType",
    "Erasure",
    "ErasureCheck",
    "ErasureLevel",
    "ErasureMethod",
    "ErasureResult",
    "Evidence",
    "EvidenceStatus",
    "Grade",
    "LabelPrinter",
    "LabelRoll",
    "Medium",
    "MediumFate",
    "MediumKind",
    "Offer",
    "OfferShare",
    "OriginRegime",
    "PayerKind",
    "PrintedLabel",
    "PrintedLabelStatus",
    "SheetFormat",
    "Step",
    "StockItem",
    "StockKind",
    "StockMove",
    "StockReason",
    "StorageAttestation",
]
