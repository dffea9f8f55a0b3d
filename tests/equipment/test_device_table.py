"""A list of devices kept elsewhere: it comes in whole or not at all; twice is once; it goes out."""

import json
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from equipment import services
from equipment.models import Device, PrintedLabel
from equipment.tables import NAMES, devices_sheet
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from inclusion.places.models import Venue
from inclusion.tables.kinds import kind_of
from inclusion.tables.reading import read_table
from inclusion.tables.services import apply_import, prepare_import, undo_import
from inclusion.tables.writing import write_csv
from tests.equipment.factories import DeviceFactory, MediumFactory

HEAD = "Étiquette;Catégorie;Fabricant;Modèle;N° de série;RAM;Écran;Provenance;Lieu;Reçu le\n"
TWO = (
    ";PC portable;Dell;Latitude 5490;4QJ8XY2;8 Go;14,0;;Atelier;18/03/2026\n"
    ";Moniteur;Iiyama;ProLite;;;24;Don public;;\n"
)


@pytest.fixture
def technician(inside, member_of):
    Venue.objects.create(organisation=inside, name="Atelier")
    return member_of(inside, "TECHNICIAN")


def prepared(by, text, head=HEAD):
    return prepare_import(
        table=read_table((head + text).encode()),
        kind=kind_of("devices"),
        file_name="parc.csv",
        organisation_id=by.organisation_id,
        by=by,
    )


def imported(by, text, head=HEAD):
    return apply_import(table_import=prepared(by, text, head), by=by)


def test_a_list_enters_the_pool_under_labels_of_ours(technician):
    report = imported(technician, TWO).report
    assert (report["created"], report["errors"]) == (2, [])
    laptop, screen = Device.objects.order_by("type")
    assert laptop.asset_tag.startswith(technician.organisation.prefix)
    assert (laptop.type, laptop.memory_gb, str(laptop.screen_inches)) == ("laptop", 8, "14.0")
    assert (laptop.status, laptop.origin, laptop.venue.name) == (
        "quarantine",
        "private_gift",
        "Atelier",
    )
    assert laptop.received_at.date().isoformat() in {"2026-03-17", "2026-03-18"}
    assert (screen.status, screen.origin) == ("erased", "public_gift")
    chain_pending_entries(technician.organisation_id)
    assert Entry.objects.filter(action="device.received").count() == 2


def test_the_same_list_twice_changes_nothing(technician):
    imported(technician, TWO.splitlines()[0] + "\n")
    again = prepared(technician, TWO.splitlines()[0] + "\n")
    assert (again.report["created"], again.report["unchanged"]) == (0, 1)
    with pytest.raises(Refused, match="Rien à importer"):
        apply_import(table_import=again, by=technician)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (";Grille-pain;Dell;X;;;;;;", "type"),
        (";portable;;X;;;;;;", "marque"),
        (";portable;Dell;X;;beaucoup;;;;", "memoire_go"),
        (";portable;Dell;X;;;500;;;", "ecran_pouces"),
        (";portable;Dell;X;;;;Trouvé;;", "origine"),
        (";portable;Dell;X;;;;;Nulle part;", "lieu"),
        (";portable;Dell;X;;;;;;31/02/2026", "date_entree"),
        (";portable;Dell;X;;;;;;18/03/2099", "date_entree"),
        ("ZZZ-0000000-0;portable;Dell;X;;;;;;", "etiquette"),
        (";portable;Dell;Latitude 5490;4QJ8XY2;;;;;", "numero_de_serie"),
        (f";portable;Dell;{'x' * 81};;;;;;", "modele"),
    ],
)
def test_one_line_to_correct_and_nothing_is_written(technician, line, column):
    table_import = prepared(technician, TWO + line + "\n")
    (error,) = table_import.report["errors"]
    assert (error["row"], error["column"]) == (4, column)
    assert error["message"].endswith(".")
    with pytest.raises(Refused, match="1\u00a0ligne est à corriger\u00a0: rien n’a été écrit"):
        apply_import(table_import=table_import, by=technician)
    assert not Device.objects.exists()


def test_a_label_of_ours_names_the_device_to_correct(technician):
    device = DeviceFactory(organisation=technician.organisation, type="laptop")
    head = "etiquette;type;marque;modele;emplacement\n"
    done = imported(technician, f"{device.asset_tag};portable;HP;ProBook;Bac 4\n", head)
    assert done.report["updated"] == 1
    device.refresh_from_db()
    assert (device.manufacturer, device.model, device.shelf) == ("HP", "ProBook", "Bac 4")
    screen = prepared(technician, f"{device.asset_tag};écran;HP;ProBook;Bac 4\n", head)
    assert screen.report["errors"][0]["column"] == "type"


def test_a_free_label_of_a_roll_is_stuck_on_the_new_device(technician):
    roll = services.reserve_labels(name="Rouleau", count=1, by=technician)
    label = PrintedLabel.objects.get(roll=roll)
    imported(technician, f"{label.asset_tag.lower()};portable;Dell;X;;;;;;\n")
    label.refresh_from_db()
    assert label.status == "stuck"
    assert Device.objects.get().asset_tag == label.asset_tag


def test_a_placeholder_serial_recognises_nothing(technician):
    lines = ";portable;Dell;X;To be filled by O.E.M.;;;;;\n" * 2
    assert imported(technician, lines).report["created"] == 2


def test_an_import_is_taken_back_but_for_what_was_changed_since(technician):
    table_import = imported(technician, TWO)
    laptop = Device.objects.get(type="laptop")
    MediumFactory(organisation=technician.organisation, device=laptop)
    count, kept = undo_import(table_import=table_import, by=technician)
    assert (count, kept) == (1, [laptop.asset_tag])
    assert Device.objects.get() == laptop


def test_what_goes_out_comes_back_unchanged(technician):
    imported(technician, TWO)
    produced = devices_sheet(technician.organisation)
    assert produced.count == 2
    content = write_csv(produced.sheets[0]).decode("utf-8-sig")
    head, *lines = content.splitlines()
    assert head == ";".join(NAMES)
    again = prepared(technician, "\n".join(lines) + "\n", head + "\n")
    assert again.report["unchanged"] == 2


def test_the_command_says_the_line_and_writes_nothing(technician, tmp_path):
    file = tmp_path / "parc.csv"
    file.write_text(HEAD + TWO + ";Grille-pain;Dell;X;;;;;;\n", encoding="utf-8")
    output = StringIO()
    slug = technician.organisation.slug
    call_command("import_table", "devices", file, organisation=slug, json=True, stdout=output)
    report = json.loads(output.getvalue())
    assert (report["rows"], report["created"], len(report["errors"])) == (3, 0, 1)
    with organisation(technician.organisation):
        assert not Device.objects.exists()
    file.write_text(HEAD + TWO, encoding="utf-8")
    output = StringIO()
    call_command("import_table", "devices", file, organisation=slug, json=True, stdout=output)
    assert json.loads(output.getvalue())["created"] == 2


def test_a_file_is_looked_at_then_confirmed_in_the_browser(association, member_of, client_for):
    client = client_for(member_of(association, "TECHNICIAN"))
    head = "type;marque;modele\n"
    file = SimpleUploadedFile("parc.csv", (head + "portable;Dell;X\n").encode())
    seen = client.post(reverse("equipment:import_create"), {"file": file})
    assert client.get(seen.url).status_code == 200
    client.post(f"{seen.url}confirmer/")
    with organisation(association):
        assert Device.objects.get().model == "X"
    answer = client.get(reverse("equipment:device_export"), {"format": "csv"})
    assert "Dell" in answer.content.decode("utf-8-sig")
    assert client.get(reverse("equipment:device_export"), {"format": "exe"}).status_code == 302
