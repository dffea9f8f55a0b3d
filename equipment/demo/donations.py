"""The Nantes story: announcements to « Tous aux ordis ! », and what Ping makes of them."""

from datetime import time
from decimal import Decimal

from equipment import services
from equipment.demo.pool import on_the_day
from equipment.models import DonationIntent, IntentRouting, IntentStatus, lines_in_order
from inclusion.organisations.models import Organisation

PORTAL, WORKSHOP = "tous-aux-ordis", "ping"
PARTNERS = ("ping", "alis-44", "naga", "oasis-environnement", "cemea-pays-de-la-loire")
DONOR_STROKES = (
    "M60 140 L80 70 L104 62 L112 92 L96 128 L130 112 L150 84 L168 120 L190 98 L214 122 L240 90"
    " L262 118 L300 96 L352 104 M96 156 L340 148"
)
COLLECTOR_STROKES = (
    "M70 60 L96 110 L124 56 M110 84 L104 150 M150 120 L172 96 L186 124 L210 88 L224 126 L262 92"
    " L282 122 L330 100 L380 110"
)


def build(world):
    """One announcement waiting, one proposed, one accepted, one planned, one labelled."""
    manager, ping = world.members[PORTAL], world.members[WORKSHOP]
    with world.inside(PORTAL), on_the_day(world.at(-120)):
        portal = services.save_portal(
            by=manager,
            territory="Nantes et sa région",
            welcome=(
                "Nous réparons votre matériel et le remettons à des étudiants qui n’en ont pas."
                " Même en panne, il nous sert. Comptez trois minutes, sans créer de compte."
            ),
            is_published=True,
            partners=list(Organisation.objects.filter(slug__in=PARTNERS)),
        )
    _waiting(world, portal)
    _proposed(world, portal, manager)
    _fetched(world, portal, manager, ping)
    _agreed(world, portal, manager, ping)
    _accepted(world, portal, manager, ping)


def _announce(world, portal, days, **values):
    values = {
        "siret": "",
        "phone": "",
        "eraser": "association",
        "handling": "pick_up",
        "availability": "",
        "message": "",
        "available_from": world.on(-days + 7),
    } | values
    with world.inside(PORTAL):
        with on_the_day(world.at(-days, 10, 12)):
            intent = services.announce_donation(portal=portal, **values)
        with on_the_day(world.at(-days, 10, 40)):
            intent = services.confirm_intent(intent=intent)
        DonationIntent.objects.filter(pk=intent.pk).update(created_at=world.at(-days, 10, 12))
    return intent


def _lines(**quantities):
    return [{"type": type, "quantity": quantity} for type, quantity in quantities.items()]


def _waiting(world, portal):
    _announce(
        world,
        portal,
        1,
        kind="individual",
        name="Mathilde Perrigault",
        contact_name="Mathilde Perrigault",
        email="mathilde.perrigault@courriel.example",
        address="14 rue de la Bourdonnière",
        postcode="44230",
        city="Saint-Sébastien-sur-Loire",
        lines=_lines(computer=1, keyboard=1, mouse=1),
        handling="drop_off",
        message="L’ordinateur s’allume mais il est très lent.",
    )


def _route(world, intent, manager, days, slug=WORKSHOP, words=""):
    with world.inside(PORTAL), on_the_day(world.at(-days, 11)):
        services.route_intent(
            intent=intent, to_organisation=world.organisations[slug], by=manager, words=words
        )
        IntentRouting.objects.filter(intent_id=intent.pk).update(sent_at=world.at(-days, 11))
        return IntentRouting.objects.get(intent_id=intent.pk)


def _proposed(world, portal, manager):
    intent = _announce(
        world,
        portal,
        4,
        kind="company",
        name="Atelier Gresset",
        siret="84126390800029",
        contact_name="Lise Gresset",
        email="accueil@atelier-gresset.example",
        phone="02 40 99 41 07",
        address="6 rue des Essarts",
        postcode="44400",
        city="Rezé",
        lines=_lines(laptop=12, desktop=8, screen=8, keyboard=8, mouse=8, charger=12),
        availability="Le matin, sauf le mercredi",
    )
    _route(world, intent, manager, 3, words="À dix minutes de votre atelier.")


def _take(world, intent, routing, ping, days):
    """Ping says yes; the portal's own row follows, as its job would make it."""
    with world.inside(WORKSHOP), on_the_day(world.at(-days, 15)):
        routing = IntentRouting.objects.get(pk=routing.pk)
        donation = services.accept_routing(routing=routing, by=ping)
        type(donation).objects.filter(pk=donation.pk).update(created_at=world.at(-days, 15))
        donation.created_at = world.at(-days, 15)
    with world.inside(PORTAL):
        DonationIntent.objects.filter(pk=intent.pk).update(
            status=IntentStatus.ACCEPTED,
            taken_by=world.organisations[WORKSHOP],
            donation_id=donation.pk,
        )
    return donation


def _agree(world, donation, ping, days, values, **donor):
    with world.inside(WORKSHOP):
        lines = [
            {
                "type": line.type,
                "quantity": line.quantity,
                "condition": "to_check",
                "unit_value": values.get(line.type),
            }
            for line in lines_in_order(donation)
        ]
        with on_the_day(world.at(-days, 9, 30)):
            donation = services.prepare_agreement(
                donation=donation,
                by=ping,
                lines=lines,
                donor=donor,
                eraser="association",
                required_level="CLEAR",
                erasure_days=30,
            )
        with on_the_day(world.at(-days + 1, 14, 5)):
            return services.accept_agreement(donation=donation, name=donor["signatory_name"])


def _fetched(world, portal, manager, ping):
    donor = {
        "name": "Brévenne Ingénierie",
        "siret": "98765432400019",
        "address": "14 quai des Essais",
        "postcode": "44200",
        "city": "Nantes",
    }
    intent = _announce(
        world,
        portal,
        26,
        kind="company",
        contact_name="Solène Artigue",
        email="moyens-generaux@brevenne.example",
        phone="02 40 99 43 18",
        lines=_lines(laptop=12, screen=3, mouse=10),
        **donor,
    )
    donation = _take(world, intent, _route(world, intent, manager, 25), ping, 24)
    donation = _agree(
        world,
        donation,
        ping,
        22,
        {"laptop": Decimal("120.00"), "screen": Decimal("25.00")},
        signatory_name="Solène Artigue",
        signatory_title="directrice générale",
        **donor,
    )
    _fetch(world, donation, ping)


def _fetch(world, donation, ping):
    with world.inside(WORKSHOP):
        with on_the_day(world.at(-19, 10)):
            collection = services.plan_collection(
                donation=donation,
                by=ping,
                day=world.on(-15),
                driver=ping,
                expected_at=time(9, 30),
            )
        with on_the_day(world.at(-15, 9, 50)):
            collection = services.collect(
                collection=collection,
                by=ping,
                lines={
                    "laptop": (12, ""),
                    "screen": (3, ""),
                    "mouse": (8, "deux souris sans câble, gardées par le donateur"),
                },
                donor_signer="Solène Artigue",
                donor_strokes=DONOR_STROKES,
                collector_strokes=COLLECTOR_STROKES,
                weight_kg=Decimal("48.5"),
            )
        with on_the_day(world.at(-15, 14)):
            services.receive_donation(
                donation=collection.donation,
                by=ping,
                groups=[
                    ("laptop", 8, "Dell", "Latitude 5490"),
                    ("laptop", 4, "HP", "ProBook 450 G6"),
                    ("screen", 3, "Dell", "P2217H"),
                ],
                venue=world.venues[WORKSHOP][0],
                shelf="Palette d’arrivée",
            )


def _agreed(world, portal, manager, ping):
    donor = {
        "name": "Cabinet Le Dantec",
        "siret": "84512360300019",
        "address": "2 rue de l’Échappée",
        "postcode": "44000",
        "city": "Nantes",
    }
    intent = _announce(
        world,
        portal,
        12,
        kind="company",
        contact_name="Armel Le Dantec",
        email="cabinet@ledantec.example",
        phone="02 40 99 45 29",
        lines=_lines(laptop=5, smartphone=4, charger=9),
        **donor,
    )
    donation = _take(world, intent, _route(world, intent, manager, 11), ping, 10)
    donation = _agree(
        world,
        donation,
        ping,
        8,
        {"laptop": Decimal("90.00"), "smartphone": Decimal("30.00")},
        signatory_name="Armel Le Dantec",
        signatory_title="gérant",
        **donor,
    )
    with world.inside(WORKSHOP), on_the_day(world.at(-5, 9)):
        services.plan_collection(
            donation=donation, by=ping, day=world.on(0), driver=ping, expected_at=time(14, 0)
        )


def _accepted(world, portal, manager, ping):
    intent = _announce(
        world,
        portal,
        6,
        kind="local_authority",
        name="Commune de Bouaye-sur-Lac",
        siret="21440018600018",
        contact_name="Service informatique",
        email="informatique@bouaye-sur-lac.example",
        phone="02 40 99 47 33",
        address="12 rue de la Mairie",
        postcode="44830",
        city="Bouaye-sur-Lac",
        lines=_lines(desktop=15, screen=15, tablet=6),
    )
    _take(world, intent, _route(world, intent, manager, 5), ping, 2)
