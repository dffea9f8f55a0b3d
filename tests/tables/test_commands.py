"""import_table and export_table: the contract others script against."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from inclusion.organisations.database import organisation
from inclusion.places.models import Place
from inclusion.tables.models import TableImport

CSV = "nom;adresse;cp;ville\nMairie;1 rue;23000;Guéret\nSans adresse;;23000;Guéret\n"
KEYS = ["rows", "created", "updated", "unchanged", "duplicates", "errors", "warnings"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def imported(file, association, *more):
    text = run("import_table", "places", file, "--organisation", association.slug, "--json", *more)
    return json.loads(text)


def count(association):
    with organisation(association):
        return Place.objects.count()


def test_the_report_has_the_shape_of_the_contract(file, association):
    report = imported(file, association)
    assert list(report) == KEYS
    assert [report[key] for key in KEYS[:5]] == [2, 1, 0, 0, 0]
    assert report["errors"] == [
        {
            "row": 3,
            "column": "adresse",
            "value": "",
            "message": "Cette case est vide\u00a0: le lieu n’est pas importé.",
        }
    ]
    assert count(association) == 1


def test_a_dry_run_says_the_same_and_writes_nothing(file, association):
    assert imported(file, association, "--dry-run")["created"] == 1
    assert count(association) == 0
    with organisation(association):
        assert not TableImport.objects.exists()


def test_a_file_that_changes_nothing_leaves_no_import_behind(file, association):
    imported(file, association)
    assert imported(file, association)["unchanged"] == 1
    with organisation(association):
        assert TableImport.objects.count() == 1


def test_words_for_a_person_too(file, association):
    text = run("import_table", "places", file, "--organisation", association.slug)
    assert "2 lignes" in text and "ligne 3" in text


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods", "json"])
def test_an_export_is_read_back_unchanged(file, association, tmp_path, file_format):
    imported(file, association)
    path = tmp_path / f"export.{file_format}"
    where = ("--organisation", association.slug, "--output", path)
    run("export_table", "places", *where, "--format", file_format)
    report = imported(path, association)
    assert (report["rows"], report["unchanged"], report["errors"]) == (1, 1, [])


def test_a_refused_line_is_told_when_exporting(file, association, tmp_path):
    imported(file, association)
    where = ("--organisation", association.slug, "--output", tmp_path / "lieux.csv")
    report = json.loads(run("export_table", "places-mednum", *where, "--json"))
    assert report["exported"] == 0 and report["errors"][0]["column"] == "pivot"
    assert "Refusée" in run("export_table", "places-mednum", *where)


@pytest.mark.parametrize(
    "arguments",
    [
        ("import_table", "licornes", "x.csv", "--organisation", "a"),
        ("import_table", "places", "x.csv", "--organisation", "personne"),
        ("export_table", "licornes", "--organisation", "a", "--output", "x.csv"),
        ("export_table", "places", "--organisation", "personne", "--output", "x.csv"),
    ],
)
def test_what_does_not_exist_is_said(db, arguments):
    with pytest.raises(CommandError):
        run(*arguments)


def test_an_unreadable_file_stops_with_a_sentence(association, tmp_path):
    path = tmp_path / "vide.csv"
    path.write_bytes(b"")
    with pytest.raises(CommandError, match="vide"):
        imported(path, association)
    with pytest.raises(CommandError, match="illisible"):
        imported(tmp_path / "absent.csv", association)
    path.write_text("nom;ville\nA;B\n")
    with pytest.raises(CommandError, match="Il manque"):
        imported(path, association)


def test_a_mapping_file_is_followed(association, tmp_path):
    path, mapping = tmp_path / "a.json", tmp_path / "m.json"
    path.write_text(json.dumps([{"x1": "Mairie", "x2": "1 rue", "cp": "23000", "ville": "Guéret"}]))
    mapping.write_text(json.dumps({"columns": {"x1": "nom", "x2": "adresse"}}))
    assert imported(path, association, "--mapping", mapping)["created"] == 1
    mapping.write_text("[")
    with pytest.raises(CommandError):
        imported(path, association, "--mapping", mapping)


def test_data_inclusion_has_no_csv(association, tmp_path):
    where = ("--organisation", association.slug, "--output", tmp_path / "a.csv")
    with pytest.raises(CommandError, match="n’existe pas"):
        run("export_table", "places-data-inclusion", *where)
