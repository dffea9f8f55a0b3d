"""Write a table as csv, xlsx, ods or JSON. Cells are text: nothing in them is ever computed."""

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

FORMATS = ("csv", "xlsx", "ods", "json")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": "application/json",
}
# What a spreadsheet would take for a formula; a number and a telephone are not.
FORMULA = re.compile(r"^[=@\t\r]|^[+-](?![\d.,\s]+$)")


@dataclass(frozen=True)
class Sheet:
    """A table to write: its name, its headers, its lines of values."""

    name: str
    headers: tuple
    rows: list


def write_csv(sheet, *, separator=";", mark=True):
    """CSV that French spreadsheets open well: semicolons and the UTF-8 mark, unless told."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(sheet.headers)
    writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def harmless(value):
    """The cell as text, with an apostrophe before what a spreadsheet would run."""
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def write_xlsx(sheets):
    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31])
            page.freeze_panes(1, 0)
            page.set_column(0, max(len(sheet.headers) - 1, 0), 24)
            for column, header in enumerate(sheet.headers):
                page.write_string(0, column, header, bold)
            for number, row in enumerate(sheet.rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        page.write_number(number, column, value)
                    elif value not in (None, ""):
                        page.write_string(number, column, str(value))
    return content.getvalue()


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>"
)
ODS_FOOT = "</office:spreadsheet></office:body></office:document-content>"


def write_ods(sheets):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and stored: what says which kind of document this is.
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        with archive.open("content.xml", "w") as page:
            page.write(ODS_HEAD.encode())
            for sheet in sheets:
                page.write(f"<table:table table:name={quoteattr(sheet.name)}>".encode())
                for row in (sheet.headers, *sheet.rows):
                    cells = "".join(_ods_cell(value) for value in row)
                    page.write(f"<table:table-row>{cells}</table:table-row>".encode())
                page.write(b"</table:table>")
            page.write(ODS_FOOT.encode())
    return content.getvalue()


def _ods_cell(value):
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = "" if value is None else str(value)
    if not text:
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def write_json(document):
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
