"""The national file and data.inclusion: the seven traps, and what is refused line by line."""

import csv
import io
import json

import pytest

from inclusion.places.columns import STANDARD
from inclusion.places.data_inclusion import produce_data_inclusion
from inclusion.places.mednum import faults_of, mednum_row, produce_mednum, published_of
from inclusion.places.vocabulary import KINDS, LISTS
from inclusion.tables.exporting import file_of
from inclusion.tables.kinds import export_of
from tests.places.factories import a_place


@pytest.fixture
def by(inside, member_of):
    return member_of(inside)


@pytest.fixture
def row(by):
    return mednum_row(a_place(by))


def columns_at_fault(row, **values):
    return [column for column, _ in faults_of({**row, **values})]


def test_a_whole_place_passes(row):
    assert list(row) == list(STANDARD) and len(STANDARD) == 32
    assert columns_at_fault(row) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("formations_labels", "Étapes numériques (La Poste)"),
        ("modalites_acces", "Ce lieu n’accueille pas de public"),
        ("dispositif_programmes_nationaux", "Point d’accès numérique CAF"),
        ("services", "Comprehension du monde numérique"),
        ("telephone", "+33261911204|+33261911205"),
        ("telephone", "0261911204"),
        # The standard's own pattern lets this one pass.
        ("formations_labels", "ORDI 3X0"),
        ("code_insee", "20004"),
        ("code_postal", "4430A"),
        ("pivot", "930 628 060"),
        ("typologie", "BISTROT"),
        ("presentation_resume", "x" * 281),
        ("date_maj", "2999-01-01"),
        ("adresse", ""),
    ],
)
def test_each_trap_of_the_standard_stops_its_line(row, column, value):
    assert columns_at_fault(row, **{column: value}) == [column]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("formations_labels", "Étapes numériques(La Poste)|ORDI 3.0"),
        ("modalites_acces", "Ce lieu n'accueille pas de public"),
        ("code_insee", "2A004"),
        ("telephone", "+590590123456"),
    ],
)
def test_what_the_standard_accepts_passes(row, column, value):
    assert columns_at_fault(row, **{column: value}) == []


def test_every_value_of_our_lists_is_one_of_the_standard():
    sizes = {field: len(values) for field, values in LISTS.items()}
    assert sizes == {
        "kinds": 92,
        "mobility": 2,
        "services": 9,
        "audiences": 5,
        "special_support": 7,
        "fees": 3,
        "programmes": 11,
        "labels": 10,
        "access_modes": 6,
        "support_modes": 4,
    }
    assert not any("’" in value for values in LISTS.values() for value in values)
    assert not any("\u00a0" in value for values in LISTS.values() for value in values)
    assert all(KINDS.values())


def test_a_place_without_siret_goes_out_under_its_owners(by, inside):
    place = a_place(by, pivot="")
    assert produce_mednum([place]).refused[0].column == "pivot"
    inside.siret = "93062806000012"
    inside.save()
    place.organisation.siret = inside.siret
    assert mednum_row(place)["pivot"] == "93062806000012"


def test_one_line_refused_does_not_keep_the_others_in(by, inside):
    a_place(by, name="Bon", reference="1")
    a_place(by, name="Sans SIRET", reference="2", pivot="")
    produced = produce_mednum(published_of(inside))
    assert produced.count == 1
    assert [issue.message for issue in produced.refused] == [
        "Sans SIRET\u00a0: Ni SIRET ni RNA\u00a0: écrivez celui du lieu,"
        " ou celui de votre structure."
    ]


def test_the_national_csv_is_the_standards_own(by, inside):
    a_place(by, reference="doulon", description="Deux\nlignes", name="=CMD()")
    export = export_of("places-mednum")
    content = file_of(export, export.produce(inside), "csv")
    assert not content.startswith(b"\xef\xbb\xbf")
    (line,) = csv.DictReader(io.StringIO(content.decode(), newline=""))
    assert list(line) == list(STANDARD)
    assert line["telephone"] == "+33261911204" and line["longitude"] == "-1.5122"
    assert line["description" if "description" in line else "presentation_detail"] == "Deux\nlignes"
    assert line["nom"] == "'=CMD()"


def test_wifi_and_unpublished_places_stay_out_of_the_national_file(by, inside):
    a_place(by, layer="wifi")
    a_place(by, is_published=False, name="Brouillon")
    assert produce_mednum(published_of(inside)).count == 0


def test_the_directory_shared_by_all_tells_producers_apart(by):
    place = a_place(by, reference="1")
    assert mednum_row(place, is_shared=True)["id"] == f"{place.organisation.slug}-1"


def test_data_inclusion_gives_a_structure_and_a_service_for_each_offer(by):
    place = a_place(
        by,
        reference="doulon",
        services=["Aide aux démarches administratives", "Accès internet et matériel informatique"],
        fees=["Gratuit sous condition"],
        audiences=["Seniors"],
        access_modes=["Téléphoner", "Prendre un RDV en ligne"],
        booking_url="https://rdv.example/",
        support_modes=["À distance"],
        programmes=["France Services"],
    )
    document = produce_data_inclusion([place]).document
    (structure,) = document["structures"]
    first, second = document["services"]
    assert structure["siret"] == "93062806000012"
    assert structure["reseaux_porteurs"] == ["espaces-publics-numeriques", "france-service"]
    assert first["structure_id"] == structure["id"] == "doulon"
    assert first["thematiques"] == ["numerique--acceder-a-des-services-en-ligne"]
    assert second["type"] == "aide-materielle"
    assert (first["frais"], first["frais_precisions"]) == (None, "Gratuit sous condition")
    assert first["publics"] == ["seniors"]
    assert first["modes_accueil"] == ["a-distance", "en-presentiel"]
    assert first["modes_mobilisation"] == ["telephoner", "utiliser-lien-mobilisation"]
    assert first["lien_mobilisation"] == "https://rdv.example/"
    assert len(first["description"]) >= 5
    json.dumps(document)


def test_a_name_too_short_for_data_inclusion_is_refused_with_its_reason(by):
    produced = produce_data_inclusion([a_place(by, name="A3"), a_place(by, name="Assez long")])
    assert produced.count == 1
    assert "de 3 à 150" in produced.refused[0].message
