"""Each decision of a funder in plain words, for the association: what, and what to do now."""

from funding.models import ComplementRequest, Discharge, ReportKind
from inclusion.ui.formats import day, euros


def decision_in_words(submission, rejections=(), complements=(), discharge=None):
    """Short sentences that say where the report stands; read on its page and in its mails."""
    words = {
        "submitted": lambda: [
            "Votre compte rendu est arrivé. Personne ne l’a encore ouvert\u00a0: vous pouvez le"
            " retirer."
        ],
        "in_review": lambda: _in_review(submission, complements),
        "approved": lambda: _approved(submission, rejections),
        "rejected": lambda: [
            "Le financeur n’accepte pas ce compte rendu. Lisez pourquoi, corrigez, puis déposez la"
            " version suivante\u00a0: vos textes y sont repris."
        ],
        "withdrawn": lambda: [
            "Vous avez retiré ce compte rendu. Ouvrez sa version suivante quand elle est prête."
        ],
        "replaced": lambda: ["Une version plus récente remplace celle-ci. Elle se lit toujours."],
        "closed": lambda: _closed(submission, rejections, discharge),
    }
    return words[submission.state]()


def _in_review(submission, complements):
    waiting = [each for each in complements if each.is_open]
    if waiting:
        unanswered = [each for each in waiting if not each.is_answered]
        if not unanswered:
            return [
                "Votre réponse est chez le financeur. Il n’approuvera pas avant d’avoir dit qu’elle"
                " suffit."
            ]
        first = min(unanswered, key=lambda each: each.due_on)
        return [
            f"Le financeur attend un complément avant le {day(first.due_on)}. Il n’approuvera pas"
            " avant de l’avoir reçu.",
            "Répondez sous sa demande, ou déposez une version corrigée : elle porte les pièces.",
        ]
    if submission.signed_at:
        return ["Une première personne a signé l’accord. Une seconde doit le signer aussi."]
    if submission.reopened_at:
        return ["Le financeur revient sur sa décision, et reprend l’examen."]
    return ["Quelqu’un lit votre compte rendu. Ses questions arrivent ici\u00a0: répondez-y."]


def _approved(submission, rejections):
    said = [f"Le financeur accepte {euros(submission.accepted_amount)}."]
    if rejections:
        total = sum(each.amount for each in rejections)
        said.append(f"Il écarte {euros(total)}\u00a0; chaque montant a son motif.")
    if submission.kind == ReportKind.INTERIM:
        said.append("La tranche qui attendait ce bilan peut être appelée.")
    else:
        said.append("Il reste à solder la subvention\u00a0: le financeur établit le quitus.")
    return said


def _closed(submission, rejections, discharge):
    said = [
        f"La subvention est soldée. Montant définitif\u00a0: {euros(discharge.accepted_amount)}."
    ]
    if discharge.is_repayment_awaited:
        said.append(
            f"Vous avez reçu {euros(discharge.paid_amount)}\u00a0: {euros(discharge.to_repay)} sont"
            f" à reverser avant le {day(discharge.repayment_due_on)}."
        )
    elif discharge.received_on:
        said.append(f"Votre remboursement a été encaissé le {day(discharge.received_on)}.")
    else:
        said.append(
            "Rien n’est à reverser. Gardez les pièces cinq ans, dix si vos comptes annuels sont"
            " dus."
        )
    return said


SUBJECTS = {
    "opened": ("Examen ouvert", "{who} a ouvert l’examen de votre compte rendu."),
    "asked": (
        "Question du financeur", "Le financeur vous pose une question. Répondez-y sur la page.",
    ),
    "complement": ("Complément demandé", ""),
    "complement_resolved": (
        "Complément reçu", "Le financeur a bien reçu le complément qu’il attendait.",
    ),
    "complement_cancelled": (
        "Complément annulé", "Le financeur n’attend plus le complément qu’il avait demandé.",
    ),
    "complement_due": ("Complément attendu", ""),
    "approved": ("Compte rendu approuvé", ""),
    "rejected": ("Compte rendu refusé", ""),
    "reopened": ("Examen repris", "Le financeur revient sur sa décision, et reprend l’examen."),
    "closed": ("Subvention soldée", ""),
    "received": ("Remboursement encaissé", ""),
    "discharged": ("Quitus établi", "Le quitus de votre subvention est prêt. Gardez-le."),
}  # fmt: skip


def said_to_association(submission, event, about=None):
    """(subject, sentences) of the mail about that event; None for what needs no mail."""
    if event not in SUBJECTS:
        return None
    subject, sentence = SUBJECTS[event]
    if event in ("complement", "complement_due"):
        asked = ComplementRequest.objects.get(pk=about)
        late = " Ce jour est passé\u00a0: l’examen ne peut pas avancer." if asked.is_late else ""
        return subject, [
            f"Le financeur attend un complément avant le {day(asked.due_on)}"
            f" ({asked.get_reason_display().lower()}).{late}",
            "Il n’approuvera pas le compte rendu avant de l’avoir reçu.",
        ]
    if event in ("approved", "rejected", "closed", "received"):
        discharge = Discharge.objects.filter(submission=submission).first()
        # What happened since is told by its own letter.
        if submission.state not in ("approved", "rejected", "closed"):
            return None
        return subject, decision_in_words(
            submission, list(submission.rejections.standing()), discharge=discharge
        )
    return subject, [sentence.format(who=submission.opened_by_label)]
