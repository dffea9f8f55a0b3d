"""Tables however they were saved, and the files that are not tables."""

import io
import json
import zipfile
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from inclusion.tables.reading import FILE_BYTES, Unreadable, as_text, read_table
from inclusion.tables.writing import Sheet, harmless, write_csv, write_ods, write_xlsx

SHEET = Sheet(
    "lieux",
    ("nom", "code_postal", "note"),
    [["Médiathèque", "01000", "Deux\nlignes"], ["L’« Atelier »; centre", "44300", ""]],
)
CELLS = [
    {"nom": "Médiathèque", "code_postal": "01000", "note": "Deux\nlignes"},
    {"nom": "L’« Atelier »; centre", "code_postal": "44300", "note": ""},
]


@pytest.mark.parametrize(
    "content",
    [
        write_csv(SHEET),
        write_csv(SHEET, separator=",", mark=False),
        write_xlsx([SHEET]),
        write_ods([SHEET]),
        json.dumps(CELLS).encode(),
    ],
    ids=["csv", "national csv", "xlsx", "ods", "json"],
)
def test_what_is_written_is_read_back(content):
    table = read_table(content)
    assert table.headers == SHEET.headers
    assert [row.cells for row in table.rows] == CELLS


def test_an_old_spreadsheet_csv_is_read_in_its_own_alphabet():
    table = read_table("nom;prix\nMédiathèque;5 €\n".encode("cp1252"))
    assert table.rows[0].cells == {"nom": "Médiathèque", "prix": "5 €"}


def test_lines_keep_the_number_they_have_in_the_file():
    table = read_table(b"\nnom;note\n\nA;1\n;\nB;2\n")
    assert [(row.number, row.cells["nom"]) for row in table.rows] == [(4, "A"), (6, "B")]


def test_figures_and_dates_of_a_sheet_are_read_as_typed():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["code", "jour", "latitude", "oui"])
        page.write_number(1, 0, 69200)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(1, 1, date(2026, 11, 22), day)
        page.write_number(1, 2, 47.2265)
        page.write_boolean(1, 3, True)
    (row,) = read_table(content.getvalue()).rows
    assert row.cells == {"code": "69200", "jour": "2026-11-22", "latitude": "47.2265", "oui": "oui"}


def test_a_formula_is_never_run():
    assert [harmless(v) for v in ("=1+1", "@SUM", "+33261911204", "-1.55", "+cmd", "-x", None)] == [
        "'=1+1",
        "'@SUM",
        "+33261911204",
        "-1.55",
        "'+cmd",
        "'-x",
        "",
    ]
    sheet = Sheet("x", ("a",), [["=1+1"]])
    assert read_table(write_xlsx([sheet])).rows[0].cells == {"a": "=1+1"}


def bomb():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 90_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"  \n ", "vide"),
        (b"a" * (FILE_BYTES + 1), "dépasse"),
        (b"PK\x03\x04 not a workbook", "abîmé"),
        (b"\x00\x01\x02\x03", "ni un tableau"),
        (b'{"nom": "x"}', "liste d"),
        (b"[1, 2]", "liste d"),
        (b"[{", "mal formé"),
        (b"nom;nom\na;b\n", "Deux colonnes"),
        ("\n".join(["nom"] + ["x"] * 5001).encode(), "5\u202f000"),
        (b"[" * 100_000, "mal formé"),
    ],
)
def test_what_is_no_table_is_refused_in_french(content, said):
    with pytest.raises(Unreadable) as caught:
        read_table(content)
    assert said in caught.value.message


def test_a_file_that_unfolds_too_large_is_refused():
    with pytest.raises(Unreadable, match="trop grand"):
        read_table(bomb())


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    try:
        read_table(content)
    except Unreadable as error:
        assert error.message


def test_lists_and_nothing_become_text():
    assert as_text(["a", "b"]) == "a|b"
    assert as_text(None) == "" and as_text(69200.0) == "69200" and as_text(False) == "non"
