"""Facts of the papers of the counter: allocation slip, receipt of a sale, loan agreement."""

from django.utils import timezone

from equipment.documents import (
    accessories_of,
    device_facts,
    payers_of,
    person_facts,
    signatures_of,
    warranty_facts,
)
from equipment.models import SaleTerms
from equipment.price_caps import sentence_of_cap
from inclusion.documents.kinds import DocumentKind, register_kind
from inclusion.money import ZERO
from inclusion.organisations.models import Role
from inclusion.ui.formats import NBSP

ALLOCATION_SLIP = "allocation_slip"
SALE_RECEIPT = "sale_receipt"
LOAN_AGREEMENT = "loan_agreement"

LENDER_DUTIES = [
    "La structure prête l’appareil en état de marche, ses anciennes données effacées.",
    "Le prêt est gratuit (prêt à usage, code civil, articles 1875 à 1891). La caution, s’il y en a"
    " une, est rendue avec l’appareil.",
    "La structure répare ou remplace l’appareil quand la panne ne vient pas de son usage.",
]
BORROWER_DUTIES = [
    "L’appareil reste la propriété de la structure. Il ne se vend, ne se donne ni ne se prête.",
    "La personne en prend soin, le garde chez elle ou avec elle, et prévient sans attendre en cas"
    " de panne, de perte ou de vol (code civil, articles 1880 et 1881).",
    "Elle le rend avec ses accessoires au plus tard à la date prévue (article 1888). Une"
    " prolongation se demande avant.",
    "Au retour, ses données sont effacées\u00a0: elle garde une copie de ce qui lui importe.",
]


def register_kinds():
    """They name a person: only those who open files read them; the treasurer reads receipts."""
    file_openers = frozenset({Role.MANAGER, Role.MEDIATOR})
    for code, label, prefix, roles in (
        (ALLOCATION_SLIP, "Bon d’attribution", "BAT", file_openers),
        (SALE_RECEIPT, "Reçu de vente solidaire", "RVS", file_openers | {Role.TREASURER}),
        (LOAN_AGREEMENT, "Convention de prêt", "CVP", file_openers),
    ):
        register_kind(
            DocumentKind(code=code, label=label, prefix=prefix, template=code, roles=roles)
        )


def slip_facts(allocation):
    """What is promised, to whom, until when, and what she pays."""
    device, org = allocation.device, allocation.papers_ready_by.organisation
    family = [payer for payer in payers_of([allocation]) if payer["amount"]]
    return {
        "slip": {
            "prepared_on": timezone.localdate(allocation.papers_ready_at).isoformat(),
            "until": timezone.localdate(allocation.expires_at).isoformat()
            if allocation.expires_at
            else "",
            "place": device.venue.name if device.venue_id else org.city or org.name,
            "is_loan": allocation.offer is None,
        },
        "beneficiary": person_facts(allocation.beneficiary),
        **device_facts(device),
        "accessories": accessories_of(device),
        "origin_line": device.get_origin_display(),
        "cap_line": sentence_of_cap(device, timezone.localdate(allocation.papers_ready_at)),
        "offer_name": allocation.offer.name if allocation.offer else "",
        "payers": family,
        "total_amount": str(allocation.offer.unit_amount) if allocation.offer else "0.00",
        "signatures": signatures_of(
            org, allocation.papers_ready_by, "a pris connaissance de ce qui lui est proposé.", ""
        ),
    }


def receipt_facts(moment, payments):
    """Each device sold with its price, how it was paid, and the legal notice that goes with it."""
    allocations = [payment.allocation for payment in payments]
    org = moment.by.organisation
    sold_on = timezone.localdate(moment.at)
    first = payments[0]
    return {
        "sale": {
            "on": sold_on.isoformat(),
            "place": org.city or org.name,
            "received_by": moment.by.label,
        },
        "buyer": person_facts(allocations[0].beneficiary),
        "lines": [_sale_line(payment, sold_on) for payment in payments],
        "total_amount": str(sum((payment.amount for payment in payments), ZERO)),
        "method": first.get_method_display().lower(),
        "warranty": warranty_facts([each.offer for each in allocations], org, sold_on),
        "terms": terms_facts(org),
    }


def _sale_line(payment, on):
    device, offer = payment.allocation.device, payment.allocation.offer
    facts = device_facts(device)["device"]
    return {
        **facts,
        "offer_name": offer.name,
        "unit_amount": str(offer.unit_amount),
        "funded_amount": str(offer.unit_amount - payment.due_amount),
        "paid_amount": str(payment.amount),
        "cap_line": sentence_of_cap(device, on),
    }


def terms_facts(org):
    """The mentions the association recorded; what it did not record is not invented."""
    terms = SaleTerms.objects.filter(organisation=org).first()
    if terms is None:
        return {"vat_line": "", "mediator_line": ""}
    mediator = ", ".join(part for part in (terms.mediator_name, terms.mediator_contact) if part)
    return {
        "vat_line": f"TVA non applicable{NBSP}: {terms.get_vat_regime_display().lower()}."
        if terms.vat_regime
        else "",
        "mediator_line": mediator,
    }


def loan_facts(loan, moment, signature="", *, prolonged_from=None):
    """The two parties, the device, its accessories one by one, the days, the deposit."""
    allocation, device = loan.allocation, loan.device
    org = moment.by.organisation
    return {
        "loan": {
            "from": loan.lent_on.isoformat(),
            "until": loan.due_on.isoformat(),
            "prolonged_from": prolonged_from.isoformat() if prolonged_from else "",
            "place": org.city or org.name,
            "signed_on": timezone.localdate(moment.at).isoformat(),
            "deposit_amount": str(loan.deposit_amount) if loan.deposit_amount else "",
        },
        "beneficiary": person_facts(allocation.beneficiary),
        **device_facts(device),
        "accessories": [each["name"] for each in loan.accessories],
        "lender_duties": LENDER_DUTIES,
        "borrower_duties": BORROWER_DUTIES,
        "signatures": signatures_of(
            org,
            moment.by,
            "a reçu l’appareil et les accessoires ci-dessus, et accepte ces conditions.",
            signature,
        ),
    }
