"""Tax receipts, refused unless the association recorded that it may issue them; proofs of reuse."""

import json

from django.utils import timezone

from equipment import evidence_files
from equipment.models import (
    CollectionStatus,
    DonationStatus,
    DonorKind,
    EligibilityBasis,
    ReceiptForm,
    TaxEligibility,
    TaxReceipt,
)
from equipment.papers.giving import (
    RECEIPT_KINDS,
    REUSE_ATTESTATION,
    attestation_facts,
    receipt_amount,
    receipt_facts,
)
from equipment.permissions import can_issue_receipts
from equipment.selectors.giving import (
    attestations_of,
    devices_of,
    eligibility_on,
    fates_of,
    signed_collection,
)
from equipment.services.acting import act
from equipment.services.donation_collections import STROKES, STROKES_LENGTH
from equipment.services.donation_mails import mail_donor
from equipment.services.donation_opening import locked_donation
from inclusion.documents.issuing import issue_document
from inclusion.documents.revoking import revoke_document
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean
from inclusion.ui.formats import NBSP, day

FORM_OF = {
    DonorKind.COMPANY: ReceiptForm.COMPANY,
    DonorKind.INDIVIDUAL: ReceiptForm.INDIVIDUAL,
}
GIVEN = {DonationStatus.COLLECTED, DonationStatus.RECEIVED}


def why_no_receipt(donation):
    """Why this donor gets no tax receipt, in French; empty when she may."""
    if donation.is_public:
        return (
            "Un organisme public n’a pas de reçu fiscal\u00a0: il ne paie pas l’impôt que ce reçu"
            " réduit."
        )
    if donation.donor_kind not in FORM_OF:
        return "Un reçu fiscal va à une entreprise ou à un particulier, qui paient l’impôt."
    if donation.status not in GIVEN:
        return "Le reçu se fait quand le don est remis\u00a0: après la signature du bordereau."
    return ""


@act
def record_eligibility(*, by, evidence=None, **values):
    """Write down why the association may issue receipts; a change is another record."""
    _refuse_unless_accountable(by)
    for name in ("purpose", "reference", "words"):
        values[name] = clean(values.get(name, ""))
    if not values["purpose"]:
        raise Refused("Dites l’objet de l’association\u00a0: le reçu le porte.")
    if values["basis"] == EligibilityBasis.RESCRIT and evidence is None:
        raise Refused("Joignez la réponse de l’administration\u00a0: c’est elle qui fait foi.")
    org = by.organisation
    if not (org.siret or org.rna):
        raise Refused(
            "Le reçu porte votre SIREN ou votre numéro RNA\u00a0: inscrivez-le d’abord dans"
            " l’identité de la structure."
        )
    found = TaxEligibility(organisation=org, recorded_by=by, recorded_at=timezone.now(), **values)
    if evidence is not None:
        found.evidence_sha256 = evidence_files.digest_of(evidence)
        found.evidence_name = evidence_files.cleaned_name(evidence.name)
        evidence_files.store(org.pk, found.evidence_sha256, evidence)
    found.save()
    record(
        "eligibility.recorded",
        found,
        by=by,
        basis=found.basis,
        quality=found.quality,
        valid_from=found.valid_from.isoformat(),
    )
    return found


@act
def end_eligibility(*, eligibility, by, reason, valid_to):
    """It is true no longer: gifts made later get no receipt; those already issued stand."""
    _refuse_unless_accountable(by)
    reason = clean(reason)[:300]
    if not reason:
        raise Refused("Dites pourquoi cette habilitation prend fin.")
    found = TaxEligibility.objects.visible_to(by).locked().get(pk=eligibility.pk)
    if found.ended_at:
        raise Refused("Cette habilitation est déjà terminée.")
    if not found.valid_from <= valid_to <= (found.valid_to or valid_to):
        raise Refused("La fin se choisit entre le début et la fin déjà dite.")
    if found.receipts.filter(cancelled_at__isnull=True, given_on__gt=valid_to).exists():
        raise Refused("Des reçus portent sur des dons faits après ce jour\u00a0: annulez-les.")
    found.valid_to, found.ended_at, found.ended_by = valid_to, timezone.now(), by
    found.end_reason = reason
    found.save(update_fields=["valid_to", "ended_at", "ended_by", "end_reason"])
    record("eligibility.ended", found, by=by, valid_to=valid_to.isoformat())
    return found


@act
def issue_tax_receipt(*, donation, by, values, value_basis="", legal_form="", strokes=""):
    """Issue the receipt of a gift in kind, once; `values` are {type: value of one piece}.

    The company determines the value and answers for it; of a person's gift, the association says
    how it checked the market value. Without `strokes` the paper waits for a signature by hand, and
    the donor's page does not show it.
    """
    _refuse_unless_accountable(by)
    donation = locked_donation(donation.pk)
    refusal = why_no_receipt(donation)
    if refusal:
        raise Refused(refusal)
    form, donor = FORM_OF[DonorKind(donation.donor_kind)], donation.donor
    collection = signed_collection(donation)
    given_on = timezone.localdate(collection.collected_at)
    eligibility = eligibility_on(donation.organisation_id, given_on, form)
    if eligibility is None:
        raise Refused(
            f"Rien ne dit que votre association pouvait émettre ce reçu le {day(given_on)}"
            f"{NBSP}: enregistrez d’abord son habilitation, dans «{NBSP}Reçus fiscaux{NBSP}»."
        )
    _refuse_standing(donation)
    legal_form, value_basis = clean(legal_form)[:60], clean(value_basis)[:300]
    _check_donor(donor, form, legal_form, value_basis)
    if form == ReceiptForm.COMPANY:
        donor.legal_form = legal_form
        donor.save(update_fields=["legal_form"])
    lines, strokes = _valued(collection, values), _signature(strokes)
    previous = _previous(donation)
    document = issue_document(
        RECEIPT_KINDS[form],
        receipt_facts(
            donation,
            form=form,
            eligibility=eligibility,
            given_on=given_on,
            lines=lines,
            devices=devices_of(donation),
            value_basis=value_basis,
            by=by,
            strokes=strokes,
            replaces=previous.document.number if previous else "",
        ),
        subject=donation,
        by=by,
        subtitle=donor.name,
        replaces=previous.document if previous else None,
    )
    receipt = TaxReceipt.objects.create(
        organisation_id=donation.organisation_id,
        donation=donation,
        donor=donor,
        form=form,
        eligibility=eligibility,
        given_on=given_on,
        amount=receipt_amount(lines),
        document=document,
        is_signed=bool(strokes),
        replaces=previous,
        issued_at=document.issued_at,
        issued_by=by,
    )
    record("receipt.issued", donation, by=by, receipt=receipt.pk, number=document.number)
    mail_donor(
        donation,
        "Votre reçu fiscal est prêt",
        "Il est sur votre page, à garder avec vos papiers."
        if strokes
        else "Nous vous l’envoyons, signé à la main.",
        *([f"Il annule et remplace le reçu {previous.document.number}."] if previous else []),
    )
    return receipt


@act
def cancel_tax_receipt(*, receipt, by, reason):
    """Cancel a receipt and say why; its number stays, and whoever checks it reads so."""
    _refuse_unless_accountable(by)
    reason = clean(reason)[:300]
    if not reason:
        raise Refused("Dites pourquoi ce reçu est annulé.")
    donation = locked_donation(receipt.donation_id)
    found = TaxReceipt.objects.visible_to(by).locked().get(pk=receipt.pk)
    if found.cancelled_at:
        raise Refused("Ce reçu est déjà annulé.")
    found.cancelled_at, found.cancelled_by, found.cancel_reason = timezone.now(), by, reason
    found.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    revoke_document(found.document, by=by)
    record("receipt.cancelled", donation, by=by, receipt=found.pk)
    mail_donor(
        donation,
        "Votre reçu fiscal est annulé",
        f"Le reçu {found.document.number} est annulé\u00a0: ne l’utilisez pas.",
        f"Raison\u00a0: {reason}",
    )
    return found


def _refuse_unless_accountable(by):
    if not can_issue_receipts(by):
        raise Refused("Les reçus fiscaux sont l’affaire du responsable et du trésorier.")


def _refuse_standing(donation):
    standing = TaxReceipt.objects.filter(donation=donation).standing().select_related("document")
    receipt = standing.first()
    if receipt is not None:
        raise Refused(
            f"Ce don a déjà son reçu fiscal ({receipt.document.number})\u00a0: annulez-le pour en"
            " émettre un autre."
        )


def _previous(donation):
    """The cancelled receipt that the new one replaces."""
    return (
        TaxReceipt.objects.filter(donation=donation, cancelled_at__isnull=False)
        .exclude(replaced_by__isnull=False)
        .select_related("document")
        .order_by("-issued_at", "-pk")
        .first()
    )


def _check_donor(donor, form, legal_form, value_basis):
    if not (donor.address and donor.postcode and donor.city):
        raise Refused("L’adresse du donateur manque\u00a0: le reçu la porte.")
    if form == ReceiptForm.COMPANY:
        if not donor.siret:
            raise Refused("Le SIREN de l’entreprise manque\u00a0: le reçu le porte.")
        if not legal_form:
            raise Refused("La forme juridique de l’entreprise manque\u00a0: le reçu la porte.")
    if not value_basis:
        raise Refused(
            "Dites comment l’entreprise a fixé la valeur."
            if form == ReceiptForm.COMPANY
            else "Dites comment vous avez vérifié la valeur."
        )


def _signature(strokes):
    strokes = strokes.strip()
    if strokes and (len(strokes) > STROKES_LENGTH or not STROKES.fullmatch(strokes)):
        raise Refused("La signature n’a pas pu être lue\u00a0: recommencez-la.")
    return strokes


def _valued(collection, values):
    """Each type counted with its value; nothing counted is left without one."""
    lines = [line for line in collection.lines.all() if line.counted]
    lines.sort(key=lambda line: line.type)
    if any(values.get(line.type) is None for line in lines):
        raise Refused("Donnez la valeur de chaque type de matériel, même zéro.")
    if any(values[line.type] < 0 for line in lines):
        raise Refused("Une valeur n’est pas négative.")
    valued = [
        {"type": line.type, "quantity": line.counted, "unit_value": values[line.type]}
        for line in lines
    ]
    if not receipt_amount(valued):
        raise Refused("Un reçu de zéro euro ne sert à personne\u00a0: donnez une valeur.")
    return valued


@act
def issue_reuse_attestation(*, donation, by, older=()):
    """What became of each device of a public donor, for its quota of reuse.

    Until each device has its final state the statement is provisional and says so; the next one
    replaces it. `older` are the keys of the devices of more than ten years, which the quota leaves
    out.
    """
    donation = locked_donation(donation.pk)
    if not donation.is_public:
        raise Refused("Cette attestation sert aux donateurs publics (décret 2023-266).")
    if donation.status != DonationStatus.RECEIVED:
        raise Refused("Ce don n’est pas encore réceptionné\u00a0: rien n’est à attester.")
    devices = devices_of(donation)
    if not devices:
        raise Refused("Ce don n’a aucun appareil étiqueté\u00a0: rien n’est à attester.")
    fates = fates_of(devices)
    older = {device.pk for device in devices} & set(older)
    facts = attestation_facts(
        donation,
        fates=fates,
        devices=devices,
        collection=donation.collections.select_related("slip").get(
            status=CollectionStatus.COLLECTED
        ),
        older=older,
        by=by,
    )
    previous = attestations_of(donation).first()
    _refuse_same(previous, facts)
    facts["replaces"] = previous.number if previous else ""
    document = issue_document(
        REUSE_ATTESTATION,
        facts,
        subject=donation,
        by=by,
        title="État provisoire du réemploi" if facts["is_provisional"] else None,
        subtitle=donation.donor.name,
        replaces=previous,
    )
    record(
        "donation.reuse_attested",
        donation,
        by=by,
        document=document.pk,
        provisional=facts["is_provisional"],
        reused=facts["quota"]["reused"],
        counted=facts["quota"]["counted"],
    )
    if not facts["is_provisional"]:
        mail_donor(
            donation,
            "Votre attestation de réemploi est prête",
            "Elle dit ce qu’est devenu chaque appareil, et compte pour votre quota de réemploi.",
        )
    return document


def _refuse_same(previous, facts):
    """A statement that says nothing new is not issued again."""
    if previous is None:
        return
    before = json.loads(previous.facts)
    if all(before.get(name) == facts[name] for name in ("devices", "quota", "donor")):
        raise Refused(f"Rien n’a changé depuis {previous.number}\u00a0: ce document reste valable.")
