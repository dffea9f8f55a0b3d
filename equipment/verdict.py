"""The verdict on one proof of erasure: a pure function, so that anyone can check why.

What each method is worth on each kind of medium follows the levels of NIST SP 800-88 (CLEAR, PURGE,
DESTROY): rewriting a flash memory leaves cells it cannot reach, so it never counts as PURGE.
"""

from dataclasses import dataclass
from datetime import datetime

from equipment.models import DeviceType, ErasureLevel, ErasureMethod, ErasureResult, MediumKind

RANK = {
    ErasureLevel.NONE: 0,
    ErasureLevel.CLEAR: 1,
    ErasureLevel.PURGE: 2,
    ErasureLevel.DESTROY: 3,
}
REWRITES = {ErasureMethod.OVERWRITE_ONCE, ErasureMethod.OVERWRITE_MANY}
# Commands the medium's own firmware carries out, and the media that know them.
FIRMWARE = {
    ErasureMethod.ATA_SECURE_ERASE: {MediumKind.HDD, MediumKind.SSD_SATA},
    ErasureMethod.ATA_SANITIZE: {MediumKind.HDD, MediumKind.SSD_SATA},
    ErasureMethod.NVME_FORMAT: {MediumKind.NVME},
    ErasureMethod.NVME_SANITIZE: {MediumKind.NVME},
}
# Their memory is soldered and encrypted: forgetting the key is the only erasure they offer.
SEALED_TYPES = {
    DeviceType.TABLET,
    DeviceType.SMARTPHONE,
    DeviceType.ROUTER,
    DeviceType.MULTIFUNCTION,
    DeviceType.OTHER,
}


@dataclass(frozen=True)
class Claim:
    """What a proof claims, and about what."""

    device_type: str
    medium_kind: str
    method: str
    is_verified: bool
    error_count: int
    started_at: datetime
    ended_at: datetime
    came_in_at: datetime


@dataclass(frozen=True)
class Verdict:
    """The level reached, the level required, and why, one French sentence a reason."""

    level: ErasureLevel
    required_level: ErasureLevel
    result: ErasureResult
    reasons: tuple[str, ...]

    @property
    def is_accepted(self):
        return self.result == ErasureResult.ACCEPTED


def required_level(device_type, medium_kind):
    """What leaving for a person's home requires of this medium."""
    if medium_kind == MediumKind.HDD:
        return ErasureLevel.CLEAR
    if medium_kind == MediumKind.EMMC and device_type in SEALED_TYPES:
        return ErasureLevel.CLEAR
    return ErasureLevel.PURGE


def reached_level(device_type, medium_kind, method):
    """What the method, done well, is worth on this medium."""
    if method == ErasureMethod.DESTRUCTION:
        return ErasureLevel.DESTROY
    if method in REWRITES:
        return ErasureLevel.CLEAR
    if method in FIRMWARE and medium_kind in FIRMWARE[method]:
        return ErasureLevel.PURGE
    if method == ErasureMethod.FACTORY_RESET and medium_kind == MediumKind.EMMC:
        return ErasureLevel.CLEAR
    return ErasureLevel.NONE


def judge(claim):
    """Accept or reject the proof, with every reason."""
    level = reached_level(claim.device_type, claim.medium_kind, claim.method)
    required = required_level(claim.device_type, claim.medium_kind)
    faults = tuple(_faults(claim, level, required))
    if faults:
        return Verdict(level, required, ErasureResult.REJECTED, faults)
    return Verdict(level, required, ErasureResult.ACCEPTED, (_praise(claim, level, required),))


def _faults(claim, level, required):
    if claim.method == ErasureMethod.VERIFY_ONLY:
        yield "Une vérification seule n’efface rien."
    elif level == ErasureLevel.NONE:
        yield "Cette méthode ne s’applique pas à ce type de support."
    elif RANK[level] < RANK[required]:
        if claim.medium_kind == MediumKind.UNKNOWN:
            yield "Sur un support inconnu, une réécriture ne suffit pas\u00a0: précisez son type."
        else:
            yield "Réécrire un support flash n’efface pas tout."
    if claim.error_count:
        yield "L’effacement a rencontré des erreurs\u00a0: une partie des données peut rester."
    if not claim.is_verified:
        yield "La relecture de contrôle n’a pas été faite, ou n’a pas réussi."
    if claim.ended_at <= claim.started_at:
        yield "La fin de l’effacement doit suivre son début."
    if claim.started_at < claim.came_in_at:
        yield "L’effacement date d’avant l’arrivée de l’appareil, qui a pu resservir depuis."


def _praise(claim, level, required):
    if level == ErasureLevel.DESTROY:
        return "Le support est détruit\u00a0: rien n’y est lisible."
    if level == ErasureLevel.PURGE:
        return "Le support s’est effacé lui-même, cellules cachées comprises."
    if claim.method == ErasureMethod.FACTORY_RESET:
        return "L’appareil est chiffré et sa clé a été oubliée."
    return "Le disque a été réécrit en entier et relu sans erreur."
