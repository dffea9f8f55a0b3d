"""The Coop's table: read into sessions and counters, written back with the same figures."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from beneficiaries.models import Beneficiary
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of, kind_of
from inclusion.tables.reading import read_table
from inclusion.tables.services import apply_import, prepare_import, preview_of, undo_import
from inclusion.tables.writing import Sheet, write_csv, write_xlsx
from tests.workshops.factories import PersonFactory, VenueFactory, WorkshopFactory
from tests.workshops.test_counting import at, held
from workshops.coop.columns import HEADERS
from workshops.coop.exporting import activities_sheet
from workshops.figure_table import figures_sheet
from workshops.models import (
    Attendance,
    Axis,
    ImportedSession,
    Workshop,
    WorkshopSession,
)
from workshops.periods import Period
from workshops.selectors.activity import activity, total_of
from workshops.tables import COOP, FIGURES

YEAR = Period.year(2025)
LINE = {
    "Date": "2025-03-18",
    "Type": "Atelier collectif",
    "Participants": "1",
    "Canaux d’accompagnement": "Lieu d’activité",
    "Nom du lieu": "Salle des fêtes",
    "Commune": "Limoges",
    "Code postal": "87000",
    "Durée (min)": "120",
    "Nom de l’atelier": "Mes e-mails",
    "Thématique(s) d’accompagnement": "E-mail",
    "Niveau d’autonomie (ou de l’atelier)": "2/3",
    "Genre du bénéficiaire": "Féminin",
    "Tranche d’âge du bénéficiaire": "60 - 69 ans",
    "Statut du bénéficiaire": "Retraité",
    "ID CRA": "cra-1",
}


def table_of(*lines, preamble=False):
    rows = [[(LINE | line).get(header, "") for header in HEADERS] for line in lines]
    if not preamble:
        return read_table(write_csv(Sheet("Activités", HEADERS, rows)))
    before = [["Nom", "Doe"], ["Prénom", "Jane"], ["Date d’export", "22/11/2026"], ["", ""]]
    return read_table(write_xlsx([Sheet("A", ("Informations export",), [*before, HEADERS, *rows])]))


def prepared(org, by, *lines, **options):
    table = table_of(*lines, **options)
    return prepare_import(
        table=table, kind=kind_of(COOP), file_name="coop.csv", organisation_id=org.pk, by=by
    )


def imported(org, by, *lines, **options):
    return apply_import(table_import=prepared(org, by, *lines, **options), by=by)


def report_of(org, by, *lines):
    return preview_of(prepared(org, by, *lines)).report


def test_a_session_of_three_lines_is_one_session_and_three_in_counters(inside, member_of):
    by = member_of(inside)
    lines = [
        {"Participants": "1/3"},
        {"Participants": "2/3", "Tranche d’âge du bénéficiaire": "70 ans et plus"},
        {"Participants": "3/3", "Genre du bénéficiaire": "Non communiqué"},
    ]
    done = imported(inside, by, *lines, preamble=True)
    assert (done.report["rows"], done.report["created"], done.report["errors"]) == (3, 1, [])
    session = WorkshopSession.objects.get()
    assert (session.status, session.closed_by, session.minutes) == ("closed", by, 120)
    assert (session.anonymous_count, session.anonymous_women) == (3, 2)
    assert (session.anonymous_from_60, session.anonymous_from_70) == (2, 1)
    assert (session.workshop.title, session.workshop.level) == ("Mes e-mails", "intermediaire")
    assert session.venue.name == "Salle des fêtes"
    assert not Attendance.objects.exists()
    assert not Beneficiary.objects.exists()
    whole = total_of(activity(inside, YEAR))
    assert (whole.sessions, whole.participations, whole.people) == (1, 3, 0)


def test_read_again_it_changes_nothing(inside, member_of):
    by = member_of(inside)
    imported(inside, by, {})
    before = activity(inside, YEAR)
    again = report_of(inside, by, {})
    assert (again["created"], again["unchanged"]) == (0, 1)
    with pytest.raises(Refused, match="Rien à importer"):
        imported(inside, by, {})
    changed = report_of(inside, by, {"Genre du bénéficiaire": "Masculin"})
    assert (changed["unchanged"], len(changed["warnings"])) == (1, 1)
    imported(inside, by, {}, {"ID CRA": "cra-2", "Date": "18/04/2025"})
    assert WorkshopSession.objects.count() == 2
    assert Workshop.objects.count() == 1
    assert activity(inside, Period.month(2025, 3))["total"] == before["total"]


@pytest.mark.parametrize("word", ["18-35 ans", "35 - 60 ans", "plus60ans", "de18a35ans"])
def test_an_age_of_before_is_never_split_by_guess(inside, member_of, word):
    by = member_of(inside)
    done = imported(inside, by, {"Tranche d’âge du bénéficiaire": word})
    assert len(done.report["warnings"]) == 1
    ages = activity(inside, YEAR)["age"]
    assert {value: count.participations for value, count in ages.items()} == {"non_communique": 1}
    assert ImportedSession.objects.get().raw["age_band"] == {word: 1}


REFUSALS = [
    ({"Date": "2999-01-01"}, "Date", "passée"),
    ({"Date": "hier"}, "Date", "Écrivez un jour"),
    ({"Date": "31/02/2025"}, "Date", "Écrivez un jour"),
    ({"Type": "Danse"}, "Type", "Atelier collectif"),
    ({"Participants": "beaucoup"}, "Participants", "rang"),
    ({"Participants": "1/12"}, "Participants", "annonce 12 participants"),
    ({"Canaux d’accompagnement": "Lune"}, "Canaux d’accompagnement", "À distance"),
    ({"Nom du lieu": ""}, "Nom du lieu", "a un nom"),
    ({"Canaux d’accompagnement": "À domicile", "Commune": ""}, "Commune", "commune"),
    ({"Durée (min)": "0"}, "Durée (min)", "de 1 à 720"),
    ({"Durée (min)": "deux heures"}, "Durée (min)", "de 1 à 720"),
    ({"Date": "2025-03-18 23:00", "Durée (min)": "120"}, "Durée (min)", "lendemain"),
    ({"Thématique(s) d’accompagnement": "Cuisine"}, "Thématique(s) d’accompagnement", "nationale"),
    ({"ID CRA": ""}, "ID CRA", "identifiant"),
]


@pytest.mark.parametrize(("wrong", "column", "words"), REFUSALS)
def test_each_refusal_says_its_line_and_nothing_is_written(inside, member_of, wrong, column, words):
    by = member_of(inside)
    good = {"ID CRA": "cra-9"}
    report = report_of(inside, by, good, wrong)
    assert [(error["row"], error["column"]) for error in report["errors"]] == [(3, column)]
    assert words in report["errors"][0]["message"]
    with pytest.raises(Refused, match="rien n’a été écrit"):
        imported(inside, by, good, wrong)
    assert not WorkshopSession.objects.exists()


def test_lines_of_one_session_that_contradict_each_other(inside, member_of):
    by = member_of(inside)
    one, other = {"Participants": "1/2"}, {"Participants": "2/2", "Date": "2025-03-19"}
    report = report_of(inside, by, one, other)
    assert "contredit la ligne 2" in report["errors"][0]["message"]
    alone = {"Type": "Accompagnement individuel"}
    report = report_of(inside, by, one | alone, {"Participants": "2/2"} | alone)
    assert "un seul participant" in report["errors"][0]["message"]


def test_several_topics_count_once_and_are_kept(inside, member_of):
    by = member_of(inside)
    topics = "Bureautique\nE-mail\nLogement"
    done = imported(inside, by, {"Thématique(s) d’accompagnement": topics})
    assert len(done.report["warnings"]) == 1
    assert list(activity(inside, YEAR)["topic"]) == ["bureautique"]
    assert ImportedSession.objects.get().raw["thematiques"] == topics


def test_a_title_taken_by_another_topic_gets_its_topic_beside_it(inside, member_of):
    by = member_of(inside)
    WorkshopFactory(organisation=inside, title="Mes e-mails", topic="sante")
    imported(inside, by, {}, {"ID CRA": "cra-2"})
    assert {workshop.title for workshop in Workshop.objects.all()} == {
        "Mes e-mails",
        "Mes e-mails (E-mail)",
    }


def test_an_import_is_taken_back(inside, member_of):
    by = member_of(inside)
    done = imported(inside, by, {}, {"ID CRA": "cra-2"})
    assert undo_import(table_import=done, by=by) == (2, [])
    assert not WorkshopSession.objects.exists()
    assert not Workshop.objects.exists()
    assert activity(inside, YEAR) == {}
    assert report_of(inside, by, {})["created"] == 1


@pytest.fixture
def year(inside, member_of):
    by = member_of(inside)
    people = [PersonFactory(organisation=inside, birth_year=1940 + 15 * n) for n in range(4)]
    mails = WorkshopFactory(organisation=inside, title="=cmd|'/c calc'!A1")
    papers = WorkshopFactory(
        organisation=inside,
        title="Mes papiers",
        topic="aide_aux_demarches_administratives",
        procedures=["justice", "logement"],
    )
    room = VenueFactory(organisation=inside, name="@SUM(1)")
    known = {"gender": {"feminin": 2}, "age_band": {"soixante_dix_plus": 1}}
    closing = {"anonymous_count": 5, "anonymous_known": known}
    held(inside, at(2025, 1, 31, 21, 59), people, by=by, workshop=mails, venue=room, led_by=by)
    held(inside, at(2025, 2, 1, 0, 0), people[:1], by=by, workshop=papers, venue=room)
    held(inside, at(2025, 6, 3, 9), [], by=by, workshop=mails, venue=room, closing=closing)
    walk_in = {"walk_ins": [("Léo", "moins_de_douze")]}
    held(inside, at(2025, 6, 4, 9), [], by=by, workshop=papers, venue=room, closing=walk_in)
    return by


def comparable(counts):
    """Sessions and participations by everything a table can carry; people become an interval."""
    carried = (Axis.TOTAL, Axis.TOPIC, Axis.PROCEDURE, Axis.KIND)
    carried += (Axis.AGE, Axis.GENDER, Axis.SITUATION)
    return {
        axis: {value: (c.sessions, c.participations) for value, c in counts[axis].items()}
        for axis in carried
    }


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods", "json"])
def test_what_goes_out_comes_in_with_the_same_figures(
    year, inside, other_association, member_of, file_format
):
    content = file_of(export_of(COOP), activities_sheet(inside), file_format)
    before = activity(inside, YEAR)
    again = prepare_import(
        table=read_table(content),
        kind=kind_of(COOP),
        file_name="x",
        organisation_id=inside.pk,
        by=year,
    )
    # At home they are known by their own key.
    report = again.report
    assert (report["created"], report["unchanged"], report["errors"]) == (0, 4, [])
    with organisation(other_association):
        by = member_of(other_association)
        there = prepare_import(
            table=read_table(content),
            kind=kind_of(COOP),
            file_name="x",
            organisation_id=other_association.pk,
            by=by,
        )
        assert there.report["errors"] == []
        apply_import(table_import=there, by=by)
        after = activity(other_association, YEAR)
    assert comparable(after) == comparable(before)
    assert total_of(after).people == 0
    assert total_of(after).most_people >= total_of(before).people


def test_the_columns_are_the_coops_and_no_name_is_in_them(year, inside):
    produced = activities_sheet(inside)
    assert produced.sheets[0].headers == HEADERS
    assert len(HEADERS) == 32
    assert produced.count == 11
    text = json.dumps(produced.document, ensure_ascii=False)
    assert "Benali" not in text
    assert "Léo" not in text


def test_no_cell_is_a_formula(year, inside):
    for code, produced in (
        (COOP, activities_sheet(inside)),
        (FIGURES, figures_sheet(inside, YEAR)),
    ):
        text = file_of(export_of(code), produced, "csv").decode("utf-8-sig")
        cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(";")]
        assert not [cell for cell in cells if cell[:1] in {"=", "@"}]
        assert "'=cmd" in text
        for file_format in ("xlsx", "ods"):
            content = file_of(export_of(code), produced, file_format)
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            values = [str(v) for row in book.get_sheet_by_index(0).to_python() for v in row]
            assert any("=cmd" in value for value in values)


def test_the_table_of_figures_hides_small_counts_for_everybody(year, inside, client_for):
    rows = {(row["Axe"], row["Code"]): row for row in figures_sheet(inside, YEAR).document}
    whole = rows["Ensemble", ""]
    assert (whole["Séances"], whole["Participations"]) == (4, 11)
    assert whole["Personnes distinctes"] == "< 5"
    assert rows["Genre", "feminin"]["Personnes distinctes"] in {"< 5", "masqué"}
    assert all(
        not isinstance(row["Personnes distinctes"], int) or not 0 < row["Personnes distinctes"] < 5
        for row in rows.values()
    )
    answer = client_for(year).get(
        reverse("workshops:figures_export"), {"periode": "2025", "format": "csv"}
    )
    assert answer.status_code == 200
    assert "chiffres-ateliers-2025.csv" in answer["Content-Disposition"]
    assert (
        client_for(year).get(reverse("workshops:figures_export"), {"format": "exe"}).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("role", "figures", "lines"),
    [("TREASURER", 200, 403), ("VOLUNTEER", 403, 403), ("MEDIATOR", 200, 200)],
)
def test_who_exports_and_imports(inside, member_of, client_for, role, figures, lines):
    client = client_for(member_of(inside, role))
    assert client.get(reverse("workshops:figures_export")).status_code == figures
    assert client.get(reverse("workshops:activities_export")).status_code == lines
    assert client.get(reverse("workshops:import_create")).status_code == lines


def test_at_the_command_line_a_manager_answers_for_it(association, member_of, tmp_path, capsys):
    rows = [[LINE.get(header, "") for header in HEADERS]]
    file = tmp_path / "coop.csv"
    file.write_bytes(write_csv(Sheet("A", HEADERS, rows)))
    with pytest.raises(CommandError, match="Aucun responsable"):
        call_command("import_table", COOP, str(file), organisation=association.slug)
    manager = member_of(association)
    call_command("import_table", COOP, str(file), organisation=association.slug, dry_run=True)
    with organisation(association):
        assert not WorkshopSession.objects.exists()
    call_command("import_table", COOP, str(file), organisation=association.slug, json=True)
    with organisation(association):
        assert WorkshopSession.objects.get().closed_by == manager
    output = tmp_path / "out.csv"
    call_command("export_table", COOP, organisation=association.slug, output=output)
    assert "Mes e-mails" in output.read_text(encoding="utf-8-sig")
