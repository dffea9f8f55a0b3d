"""Sheets of labels: where each one stands, in millimetres, and whether a phone reads it."""

import re
import shutil
import subprocess
from io import BytesIO

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from equipment.labels import new_asset_tag, parse_tag
from equipment.models import SheetFormat
from equipment.papers.drawing import POINT
from equipment.papers.label_sheets import (
    GEOMETRIES,
    QUIET,
    Label,
    code_of,
    draw_calibration,
    draw_sheets,
    module_side,
)

ADDRESS = "https://inclusion.example"
RECTANGLE = re.compile(r"(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+) re")
# Columns, rows, width, height, left, top, pitch across, pitch down, as the makers print them.
AVERY = {
    "L7160": (3, 7, 63.5, 38.1, 7.2, 15.1, 66.0, 38.1),
    "L7162": (2, 8, 99.1, 33.9, 4.7, 13.1, 101.6, 33.9),
    "L7163": (2, 7, 99.1, 38.1, 4.7, 15.2, 101.6, 38.1),
    "L7159": (3, 8, 63.5, 33.9, 6.5, 13.1, 66.0, 33.9),
    "50x30": (1, 1, 50, 30, 0, 0, 50, 30),
}


def labels(count, **fields):
    values = {"kind": "Ordinateur portable", "model": "Lenovo ThinkPad T480"} | fields
    return [Label(new_asset_tag("S63"), "Secours populaire 63", **values) for _ in range(count)]


def pictures(content, tmp_path, dpi=200):
    """Each page as a phone would see it."""
    assert shutil.which("pdftoppm"), "poppler-utils draws the pages of these tests"
    (tmp_path / "sheet.pdf").write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-gray", "-png", "sheet.pdf", "page"],
        cwd=tmp_path,
        check=True,
    )
    return [Image.open(path) for path in sorted(tmp_path.glob("page*.png"))]


def words(content, tmp_path):
    """Each word with its corner, in millimetres from the upper left of its page."""
    (tmp_path / "sheet.pdf").write_bytes(content)
    text = subprocess.run(
        ["pdftotext", "-bbox", "sheet.pdf", "-"], cwd=tmp_path, check=True, capture_output=True
    ).stdout.decode()
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', text
    )
    return [(*(float(value) / POINT for value in box), word) for *box, word in found]


def rectangles(content, page=0):
    """The filled rectangles of a page: left, top, width, height in millimetres."""
    with pikepdf.open(BytesIO(content)) as pdf:
        sheet = pdf.pages[page]
        height = float(sheet.mediabox[3]) / POINT
        text = sheet.Contents.read_bytes().decode("latin-1")
    found = [[float(value) / POINT for value in match] for match in RECTANGLE.findall(text)]
    return [(left, height - bottom - tall, wide, tall) for left, bottom, wide, tall in found]


@pytest.mark.parametrize("name", SheetFormat.values)
def test_every_code_of_a_full_sheet_is_read(name, tmp_path):
    printed = labels(GEOMETRIES[name].per_page)
    (page,) = pictures(draw_sheets(printed, name, address=ADDRESS), tmp_path)
    read = {code.text for code in zxingcpp.read_barcodes(page)}
    assert read == {f"HTTPS://INCLUSION.EXAMPLE/E/{label.asset_tag}" for label in printed}
    assert {parse_tag(text, "S63") for text in read} == {label.asset_tag for label in printed}


@pytest.mark.parametrize(("name", "expected"), AVERY.items())
def test_labels_stand_where_the_maker_cut_them(name, expected):
    columns, rows, width, height, left, top, across, down = expected
    geometry = GEOMETRIES[name]
    found = rectangles(draw_calibration(name, name="Essai"))
    assert len(found) == columns * rows == geometry.per_page
    for position, edge in enumerate(found):
        row, column = divmod(position, columns)
        place = (left + column * across, top + row * down, width, height)
        assert edge == pytest.approx(place, abs=0.01)


@pytest.mark.parametrize("name", SheetFormat.values)
def test_codes_and_words_stay_inside_their_label_with_a_quiet_zone(name, tmp_path):
    geometry = GEOMETRIES[name]
    (label,) = labels(1, model="Un modèle dont le nom est beaucoup trop long pour une étiquette")
    content = draw_sheets([label], name, address=ADDRESS)
    code = code_of(ADDRESS, label.asset_tag)
    side = module_side(code, geometry)
    assert int(code.version) in (2, 3)
    assert side >= 0.42
    x, y = geometry.place(0)
    dark = rectangles(content)
    right_of_code = max(left + width for left, _, width, _ in dark)
    assert min(left for left, *_ in dark) - QUIET * side >= x - 0.01
    assert max(top + tall for _, top, _, tall in dark) + QUIET * side <= y + geometry.height
    printed = words(content, tmp_path)
    assert printed
    for left, top, right, bottom, word in printed:
        assert x <= left and right <= x + geometry.width + 0.01, word
        assert y <= top and bottom <= y + geometry.height + 0.01, word
        if bottom < y + geometry.code_side:
            assert left >= right_of_code + QUIET * side - 0.01, word
    head, tail = label.lines
    sizes = {word: bottom - top for _, top, _, bottom, word in printed}
    # A word's box is a little over its size: 8 points are 2.8 mm.
    assert sizes[head] > 2.8
    assert sizes[tail] > 2.8


def test_the_page_is_exactly_the_label_on_a_roll():
    content = draw_sheets(labels(3), "50x30", address=ADDRESS)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 3
        for page in pdf.pages:
            size = [float(value) / POINT for value in page.mediabox[2:]]
            assert size == pytest.approx([50, 30], abs=0.001)


def test_printing_begins_at_the_label_asked_for_and_moves_by_the_printer_s_offset():
    plain = rectangles(draw_sheets(labels(1), "L7160", address=ADDRESS))[0]
    printed = labels(6)
    moved = draw_sheets(printed, "L7160", address=ADDRESS, start=20, offset=(1.5, -0.5))
    with pikepdf.open(BytesIO(moved)) as pdf:
        assert len(pdf.pages) == 2
    first = rectangles(moved)[0]
    geometry = GEOMETRIES["L7160"]
    x, y = geometry.place(19)
    expected = (plain[0] + x - 7.2 + 1.5, plain[1] + y - 15.1 - 0.5)
    assert first[:2] == pytest.approx(expected, abs=0.01)


def test_an_address_too_long_for_a_small_code_leaves_the_bare_id(tmp_path):
    printed = labels(1)
    content = draw_sheets(printed, "50x30", address="https://" + "association." * 6 + "example")
    (page,) = pictures(content, tmp_path)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [printed[0].asset_tag]


def test_a_label_without_device_and_a_name_from_elsewhere(tmp_path):
    label = Label("S63-7K2M9QX-4", "Łódź Œuvre ☂", "", "")
    content = draw_sheets([label], "L7160", address=ADDRESS)
    said = " ".join(word for *_, word in words(content, tmp_path))
    assert "Łódź Œuvre" in said
    assert "inclusion.example/e/S63-7K2M9QX-4" in said


def test_the_same_labels_give_the_same_file():
    printed = labels(2)
    one, two = (draw_sheets(printed, "L7163", address=ADDRESS) for _ in range(2))
    assert one == two
