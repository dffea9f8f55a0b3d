"""An import in the browser: look, confirm, take back; and what stands in the way."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.places.models import Place
from inclusion.tables.kinds import kind_of
from inclusion.tables.models import ImportState, TableImport
from inclusion.tables.reading import read_table
from inclusion.tables.services import apply_import, drop_import, prepare_import, undo_import
from tests.core.together import together

CSV = "nom;adresse;cp;ville;couleur\nMairie;1 rue;23000;Guéret;bleu\nSans;;23000;Guéret;\n"


@pytest.fixture
def by(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def client(by, client_for):
    return client_for(by)


def upload(client, content=CSV, **more):
    file = SimpleUploadedFile(
        "lieux.csv", content.encode() if isinstance(content, str) else content
    )
    return client.post("/annuaire/importer/", {"file": file, **more})


def prepared(by, content=CSV):
    return prepare_import(
        table=read_table(content.encode()),
        kind=kind_of("places"),
        file_name="lieux.csv",
        organisation_id=by.organisation_id,
        by=by,
    )


def url(name, table_import):
    return reverse(f"places:import_{name}", args=[table_import.pk])


def test_a_file_is_looked_at_confirmed_and_taken_back(client, association):
    answer = upload(client)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Rien n’est encore écrit" in page and "couleur" in page and "adresse" in page
    with organisation(association):
        assert Place.objects.count() == 0
        table_import = TableImport.objects.get()
    client.post(url("confirm", table_import))
    with organisation(association):
        assert Place.objects.get().name == "Mairie"
        assert Entry.objects.filter(action="table.imported").count() == 1
    assert "Annuler cet import" in client.get(url("detail", table_import)).content.decode()
    client.post(url("undo", table_import))
    with organisation(association):
        assert Place.objects.count() == 0
        table_import.refresh_from_db()
    assert table_import.state == ImportState.UNDONE and table_import.rows == []
    assert client.get(url("detail", table_import)).status_code == 200


def test_the_lines_to_correct_come_back_with_their_reason(client, association):
    upload(client)
    with organisation(association):
        table_import = TableImport.objects.get()
    for _ in range(2):
        (row,) = read_table(client.get(url("left_out", table_import)).content).rows
        assert row.cells["nom"] == "Sans" and "Cette case est vide" in row.cells["Erreur"]
        client.post(url("confirm", table_import))
    with organisation(association):
        table_import.refresh_from_db()
    # The lines that went in are not kept.
    assert [cells["nom"] for _, cells in table_import.rows] == ["Sans"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01", "ni un tableau"),
        ("nom;ville\nA;B\n", "Il manque"),
        ("nom;nom\nA;B\n", "Deux colonnes"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(client, content, said):
    answer = upload(client, content)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_a_mapping_can_come_with_the_file(client, association):
    mapping = SimpleUploadedFile("m.json", json.dumps({"columns": {"x": "nom"}}).encode())
    answer = upload(client, "x;adresse;cp;ville\nMairie;1 rue;23000;Guéret\n", mapping=mapping)
    assert answer.status_code == 302
    bad = SimpleUploadedFile("m.json", b"[")
    assert upload(client, mapping=bad).status_code == 422


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_the_template_is_a_file_that_imports(client, association, file_format):
    content = client.get(f"/annuaire/importer/modele/?format={file_format}").content
    table = read_table(content)
    assert table.headers == kind_of("places").names
    assert client.get("/annuaire/importer/modele/?format=exe").status_code == 404
    answer = upload(client, content)
    with organisation(association):
        assert TableImport.objects.get().report["errors"] == []
    assert answer.status_code == 302


def test_an_import_is_confirmed_once(inside, by):
    table_import = prepared(by)
    apply_import(table_import=table_import, by=by)
    with pytest.raises(Refused, match="déjà été confirmé"):
        apply_import(table_import=table_import, by=by)
    with pytest.raises(Refused, match="déjà été confirmé"):
        drop_import(table_import=table_import, by=by)


def test_nothing_new_is_nothing_to_confirm(inside, by):
    apply_import(table_import=prepared(by), by=by)
    with pytest.raises(Refused, match="Rien à importer"):
        apply_import(table_import=prepared(by), by=by)


def test_an_import_is_undone_once_and_within_thirty_days(inside, by):
    table_import = apply_import(table_import=prepared(by), by=by)
    undo_import(table_import=table_import, by=by)
    with pytest.raises(Refused, match="déjà annulé"):
        undo_import(table_import=table_import, by=by)
    late = apply_import(table_import=prepared(by), by=by)
    TableImport.objects.filter(pk=late.pk).update(applied_at=timezone.now() - timedelta(32))
    with pytest.raises(Refused, match="trente jours"):
        undo_import(table_import=late, by=by)


def test_a_file_left_unconfirmed_is_forgotten(inside, by):
    old = prepared(by)
    TableImport.objects.update(created_at=timezone.now() - timedelta(8))
    prepared(by)
    assert not TableImport.objects.filter(pk=old.pk).exists()


def test_a_file_one_gives_up_is_forgotten(client, association):
    upload(client)
    with organisation(association):
        table_import = TableImport.objects.get()
    client.post(url("drop", table_import))
    with organisation(association):
        assert not TableImport.objects.exists()


def test_a_neighbours_import_does_not_exist(client, other_association, member_of):
    other = member_of(other_association)
    with organisation(other_association):
        table_import = prepared(other)
    for name in ("detail", "left_out"):
        assert client.get(url(name, table_import)).status_code == 404
    for name in ("confirm", "drop", "undo"):
        assert client.post(url(name, table_import)).status_code == 404


def test_the_dates_of_an_import_tell_its_state(inside, by):
    table_import = prepared(by)
    with pytest.raises(IntegrityError, match="tableimport_dates_tell_state"), transaction.atomic():
        TableImport.objects.filter(pk=table_import.pk).update(state="applied")


@pytest.mark.django_db(transaction=True)
def test_the_same_import_confirmed_twice_at_once_writes_once(association, by):
    with organisation(association):
        table_import = prepared(by)

    def act(_):
        with organisation(association):
            return apply_import(table_import=table_import, by=by)

    outcomes = together(2, act)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "TableImport"]
    with organisation(association):
        assert Place.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_identifiers_at_once_write_one(association, by):
    lines = "id;nom;adresse;cp;ville\n1;Mairie;1 rue;23000;Guéret\n"
    with organisation(association):
        imports = [prepared(by, lines), prepared(by, lines)]

    def act(position):
        with organisation(association):
            return apply_import(table_import=imports[position], by=by)

    together(2, act)
    with organisation(association):
        assert Place.objects.count() == 1
