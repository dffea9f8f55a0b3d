"""The one place that says how a status looks: its icon, its word, its tone.

A key is a status code as the apps store it. When two apps use one code for two notions,
`app.code` wins over `code`: `badge("report.approved")` falls back to `approved`.
"""

import warnings
from typing import NamedTuple


class Badge(NamedTuple):
    icon: str
    word: str
    tone: str = "neutral"


BADGES = {
    # Devices
    "announced": Badge("envelope", "Annoncé"),
    "collected": Badge("truck", "Collecté", "info"),
    "received": Badge("tag", "Étiqueté", "info"),
    "quarantine": Badge("shield-exclamation", "En quarantaine", "warn"),
    "erased": Badge("shield-check", "Données effacées", "info"),
    "under_repair": Badge("wrench", "En réparation", "info"),
    "tested": Badge("clipboard-check", "Testé", "info"),
    "ready": Badge("check-circle", "Prêt à remettre", "ok"),
    "reserved": Badge("bookmark", "Réservé", "main"),
    "allocated": Badge("person-check", "Attribué", "main"),
    "handed_over": Badge("box-arrow-up-right", "Remis"),
    "on_loan": Badge("calendar-event", "Prêté", "main"),
    "returned": Badge("arrow-return-left", "Rendu", "warn"),
    "in_service": Badge("tools", "En service après-vente", "info"),
    "for_parts": Badge("puzzle", "Pour pièces"),
    "waste": Badge("recycle", "Déchet DEEE"),
    "removed": Badge("truck", "Évacué"),
    "device.refused": Badge("x-circle", "Refusé", "danger"),
    "lost": Badge("exclamation-circle", "Perdu ou volé", "danger"),
    # After-sales cases
    "service.open": Badge("tools", "Ouvert", "info"),
    "service.waiting_part": Badge("puzzle", "Attend une pièce", "warn"),
    "service.waiting_person": Badge("hourglass-split", "Attend la personne", "warn"),
    "service.solved": Badge("check-circle", "Réparé", "ok"),
    "service.swapped": Badge("arrow-repeat", "Échangé", "ok"),
    "service.returned": Badge("arrow-return-left", "Repris sans échange"),
    # Gifts, from the announcement to the workshop
    "intent.unconfirmed": Badge("envelope", "À confirmer"),
    "intent.waiting": Badge("signpost-split", "À orienter", "todo"),
    "intent.routed": Badge("send", "Proposée", "main"),
    "intent.withdrawn": Badge("slash-circle", "Retirée"),
    "routing.sent": Badge("hourglass-split", "À répondre", "todo"),
    "routing.passed_on": Badge("arrow-right", "Transmise", "info"),
    "routing.recalled": Badge("arrow-return-left", "Reprise"),
    "donation.accepted": Badge("pen", "Convention à écrire", "warn"),
    "donation.agreement_sent": Badge("send", "Chez le donateur", "main"),
    "donation.agreed": Badge("check-circle", "Convention acceptée", "ok"),
    "donation.planned": Badge("calendar-event", "Collecte prévue", "main"),
    "donation.received": Badge("tag", "Réceptionné", "ok"),
    "donation.cancelled": Badge("slash-circle", "Abandonné"),
    "collection.cancelled": Badge("slash-circle", "Annulée"),
    "collection.collected": Badge("check-circle", "Collectée", "ok"),
    # Lots confided to partners
    "lot.draft": Badge("pencil", "En préparation"),
    "lot.prepared": Badge("file-earmark-check", "Papiers prêts", "info"),
    "lot.sent": Badge("truck", "En route", "main"),
    "lot.received": Badge("check-circle", "Reçu, conforme", "ok"),
    "lot.differences": Badge("exclamation-triangle", "Reçu avec des écarts", "warn"),
    "lot.closed": Badge("lock", "Clos"),
    "lot.cancelled": Badge("slash-circle", "Abandonné"),
    "lotline.expected": Badge("hourglass-split", "Attendu"),
    "lotline.arrived": Badge("check-circle", "Arrivé", "ok"),
    "lotline.missing": Badge("exclamation-triangle", "Manquant", "warn"),
    "lotline.stayed": Badge("arrow-return-left", "Resté chez nous"),
    "lotline.lost": Badge("exclamation-circle", "Perdu en route", "danger"),
    "delivery.sent": Badge("hourglass-split", "À confirmer", "todo"),
    "delivery.confirmed": Badge("check-circle", "Confirmé", "ok"),
    "receipt.standing": Badge("check-circle", "Valable", "ok"),
    "receipt.cancelled": Badge("slash-circle", "Annulé"),
    # Mentions of the models of documents
    "mention.to_review": Badge("exclamation-triangle", "À faire relire", "warn"),
    "mention.reviewed": Badge("book", "Source citée"),
    # Proofs of erasure
    "accepted": Badge("check-circle", "Acceptée", "ok"),
    "rejected": Badge("x-circle", "Refusée", "danger"),
    "incomplete": Badge("exclamation-triangle", "Incomplète", "warn"),
    "unmatched": Badge("question-circle", "Non rattachée", "warn"),
    "manual_pending": Badge("hourglass-split", "À examiner", "warn"),
    "duplicate": Badge("copy", "Déjà reçue"),
    # Attendance
    "unknown": Badge("question-circle", "À renseigner"),
    "seen": Badge("check-circle", "Présent·e", "ok"),
    "excused": Badge("envelope-check", "Excusé·e", "info"),
    "noshow": Badge("x-circle", "Absent·e", "danger"),
    "revoked": Badge("slash-circle", "Annulé"),
    # Registrations and sessions
    "registered": Badge("check-circle", "Inscrit·e", "ok"),
    "registration.asked": Badge("hourglass-split", "À confirmer", "todo"),
    "waitlisted": Badge("hourglass", "Liste d’attente", "info"),
    "cancelled": Badge("slash-circle", "Annulé"),
    "planned": Badge("calendar-event", "Prévue", "main"),
    "open": Badge("door-open", "Ouverte", "info"),
    "held": Badge("calendar-check", "Tenue", "info"),
    "closed": Badge("lock", "Close"),
    "proven": Badge("patch-check", "Prouvée", "ok"),
    # Referrals and offers
    "proposed": Badge("lightbulb", "Proposée", "info"),
    "sent": Badge("send", "Envoyée", "main"),
    "declined": Badge("x-circle", "Déclinée", "danger"),
    "appointment": Badge("calendar-event", "Rendez-vous", "info"),
    "attended": Badge("check-circle", "Venue", "ok"),
    "expired": Badge("clock-history", "Expirée"),
    "withdrawn": Badge("slash-circle", "Retiré"),
    "referral.received": Badge("envelope-open", "Reçue", "info"),
    "referral.refused": Badge("x-circle", "Refusée par la personne"),
    "referral.unanswered": Badge("hourglass-split", "Sans réponse", "warn"),
    "referral.absent": Badge("x-circle", "Absente", "danger"),
    "referral.withdrawn": Badge("slash-circle", "Retirée"),
    # Grants and reports
    "draft": Badge("pencil", "Brouillon"),
    "prepared": Badge("clipboard-check", "Prêt à déposer", "ok"),
    "submitted": Badge("send", "Déposé", "main"),
    "under_review": Badge("hourglass-split", "En examen", "info"),
    "question_open": Badge("chat-left-text", "Question posée", "warn"),
    "question_answered": Badge("reply", "Question répondue", "info"),
    "question_closed": Badge("check-circle", "Question close", "ok"),
    "changes_requested": Badge("reply", "Complément demandé", "warn"),
    "approved": Badge("check-all", "Approuvé", "ok"),
    "refused": Badge("x-circle", "Refusé", "danger"),
    "expense.draft": Badge("pencil", "À vérifier", "warn"),
    "expense.checked": Badge("check-circle", "Vérifiée", "ok"),
    "expense.cancelled": Badge("slash-circle", "Annulée"),
    "explained": Badge("check-circle", "Expliqué", "ok"),
    "active": Badge("check-circle", "En cours", "info"),
    "paid": Badge("cash-coin", "Versé", "ok"),
    "settled": Badge("check-all", "Soldé", "ok"),
    "grant.requested": Badge("send", "Demandée", "info"),
    "grant.under_review": Badge("hourglass-split", "En instruction", "info"),
    "grant.refused": Badge("x-circle", "Refusée", "danger"),
    "grant.withdrawn": Badge("slash-circle", "Retirée"),
    "grant.granted": Badge("check-circle", "Accordée", "main"),
    "grant.contracted": Badge("file-earmark-check", "Conventionnée", "main"),
    "grant.running": Badge("check-circle", "En cours", "info"),
    "grant.reporting": Badge("send", "Compte rendu déposé", "main"),
    "grant.closed": Badge("check-all", "Soldée", "ok"),
    "grant.terminated": Badge("slash-circle", "Résiliée", "warn"),
    "replaced": Badge("arrow-repeat", "Remplacé"),
    # Jobs and issued documents
    "pending": Badge("hourglass-split", "En attente"),
    "running": Badge("arrow-clockwise", "En cours", "info"),
    "done": Badge("check-circle", "Terminé", "ok"),
    "dead": Badge("exclamation-circle", "Échec", "danger"),
    "issued": Badge("patch-check", "Émis", "ok"),
    # Invitations and members
    "invited": Badge("envelope", "Invité·e", "info"),
    "suspended": Badge("pause-circle", "Suspendu·e", "warn"),
    # What is asked of the reader
    "todo": Badge("exclamation-circle", "À faire", "todo"),
    "watch": Badge("exclamation-triangle", "À surveiller", "warn"),
    "good": Badge("heart-pulse", "Bonne", "ok"),
    "to_examine": Badge("exclamation-triangle", "À examiner", "warn"),
    "blocking": Badge("exclamation-circle", "Bloquant", "danger"),
}


def badge(status):
    """Return the badge of a status code; an unknown one shows its code and warns."""
    key = str(getattr(status, "value", status) or "unknown").lower()
    found = BADGES.get(key) or BADGES.get(key.rpartition(".")[2])
    if found is None:
        warnings.warn(f"No badge for status {key!r}: add it to BADGES.", stacklevel=2)
        found = Badge("circle", getattr(status, "label", key))
    return found
