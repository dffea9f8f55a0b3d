"""What Ping's donors receive: a tax receipt for a company, what became of a town's computers."""

from datetime import time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from equipment import services
from equipment.demo.donations import COLLECTOR_STROKES, DONOR_STROKES, WORKSHOP
from equipment.demo.pool import on_the_day
from equipment.models import Donation, lines_in_order


def build(world):
    """The record that entitles Ping, one receipt, one gift of a town fetched and labelled."""
    by = world.members[WORKSHOP]
    with world.inside(WORKSHOP):
        with on_the_day(world.at(-400, 10)):
            services.record_eligibility(
                by=by,
                quality="general_interest",
                purpose="Remettre en état du matériel informatique et le donner à qui en a besoin.",
                basis="self",
                reference="",
                words=(
                    "But non lucratif et gestion désintéressée (statuts, article 2)\u202f; aide"
                    " ouverte à tous\u202f; action à caractère social (examen du conseil"
                    " d’administration)."
                ),
                decided_on=world.on(-410),
                serves_individuals=True,
                serves_companies=True,
                valid_from=world.on(-400),
            )
        company = Donation.objects.get(donor__name="Brévenne Ingénierie")
        with on_the_day(world.at(-12, 16)):
            services.issue_tax_receipt(
                donation=company,
                by=by,
                values={
                    "laptop": Decimal("120.00"),
                    "screen": Decimal("25.00"),
                    "mouse": Decimal("0.00"),
                },
                value_basis="état du matériel signé par la directrice générale.",
                legal_form="SAS",
                strokes=COLLECTOR_STROKES,
            )
        _town(world, by)


def _town(world, by):
    donor = {
        "name": "Commune de Sucé-les-Essarts",
        "siret": "21440201800011",
        "address": "1 place de la Mairie",
        "postcode": "44240",
        "city": "Sucé-les-Essarts",
    }
    with on_the_day(world.at(-48, 10)):
        donation = services.create_donation(
            by=by,
            contact={
                "contact_name": "Service informatique",
                "email": "informatique@suce-les-essarts.example",
                "address": donor["address"],
            },
            kind="local_authority",
            lines=[{"type": "desktop", "quantity": 6}],
            eraser="association",
            handling="pick_up",
            available_from=world.on(-45),
            availability="",
            **{name: donor[name] for name in ("name", "siret", "postcode", "city")},
        )
    with on_the_day(world.at(-46, 9)):
        donation = services.prepare_agreement(
            donation=donation,
            by=by,
            lines=[
                {
                    "type": line.type,
                    "quantity": line.quantity,
                    "condition": "to_check",
                    "unit_value": Decimal("60.00"),
                }
                for line in lines_in_order(donation)
            ],
            donor=donor | {"signatory_name": "Anne Vildrac", "signatory_title": "maire"},
            eraser="association",
            required_level="PURGE",
            erasure_days=30,
            is_receiver_eligible=True,
        )
    Donation.objects.filter(pk=donation.pk).update(created_at=world.at(-48, 10))
    donation.created_at = world.at(-48, 10)
    with on_the_day(world.at(-44, 14)):
        donation = services.accept_agreement(donation=donation, name="Anne Vildrac")
    with on_the_day(world.at(-42, 9)):
        collection = services.plan_collection(
            donation=donation, by=by, day=world.on(-41), driver=by, expected_at=time(10)
        )
    with on_the_day(world.at(-41, 10)):
        collection = services.collect(
            collection=collection,
            by=by,
            lines={"desktop": (6, "")},
            donor_signer="Anne Vildrac",
            donor_strokes=DONOR_STROKES,
            collector_strokes=COLLECTOR_STROKES,
        )
    with on_the_day(world.at(-41, 15)):
        devices = services.receive_donation(
            donation=collection.donation,
            by=by,
            groups=[("desktop", 6, "HP", "ProDesk 400 G4")],
            venue=world.venues[WORKSHOP][0],
            shelf="Rayon 2",
        )
    _erase(world, by, devices)
    with on_the_day(world.at(-3, 11)):
        services.issue_reuse_attestation(
            donation=Donation.objects.get(pk=donation.pk), by=by, older=()
        )


def _erase(world, by, devices):
    """Four disks erased as the town demands; the fifth was only overwritten, and stays."""
    for rank, device in enumerate(devices[:5]):
        started_at = world.at(-38 + rank, 9)
        with on_the_day(world.at(-38 + rank, 17)):
            medium = services.add_medium(
                device=device,
                kind="hdd",
                model="WD5000AAKX",
                serial=f"WCC2E{rank}41883",
                capacity_gb=500,
                by=by,
            )
            is_enough = rank < 4
            services.record_erasure(
                medium=medium,
                method="ata_sanitize" if is_enough else "overwrite",
                tool="hdparm 9.65" if is_enough else "nwipe 0.37",
                started_at=started_at,
                ended_at=started_at + timedelta(hours=2, minutes=rank),
                is_verified=True,
                error_count=0,
                evidence_file=SimpleUploadedFile(
                    f"effacement-{rank}.log", f"{medium.serial} effacé sans erreur".encode()
                ),
                by=by,
            )
            if is_enough:
                services.issue_erasure_certificate(device=device, by=by)
