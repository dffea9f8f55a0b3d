"""Gifts as tests need them: a portal and its workshop, an announcement, each step of its way."""

import re
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from equipment import services
from equipment.models import DonationIntent, DonationPortal, IntentRouting
from inclusion.jobs.models import Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.factories import MembershipFactory

SIRET = "91112345300019"
STROKES = "M10 20 L30 40 L50 20"


def a_portal(by, *partners):
    """The member's organisation opens its public form."""
    return services.save_portal(
        by=by, territory="Nantes", welcome="", is_published=True, partners=partners
    )


def announced(portal, **changes):
    """An announcement of three laptops and two mice, not confirmed yet."""
    values = {
        "kind": "company",
        "name": "Atelier Gresset",
        "siret": SIRET,
        "contact_name": "Lise Gresset",
        "email": "accueil@atelier-gresset.example",
        "phone": "02 40 99 01 01",
        "address": "4 rue des Essais",
        "postcode": "44400",
        "city": "Rezé",
        "lines": [{"type": "laptop", "quantity": 3}, {"type": "mouse", "quantity": 2}],
        "eraser": "association",
        "handling": "pick_up",
        "available_from": timezone.localdate(),
        "availability": "",
        "message": "",
    }
    return services.announce_donation(portal=portal, **values | changes)


def confirmed(portal, **changes):
    return services.confirm_intent(intent=announced(portal, **changes))


def routed(by, to_organisation, **changes):
    """An announcement that waits for the answer of a workshop; returns the workshop's copy."""
    portal = DonationPortal.objects.filter(organisation=by.organisation_id).first()
    portal = portal or a_portal(by, to_organisation)
    intent = confirmed(portal, **changes)
    services.route_intent(intent=intent, to_organisation=to_organisation, by=by)
    return IntentRouting.objects.get(intent_id=intent.pk)


def direct(by, **changes):
    """A gift offered at the counter, its agreement still to write."""
    values = {
        "kind": "company",
        "name": "Atelier Gresset",
        "siret": SIRET,
        "postcode": "44400",
        "city": "Rezé",
        "lines": [{"type": "laptop", "quantity": 3}, {"type": "mouse", "quantity": 2}],
        "eraser": "association",
        "handling": "pick_up",
        "available_from": timezone.localdate(),
        "availability": "",
    }
    contact = {
        "contact_name": "Lise Gresset",
        "email": "accueil@atelier-gresset.example",
        "phone": "",
        "address": "4 rue des Essais",
    }
    return services.create_donation(by=by, contact=contact, **values | changes)


def proposed(by, donation=None, *, value="40.00", **terms):
    """Its agreement is with the donor."""
    donation = donation or direct(by)
    lines = [
        {
            "type": line.type,
            "quantity": line.quantity,
            "condition": "working",
            "unit_value": value and Decimal(value),
        }
        for line in donation.lines.all()
    ]
    donor = {
        "name": donation.donor.name,
        "siret": donation.donor.siret,
        "address": "4 rue des Essais",
        "postcode": "44400",
        "city": "Rezé",
        "signatory_name": "Lise Gresset",
        "signatory_title": "gérante",
    }
    terms = {"eraser": "association", "required_level": "CLEAR", "erasure_days": 30} | terms
    return services.prepare_agreement(donation=donation, by=by, lines=lines, donor=donor, **terms)


def agreed(by, donation=None, **terms):
    return services.accept_agreement(donation=proposed(by, donation, **terms), name="Lise Gresset")


def planned(by, donation=None):
    """A pick-up in today's round."""
    donation = donation or agreed(by)
    return services.plan_collection(donation=donation, by=by, day=timezone.localdate(), driver=by)


def collected(by, collection=None, **changes):
    collection = collection or planned(by)
    values = {
        "lines": {line.type: (line.announced, "") for line in collection.lines.all()},
        "donor_signer": "Lise Gresset",
        "donor_strokes": STROKES,
        "collector_strokes": STROKES,
    }
    return services.collect(collection=collection, by=by, **values | changes)


def received(by, collection=None, **changes):
    collection = collection or collected(by)
    values = {"groups": [("laptop", 3, "Dell", "Latitude 5490")]}
    return services.receive_donation(donation=collection.donation, by=by, **values | changes)


def given_by_a_person(by, **changes):
    """A person's laptop, collected today."""
    values = {
        "kind": "individual",
        "name": "Mathilde Perrigault",
        "siret": "",
        "lines": [{"type": "laptop", "quantity": 1}],
    }
    donation = agreed(by, direct(by, **values | changes))
    collected(by, planned(by, donation))
    donation.refresh_from_db()
    return donation


def given_by_a_company(by, **terms):
    """Three laptops and two mice of a company, collected today."""
    donation = collected(by, planned(by, agreed(by, **terms))).donation
    donation.refresh_from_db()
    return donation


def given_by_a_town(by):
    """Three laptops of a town, labelled."""
    donation = direct(
        by,
        kind="local_authority",
        name="Commune de Bouaye-sur-Lac",
        siret="21440018600018",
        lines=[{"type": "laptop", "quantity": 3}],
    )
    donation = agreed(by, donation, is_receiver_eligible=True)
    devices = received(by, collected(by, planned(by, donation)))
    donation.refresh_from_db()
    return donation, devices


def entitled(by, **changes):
    """The association examined by itself that it may issue both receipts."""
    by.organisation.rna = by.organisation.rna or f"W{by.organisation_id:09d}"
    by.organisation.save()
    today = timezone.localdate()
    values = {
        "quality": "general_interest",
        "purpose": "Remettre en état du matériel informatique et le donner.",
        "basis": "self",
        "words": "But non lucratif, gestion désintéressée, cercle ouvert.",
        "decided_on": today,
        "serves_individuals": True,
        "serves_companies": True,
        "valid_from": today,
    }
    return services.record_eligibility(by=by, **values | changes)


def with_receipt(by, donation, **changes):
    values = {
        "values": {line.type: Decimal("150.00") for line in donation.lines.all()},
        "value_basis": "Prix du même modèle sur trois sites de vente.",
        "legal_form": "SARL",
        "strokes": STROKES,
    }
    return services.issue_tax_receipt(donation=donation, by=by, **values | changes)


def follow_jobs():
    """What the dispatcher does a moment later."""
    run_pending_jobs(limit=200)


def workshop_member(org):
    return MembershipFactory(organisation=org, role="MANAGER")


def in_portal(by, intent_pk):
    with organisation(by.organisation):
        return DonationIntent.objects.get(pk=intent_pk)


def last_token(to="accueil@atelier-gresset.example"):
    """The secret of the private page, which is nowhere but in the mail."""
    mail = Mail.objects.filter(to=to).order_by("-pk").first()
    return re.search(r"/don/([\w-]+)/", mail.text).group(1)


def a_photo(name="don.jpg", size=(40, 30)):
    picture = BytesIO()
    Image.new("RGB", size, "teal").save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue(), content_type="image/jpeg")
