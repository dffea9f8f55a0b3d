"""Facts of the papers of what comes back: service sheet, return report, exchange certificate."""

from django.utils import timezone

from equipment.documents import (
    accessories_of,
    device_facts,
    person_facts,
    signatures_of,
    warranty_facts,
)
from equipment.models import AllocationPurpose, ServiceStatus
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.organisations.models import Role
from inclusion.text import counted
from inclusion.ui.formats import NBSP

SERVICE_SHEET = "service_sheet"
RETURN_REPORT = "return_report"
EXCHANGE_CERTIFICATE = "exchange_certificate"
WARRANTY_LINES = {
    "presumed": "Garantie légale de conformité. Dans les 12 premiers mois, le défaut est présumé"
    " exister depuis la remise (code de la consommation, articles L217-3 et L217-7).",
    "covered": "Garantie légale de conformité (code de la consommation, article L217-3). Passé"
    " 12 mois, la personne montre que le défaut existait le jour de la remise.",
    "ended": "La garantie légale de conformité est finie.",
    "none": "Appareil donné ou prêté\u00a0: la structure aide, sans garantie légale de conformité.",
}


def register_kinds():
    """What names a person is for those who open files; the sheet follows the device, unnamed."""
    file_openers = frozenset({Role.MANAGER, Role.MEDIATOR})
    for code, label, prefix, roles in (
        (SERVICE_SHEET, "Fiche de service après-vente", "SAV", file_openers | {Role.TECHNICIAN}),
        (RETURN_REPORT, "Procès-verbal de retour", "PVR", file_openers),
        (EXCHANGE_CERTIFICATE, "Attestation d’échange de matériel", "ATE", file_openers),
    ):
        register_kind(
            DocumentKind(code=code, label=label, prefix=prefix, template=code, roles=roles)
        )


def _iso(moment):
    return timezone.localdate(moment).isoformat() if moment else ""


def service_facts(case, by):
    """The case as it stands: what fails, what the law promises, what was done; nobody is named."""
    org = by.organisation
    allocation = case.allocation
    person = allocation.beneficiary if allocation else None
    replacement = case.replacement
    return {
        "case": {
            "opened_on": _iso(case.opened_at),
            "opened_by": case.opened_by.label,
            "file_number": person.file_number if person else "",
            "symptom": case.get_symptom_display(),
            "words": case.words,
            "status": case.get_status_display(),
            "waiting_words": case.waiting_words if case.is_open else "",
            "due_on": case.due_on.isoformat(),
            "days": counted(case.days_open, "jour"),
            "is_open": case.is_open,
            "closed_on": _iso(case.closed_at),
            "closed_by": case.closed_by.label if case.closed_by_id else "",
            "outcome_words": case.outcome_words,
            "is_lent": case.came_from == "on_loan",
        },
        "warranty": {
            "line": WARRANTY_LINES[case.warranty],
            "until": case.warranty_until.isoformat() if case.warranty_until else "",
            "presumption_until": case.presumption_until.isoformat()
            if case.presumption_until
            else "",
            "handed_over_on": _iso(allocation.handed_over_at) if allocation else "",
        },
        "device": device_facts(case.device)["device"],
        "works": [
            {
                "on": _iso(work.started_at),
                "diagnosis": work.diagnosis,
                "work": work.work,
                "outcome": work.get_outcome_display(),
                "minutes": work.minutes or 0,
                "by": work.started_by.label,
                "parts": [f"{part.quantity}{NBSP}×{NBSP}{part.name}" for part in work.parts.all()],
            }
            for work in case.interventions.select_related("started_by__user").prefetch_related(
                "parts"
            )
        ],
        "replacement": device_facts(replacement.device)["device"]["asset_tag"]
        if case.status == ServiceStatus.SWAPPED
        else "",
        "place": org.city or org.name,
    }


def return_facts(allocation, device, by, returned):
    """What came back, what misses, what is given back, and that its data are still to erase."""
    org = by.organisation
    return {
        "back": {
            "on": timezone.localdate().isoformat(),
            "place": org.city or org.name,
            "since": _iso(allocation.handed_over_at),
            "was_lent": returned.was_lent,
            "is_exchanged": returned.is_exchanged,
            "words": returned.words,
            "holds_data": device.holds_data,
            "person_erased": returned.person_erased,
            "deposit_amount": str(returned.deposit) if returned.deposit else "",
            "deposit_back": str(returned.deposit_back) if returned.deposit else "",
        },
        "beneficiary": person_facts(allocation.beneficiary),
        "device": device_facts(device)["device"],
        "returned": [name for name, is_back in returned.accessories if is_back],
        "missing": [name for name, is_back in returned.accessories if not is_back],
        "signatures": signatures_of(
            org, by, "a rendu l’appareil et les accessoires ci-dessus.", ""
        ),
    }


def exchange_facts(case, allocation, signature=""):
    """The new device in the place of the faulty one: nothing more to pay, the same offer."""
    former = case.allocation
    org = allocation.handed_over_by.organisation
    exchanged_on = timezone.localdate(allocation.handed_over_at)
    new = device_facts(allocation.device)
    return {
        "exchange": {
            "on": exchanged_on.isoformat(),
            "place": org.city or org.name,
            "symptom": case.get_symptom_display(),
            "opened_on": _iso(case.opened_at),
            "handed_over_on": _iso(former.handed_over_at),
            "offer_name": former.offer.name if former.offer else "",
            "is_lent": former.purpose == AllocationPurpose.LOAN,
        },
        "beneficiary": person_facts(allocation.beneficiary),
        "former": device_facts(case.device)["device"],
        "device": new["device"],
        "erasures": new["erasures"],
        "accessories": accessories_of(allocation.device)
        if allocation.hand_over is None
        else list(allocation.hand_over.accessories),
        "warranty": warranty_facts([former.offer] if former.offer else [], org, exchanged_on),
        "signatures": signatures_of(
            org,
            allocation.handed_over_by,
            "a rendu le premier appareil et reçu le second, en état de marche.",
            signature,
        ),
    }
