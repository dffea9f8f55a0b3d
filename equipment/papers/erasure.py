"""What the certificate of erasure prints: each medium, what was done to it, and what was not.

The fields are those of NIST SP 800-88, appendix G of its first revision: person, medium,
sanitisation, verification, destination.
"""

from django.utils import timezone

from equipment.documents import LEVEL_NAMES
from equipment.models import (
    Erasure,
    ErasureLevel,
    ErasureMethod,
    ErasureResult,
    MediumFate,
    OriginRegime,
)
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role
from inclusion.text import counted
from inclusion.ui.formats import NBSP, number, percent

ERASURE_CERTIFICATE = "erasure_certificate"
DESTINATIONS = {
    MediumFate.IN_DEVICE: "reste dans l’appareil",
    MediumFate.SPARE: "retiré de l’appareil, gardé en réserve",
    MediumFate.TO_DESTROY: "retiré de l’appareil, à détruire",
    MediumFate.DESTROYED: "retiré de l’appareil et détruit",
}
# How the tool's own words are told; what is not here is not printed.
DETAILS = (
    ("passes", "Passes"),
    ("verification", "Relecture"),
    ("bytes", "Octets effacés"),
    ("hidden_area", "Zones cachées"),
    ("serial", "N° de série lu par l’outil"),
)


def register():
    register_kind(
        DocumentKind(
            code=ERASURE_CERTIFICATE,
            label="Certificat d’effacement",
            prefix="CEF",
            template="erasure_certificate",
            roles=frozenset({Role.TECHNICIAN, Role.MANAGER, Role.MEDIATOR, Role.TREASURER}),
        )
    )


def erasure_facts(device, by):
    """Everything the certificate prints, frozen as plain values; the device is cleared."""
    media = [*device.media.order_by("added_at", "pk"), *device.media_taken_out.order_by("pk")]
    proofs = _proofs(device, media)
    sheets = [
        _sheet(rank, medium, proofs.get(medium.pk, []), device)
        for rank, medium in enumerate(media, 1)
    ]
    return {
        "device": {
            "type": device.get_type_display().lower(),
            "name": f"{device.manufacturer} {device.model}",
            "asset_tag": device.asset_tag,
            "serial": device.serial,
        },
        "origin": _origin(device),
        "received_on": timezone.localdate(device.received_at).isoformat(),
        "place": by.organisation.city or by.organisation.name,
        "found": counted(len(media), "support de données trouvé", "supports de données trouvés"),
        "search": _search(device, media),
        "media": sheets,
        "conclusion": _conclusion(sheets),
        "standards": sorted({sheet["standard"] for sheet in sheets if sheet["standard"]}),
        "signatures": [
            {"caption": "Opération", "detail": _operators(proofs, by)},
            {"caption": "Contrôle", "detail": by.label},
        ],
    }


def _origin(device):
    origin = OriginRegime(device.origin).label.lower()
    return f"{origin}, {device.donor_name}" if device.donor_name else origin


def _search(device, media):
    attestation = device.attestations.filter(attested_at__gte=device.came_in_at).last()
    if attestation:
        return f"{attestation.get_kind_display().lower()}, {attestation.by.label}"
    names = {evidence.parser for evidence in device.evidence.all() if evidence.parser}
    tools = f"relevés {', '.join(sorted(names))}" if names else ""
    return tools or ("supports inscrits par l’atelier" if media else "aucun support inscrit")


def _proofs(device, media):
    """Medium → its proofs that still hold, the latest first."""
    found = {}
    since = {medium.pk: medium.exposed_at for medium in media}
    proofs = Erasure.objects.filter(organisation=device.organisation_id, medium__in=media)
    for proof in proofs.select_related("by__user").order_by("-recorded_at", "-pk"):
        if proof.recorded_at >= since[proof.medium_id]:
            found.setdefault(proof.medium_id, []).append(proof)
    return found


def _operators(proofs, by):
    names = {proof.by.label for listed in proofs.values() for proof in listed}
    return ", ".join(sorted(names)) or by.label


def _sheet(rank, medium, proofs, device):
    accepted = next((each for each in proofs if each.result == ErasureResult.ACCEPTED), None)
    proof = accepted or (proofs[0] if proofs else None)
    is_erased = accepted is not None
    return {
        "rank": rank,
        "name": f"{medium.get_kind_display()} {medium.capacity_gb}{NBSP}Go",
        "model": medium.model,
        "serial": medium.serial,
        "size": medium.size_bytes or "",
        "is_erased": is_erased,
        "outcome": _outcome(medium, accepted),
        "destination": DESTINATIONS[MediumFate(medium.fate)],
        "standard": proof.standard if proof else "",
        "proof": _run(proof) if proof else None,
        "reasons": list(proof.reasons) if proof else [],
        "condemned": medium.condemned_reason,
    }


def _outcome(medium, accepted):
    if accepted:
        return f"niveau{NBSP}: {LEVEL_NAMES[ErasureLevel(accepted.level)]}"
    return DESTINATIONS[MediumFate(medium.fate)]


def _run(proof):
    lines = [
        {"label": label, "value": _detail(name, proof.details)}
        for name, label in DETAILS
        if _detail(name, proof.details)
    ]
    return {
        "method": ErasureMethod(proof.method).label if proof.method else "",
        "tool": proof.tool,
        "started_at": proof.started_at and timezone.localtime(proof.started_at).isoformat(),
        "ended_at": proof.ended_at and timezone.localtime(proof.ended_at).isoformat(),
        "is_verified": proof.is_verified,
        "errors": proof.error_count,
        "details": lines,
        "by": proof.by.label,
        "recorded_on": timezone.localdate(proof.recorded_at).isoformat(),
        "file": proof.evidence_name,
        "sha256": " ".join(proof.evidence_sha256[i : i + 8] for i in range(0, 64, 8)),
    }


def _detail(name, details):
    if name == "bytes":
        erased, total = details.get("bytes_erased"), details.get("bytes_total")
        if not total or erased is None:
            return ""
        return f"{number(erased)} sur {number(total)} ({percent(erased * 100 / total)})"
    return str(details.get(name) or "")


def _conclusion(sheets):
    """What one sentence says of the whole: what was erased, and what was not."""
    erased = [sheet["rank"] for sheet in sheets if sheet["is_erased"]]
    others = [sheet for sheet in sheets if not sheet["is_erased"]]
    sentences = []
    if erased:
        many = counted(len(erased), "support est effacé", "supports sont effacés")
        sentences.append(f"{many}, preuve à l’appui.")
    sentences += [
        f"Le support {sheet['rank']} n’a pas été effacé{NBSP}: il est {sheet['destination']}."
        for sheet in others
    ]
    sentences.append("Aucun autre support n’a été trouvé.")
    return {"headline": "L’appareil peut sortir.", "text": " ".join(sentences)}
