"""The register of processing (GDPR, article 30) and the impact assessment, from what is in use.

Purposes and legal bases are the product's own and stand here; everything else is read: columns of
the tables, members by role, structures that really received something, delays in force, measures
observed. What the system cannot see is left for a person to write by hand.
"""

from collections import Counter
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils import timezone

from beneficiaries.duties.safeguards import safeguards
from beneficiaries.models import Assessment, Beneficiary, Referral, ReferralMode
from beneficiaries.retention.rules import RULES, own_delays
from inclusion.encryption.fields import EncryptedTextField
from inclusion.organisations.fields import TenantForeignKey
from inclusion.organisations.models import Membership, OrganisationKind, Role
from inclusion.text import NO_BREAK, counted
from inclusion.ui.formats import number

PUBLIC_KINDS = {
    OrganisationKind.CCAS,
    OrganisationKind.METROPOLE,
    OrganisationKind.STATE,
    OrganisationKind.MISSION_LOCALE,
}
INTEREST = "Intérêt légitime (article 6.1.f)"
PUBLIC_MISSION = "Mission d’intérêt public (article 6.1.e)"
CONSENT = "Consentement (article 6.1.a)"
OBLIGATION = "Obligation légale (article 6.1.c)"
# Filled in by the basis of the organisation's own kind.
MAIN = "main"


@dataclass(frozen=True)
class Activity:
    """One processing: why, by what right, about whom, in which tables, kept by which rules."""

    code: str
    title: str
    purpose: str
    basis: str
    people: str
    models: tuple
    roles: tuple
    rules: tuple


ACTIVITIES = (
    Activity(
        "support",
        "Accompagnement numérique des personnes",
        "Accueillir, diagnostiquer et suivre une personne d’une fois sur l’autre.",
        MAIN,
        "Personnes accompagnées",
        (
            "beneficiaries.Beneficiary",
            "beneficiaries.Household",
            "beneficiaries.HouseholdMember",
            "beneficiaries.Assessment",
            "beneficiaries.AssessmentAnswer",
            "beneficiaries.ExternalResult",
            "beneficiaries.Note",
            "beneficiaries.Paper",
        ),
        (Role.MANAGER, Role.MEDIATOR),
        ("beneficiary_file", "light_file", "temporary_paper", "undoable_merge", "hold"),
    ),
    Activity(
        "referral",
        "Orientation vers une autre structure",
        "Envoyer une personne vers le lieu qui lui convient et savoir si elle y est arrivée.",
        f"{CONSENT} pour transmettre\u202f; sans transmission, la base du suivi",
        "Personnes accompagnées",
        ("beneficiaries.Referral", "beneficiaries.IncomingReferral", "beneficiaries.Consent"),
        (Role.MANAGER, Role.MEDIATOR),
        ("beneficiary_file", "declined_referral"),
    ),
    Activity(
        "workshops",
        "Ateliers et présences",
        "Inscrire, accueillir et attester une participation.",
        MAIN,
        "Personnes inscrites",
        ("workshops.Registration", "workshops.Attendance"),
        (Role.MANAGER, Role.MEDIATOR, Role.VOLUNTEER),
        ("beneficiary_file", "issued_document"),
    ),
    Activity(
        "equipment",
        "Remise de matériel",
        "Remettre un appareil, en garder la preuve et la garantie.",
        f"Contrat (article 6.1.b) et {OBLIGATION[0].lower()}{OBLIGATION[1:]}",
        "Personnes équipées",
        ("equipment.Allocation",),
        (Role.MANAGER, Role.MEDIATOR, Role.TECHNICIAN),
        ("beneficiary_file", "accounting_piece", "issued_document"),
    ),
    Activity(
        "rights",
        "Information, accords et droits des personnes",
        "Informer, recueillir les accords, répondre aux demandes et le prouver.",
        OBLIGATION,
        "Personnes accompagnées",
        (
            "beneficiaries.NoticeDelivery",
            "beneficiaries.Consent",
            "beneficiaries.RightsRequest",
            "beneficiaries.Hold",
        ),
        (Role.MANAGER, Role.MEDIATOR),
        ("rights_request", "beneficiary_file"),
    ),
    Activity(
        "journal",
        "Journal des actes et des lectures",
        "Savoir qui a fait et lu quoi, et repérer une lecture anormale.",
        "Obligation de sécurité (article 32)",
        "Membres de l’équipe\u202f; les personnes n’y sont que des pseudonymes",
        ("journal.Entry", "beneficiaries.ReadingAlert"),
        (Role.MANAGER,),
        ("journal", "backup"),
    ),
    Activity(
        "team",
        "Comptes de l’équipe",
        "Ouvrir et fermer les accès des salariés et des bénévoles.",
        INTEREST,
        "Salariés et bénévoles",
        ("organisations.User", "organisations.Membership"),
        (Role.MANAGER,),
        (),
    ),
)
# Columns that say how a row is kept, not what is known of someone.
TECHNICAL = {"id", "organisation", "sort_name", "journal_key", "version", "password"}


def processing_register(member):
    """The whole register as data, for the page and for paper."""
    organisation = member.organisation
    delays = own_delays()
    team = _team(member)
    return {
        "controller": _controller(organisation),
        "activities": [_activity(each, member, team, delays) for each in ACTIVITIES],
        "receivers": _receivers(member),
        "transfers": "Aucun envoi hors de l’Union européenne n’est programmé dans l’outil.",
        "rules": [_rule(rule, delays) for rule in RULES.values()],
        "safeguards": [
            {"title": each.title, "found": each.found, "is_met": each.is_met}
            for each in safeguards(member)
        ],
        "drawn_on": timezone.localdate().isoformat(),
    }


def impact_assessment(member):
    """The impact assessment, filled with what is seen; judging the risk is a person's work."""
    register = processing_register(member)
    files = Beneficiary.objects.visible_to(member).count()
    assessed = Assessment.objects.visible_to(member).completed().count()
    sent = _transmissions(member).count()
    observed = {each["title"]: each for each in register["safeguards"]}
    return register | {
        "signature": {"caption": f"Pour {member.organisation.name}", "detail": member.label},
        "criteria": [
            {
                "label": "Personnes vulnérables",
                "value": f"{counted(files, 'dossier')} de personnes en difficulté numérique",
            },
            {
                "label": "Évaluation de personnes",
                "value": f"{counted(assessed, 'diagnostic terminé', 'diagnostics terminés')}\u202f;"
                " une voie est proposée, un humain décide",
            },
            {
                "label": "Croisement ou transmission",
                "value": f"{counted(sent, 'transmission')} à une autre structure, avec accord",
            },
        ],
        "risks": [
            {
                "title": title,
                "harm": harm,
                "measures": [observed[name] for name in names if name in observed],
            }
            for title, harm, names in RISKS
        ],
    }


RISKS = (
    (
        "Accès illégitime aux données",
        "Une situation sociale connue d’un proche, d’un voisin ou d’un démarcheur.",
        (
            "Cloisonnement entre structures",
            "Compte de l’application dans la base",
            "Chiffrement des champs sensibles",
            "Double authentification",
            "Comptes inutilisés",
            "Sessions",
            "Transport",
            "Lectures inhabituelles",
        ),
    ),
    (
        "Modification non désirée des données",
        "Une orientation ou une remise décidée sur un dossier faux.",
        ("Journal des actes et des lectures", "Compte de l’application dans la base"),
    ),
    (
        "Disparition des données, ou conservation excessive",
        "Un suivi à refaire, des droits perdus, ou un passé qui poursuit la personne.",
        (
            "Dernière purge",
            "Conservations exceptionnelles",
            "Information des personnes",
            "Demandes des personnes",
        ),
    ),
)


def _controller(organisation):
    town = " ".join(part for part in (organisation.postcode, organisation.city) if part)
    address = ", ".join(part for part in (organisation.address, town) if part)
    contact = " · ".join(part for part in (organisation.email, organisation.phone) if part)
    return {
        "name": organisation.name,
        "address": address,
        "contact": contact,
        "identifiers": " · ".join(organisation.legal_lines),
    }


def _team(member):
    return Counter(
        Membership.objects.visible_to(member).active().order_by().values_list("role", flat=True)
    )


def _activity(activity, member, team, delays):
    tables = [apps.get_model(label) for label in activity.models]
    main = PUBLIC_MISSION if member.organisation.kind in PUBLIC_KINDS else INTEREST
    return {
        "title": activity.title,
        "purpose": activity.purpose,
        "basis": main if activity.basis == MAIN else activity.basis,
        "people": activity.people,
        "categories": [_category(model) for model in tables],
        "rows": f"{counted(_count(tables[0], member), 'enregistrement')}"
        f" dans «{NO_BREAK}{tables[0]._meta.verbose_name}{NO_BREAK}»",
        "recipients": ", ".join(
            f"{Role(role).label} ({number(team[role])})" for role in activity.roles
        ),
        "retention": [
            f"{RULES[code].what}{NO_BREAK}: {_delay(RULES[code], delays)}"
            for code in activity.rules
        ],
    }


def _count(model, member):
    if hasattr(model.objects, "visible_to"):
        return model.objects.visible_to(member).count()
    names = {field.name for field in model._meta.concrete_fields}
    if "organisation" in names:
        return model.objects.filter(organisation=member.organisation_id).count()
    return model.objects.filter(memberships__organisation=member.organisation_id).distinct().count()


def _category(model):
    """« bénéficiaire : nom, prénom, téléphone (chiffré)… », from the columns themselves.

    A table whose columns have no French name is told by what they hold.
    """
    names, others = [], []
    for field in model._meta.concrete_fields:
        if field.name in TECHNICAL or isinstance(field, TenantForeignKey):
            continue
        words = str(field.verbose_name)
        if words == field.name.replace("_", " "):
            others.append(_content(field))
            continue
        names.append(f"{words} (chiffré)" if isinstance(field, EncryptedTextField) else words)
    return {
        "title": str(model._meta.verbose_name),
        "fields": names or sorted(set(others)),
    }


def _content(field):
    """What a column without a French name holds."""
    if isinstance(field, models.DateField):
        return "dates"
    if isinstance(field, models.DecimalField):
        return "montants"
    if field.choices:
        return "codes"
    if isinstance(field, models.ForeignKey | models.UUIDField):
        return "identifiants"
    if isinstance(field, models.IntegerField | models.BooleanField):
        return "nombres"
    return "textes courts"


def _transmissions(member):
    return Referral.objects.visible_to(member).filter(
        mode=ReferralMode.TRANSMISSION, sent_at__isnull=False
    )


def _receivers(member):
    """The structures that really received something, and how often."""
    names = Counter(
        _transmissions(member).exclude(receiver_name="").values_list("receiver_name", flat=True)
    )
    return [
        {"name": name, "count": counted(count, "transmission")}
        for name, count in sorted(names.items())
    ]


def _rule(rule, delays):
    return {
        "what": rule.what,
        "delay": _delay(rule, delays),
        "since": rule.since,
        "then": rule.then,
        "final": rule.final,
        "ground": rule.ground,
    }


def _delay(rule, delays):
    if rule.code in delays:
        return f"{counted(delays[rule.code], 'jour')} (choix de la structure)"
    return rule.delay_words
