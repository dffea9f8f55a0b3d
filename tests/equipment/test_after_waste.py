"""Outgoing waste: lines, shipments, the register and its file."""

import csv
import io
import threading
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from PIL import Image

from equipment import services, slip_files
from equipment.after_home import hazardous_to_declare
from equipment.models import (
    Device,
    DeviceStatus,
    MediumFate,
    WasteLine,
    WasteShipment,
    WasteWeight,
)
from equipment.selectors.waste import (
    media_without_line,
    register_lines,
    totals_by_code,
    waiting_waste,
    waste_without_line,
)
from equipment.services.waste_lines import weight_of
from equipment.waste_codes import CODES, HAZARDOUS, code_for, usual_weight
from equipment.waste_export import HEADERS, produce_waste_register
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.equipment.factories import DeviceFactory, MediumFactory
from tests.equipment.waste import SIRET, parties

pytestmark = pytest.mark.django_db


def slip():
    output = BytesIO()
    Image.new("RGB", (60, 80), "white").save(output, "JPEG")
    return SimpleUploadedFile("bordereau.jpg", output.getvalue())


def thrown(org, by, **device):
    device = {"erased": True} | device
    return services.mark_waste(
        device=DeviceFactory(organisation=org, **device), cause="broken", by=by
    )


def shipped(by, *lines, **changes):
    lines = lines or WasteLine.objects.waiting()
    return services.ship_waste(lines=list(lines), by=by, **parties(**changes))


# ---- Codes and lines ----


def test_the_codes_of_the_list_are_those_of_a_pool():
    assert list(CODES) == [
        "16 02 13*",
        "16 02 14",
        "20 01 35*",
        "20 01 36",
        "16 06 05",
        "20 01 33*",
    ]
    assert HAZARDOUS == ["16 02 13*", "20 01 35*", "20 01 33*"]
    assert (code_for("screen"), code_for("desktop")) == ("16 02 13*", "16 02 14")


def test_a_device_thrown_away_has_its_line(inside, technician):
    device = thrown(inside, technician)
    line = WasteLine.objects.get(device=device)
    assert (line.code, line.weight_kg, line.weight_basis) == (
        "16 02 13*",
        Decimal("2.200"),
        "estimated",
    )
    assert not waste_without_line(technician).exists()


def test_the_association_s_own_weights_win_over_the_table(inside, technician):
    services.set_waste_weights(weights={"laptop": Decimal("1.9"), "mouse": None}, by=technician)
    assert weight_of(inside.pk, "laptop") == Decimal("1.900")
    assert weight_of(inside.pk, "mouse") == usual_weight("mouse")
    services.set_waste_weights(weights={"laptop": None}, by=technician)
    assert not WasteWeight.objects.exists()
    with pytest.raises(Refused, match="n’existe pas"):
        services.set_waste_weights(weights={"car": Decimal(1)}, by=technician)
    with pytest.raises(Refused, match="poids usuel"):
        services.set_waste_weights(weights={"laptop": Decimal(2000)}, by=technician)


def test_a_line_is_weighed_before_it_leaves(inside, technician, journal):
    line = WasteLine.objects.get(device=thrown(inside, technician))
    services.correct_waste_line(
        line=line, code="16 02 14", weight_kg=Decimal("2.05"), is_weighed=True, by=technician
    )
    line.refresh_from_db()
    assert (line.code, line.weight_kg, line.weight_basis) == (
        "16 02 14",
        Decimal("2.050"),
        "weighed",
    )
    assert journal("waste.corrected")["code"] == "16 02 14"
    with pytest.raises(Refused, match="code de la liste"):
        services.correct_waste_line(line=line, code="99 99 99", weight_kg=1, by=technician)
    with pytest.raises(Refused, match="Un poids va"):
        services.correct_waste_line(line=line, code="16 02 14", weight_kg=0, by=technician)


def test_bulk_waste_needs_words_and_an_item_leaves_the_stock(technician):
    with pytest.raises(Refused, match="Dites ce que c’est"):
        services.add_bulk_waste(description=" ", code="16 02 14", weight_kg=12, by=technician)
    mice = services.create_stock_item(
        kind="accessory", name="Souris USB", threshold=0, by=technician
    )
    services.add_to_stock(item=mice, quantity=5, by=technician, reason="donation")
    line = services.add_bulk_waste(
        description="",
        item=mice,
        quantity=4,
        code="16 02 14",
        weight_kg=Decimal("0.4"),
        by=technician,
    )
    mice.refresh_from_db()
    assert (mice.quantity, line.description, line.quantity) == (1, "Souris USB", 4)
    with pytest.raises(Refused, match="reste que 1"):
        services.add_bulk_waste(
            description="", item=mice, quantity=2, code="16 02 14", weight_kg=1, by=technician
        )
    assert WasteLine.objects.count() == 1


def test_only_a_bulk_line_is_taken_back(inside, technician):
    bulk = services.add_bulk_waste(
        description="Câbles", code="16 02 14", weight_kg=12, by=technician
    )
    services.remove_waste_line(line=bulk, by=technician)
    assert not WasteLine.objects.exists()
    line = WasteLine.objects.get(device=thrown(inside, technician))
    with pytest.raises(Refused, match="elle reste"):
        services.remove_waste_line(line=line, by=technician)


def test_a_medium_is_thrown_away_once_destroyed(inside, technician):
    device = DeviceFactory(organisation=inside)
    medium = MediumFactory(device=device)
    with pytest.raises(Refused, match="retirez-le"):
        services.add_medium_waste(medium=medium, by=technician)
    type(medium).objects.filter(pk=medium.pk).update(
        device=None, taken_from=device, fate=MediumFate.SPARE
    )
    with pytest.raises(Refused, match="certificat"):
        services.add_medium_waste(medium=medium, by=technician)
    type(medium).objects.filter(pk=medium.pk).update(fate=MediumFate.DESTROYED)
    assert media_without_line(technician).get() == medium
    services.add_medium_waste(medium=medium, by=technician)
    assert not media_without_line(technician).exists()
    with pytest.raises(Refused, match="déjà sa ligne"):
        services.add_medium_waste(medium=medium, by=technician)


def test_an_unproven_device_never_becomes_waste(inside, technician):
    with pytest.raises(Refused, match="effacement"):
        thrown(inside, technician, erased=False, unproven=1)
    assert not WasteLine.objects.exists()


def test_an_older_waste_gets_its_line(inside, technician):
    device = DeviceFactory(organisation=inside, erased=True)
    with pytest.raises(Refused, match="pas un déchet"):
        services.write_missing_line(device=device, by=technician)
    Device.objects.filter(pk=device.pk).update(status="waste")
    assert waste_without_line(technician).get() == device
    services.write_missing_line(device=device, by=technician)
    with pytest.raises(Refused, match="déjà sa ligne"):
        services.write_missing_line(device=device, by=technician)


# ---- Departures ----


def test_what_is_chosen_leaves_under_one_slip(inside, technician, journal):
    devices = [thrown(inside, technician) for _ in range(2)]
    services.add_bulk_waste(description="Câbles", code="16 02 14", weight_kg=12, by=technician)
    shipment = shipped(technician, slip_file=slip())
    assert shipment.lines.count() == 3
    assert shipment.is_hazardous
    assert set(Device.objects.values_list("status", flat=True)) == {DeviceStatus.REMOVED}
    assert slip_files.open_kept(inside.pk, shipment.slip_sha256).read(2) == b"\xff\xd8"
    facts = journal("waste.shipped")
    assert (facts["lines"], facts["weight"]) == (3, "16.400")
    with pytest.raises(Refused, match="déjà partie"):
        services.ship_waste(
            lines=list(shipment.lines.all()), by=technician, **parties(slip_number="AUTRE")
        )
    assert len(devices) == 2


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"slip_number": ""}, "ligne de déchet complète"),
        ({"destination_name": ""}, "ligne de déchet complète"),
        ({"treatment": "Z 9"}, "ligne de déchet complète"),
        ({"carrier_receipt": ""}, "ligne de déchet complète"),
        ({"destination_siret": "11111111800018"}, "SIRET du destinataire"),
        ({"carrier_siret": ""}, "SIRET du transporteur"),
        ({"eco_organisation_siret": "123"}, "SIRET de l’éco-organisme"),
        (
            {"eco_organisation_siret": SIRET, "eco_organisation_name": ""},
            "nom de l’éco-organisme",
        ),
        ({"shipped_on": date(2999, 1, 1)}, "le jour où il part"),
        ({"shipped_on": date(2020, 1, 1)}, "dans l’année"),
    ],
)
def test_an_incomplete_departure_is_refused(inside, technician, changes, match):
    device = thrown(inside, technician)
    with pytest.raises(Refused, match=match):
        shipped(technician, **changes)
    device.refresh_from_db()
    assert device.status == DeviceStatus.WASTE
    assert not WasteShipment.objects.exists()


def test_a_small_load_travels_without_receipt(inside, technician):
    thrown(inside, technician, type="desktop")
    shipment = shipped(technician, carrier_is_exempt=True)
    assert (shipment.carrier_receipt, shipment.is_hazardous) == ("", False)


def test_nothing_leaves_before_it_was_waste(inside, technician):
    thrown(inside, technician)
    with pytest.raises(Refused, match="devenue un déchet"):
        shipped(technician, shipped_on=timezone.localdate() - timedelta(days=2))


def test_one_slip_number_is_one_departure(inside, technician):
    thrown(inside, technician)
    shipped(technician)
    thrown(inside, technician)
    with pytest.raises(Refused, match="déjà ce numéro de bordereau"):
        shipped(technician)


def test_an_empty_departure_is_refused(technician):
    with pytest.raises(Refused, match="Cochez"):
        services.ship_waste(lines=[], by=technician, **parties())


def test_a_neighbour_s_line_does_not_leave_with_ours(association, other_association, member_of):
    by = member_of(association, "TECHNICIAN")
    with organisation(other_association):
        other = member_of(other_association, "TECHNICIAN")
        thrown(other_association, other)
        line = WasteLine.objects.get()
    with organisation(association), pytest.raises(Refused, match="n’existe plus"):
        services.ship_waste(lines=[line], by=by, **parties())


def test_what_left_never_changes(inside, technician):
    thrown(inside, technician)
    shipment = shipped(technician)
    for act in (
        lambda: WasteLine.objects.update(weight_kg=1),
        lambda: WasteLine.objects.all().delete(),
        lambda: WasteShipment.objects.update(slip_number="AUTRE"),
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            act()
    with pytest.raises(Refused, match="déjà partie"):
        services.correct_waste_line(
            line=shipment.lines.get(), code="16 02 14", weight_kg=1, by=technician
        )


def test_the_database_removes_no_device_without_its_slip(inside, technician):
    device = thrown(inside, technician)
    with pytest.raises(IntegrityError, match="shipment"), transaction.atomic():
        Device.objects.filter(pk=device.pk).update(status="removed")


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"code": "12 34 56"}, "wasteline_code_known"),
        ({"weight_kg": 0}, "wasteline_weighs"),
        ({"quantity": 0}, "wasteline_weighs"),
    ],
)
def test_the_database_knows_what_a_line_is(inside, technician, change, name):
    thrown(inside, technician)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        WasteLine.objects.update(**change)


def test_a_slip_joins_once(inside, technician):
    thrown(inside, technician)
    shipment = shipped(technician)
    services.attach_slip(shipment=shipment, file=slip(), by=technician)
    with pytest.raises(Refused, match="déjà gardé"):
        services.attach_slip(shipment=shipment, file=slip(), by=technician)
    with pytest.raises(Refused, match="ni une photo"):
        services.attach_slip(
            shipment=shipment, file=SimpleUploadedFile("b.txt", b"texte"), by=technician
        )


def test_hazardous_waste_is_declared_within_seven_days(inside, technician):
    thrown(inside, technician)
    shipment = shipped(technician)
    (line,) = hazardous_to_declare(technician)
    assert "registre national" in line.detail
    assert not line.is_late
    services.declare_shipment(shipment=shipment, by=technician)
    assert hazardous_to_declare(technician) == []
    with pytest.raises(Refused, match="déjà inscrit"):
        services.declare_shipment(shipment=shipment, by=technician)
    thrown(inside, technician, type="desktop")
    harmless = shipped(technician, slip_number="B-2")
    with pytest.raises(Refused, match="aucun déchet dangereux"):
        services.declare_shipment(shipment=harmless, by=technician)


def test_late_after_seven_days(inside, technician):
    shipment = WasteShipment(is_hazardous=True, shipped_on=timezone.localdate() - timedelta(days=7))
    assert not shipment.is_declaration_late
    shipment.shipped_on -= timedelta(days=1)
    assert shipment.is_declaration_late


@pytest.mark.django_db(transaction=True)
def test_two_departures_at_once_take_a_line_once(association, member_of):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        thrown(association, by)
        lines = list(WasteLine.objects.all())
    start, results = threading.Barrier(2), []

    def one(number):
        try:
            start.wait(10)
            with organisation(association):
                results.append(
                    services.ship_waste(lines=lines, by=by, **parties(slip_number=number))
                )
        except Refused as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[number]) for number in ("A", "B")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert WasteShipment.objects.count() == 1


# ---- The register and its file ----


@pytest.fixture
def register(inside, technician):
    """Two laptops and a mouse in one departure: 4.4 kg hazardous, 100 g that are not."""
    type(inside).objects.filter(pk=inside.pk).update(
        siret=SIRET, address="1 rue des Lilas", postcode="63000", city="Clermont-Ferrand"
    )
    inside.refresh_from_db()
    for _ in range(2):
        thrown(inside, technician)
    services.add_bulk_waste(
        description="=SOURIS", code="16 02 14", weight_kg=Decimal("0.1"), by=technician
    )
    return shipped(technician)


def test_the_register_adds_up_by_shipment_and_code(inside, register):
    lines = register_lines(inside.pk)
    assert [(line.code, line.quantity, line.weight_kg) for line in lines] == [
        ("16 02 13*", 2, Decimal("4.400")),
        ("16 02 14", 1, Decimal("0.100")),
    ]
    assert [total.weight_kg for total in totals_by_code(lines)] == [
        Decimal("4.400"),
        Decimal("0.100"),
    ]
    assert [line.is_estimated for line in lines] == [True, False]
    yesterday = timezone.localdate() - timedelta(days=1)
    assert register_lines(inside.pk, end=yesterday) == []


def test_the_file_has_the_columns_of_the_national_register(inside, register, tmp_path):
    path = tmp_path / "dechets.csv"
    call_command(
        "export_table",
        "waste-register",
        "--organisation",
        inside.slug,
        "--format",
        "csv",
        "--output",
        str(path),
        stdout=io.StringIO(),
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        headers, *rows = csv.reader(file, delimiter=";")
    assert tuple(headers) == HEADERS
    assert len(HEADERS) == 100
    assert headers[:4] == [
        "Motif",
        "Identifiant unique",
        "SIRET du déclarant",
        "SIRET de l'expéditeur ou du détenteur",
    ]
    assert headers[-1] == "Numéro de récépissé du transporteur n°5"
    first, second = (dict(zip(headers, row, strict=True)) for row in rows)
    assert first["Code déchet"] == "16 02 13*"
    assert (first["Dangereux"], first["POP"], second["Dangereux"]) == ("OUI", "NON", "NON")
    assert first["Poids en tonnes"] == "0.004"
    # A hundred grams are a kilogram to the register, never nothing.
    assert second["Poids en tonnes"] == "0.001"
    assert (first["Type de poids"], second["Type de poids"]) == ("ESTIME", "REEL")
    assert first["Date d'expédition"] == timezone.localdate().isoformat()
    assert first["Code de traitement prévu"] == "R 12"
    assert first["Numéro d'identification du destinataire"] == SIRET
    assert first["Raison sociale de l'éco-organisme"] == "Éco-organisme d’essai"
    assert first["Numéro de récépissé du transporteur n°1"] == "63-2026-014"
    assert first["Exemption de récépissé du transporteur n°1"] == "NON"
    identifiers = {first["Identifiant unique"], second["Identifiant unique"]}
    assert len(identifiers) == 2
    assert all(len(each) <= 36 and set(each) <= set("0123456789abcdef-") for each in identifiers)


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_the_file_is_a_spreadsheet_too(inside, register, tmp_path, file_format):
    path = tmp_path / f"dechets.{file_format}"
    call_command(
        *("export_table", "waste-register", "--organisation", inside.slug),
        *("--format", file_format, "--output", str(path)),
        stdout=io.StringIO(),
    )
    assert zipfile.is_zipfile(path)


def test_an_unknown_export_says_which_exist(inside, tmp_path):
    with pytest.raises(CommandError, match="waste-register"):
        call_command(
            *("export_table", "dechets", "--organisation", inside.slug),
            *("--output", str(tmp_path / "x.csv")),
        )


def test_without_its_own_siret_an_association_exports_nothing(inside, technician):
    type(inside).objects.filter(pk=inside.pk).update(siret="")
    inside.refresh_from_db()
    thrown(inside, technician)
    shipped(technician)
    produced = produce_waste_register(inside)
    assert produced.count == 0
    assert "SIRET de votre structure" in produced.refused[0].message


def test_the_register_is_printed_and_frozen(inside, register, technician):
    today = timezone.localdate()
    document = services.issue_waste_register(by=technician, start=today, end=today)
    assert document.number.startswith("RDS-")
    assert '"weight":"4,4"' in document.facts
    assert Document.objects.filter(kind="waste_register").count() == 1


def test_what_waits_is_counted(inside, technician):
    thrown(inside, technician)
    thrown(inside, technician, type="desktop")
    figures = waiting_waste(technician)
    assert (figures.lines, figures.hazardous, figures.weight_kg) == (2, 1, Decimal("9.700"))
