"""The verdict on what a person types in, the file beside it unread."""

from dataclasses import dataclass
from datetime import datetime

from equipment.models import ErasureLevel, ErasureMethod, ErasureResult, MediumKind

from .levels import RANK, Verdict, reached_level, required_level


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
