"""The verdict on what an erasing tool itself tells of one run."""

import re
from datetime import datetime

from equipment.models import ErasureLevel, ErasureMethod, ErasureResult, MediumKind
from equipment.reading.inventory import ErasureFacts
from equipment.reading.serials import match_serial

from .levels import (
    FLASH,
    RANK,
    REWRITES,
    STRICT,
    ToolPolicy,
    Verdict,
    reached_level,
    required_level,
)


def judge_run(
    erasure_facts: ErasureFacts,
    medium,
    device_type: str,
    *,
    exposed_at: datetime,
    now: datetime,
    tool_policy: ToolPolicy = STRICT,
    demanded_level: str = ErasureLevel.NONE,
    is_duplicate: bool = False,
) -> Verdict:
    """The verdict on one run that a tool tells of, for the medium its serial number named.

    `medium` has `kind`, `serial` and `size_bytes`, and is None when no known medium was named.
    `exposed_at` is since when someone may have written on it, `demanded_level` what the donor asks
    beyond our own rule, `is_duplicate` whether the same file already proves another medium.
    """
    facts = erasure_facts
    kind = medium.kind if medium else facts.kind or MediumKind.UNKNOWN
    required = max(
        required_level(device_type, kind), ErasureLevel(demanded_level), key=RANK.__getitem__
    )
    level = _run_level(facts, device_type, kind) if medium else ErasureLevel.NONE
    faults = {
        ErasureResult.UNMATCHED: tuple(_mismatches(facts, medium)),
        ErasureResult.REJECTED: tuple(
            _run_faults(facts, medium, kind, level, required, exposed_at, now, is_duplicate)
        ),
        ErasureResult.INCOMPLETE: tuple(_gaps(facts)),
        ErasureResult.MANUAL_PENDING: tuple(_doubts(facts, medium, kind, tool_policy)),
    }
    result = next((one for one, why in faults.items() if why), ErasureResult.ACCEPTED)
    reasons = tuple(dict.fromkeys(reason for why in faults.values() for reason in why))
    if result == ErasureResult.ACCEPTED:
        reasons = (_run_praise(facts, kind, level),)
    if result == ErasureResult.UNMATCHED or facts.outcome != "success" or facts.error_count:
        level = ErasureLevel.NONE
    return Verdict(level, required, result, reasons, tool_policy.standard, tool_policy.revision)


def _run_level(facts, device_type, kind):
    """What the method is worth on this medium, its own variant taken into account."""
    if not facts.method:
        return ErasureLevel.NONE
    level = reached_level(device_type, kind, facts.method)
    words = facts.method_name.lower()
    if facts.method == ErasureMethod.NVME_FORMAT and re.search(r"ses\s*=\s*0", words):
        return ErasureLevel.NONE
    # A hard disk also hides reallocated sectors: only the enhanced command reaches them.
    is_plain_erase = facts.method == ErasureMethod.ATA_SECURE_ERASE and "enhanced" not in words
    # The firmware rewriting its own flash reaches no more than we do.
    is_overwrite = "overwrite" in words and kind in FLASH
    is_weaker = (is_plain_erase and kind == MediumKind.HDD) or is_overwrite
    if is_weaker and level == ErasureLevel.PURGE:
        return ErasureLevel.CLEAR
    return level


def _mismatches(facts, medium):
    """Why this run is about no medium we know."""
    found = match_serial(facts.serial, [medium.serial] if medium else [])
    if found.serial is None:
        yield found.reason


def _run_faults(facts, medium, kind, level, required, exposed_at, now, is_duplicate):
    """What makes the run worthless as it stands."""
    yield from _words_of_failure(facts)
    if medium and facts.method and facts.method != ErasureMethod.VERIFY_ONLY:
        if level == ErasureLevel.NONE:
            yield "Cette méthode n’efface rien sur ce type de support."
        elif RANK[level] < RANK[required]:
            yield from _shortfall(kind, level, required)
    if facts.verification == "none":
        yield "L’outil n’a pas relu le support après l’avoir effacé."
    if facts.hidden_area == "present":
        yield "Une zone cachée du disque (HPA ou DCO) n’a pas été effacée."
    is_counted = None not in (facts.bytes_erased, facts.bytes_total)
    if is_counted and facts.bytes_erased < facts.bytes_total:
        yield "Une partie du support seulement a été effacée."
    size = getattr(medium, "size_bytes", None)
    reached = facts.bytes_total if facts.bytes_total is not None else facts.bytes_erased
    if size and reached is not None and reached < size:
        yield "L’outil a vu un support plus petit que celui-ci."
    yield from _untimely(facts, exposed_at, now)
    if is_duplicate:
        yield "Ce fichier est déjà la preuve d’un autre support."


def _words_of_failure(facts):
    if facts.method == ErasureMethod.VERIFY_ONLY:
        yield "Une vérification seule n’efface rien."
    if facts.outcome == "failed":
        yield "L’outil dit lui-même que l’effacement a échoué."
    if facts.outcome == "aborted":
        yield "L’effacement a été interrompu par une personne."
    if facts.error_count:
        yield "L’effacement a rencontré des erreurs\u00a0: une partie des données peut rester."


def _shortfall(kind, level, required):
    if kind == MediumKind.UNKNOWN:
        yield "Sur un support inconnu, une réécriture ne suffit pas\u00a0: précisez son type."
    elif kind in FLASH and level == ErasureLevel.CLEAR:
        yield "Réécrire un support flash n’efface pas tout."
    else:
        yield f"Cet effacement vaut {level}, et le donateur demande {required}."


def _untimely(facts, exposed_at, now):
    start, end = facts.started_at, facts.ended_at
    if start and end and end <= start:
        yield "La fin de l’effacement doit suivre son début."
    if start and start < exposed_at:
        yield "L’effacement date d’avant l’arrivée de l’appareil, qui a pu resservir depuis."
    if end and end > now:
        yield "La fin de l’effacement est à venir\u00a0: l’horloge de l’outil est fausse."


def _gaps(facts):
    """What the file should say and does not."""
    if facts.outcome in ("incomplete", "unknown", ""):
        yield "Le relevé s’arrête avant le résultat de l’effacement."
    if not facts.method:
        yield "Le relevé ne dit pas par quelle méthode."
    if not facts.started_at:
        yield "Le relevé ne dit pas quand l’effacement a commencé."
    if not facts.ended_at:
        yield "Le relevé ne dit pas quand l’effacement a fini."


def _doubts(facts, medium, kind, policy):
    """What a person must look at before the proof is believed."""
    oldest = policy.minimum_versions.get(facts.tool.lower())
    version = tuple(int(part) for part in re.findall(r"\d{1,6}", facts.tool_version))
    if oldest is None:
        yield "Cet outil n’est pas de ceux que l’association croit sur parole."
    elif not version:
        yield "Le relevé ne dit pas la version de l’outil."
    elif version < oldest:
        yield "Cette version de l’outil disait «\u00a0effacé\u00a0» malgré certaines erreurs."
    if facts.verification not in ("none", "last", "all"):
        yield "Le relevé ne dit pas si le support a été relu."
    if facts.error_count is None:
        yield "Le relevé ne compte pas les erreurs."
    if medium and facts.kind and kind not in (facts.kind, MediumKind.UNKNOWN):
        yield "Le relevé et la fiche ne s’accordent pas sur le type de ce support."
    rewrites = facts.method in REWRITES
    if rewrites and kind not in FLASH and facts.hidden_area not in ("none", "present"):
        yield "Le relevé ne dit pas si le disque a une zone cachée (HPA ou DCO)."
    if rewrites and (facts.bytes_erased is None or not _size_known(facts, medium)):
        yield "Le relevé ne dit pas si tout le support a été réécrit."


def _size_known(facts, medium):
    return facts.bytes_total is not None or bool(getattr(medium, "size_bytes", None))


def _run_praise(facts, kind, level):
    if level == ErasureLevel.PURGE:
        return "Le support s’est effacé lui-même, cellules cachées comprises."
    if facts.method in REWRITES:
        return "Le disque a été réécrit en entier et relu sans erreur."
    return "Le support s’est effacé lui-même sans erreur, et a été relu."
