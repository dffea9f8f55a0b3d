"""Messy directories: a small one of the shape that a département publishes."""

import json

import pytest

from inclusion.organisations.database import organisation
from inclusion.places.importing import plan_places
from inclusion.places.models import Place
from inclusion.places.services import update_place
from inclusion.tables.kinds import kind_of
from inclusion.tables.matching import read_mapping
from inclusion.tables.reading import Row, Unreadable, read_table
from inclusion.tables.services import apply_import, prepare_import, preview_table, undo_import
from tests.places.factories import a_place

SERVICE = "Utiliser le numérique au quotidien"
HELP = "Dans un atelier : j'apprends collectivement à utiliser le numérique"


def line(number, name, **cells):
    return {
        "id": number,
        "nom": name,
        "description": "Ateliers à la mairie.",
        "latitude": 46.17 + number / 1000,
        "longitude": 1.87,
        "téléphone": "0536491204",
        "adresse": f"{number} Place de la Mairie",
        "code_postal": "23000",
        "commune": "Guéret",
        "horaires": None,
        "services": SERVICE,
        "modalites_accompagnement": HELP,
        **cells,
    }


DIRECTORY = [
    line(1, "Mairie", horaires="Mercredi de 14h à 15H30"),
    line(2, "Sans adresse", adresse=""),
    line(3, "Aubusson", commune="aubusson", code_postal="23200"),
    line(4, "Mauvaise commune", commune="Saint-Vaury Numéro de téléphone", code_postal="23320"),
    line(5, "Café", horaires="samedi tous les 15 jours de 14H à 16h"),
    line(6, "Mairie", adresse="1 place de la mairie"),
    line(7, "Deux numéros", téléphone="05 36 49 12 05 / 05 36 49 12 06"),
    line(8, "Mauvais code", code_postal="23 A00"),
    line(9, "Même point", latitude=46.171, longitude=1.87),
    line(10, "Le Café", latitude=46.175, longitude=1.87, adresse="Le Bourg"),
]


@pytest.fixture
def by(inside, member_of):
    return member_of(inside)


def table_of(lines):
    return read_table(json.dumps(lines).encode())


def report_of(lines, org, mapping=None):
    kind = kind_of("places")
    _, preview = preview_table(table_of(lines), kind, organisation_id=org.pk, mapping=mapping)
    return preview.report


def imported(lines, org, by):
    table_import = prepare_import(
        table=table_of(lines),
        kind=kind_of("places"),
        file_name="annuaire.json",
        organisation_id=org.pk,
        by=by,
    )
    return apply_import(table_import=table_import, by=by)


def test_the_report_is_exact_and_explained(inside):
    report = report_of(DIRECTORY, inside)
    counts = {key: value for key, value in report.items() if isinstance(value, int)}
    assert counts == {"rows": 10, "created": 6, "updated": 0, "unchanged": 0, "duplicates": 2}
    assert [(issue["row"], issue["column"]) for issue in report["errors"]] == [
        (2, "adresse"),
        (8, "code_postal"),
    ]
    assert [(issue["row"], issue["column"]) for issue in report["warnings"]] == [
        (1, "date_maj"),
        (4, "commune"),
        (5, "horaires"),
        (6, "nom"),
        (7, "telephone"),
        (9, "latitude"),
        (10, "nom"),
    ]
    messages = {issue["row"]: issue["message"] for issue in report["warnings"]}
    assert messages[4].endswith("Est-ce Saint-Vaury\u202f?")
    assert "tous les quinze jours" in messages[5]
    assert messages[6].startswith("Doublon\u00a0: même nom et adresse que la ligne 1.")
    assert "la ligne 1" in messages[9]


def test_nothing_is_written_before_it_is_confirmed(inside, by):
    report_of(DIRECTORY, inside)
    assert Place.objects.count() == 0


def test_good_lines_become_places(inside, by):
    imported(DIRECTORY, inside, by)
    place = Place.objects.get(reference="1")
    assert place.opening_hours == "We 14:00-15:30"
    assert place.phone == "+33536491204"
    assert place.insee_code == "23096"
    assert place.services == ["Maîtrise des outils numériques du quotidien"]
    assert place.support_modes == ["Dans un atelier collectif"]
    assert place.is_published and place.source == inside.name
    assert Place.objects.get(reference="3").city == "Aubusson"
    cafe = Place.objects.get(reference="5")
    assert cafe.opening_hours == "" and cafe.hours_note.startswith("samedi tous les 15 jours")
    assert Place.objects.with_token("w:mairie").count() == 1


def test_the_same_file_again_changes_nothing(inside, by):
    imported(DIRECTORY, inside, by)
    report = report_of(DIRECTORY, inside)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 6)


def test_a_changed_line_updates_its_place_alone(inside, by):
    imported(DIRECTORY, inside, by)
    changed = [line(1, "Mairie rénovée", horaires="Mercredi de 14h à 15H30"), *DIRECTORY[1:]]
    report = report_of(changed, inside)
    assert (report["created"], report["updated"]) == (0, 1)


def test_columns_that_are_absent_change_nothing(inside, by):
    imported(DIRECTORY[:1], inside, by)
    short = [
        {
            "id": "1",
            "nom": "Mairie",
            "adresse": "1 Place de la Mairie",
            "commune": "Guéret",
            "code_postal": "23000",
        }
    ]
    assert report_of(short, inside)["unchanged"] == 1


def test_a_file_without_identifiers_meets_places_by_name_and_address(inside, by):
    place = a_place(by)
    lines = [
        {
            "nom": place.name.upper(),
            "adresse": place.address,
            "commune": "NANTES",
            "code_postal": 44300.0,
            "quoi_apporter": "Votre téléphone",
        }
    ]
    report = report_of(lines, inside)
    assert (report["created"], report["updated"]) == (0, 1)


def test_an_import_can_be_undone_but_for_what_changed_since(inside, by):
    kept = a_place(by, reference="1", name="Avant")
    done = imported([line(n, f"Lieu {n}") for n in (1, 2, 3)], inside, by)
    assert done.report["updated"] == 1
    touched = Place.objects.get(reference="3")
    update_place(place=touched, by=by, name="Repris à la main")
    count, left = undo_import(table_import=done, by=by)
    assert (count, left) == (2, ["Repris à la main"])
    kept.refresh_from_db()
    assert kept.name == "Avant"
    assert set(Place.objects.values_list("reference", flat=True)) == {"1", "3"}
    assert Place.objects.with_token("w:avant").exists()


def test_a_mapping_says_what_our_words_do_not(inside):
    lines = [{"Lieu-dit": "Mairie", "Voie": "1 rue", "Ville": "Guéret", "CP": 23000, "Quoi": "PC"}]
    mapping = read_mapping(
        {
            "columns": {"Lieu-dit": "nom", "Voie": "adresse"},
            "values": {"services": {"pc": "Accès internet et matériel informatique"}},
        },
        kind_of("places").names,
    )
    mapping.columns["Quoi"] = "services"
    assert report_of(lines, inside, mapping)["created"] == 1


def test_a_mapping_of_the_national_tool_is_understood(inside):
    mapping = read_mapping(
        {
            "id": {"colonne": "id"},
            "nom": {"colonne": "nom"},
            "telephone": {"colonne": "téléphone"},
            "date_maj": {"colonne": ""},
            "services": [
                {
                    "colonnes": ["services"],
                    "termes": ["quotidien"],
                    "cible": "Loisirs et créations numériques",
                }
            ],
            "horaires": {"semaine": "horaires"},
        },
        kind_of("places").names,
    )
    kind = kind_of("places")
    matched, preview = preview_table(
        table_of(DIRECTORY[:1]), kind, organisation_id=inside.pk, mapping=mapping
    )
    assert preview.plans[0].values["services"] == ["Loisirs et créations numériques"]
    assert matched.ignored == ()


@pytest.mark.parametrize("document", [[], {"columns": []}, {"nom": "x"}, {"columns": {"a": "zz"}}])
def test_a_mapping_of_no_known_shape_is_refused(document):
    with pytest.raises(Unreadable):
        read_mapping(document, kind_of("places").names)


def test_a_file_without_its_needed_columns_is_refused_whole(inside):
    with pytest.raises(Unreadable, match="«\u00a0adresse\u00a0»"):
        report_of([{"nom": "Mairie", "commune": "Guéret", "code_postal": "23000"}], inside)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("courriels", "pas une adresse", "électronique"),
        ("site_web", "http://", "adresse web"),
        ("latitude", "abc", "latitude"),
        ("latitude", "91", "latitude"),
        ("date_maj", "31/02/2026", "Date illisible"),
        ("date_maj", "01/01/2999", "Date illisible"),
        ("services", "Macramé", "liste nationale"),
        ("pivot", "12", "SIRET"),
        ("telephone", "3949", "téléphone français"),
        ("publie", "peut-être", "oui"),
        ("sorte", "bar", "wifi"),
        ("nom", "é" * 300, "trop long"),
    ],
)
def test_a_value_that_is_not_understood_is_said_and_left(inside, column, value, said):
    cells = {"nom": "Mairie", "adresse": "1 rue", "commune": "Guéret", "code_postal": "23000"}
    rows = [Row(2, {**cells, column: value})]
    plans, _ = plan_places(rows, tuple(rows[0].cells), inside.pk)
    assert plans[0].action == "create"
    assert any(said in issue.message for issue in plans[0].issues)


def test_wild_cells_break_nothing(inside, by):
    wild = ["\u202e\U0001f4a5' OR 1=1 --", "9" * 4000, "é" * 300, "-1e400", "NaN", "=CMD()"]
    for value in wild:
        cells = {"nom": "Mairie", "adresse": "1 rue", "commune": "Guéret", "code_postal": "23000"}
        for column in kind_of("places").names:
            rows = [Row(2, {**cells, column: value})]
            plan_places(rows, tuple(rows[0].cells), inside.pk)


def test_a_neighbours_places_are_not_met(association, other_association, member_of):
    with organisation(other_association):
        a_place(member_of(other_association), reference="1", name="Voisin")
    with organisation(association):
        assert report_of([line(1, "Mairie")], association)["created"] == 1
