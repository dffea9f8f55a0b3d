"""Each rule of the schema, on its line and column, with what to write."""

import pytest

from funding.opendata import schema
from funding.opendata.checking import check_file, check_rows
from funding.opendata.findings import errors_of, warnings_of

from .making import GRANTEE_SIRET, a_file, a_row

FOUND = [
    ("idAttribuant", "913281838", "siret_is_siren"),
    ("idAttribuant", "91328183800016", "siret_key"),
    ("idBeneficiaire", "9,11123E+13", "siret_destroyed"),
    ("idBeneficiaire", f"{GRANTEE_SIRET}.0", "siret_decimal"),
    ("idBeneficiaire", "911 123 453 00019", "siret_spaces"),
    ("idBeneficiaire", "9111234530001", "siret_shape"),
    ("rnaBeneficiaire", "W6330", "rna"),
    ("rnaBeneficiaire", "W9M4001234", "rna_letters"),
    ("dateConvention", "12/02/2026", "day_french"),
    ("dateConvention", "2026-02-30", "day"),
    ("dateConvention", "", "required"),
    ("nomBeneficiaire", "  ", "required"),
    ("objet", "a" * 257, "too_long"),
    ("montant", "15000,5", "number"),
    ("montant", "15 k€", "number_thousands"),
    ("montant", "quinze mille", "number"),
    ("montant", "1000000000000000", "amount_huge"),
    ("montant", "", "required"),
    ("nature", "aide en numeraire", "nature"),
    ("nature", "aide en numéraire,aide en nature", "nature"),
    ("nature", "prêt", "nature"),
    ("datesPeriodeVersement", "2026-03-01_2026-11-30", "period"),
    ("datesPeriodeVersement", "mars 2026", "period"),
    ("idRAE", "123456", "too_long"),
    ("notificationUE", "no", "yes_no"),
    ("notificationUE", "Oui", "yes_no"),
    ("pourcentageSubvention", "100", "share_above"),
    ("pourcentageSubvention", "0,5", "number"),
    ("pourcentageSubvention", "0.001", "share_below"),
]
TO_LOOK_AT = [
    ("datesPeriodeVersement", "2026-03-01/2026-30-11", "period_day"),
    ("datesPeriodeVersement", "2026-03-01/2025-11-30", "period_order"),
    ("datesPeriodeVersement", "2026-03-01", "terms_one_day"),
    ("conditionsVersement", "Echelonné", "terms"),
    ("conditionsVersement", "unique;échelonné", "terms_several"),
    ("montant", "-5", "amount_negative"),
    ("montant", "5.123", "amount_decimals"),
    ("pourcentageSubvention", "0.5", "shares_sum"),
]


def test_a_good_line_has_nothing_said_of_it():
    assert check_rows([a_row()]) == []


@pytest.mark.parametrize(("column", "value", "code"), FOUND)
def test_an_error_is_on_its_line_and_column(column, value, code):
    findings = check_rows([a_row(), a_row(referenceDecision="B", **{column: value})])
    (wrong,) = errors_of(findings)
    assert (wrong.line, wrong.column, wrong.code) == (3, column, code)
    assert wrong.value == value.strip() or wrong.value == value
    assert wrong.message.endswith(".") and wrong.remedy


@pytest.mark.parametrize(("column", "value", "code"), TO_LOOK_AT)
def test_what_the_schema_admits_is_only_to_look_at(column, value, code):
    findings = check_rows([a_row(**{column: value})])
    assert not errors_of(findings)
    assert code in {finding.code for finding in warnings_of(findings)}


def test_what_we_publish_is_held_to_more():
    row = a_row(datesPeriodeVersement="2026-03-01/2025-11-30")
    assert [f.code for f in errors_of(check_rows([row], publishing=True))] == ["period_order"]


def test_free_words_of_payment_pass():
    assert check_rows([a_row(conditionsVersement="au fil des factures")]) == []


def test_a_grantee_without_any_number_is_told():
    (finding,) = check_rows([a_row(idBeneficiaire="", rnaBeneficiaire="")])
    assert (finding.code, finding.column) == ("one_of", "idBeneficiaire")


def test_an_rna_alone_is_enough():
    assert check_rows([a_row(idBeneficiaire="")]) == []


def test_shares_of_one_grant_add_up_and_say_the_whole_amount():
    def rows(*cells):
        return [
            a_row(pourcentageSubvention=share, montant=amount, nomBeneficiaire=f"A{rank}")
            for rank, (share, amount) in enumerate(cells)
        ]

    whole = rows(("0.3334", "900"), ("0.3333", "900"), ("0.3333", "900"))
    assert check_rows(whole) == []
    (short,) = check_rows(rows(("0.45", "900"), ("0.45", "900")))
    assert short.code == "shares_sum" and "0.90" in short.message
    assert "cofinancement" in short.remedy
    (part,) = check_rows(rows(("0.8", "22000"), ("0.2", "5500")))
    assert part.code == "amount_is_a_part" and "27500.00" in part.remedy


def test_a_repeated_line_names_the_first():
    (finding,) = check_rows([a_row(), a_row(referenceDecision="B"), a_row()])
    assert (finding.line, finding.code) == (4, "duplicate")
    assert "ligne 2" in finding.message


def test_remedies_give_the_value_to_write():
    said = {
        column: errors_of(check_rows([a_row(**{column: value})]))[0].remedy
        for column, value in (
            ("dateConvention", "05/12/2026"),
            ("montant", "40 000,00"),
            ("nature", "Aide en nature"),
            ("notificationUE", "yes"),
            ("datesPeriodeVersement", "2026-03-01_2026-11-30"),
            ("pourcentageSubvention", "45"),
            ("idBeneficiaire", f"{GRANTEE_SIRET}.0"),
        )
    }
    assert "2026-12-05" in said["dateConvention"]
    assert "40000.00" in said["montant"]
    assert "aide en nature" in said["nature"]
    assert "oui" in said["notificationUE"]
    assert "2026-03-01/2026-11-30" in said["datesPeriodeVersement"]
    assert "0.45" in said["pourcentageSubvention"]
    assert GRANTEE_SIRET in said["idBeneficiaire"]


# ---- Files ----


def codes(content, **options):
    return [(f.line, f.column, f.code) for f in check_file(content, **options)]


def test_a_good_file_has_nothing_said_of_it():
    assert check_file(a_file(a_row(), a_row(referenceDecision="B"))) == []


def test_the_regulatory_file_joins_its_period_its_own_way():
    names = schema.REGULATORY_NAMES
    row = a_row(datesPeriodeVersement="2026-03-01_2026-11-30")
    assert codes(a_file(row, names=names), variant=schema.REGULATORY) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (a_file(a_row(), separator=";"), (1, "", "separator")),
        (a_file(a_row(), encoding="cp1252"), (1, "", "encoding")),
        (a_file(a_row(), encoding="utf-8-sig"), (1, "", "byte_order_mark")),
        (b"", (1, "", "empty")),
        (b"PK\x03\x04\x00\x00", (1, "", "not_csv")),
        (a_file(a_row(), names=schema.NAMES[:15]), (1, "dispositifAide", "header_missing")),
        (a_file(a_row(), names=schema.NAMES[1:]), (1, "nomAttribuant", "header_missing")),
        (a_file(a_row(), names=schema.NAMES[::-1]), (1, "", "header_order")),
        (
            a_file(a_row(), headers=["NomAttribuant", *schema.NAMES[1:]]),
            (1, "nomAttribuant", "header_spelling"),
        ),
        (
            a_file(a_row(), headers=[*schema.NAMES[:-1], "montant"]),
            (1, "montant", "header_twice"),
        ),
        (a_file(a_row(), headers=[*schema.NAMES[:-1], "canton"]), (1, "canton", "header_unknown")),
        (a_file(a_row()) + b",,\r\n", (3, "", "blank")),
        (a_file(a_row()) + b"a,b\r\n", (3, "", "width")),
    ],
)
def test_the_shape_of_a_file_is_judged(content, found):
    assert found in codes(content)


def test_cells_are_still_judged_in_a_file_of_the_wrong_shape():
    content = a_file(a_row(montant="40 000,00"), separator=";", encoding="cp1252")
    assert (2, "montant", "number") in codes(content)


def test_blank_lines_do_not_move_the_others():
    content = a_file(a_row(), dict.fromkeys(schema.NAMES, ""), a_row(), a_row(montant=""))
    assert codes(content) == [(3, "", "blank"), (4, "", "duplicate"), (5, "montant", "required")]
    assert "ligne 2" in check_file(content)[1].message


def test_the_schema_is_pinned():
    assert len(schema.NAMES) == 16 and len(schema.REGULATORY_NAMES) == 14
    assert schema.SHA256.startswith("2c2c2ca2") and schema.VERSION == "2.1.1"
