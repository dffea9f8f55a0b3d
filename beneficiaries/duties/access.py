"""All that is kept about a person, as she is told it: the lines of her copy, and of what she takes.

Most of it comes from `registry.person_relations`, where every table that names a person says what
it tells her: a table without an entry fails the build, so nothing is left out by oversight.
"""

from collections import Counter

from django.utils import timezone

from beneficiaries.models import (
    AnswerState,
    Axis,
    Beneficiary,
    ContactPreference,
    Language,
    Need,
    Note,
    Referral,
    ReferralMode,
    SharedField,
)
from beneficiaries.retention.rules import kept_until, own_delays
from beneficiaries.selectors.readings import readings_of, what_words
from beneficiaries.selectors.rights import (
    current_consents,
    export_consents,
    export_notices,
    export_requests,
    is_valid,
)
from inclusion.documents.models import Document
from inclusion.encryption.blind import shown_phone
from inclusion.organisations.models import Membership, Role
from inclusion.registry import registry
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import day

# Said apart, in words of its own: notes are read again before they leave.
NOTES = "beneficiaries.Note.beneficiary"
NOT_SAID = "Non renseigné"


def file_lines(beneficiary):
    """The file itself, field by field, in her words."""
    declined = set(beneficiary.declined)

    def said(name, value):
        if name in declined:
            return "Vous n’avez pas voulu le dire"
        return value or NOT_SAID

    neighbourhood = {True: "Oui", False: "Non", None: ""}[beneficiary.is_priority_neighbourhood]
    if neighbourhood:
        neighbourhood += f" ({beneficiary.get_qpv_method_display().lower()})"
    return [
        ("Prénom", beneficiary.first_name),
        ("Nom", beneficiary.last_name),
        ("Nom d’usage", beneficiary.usual_name or NOT_SAID),
        ("Numéro de dossier", beneficiary.file_number),
        ("Année de naissance", said("birth_year", str(beneficiary.birth_year or ""))),
        ("Genre", said("gender", beneficiary.get_gender_display())),
        ("Téléphone", said("phone", shown_phone(beneficiary.phone))),
        ("Adresse électronique", said("email", beneficiary.email)),
        ("Adresse", said("address", beneficiary.address)),
        ("Commune", beneficiary.place or NOT_SAID),
        ("Quartier prioritaire", said("is_priority_neighbourhood", neighbourhood)),
        ("Contact préféré", ContactPreference(beneficiary.preferred_contact).label),
        ("Quand vous joindre", beneficiary.contact_hours or NOT_SAID),
        ("Situation", said("situation", beneficiary.get_situation_display())),
        ("Langues", said("languages", _labels(Language, beneficiary.languages))),
        ("Ce qui vous aide", said("needs", _labels(Need, beneficiary.needs))),
        ("Personne qui vous suit", str(beneficiary.referent or "Personne pour le moment")),
        ("État du dossier", beneficiary.get_status_display()),
        ("Premier contact", day(beneficiary.first_contact_on) or NOT_SAID),
        ("Dernier contact", day(beneficiary.last_contact_on) or NOT_SAID),
    ]


def _labels(choices, values):
    known = dict(choices.choices)
    return ", ".join(known.get(value, value) for value in values)


def section_lines(beneficiary, member):
    """(title, lines) of every table that names her and has something to say."""
    sections = {}
    for relation in registry.person_relations:
        if relation.relation == NOTES:
            continue
        export = IN_FULL.get(relation.relation, relation.export)
        lines = export(beneficiary, member)
        if lines:
            sections.setdefault(relation.title, []).extend(lines)
    return [
        (title, [(str(label), str(value)) for label, value in lines])
        for title, lines in sections.items()
    ]


def _assessments(beneficiary, member):
    """Each assessment with its levels, what was proposed and why, what was decided."""
    lines = []
    found = beneficiary.assessments.select_related("by__user").prefetch_related("answers")
    for assessment in found.order_by("started_at", "pk"):
        title = f"Diagnostic du {day(assessment.started_at)}"
        if not assessment.completed_at:
            lines.append((title, "commencé, pas terminé"))
            continue
        levels = ", ".join(
            f"{Axis(axis).label.lower()} {'non évalué' if score is None else f'{score} sur 4'}"
            for axis, score in assessment.scores.items()
            if axis in Axis.values
        )
        lines.append((title, levels or "sans niveau"))
        for proposal in assessment.proposals:
            if proposal.get("reason"):
                lines.append(("Proposé, parce que", proposal["reason"]))
        if assessment.chosen_path:
            chosen = assessment.get_chosen_path_display()
            reason = f" ({assessment.override_reason})" if assessment.override_reason else ""
            lines.append(("Décidé", f"{chosen}{reason}"))
        refused = sum(answer.state == AnswerState.REFUSED for answer in assessment.answers.all())
        if refused:
            lines.append(("Questions auxquelles vous n’avez pas voulu répondre", str(refused)))
    return lines


def _referrals(beneficiary, member):
    """Each referral: where to, what for, what was sent, what came back."""
    lines = []
    for referral in beneficiary.referrals.order_by("created_at", "pk"):
        parts = [referral.get_need_display()]
        if referral.receiver_name:
            parts.append(f"vers {referral.receiver_name}")
        parts += [referral.get_mode_display().lower(), referral.get_status_display().lower()]
        if referral.appointment_at:
            parts.append(f"rendez-vous le {day(referral.appointment_at)}")
        if referral.result:
            parts.append(referral.get_result_display().lower())
        lines.append((f"Orientation du {day(referral.created_at)}", ", ".join(parts)))
        for label, words in (
            ("Mot écrit à la structure", referral.message),
            ("Réponse de la structure", referral.decline_words),
            ("Pourquoi vous avez refusé", referral.person_refusal),
        ):
            if words:
                lines.append((label, words))
    return lines


# What these tables tell her in full; the others say it in their own entry.
IN_FULL = {
    "beneficiaries.Assessment.beneficiary": _assessments,
    "beneficiaries.Referral.beneficiary": _referrals,
    "beneficiaries.NoticeDelivery.beneficiary": export_notices,
    "beneficiaries.Consent.beneficiary": export_consents,
    "beneficiaries.RightsRequest.beneficiary": export_requests,
}


def notes_of(beneficiary):
    """Her notes of all levels, oldest first; what was erased is said to have been."""
    return (
        Note.objects.filter(beneficiary=beneficiary)
        .select_related("author__user")
        .order_by("written_at", "pk")
    )


def rows_about(beneficiary):
    """The keys of every row that names her, by introspection: the file and all its relations."""
    keys = {beneficiary.pk}
    for relation in Beneficiary._meta.related_objects:
        if relation.related_model is Beneficiary:
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: beneficiary})
        keys.update(rows.values_list("pk", flat=True))
    return keys


def documents_about(beneficiary):
    """Documents issued about her or about a row that names her, oldest first."""
    return (
        Document.objects.filter(
            organisation=beneficiary.organisation_id, subject_id__in=rows_about(beneficiary)
        )
        .exclude(kind="access_response")
        .order_by("issued_at", "pk")
    )


def recipient_lines(beneficiary, member):
    """Who may read what, by role; and to whom something was really sent."""
    roles = Counter(
        Membership.objects.visible_to(member).active().order_by().values_list("role", flat=True)
    )
    lines = []
    for role, noun, plural, what in (
        (Role.MANAGER, "responsable", "responsables", "votre dossier entier"),
        (
            Role.MEDIATOR,
            "médiateur ou médiatrice",
            "médiateurs et médiatrices",
            "votre dossier, sauf les notes restreintes des autres",
        ),
        (
            Role.VOLUNTEER,
            "bénévole",
            "bénévoles",
            "le jour de l’atelier, votre prénom, l’initiale de votre nom et les notes d’accueil",
        ),
        (
            Role.TECHNICIAN,
            "technicien ou technicienne",
            "techniciens et techniciennes",
            "de quoi vous remettre un appareil",
        ),
    ):
        if roles[role]:
            lines.append((counted(roles[role], noun, plural).capitalize(), what))
    lines.append(("Ceux qui nous financent", "des nombres, jamais votre nom"))
    sent = (
        Referral.objects.filter(
            beneficiary=beneficiary, mode=ReferralMode.TRANSMISSION, sent_at__isnull=False
        )
        .select_related("consent")
        .order_by("sent_at", "pk")
    )
    for referral in sent:
        receiver = referral.receiver_name or (referral.consent and referral.consent.receiver)
        what = _labels(SharedField, referral.shared_fields).lower()
        sent_on = day(referral.sent_at)
        lines.append((str(receiver or "Structure"), f"le {sent_on}{NO_BREAK}: {what}"))
    agreed = [
        consent.receiver
        for consent in current_consents(beneficiary)
        if consent.receiver and is_valid(consent)
    ]
    if agreed:
        lines.append(("Structures à qui vous permettez de transmettre", ", ".join(agreed)))
    return lines


def reading_lines(beneficiary, *, with_names):
    """({day, who, what, count} a day, the last first; how many readings in all)."""
    grouped, total = {}, 0
    for entry in readings_of(beneficiary).order_by("-seq").iterator(chunk_size=500):
        total += 1
        who = entry.actor.label if with_names else entry.actor.get_role_display()
        key = (timezone.localdate(entry.at).isoformat(), who, what_words(entry.action))
        grouped[key] = grouped.get(key, 0) + 1
    lines = [
        {"on": on, "who": who, "what": what, "count": count}
        for (on, who, what), count in grouped.items()
    ]
    return lines, total


def source_lines(beneficiary):
    """Where what we know of her comes from."""
    lines = [
        ("Vous-même", "ce que vous nous avez dit à l’accueil et pendant l’accompagnement"),
        ("Première venue", beneficiary.get_origin_display()),
    ]
    if beneficiary.referred_by:
        lines.append(("Structure qui vous a envoyée", beneficiary.referred_by))
    lines.append(("Dossier ouvert le", day(beneficiary.created_at)))
    return lines


def retention_sentence(beneficiary):
    """Until when, computed by the rule that the night's work applies."""
    if beneficiary.limited_at:
        return (
            "Vous avez demandé que votre dossier soit gelé\u00a0: il est gardé tel quel jusqu’à ce"
            " que ce gel soit levé."
        )
    until = kept_until(beneficiary, own_delays())
    return (
        f"Votre dossier sera effacé après le {day(until)}, si nous n’avons plus d’échange avec"
        " vous d’ici là. Chaque échange fait repartir ce délai."
    )


# What she takes away (article 20): what she gave, for machines


def portable_data(beneficiary):
    """What she gave us, under stable names; nothing that we wrote or concluded about her."""
    answers = [
        {
            "grid": str(assessment.grid),
            "completed_on": timezone.localdate(assessment.completed_at).isoformat(),
            "answers": {
                answer.question: answer.values
                for answer in assessment.answers.order_by("question")
                if answer.values
            },
        }
        for assessment in beneficiary.assessments.completed()
        .select_related("grid")
        .order_by("completed_at", "pk")
    ]
    return {
        "format": "inclusion.portability/1",
        "first_name": beneficiary.first_name,
        "last_name": beneficiary.last_name,
        "usual_name": beneficiary.usual_name,
        "birth_year": beneficiary.birth_year,
        "gender": beneficiary.gender,
        "phone": beneficiary.phone,
        "email": beneficiary.email,
        "address": beneficiary.address,
        "postcode": beneficiary.postcode,
        "city": beneficiary.city,
        "is_priority_neighbourhood": beneficiary.is_priority_neighbourhood,
        "situation": beneficiary.situation,
        "languages": beneficiary.languages,
        "needs": beneficiary.needs,
        "preferred_contact": beneficiary.preferred_contact,
        "contact_hours": beneficiary.contact_hours,
        "assessments": answers,
        "consents": [
            {
                "purpose": consent.purpose,
                "receiver": consent.receiver,
                "state": consent.state,
                "on": timezone.localdate(consent.at).isoformat(),
            }
            for consent in current_consents(beneficiary)
        ],
    }
