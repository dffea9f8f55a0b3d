"""The journal of one device, in plain French."""

import json
from dataclasses import dataclass

from inclusion.journal.models import Entry
from inclusion.ui.formats import hour, short_day

SHOWN = 12
ICONS = {
    "device.received": "tag",
    "device.updated": "pencil",
    "device.moved": "arrows-move",
    "device.erased": "shield-check",
    "device.ready": "check-circle",
    "device.reserved": "bookmark",
    "device.handed_over": "box-arrow-up-right",
    "device.returned": "arrow-return-left",
    "device.waste": "recycle",
    "device.allocated": "file-earmark-text",
    "device.removed": "truck",
    "service.opened": "tools",
    "service.waiting": "hourglass-split",
    "service.worked": "wrench",
    "service.closed": "check-circle",
    "service.swapped": "arrow-repeat",
    "waste.described": "recycle",
    "device.lent": "calendar-check",
    "loan.prolonged": "calendar-plus",
    "loan.returned": "arrow-return-left",
    "payment.received": "cash-coin",
    "payment.waived": "cash-coin",
    "reservation.prolonged": "calendar-plus",
    "reservation.expired": "hourglass",
    "device.certified": "file-earmark-pdf",
    "device.tested": "clipboard-check",
    "device.repair_started": "wrench",
    "device.repair_ended": "wrench",
    "device.for_parts": "puzzle",
    "device.lost": "exclamation-circle",
    "device.found": "arrow-return-left",
    "device.used_outside": "arrow-return-left",
    "medium.removed": "device-ssd",
    "medium.put": "device-ssd",
    "medium.destroyed": "recycle",
    "allocation.cancelled": "slash-circle",
    "medium.added": "device-ssd",
    "medium.corrected": "pencil",
    "erasure.recorded": "file-earmark-check",
    "evidence.read": "file-earmark-text",
    "identity.decided": "link-45deg",
    "identity.undone": "arrow-counterclockwise",
    "storage.attested": "patch-check",
    "erasure.checked": "patch-check",
    "intent.announced": "inbox",
    "intent.confirmed": "envelope-check",
    "intent.kept": "inbox",
    "intent.routed": "send",
    "intent.accepted": "check-circle",
    "intent.declined": "slash-circle",
    "intent.recalled": "arrow-counterclockwise",
    "intent.withdrawn": "slash-circle",
    "routing.accepted": "check-circle",
    "routing.declined": "slash-circle",
    "routing.passed_on": "send",
    "donation.accepted": "gift",
    "donation.agreement_sent": "file-earmark-text",
    "donation.agreed": "pen",
    "donation.planned": "calendar-event",
    "donation.collected": "truck",
    "donation.received": "tag",
    "donation.withdrawn": "slash-circle",
    "donation.cancelled": "slash-circle",
    "eligibility.recorded": "patch-check",
    "eligibility.ended": "slash-circle",
    "receipt.issued": "file-earmark-text",
    "receipt.cancelled": "slash-circle",
    "donation.reuse_attested": "recycle",
    "donor.contact_erased": "person-slash",
    "donor.identity_erased": "person-slash",
    "portal.saved": "pencil",
    "device.put_in_lot": "box-seam",
    "device.taken_from_lot": "arrow-return-left",
    "device.left_in_lot": "truck",
    "lot.settled": "chat-left-text",
    "lot.opened": "box-seam",
    "lot.updated": "pencil",
    "lot.prepared": "file-earmark-text",
    "lot.reopened": "arrow-counterclockwise",
    "lot.cancelled": "slash-circle",
    "lot.sent": "truck",
    "lot.reminded": "envelope",
    "lot.received": "box-seam",
    "lot.closed": "lock",
    "lot_partner.saved": "pencil",
    "delivery.scanned": "upc-scan",
    "delivery.unscanned": "arrow-counterclockwise",
    "delivery.confirmed": "check-circle",
}
TITLES = {
    "device.received": "Appareil réceptionné",
    "device.updated": "Fiche modifiée",
    "device.moved": "Appareil déplacé",
    "device.erased": "Données effacées, preuve à l’appui",
    "device.ready": "Déclaré prêt à remettre",
    "device.reserved": "Réservé à une personne",
    "device.handed_over": "Remis à la personne",
    "device.returned": "Rendu\u00a0: les preuves d’avant ne valent plus",
    "device.waste": "Envoyé aux déchets DEEE",
    "device.allocated": "Bon d’attribution prêt",
    "device.removed": "Évacué, bordereau à l’appui",
    "service.opened": "Dossier de panne ouvert",
    "service.waiting": "Dossier de panne\u00a0: ce qu’il attend",
    "service.worked": "Intervention sur l’appareil en panne",
    "service.closed": "Dossier de panne clos",
    "service.swapped": "Échangé contre un autre appareil",
    "waste.described": "Ligne de déchet écrite",
    "device.lent": "Prêté à une personne",
    "loan.prolonged": "Prêt prolongé",
    "loan.returned": "Prêt rendu\u00a0: les preuves d’avant ne valent plus",
    "payment.received": "Participation reçue",
    "payment.waived": "Participation dispensée, motif écrit",
    "reservation.prolonged": "Réservation prolongée",
    "reservation.expired": "Réservation finie sans remise\u00a0: de nouveau prêt",
    "device.certified": "Certificat d’effacement émis",
    "device.repair_started": "Réparation ouverte",
    "device.repair_ended": "Réparation finie",
    "device.for_parts": "Gardé pour ses pièces",
    "device.lost": "Déclaré perdu ou volé",
    "device.found": "Retrouvé\u00a0: les preuves d’avant ne valent plus",
    "device.used_outside": "Utilisé par le public hors les murs\u00a0: à effacer de nouveau",
    "medium.removed": "Support retiré",
    "medium.put": "Support posé",
    "medium.destroyed": "Support retiré, puis détruit",
    "allocation.cancelled": "Réservation annulée",
    "medium.added": "Support inscrit",
    "medium.corrected": "Fiche du support corrigée",
    "evidence.read": "Relevé lu",
    "identity.decided": "Relevé rapproché",
    "identity.undone": "Rapprochement annulé",
    "storage.attested": "Absence de support attestée",
    "erasure.checked": "Effacement vérifié une seconde fois",
    "intent.announced": "Don annoncé",
    "intent.confirmed": "Adresse du donateur confirmée",
    "intent.kept": "Don gardé",
    "intent.routed": "Don proposé à une autre structure",
    "intent.accepted": "Don accepté par une autre structure",
    "intent.declined": "Don refusé",
    "intent.recalled": "Proposition reprise",
    "intent.withdrawn": "Annonce retirée par le donateur",
    "routing.accepted": "Proposition acceptée",
    "routing.declined": "Proposition déclinée",
    "routing.passed_on": "Proposition transmise à une autre structure",
    "donation.accepted": "Don accepté",
    "donation.agreement_sent": "Convention envoyée au donateur",
    "donation.agreed": "Convention acceptée",
    "donation.planned": "Collecte prévue",
    "donation.collected": "Matériel collecté, bordereau signé",
    "donation.received": "Don réceptionné",
    "donation.withdrawn": "Don repris par le donateur",
    "donation.cancelled": "Don abandonné",
    "portal.saved": "Page des dons modifiée",
    "device.put_in_lot": "Mis dans un lot",
    "device.taken_from_lot": "Retiré de son lot",
    "device.left_in_lot": "Parti avec son lot, chez un partenaire",
    "lot.settled": "Écart de lot expliqué",
    "lot.opened": "Lot ouvert",
    "lot.updated": "Lot modifié",
    "lot.prepared": "Convention de lot prête",
    "lot.reopened": "Lot rouvert",
    "lot.cancelled": "Lot abandonné",
    "lot.sent": "Lot parti",
    "lot.reminded": "Partenaire relancé",
    "lot.received": "Lot confirmé par le partenaire",
    "lot.closed": "Lot clos",
    "lot_partner.saved": "Structure partenaire enregistrée",
    "delivery.scanned": "Étiquettes scannées à l’arrivée",
    "delivery.unscanned": "Lecture annulée",
    "delivery.confirmed": "Lot reçu confirmé",
    "eligibility.recorded": "Habilitation aux reçus fiscaux enregistrée",
    "eligibility.ended": "Habilitation aux reçus fiscaux terminée",
    "receipt.issued": "Reçu fiscal émis",
    "receipt.cancelled": "Reçu fiscal annulé",
    "donation.reuse_attested": "Réemploi attesté",
    "donor.contact_erased": "Coordonnées du donateur effacées",
    "donor.identity_erased": "Identité du donateur effacée",
}
PROOF_TITLES = {"accepted": "Preuve d’effacement acceptée", "rejected": "Preuve refusée"}


@dataclass(frozen=True)
class HistoryLine:
    """One line of `components/timeline.html`."""

    icon: str
    title: str
    detail: str
    url: str = ""
    link_label: str = ""
    is_to_come: bool = False


def history_of(device):
    """The last acts on a device, newest first."""
    entries = (
        Entry.objects.filter(organisation=device.organisation_id, chain="acts")
        .about(device)
        .select_related("actor__user")
        .order_by("-seq")[:SHOWN]
    )
    return [_line(entry) for entry in entries]


def _line(entry):
    title = TITLES.get(entry.action)
    if entry.action == "erasure.recorded":
        title = PROOF_TITLES.get(json.loads(entry.facts).get("result"), "Preuve enregistrée")
    if entry.action == "device.tested":
        is_passed = json.loads(entry.facts).get("is_passed")
        title = "Contrôles réussis" if is_passed else "Contrôles faits, non réussis"
    who = f", {entry.actor}" if entry.actor_id else ""
    return HistoryLine(
        icon=ICONS.get(entry.action, "clock-history"),
        title=title or entry.action,
        detail=f"{short_day(entry.at)}, {hour(entry.at)}{who}",
    )
