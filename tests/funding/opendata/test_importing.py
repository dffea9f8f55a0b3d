"""Files as they are really published: accepted, accepted with every repair told, or refused."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from funding.models import PublicationLine
from funding.opendata import repairs, schema
from funding.opendata.lines import as_it_came
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.tables.kinds import kind_of
from inclusion.tables.models import TableImport
from inclusion.tables.reading import Unreadable, read_table
from inclusion.tables.services import (
    apply_import,
    prepare_import,
    preview_of,
    preview_table,
    undo_import,
)
from inclusion.tables.writing import Sheet, write_ods, write_xlsx

from .making import (
    GRANTEE_SIRET,
    OTHER_SIRET,
    ZERO_SIRET,
    a_file,
    a_line,
    a_row,
    published_as_found,
)

NAMES = schema.NAMES


def report_of(content, funder):
    with organisation(funder):
        table = read_table(content)
        return preview_table(table, kind_of("grants"), organisation_id=funder.pk)[1].report


def bring_in(content, by):
    table_import = prepare_import(
        table=read_table(content),
        kind=kind_of("grants"),
        file_name="subventions.csv",
        organisation_id=by.organisation_id,
        by=by,
    )
    return apply_import(table_import=table_import, by=by)


def counts(report):
    keys = ("rows", "created", "updated", "unchanged", "duplicates")
    return [report[key] for key in keys]


def told(report, key="warnings"):
    return {(each["row"], each["column"]) for each in report[key]}


def test_a_good_file_comes_in_without_a_word(funder):
    report = report_of(a_file(a_row()), funder)
    assert counts(report) == [1, 1, 0, 0, 0]
    assert report["errors"] == report["warnings"] == []


def test_every_repair_of_a_file_as_found_is_told(funder):
    report = report_of(published_as_found(), funder)
    assert counts(report) == [2, 2, 0, 0, 0]
    assert report["errors"] == []
    said = [(each["row"], each["column"], each["value"]) for each in report["warnings"]]
    assert said == [
        (1, "nomAttribuant", "NomAttribuant"),
        (1, "datesPeriodeVersement", "datesperiodeVersement"),
        (1, "", "Windows-1252"),
        (1, "", ";"),
        (2, "objet", "Mise en œuvre de l’accueil "),
        (3, "objet", "Mise en œuvre de l’accueil "),
        (4, "", ""),
        (2, "montant", "40 000,00"),
        (2, "datesPeriodeVersement", "2026-03-01_2026-11-30"),
        (3, "montant", "40 000,00"),
    ]
    assert "Lignes 4 à 6 vides" in report["warnings"][6]["message"]


def test_a_byte_order_mark_is_told(funder):
    report = report_of(a_file(a_row(), encoding="utf-8-sig"), funder)
    assert [each["value"] for each in report["warnings"]] == ["BOM"]


@pytest.mark.parametrize(
    ("reader", "raw", "written"),
    [
        (repairs.siret, "911 123 453 00019", GRANTEE_SIRET),
        (repairs.siret, f"{GRANTEE_SIRET}.0", GRANTEE_SIRET),
        (repairs.siret, ZERO_SIRET[1:], ZERO_SIRET),
        (repairs.rna, "w633 001 234", "W633001234"),
        (repairs.day, "21/02/2026", "2026-02-21"),
        (repairs.day, "02/21/2026", "2026-02-21"),
        (repairs.day, "05/05/2026", "2026-05-05"),
        (repairs.day, "2026-02-21T00:00", "2026-02-21"),
        (repairs.period, "2026-03-01_2026-11-30", "2026-03-01/2026-11-30"),
        (repairs.period, "2026-03-01 au 2026-11-30", "2026-03-01/2026-11-30"),
        (repairs.period, "du 31/01/2026 au 30/11/2026", "2026-01-31/2026-11-30"),
        (repairs.amount, "40 000,00", "40000.00"),
        (repairs.amount, "40\u202f000,5 €", "40000.50"),
        (repairs.amount, "2400.0", "2400.00"),
        (repairs.amount, "12 euros", "12.00"),
        (repairs.share, "1.0", "1.00"),
        (repairs.share, "0,45", "0.45"),
        (repairs.share, "45 %", "0.45"),
        (repairs.nature, "Aide en numeraire", "aide en numéraire"),
        (repairs.nature, "aide en numéraire, aide en nature", "aide en numéraire;aide en nature"),
        (repairs.terms, "Echelonné", "échelonné"),
        (repairs.terms, "au fil  des factures", "au fil des factures"),
        (repairs.yes_no, "Yes", "oui"),
        (repairs.text, "deux\nlignes", "deux lignes"),
    ],
)
def test_a_repair_changes_the_writing_never_what_is_said(reader, raw, written):
    read = reader(raw)
    assert read.text == written and read.repair


@pytest.mark.parametrize(
    ("reader", "straight"),
    [
        (repairs.siret, GRANTEE_SIRET),
        (repairs.amount, "830"),
        (repairs.amount, "22000.80"),
        (repairs.amount, "16823.5"),
        (repairs.share, "1"),
        (repairs.share, "0.5"),
        (repairs.day, "2026-02-21"),
        (repairs.period, "2026-02-21/2026-03-01"),
        (repairs.terms, "selon l’avancement"),
    ],
)
def test_what_is_well_written_is_no_repair(reader, straight):
    read = reader(straight)
    assert read.text == straight and not read.repair


@pytest.mark.parametrize(
    ("column", "raw", "why"),
    [
        ("idBeneficiaire", "9,11123E+13", "perdus"),
        ("idBeneficiaire", "9.11123e13", "perdus"),
        ("idBeneficiaire", "9111234530002", "zéro de tête"),
        ("idBeneficiaire", "91112345300018", "clé de contrôle"),
        ("idBeneficiaire", "91112345300018.0", "clé est fausse"),
        ("idAttribuant", "911123453", "SIREN"),
        ("rnaBeneficiaire", "W3222", "neuf chiffres"),
        ("dateConvention", "05/12/2026", "deux lectures"),
        ("dateConvention", "31/02/2026", "n’existe pas"),
        ("dateConvention", "12/02/26", "ne se lit pas"),
        ("dateConvention", "0026-02-12", "hors du temps"),
        ("datesPeriodeVersement", "2026-03-01/2025-03-01", "finit avant"),
        ("datesPeriodeVersement", "2026-03-02/2026-30-05", "ne se lit pas"),
        ("datesPeriodeVersement", "01/03/2026 au 05/04/2026", "deux lectures"),
        ("montant", "15 k€", "milliers"),
        ("montant", "1.234", "certitude"),
        ("montant", "1,234.56", "certitude"),
        ("montant", "12,345", "certitude"),
        ("montant", "-500", "supérieure à zéro"),
        ("montant", "0", "supérieure à zéro"),
        ("montant", "1000000000000000", "certitude"),
        ("pourcentageSubvention", "80", "80\u00a0%"),
        ("pourcentageSubvention", "tout", "ne se lit pas"),
        ("pourcentageSubvention", "0.33333", "quatre décimales"),
        ("nature", "prêt", "liste"),
        ("notificationUE", "1", "oui ou non"),
        ("idRAE", "123456", "5 caractères"),
        ("nomBeneficiaire", "", "vide"),
        ("montant", "", "vide"),
        ("idAttribuant", "", "vide"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(funder, column, raw, why):
    report = report_of(a_file(a_row(), a_row(**{"referenceDecision": "B", column: raw})), funder)
    assert counts(report) == [2, 1, 0, 0, 0]
    (error,) = report["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, column, raw)
    assert why in error["message"]


def test_a_grantee_without_a_number_is_refused(funder):
    report = report_of(a_file(a_row(idBeneficiaire="", rnaBeneficiaire="")), funder)
    assert told(report, "errors") == {(2, "idBeneficiaire")}


def test_what_the_file_leaves_empty_stops_the_publication_not_the_import(funder, agent):
    row = a_row(conditionsVersement="", datesPeriodeVersement="", notificationUE="")
    with organisation(funder):
        done = bring_in(a_file(row), agent)
        assert {each["column"] for each in done.report["warnings"]} == {
            "conditionsVersement",
            "datesPeriodeVersement",
            "notificationUE",
        }
        line = PublicationLine.objects.get()
        assert line.is_incomplete and line.is_notified_to_europe is None
        assert list(PublicationLine.objects.incomplete()) == [line]


@pytest.mark.parametrize("header", ["montant (k€)", "Montant en milliers", "montant M€"])
def test_a_header_in_thousands_is_refused(funder, header):
    headers = [header if name == "montant" else name for name in NAMES]
    with pytest.raises(Unreadable) as refusal:
        report_of(a_file(a_row(), headers=headers), funder)
    assert "milliers" in refusal.value.message


@pytest.mark.parametrize("second", ["montant", "Montant", "montant total"])
def test_two_columns_of_one_name_are_refused(funder, second):
    headers = [second if name == "dispositifAide" else name for name in NAMES]
    with pytest.raises(Unreadable) as refusal:
        report_of(a_file(a_row(), headers=headers), funder)
    assert "Deux colonnes" in refusal.value.message


def test_a_file_without_a_needed_column_is_refused(funder):
    with pytest.raises(Unreadable) as refusal:
        report_of(a_file(a_row(), names=NAMES[1:]), funder)
    assert "nomAttribuant" in refusal.value.message


def test_a_line_with_a_cell_too_many_is_refused_not_shifted(funder):
    content = (
        a_file(a_row()) + b'"a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","q"\r\n'
    )
    report = report_of(content, funder)
    assert counts(report) == [2, 1, 0, 0, 0]
    assert report["errors"][0]["row"] == 3 and "plus de cases" in report["errors"][0]["message"]


def test_a_line_twice_in_a_file_comes_in_once(funder):
    report = report_of(a_file(a_row(), a_row()), funder)
    assert counts(report) == [2, 1, 0, 0, 1]
    assert "ligne 2" in report["errors"][0]["message"]


def test_one_award_with_two_amounts_is_not_chosen(funder):
    report = report_of(a_file(a_row(), a_row(montant="12.00")), funder)
    assert counts(report) == [2, 1, 0, 0, 0]
    assert told(report, "errors") == {(3, "objet")}


def test_the_same_file_again_changes_nothing_and_a_corrected_one_updates(funder, agent):
    with organisation(funder):
        bring_in(a_file(a_row()), agent)
        with pytest.raises(Refused):
            bring_in(a_file(a_row()), agent)
    assert counts(report_of(a_file(a_row()), funder)) == [1, 0, 0, 1, 0]
    corrected = a_file(a_row(montant="16000.00"))
    assert counts(report_of(corrected, funder)) == [1, 0, 1, 0, 0]
    with organisation(funder):
        done = bring_in(corrected, agent)
        assert str(PublicationLine.objects.get().amount) == "16000.00"
        assert undo_import(table_import=done, by=agent) == (1, [])
        line = PublicationLine.objects.get()
        assert str(line.amount) == "15000.00" and line.paid_to.isoformat() == "2026-11-30"


def test_each_repair_can_be_taken_back_to_the_file_as_it_came(funder, agent):
    with organisation(funder):
        bring_in(published_as_found(), agent)
        first = PublicationLine.objects.order_by("decision_reference").first()
        assert {each["column"] for each in first.repairs} == {"montant", "datesPeriodeVersement"}
        came = as_it_came(first)
        assert came["montant"] == "40 000,00"
        assert came["datesPeriodeVersement"] == "2026-03-01_2026-11-30"


def test_the_words_of_the_reading_are_kept_until_the_import_is_confirmed(funder, agent):
    with organisation(funder):
        prepared = prepare_import(
            table=read_table(published_as_found()),
            kind=kind_of("grants"),
            file_name="lot.csv",
            organisation_id=funder.pk,
            by=agent,
        )
        again = preview_of(TableImport.objects.get(pk=prepared.pk)).report
        assert again["warnings"] == prepared.report["warnings"]
        done = apply_import(table_import=prepared, by=agent)
        assert done.report["warnings"] == again["warnings"]


def test_an_undone_import_leaves_nothing_but_what_changed_since(funder, agent):
    with organisation(funder):
        done = bring_in(published_as_found(), agent)
        touched = PublicationLine.objects.order_by("decision_reference").last()
        touched.object = "Autre objet"
        touched.save()
        count, kept = undo_import(table_import=done, by=agent)
        assert count == 1 and len(kept) == 1
        assert PublicationLine.objects.get() == touched


def test_another_funder_is_read_and_told_once(funder):
    other = {"idAttribuant": OTHER_SIRET, "nomAttribuant": "Commune de Roc"}
    rows = [a_row(**other), a_row(**other, referenceDecision="B")]
    report = report_of(a_file(*rows), funder)
    assert counts(report)[1] == 2
    (word,) = report["warnings"]
    assert "2\u00a0lignes de Commune de Roc" in word["message"]


def test_another_organisation_s_lines_are_not_met(funder, agent, other_association):
    with organisation(funder):
        a_line(agent)
    assert counts(report_of(a_file(a_row()), other_association))[1:4] == [1, 0, 0]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_sheet_reads_as_a_csv_does(funder, write):
    rows = [[a_row(montant="40 000,00")[name] for name in NAMES]]
    sheet = Sheet("subventions", NAMES, rows)
    report = report_of(write([sheet]), funder)
    assert counts(report) == [1, 1, 0, 0, 0]
    assert told(report) == {(2, "montant")}


def test_a_siret_kept_as_a_number_by_a_sheet_is_whole(funder):
    row = [a_row()[name] for name in NAMES]
    row[NAMES.index("idBeneficiaire")] = int(GRANTEE_SIRET)
    row[NAMES.index("montant")] = 15000.5
    report = report_of(write_xlsx([Sheet("subventions", NAMES, [row])]), funder)
    assert counts(report) == [1, 1, 0, 0, 0] and report["errors"] == []


# ---- Commands ----


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_the_contract_and_writes_nothing_when_dry(funder, tmp_path):
    path = tmp_path / "subventions.csv"
    path.write_bytes(published_as_found())
    arguments = ("import_table", "grants", path, "--organisation", funder.slug, "--json")
    dry = json.loads(run(*arguments, "--dry-run"))
    assert list(dry) == [
        "rows", "created", "updated", "unchanged", "duplicates", "errors", "warnings",
    ]  # fmt: skip
    with organisation(funder):
        assert not PublicationLine.objects.exists()
    assert json.loads(run(*arguments)) == dry
    with organisation(funder):
        assert PublicationLine.objects.count() == 2


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods", "json"])
def test_an_export_is_read_back_unchanged(funder, agent, tmp_path, file_format):
    with organisation(funder):
        a_line(agent)
        a_line(agent, object="Autre, « objet »", paid_to=None, program_code="D-12")
    path = tmp_path / f"grants.{file_format}"
    where = ("--organisation", funder.slug)
    run("export_table", "grants", *where, "--format", file_format, "--output", path)
    report = json.loads(run("import_table", "grants", path, *where, "--json"))
    assert counts(report) == [2, 0, 0, 2, 0] and report["errors"] == []


def test_thousands_of_euros_stop_the_command(funder, tmp_path):
    path = tmp_path / "subventions.csv"
    headers = ["montant (k€)" if name == "montant" else name for name in NAMES]
    path.write_bytes(a_file(a_row(), headers=headers))
    with pytest.raises(CommandError, match="milliers"):
        run("import_table", "grants", path, "--organisation", funder.slug)
