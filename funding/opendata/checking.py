"""Judge lines and files against the schema, each error on its line and column, with what to do.

Some rules are not the published schema's, but the field's: shares that add up, days that exist,
no line twice. On a file of someone else they are warnings; on what we publish they are errors
(`publishing=True`).
"""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal

from funding.opendata import cells, schema
from funding.opendata.findings import ERROR, WARNING, Finding
from inclusion.text import fold

# Warnings elsewhere, errors in what we publish ourselves.
HELD_TO = {
    "shares_sum",
    "amount_is_a_part",
    "duplicate",
    "period_day",
    "period_order",
    "amount_negative",
    "amount_decimals",
    "terms",
    "terms_several",
}
SEPARATORS = (",", ";", "\t", "|")
ROWS_AT_MOST = 100_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def check_rows(rows, *, first_line=2, publishing=False, groups=None):
    """Findings of lines given as {column: text}, in the order of the lines.

    `groups` names the grant of each line when it is known; without it, lines of one decision and
    one object that share are taken together.
    """
    findings = []
    for line, row in enumerate(rows, first_line):
        findings += _cells(line, row)
        findings += _line(line, row)
    findings += _duplicates(rows, first_line)
    findings += _shares(rows, first_line, groups)
    if publishing:
        findings = [_held(finding) for finding in findings]
    return sorted(findings, key=lambda finding: finding.line)


def _held(finding):
    return replace(finding, level=ERROR) if finding.code in HELD_TO else finding


def _cells(line, row):
    for field in schema.FIELDS:
        text = row.get(field.name)
        if text is None:
            continue
        if not text.strip():
            if field.is_required:
                yield Finding(
                    line,
                    field.name,
                    "",
                    "required",
                    "Cette case est obligatoire et elle est vide.",
                    f"Attendu\u00a0: {field.about[0].lower()}{field.about[1:]}",
                )
            continue
        wrong = cells.judged(field, text)
        if wrong:
            code, message, remedy, level = wrong
            yield Finding(line, field.name, text, code, message, remedy, level)


def _line(line, row):
    is_known = any(row.get(name, "").strip() for name in ("idBeneficiaire", "rnaBeneficiaire"))
    if "idBeneficiaire" in row and not is_known:
        yield Finding(
            line,
            "idBeneficiaire",
            "",
            "one_of",
            "Ce bénéficiaire n’a ni SIRET ni numéro RNA.",
            "Donnez l’un des deux\u00a0: le nom seul ne dit pas de qui il s’agit.",
        )
    is_one_day = "/" not in row.get("datesPeriodeVersement", "/")
    if row.get("conditionsVersement") == schema.BY_INSTALMENTS and is_one_day:
        yield Finding(
            line,
            "datesPeriodeVersement",
            row["datesPeriodeVersement"],
            "terms_one_day",
            "Un versement échelonné n’a qu’un jour.",
            "Donnez le premier et le dernier jour, séparés par une barre oblique.",
            WARNING,
        )


def _duplicates(rows, first_line):
    seen = {}
    for line, row in enumerate(rows, first_line):
        key = tuple(row.get(name, "").strip() for name in schema.NAMES)
        if not any(key):
            continue
        first = seen.setdefault(key, line)
        if first != line:
            yield Finding(
                line,
                "",
                row.get("nomBeneficiaire", ""),
                "duplicate",
                f"Cette ligne répète la ligne {first}.",
                "Supprimez l’une des deux.",
                WARNING,
            )


def _shares(rows, first_line, groups):
    """Lines of one grant: their shares make 1, and each says the whole amount."""
    shared = defaultdict(list)
    for rank, row in enumerate(rows):
        part = cells.as_number(row.get("pourcentageSubvention", "").strip())
        if part is None or not 0 < part <= 1 or (groups is None and part == 1):
            continue
        key = groups[rank] if groups else _decision(row)
        shared[key].append((first_line + rank, row, part))
    for lines in shared.values():
        yield from _sum_of(lines)
        yield from _parts_of_amount(lines)


def _decision(row):
    names = ("nomAttribuant", "dateConvention", "referenceDecision", "objet")
    return tuple(fold(row.get(name, "")) for name in names)


def _sum_of(lines):
    total = sum(part for _, _, part in lines)
    if total == 1:
        return
    line, row, _ = lines[0]
    count = len(lines)
    one = "La part de ce bénéficiaire" if count == 1 else f"La somme des {count}\u00a0parts"
    yield Finding(
        line,
        "pourcentageSubvention",
        row["pourcentageSubvention"],
        "shares_sum",
        f"{one} fait {_plain(total)}, et non 1.00.",
        "Ce sont les parts entre bénéficiaires d’une même subvention, pas le taux de"
        " cofinancement\u00a0: un bénéficiaire seul a 1.00.",
        WARNING,
    )


def _parts_of_amount(lines):
    """0.8 beside 22 000 and 0.2 beside 5 500: each line says its part, not the whole."""
    amounts = [cells.as_number(row.get("montant", "").strip()) for _, row, _ in lines]
    if len(lines) < 2 or None in amounts or len(set(amounts)) == 1:
        return
    line, row, _ = lines[0]
    yield Finding(
        line,
        "montant",
        row["montant"],
        "amount_is_a_part",
        "Les lignes de cette subvention partagée n’ont pas le même montant.",
        f"Écrivez sur chacune le total avant partage (leur somme\u00a0: {_plain(sum(amounts))}).",
        WARNING,
    )


def _plain(value):
    return f"{value.quantize(Decimal('0.01')):f}" if value == round(value, 2) else f"{value:f}"


# ---- A whole file ----


def check_file(content, *, variant=schema.SCDL):
    """Every finding of a csv file, its encoding, separator and header included."""
    text, findings = _text_of(content)
    if text is None:
        return findings
    separator = _separator_of(text)
    if separator != ",":
        shown = {"\t": "la tabulation"}.get(separator, f"«\u00a0{separator}\u00a0»")
        findings.append(
            _whole(
                "separator",
                f"Le séparateur du fichier est {shown}.",
                "Enregistrez le fichier avec la virgule pour séparateur.",
            )
        )
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        wrong = "Un guillemet est ouvert et jamais refermé.", "Fermez-le, ou doublez-le."
        return [*findings, _whole("quotes", *wrong)]
    if len(lines) > ROWS_AT_MOST:
        return [*findings, _whole("too_many", "Ce fichier est trop long.", "Découpez-le.")]
    headers, body = lines[0], lines[1:]
    columns, wrong = _columns(headers, variant)
    findings += wrong
    return findings + _body(body, len(headers), columns, variant)


def _whole(code, message, remedy, level=ERROR, column="", value=""):
    return Finding(1, column, value, code, message, remedy, level)


def _text_of(content):
    findings = []
    if content.startswith(BYTE_ORDER_MARK):
        findings.append(
            _whole(
                "byte_order_mark",
                "Le fichier commence par une marque d’ordre (BOM).",
                "Enregistrez-le en «\u00a0UTF-8\u00a0», et non «\u00a0UTF-8 avec BOM\u00a0».",
                WARNING,
            )
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        findings.append(
            _whole(
                "encoding",
                "Le fichier n’est pas en UTF-8\u00a0: ses accents se liront mal.",
                "Enregistrez-le en UTF-8 (il semble être en Windows-1252).",
            )
        )
    if "\0" in text:
        wrong = "Ce fichier n’est pas un tableau csv.", "Enregistrez-le en csv."
        return None, [_whole("not_csv", *wrong)]
    if not text.strip():
        return None, [_whole("empty", "Ce fichier est vide.", "Écrivez-y l’en-tête et les lignes.")]
    return text, findings


def _separator_of(text):
    first = text.split("\n", 1)[0]
    return max(SEPARATORS, key=lambda mark: (first.count(mark), -SEPARATORS.index(mark)))


def _columns(headers, variant):
    """(column of each position, or None; what is wrong with the header)."""
    findings, columns = [], []
    known = {fold(name): name for name in variant.names}
    counts = Counter(known.get(fold(header), header) for header in headers)
    for rank, header in enumerate(headers):
        name = known.get(fold(header))
        columns.append(name if name not in columns else None)
        if name is None:
            findings.append(
                _whole(
                    "header_unknown",
                    f"La colonne «\u00a0{header}\u00a0» n’est pas du schéma.",
                    "Retirez-la, ou corrigez son nom.",
                    column=header or f"colonne {rank + 1}",
                )
            )
        elif columns[-1] is None:
            continue
        elif header != name:
            findings.append(
                _whole(
                    "header_spelling",
                    f"L’en-tête «\u00a0{header}\u00a0» n’est pas écrit comme le schéma le veut.",
                    f"Écrivez {name}, majuscules comprises.",
                    column=name,
                    value=header,
                )
            )
    for name, count in counts.items():
        if count > 1:
            findings.append(
                _whole(
                    "header_twice",
                    f"Deux colonnes s’appellent «\u00a0{name}\u00a0».",
                    "Gardez la bonne\u00a0: le choix ne se devine pas.",
                    column=name,
                )
            )
    return columns, findings + _missing(columns, variant)


def _missing(columns, variant):
    findings = []
    for name in variant.names:
        if name in columns:
            continue
        level = ERROR if schema.BY_NAME[name].is_required else WARNING
        wrong = f"La colonne «\u00a0{name}\u00a0» manque.", "Ajoutez-la, même vide."
        findings.append(_whole("header_missing", *wrong, level, column=name))
    there = [name for name in columns if name]
    if there != [name for name in variant.names if name in there]:
        wrong = (
            "Les colonnes ne sont pas dans l’ordre du schéma.",
            "Remettez-les dans l’ordre\u00a0: " + ", ".join(variant.names) + ".",
        )
        findings.append(_whole("header_order", *wrong, WARNING))
    return findings


def _body(body, width, columns, variant):
    findings, rows, numbers = [], [], []
    for line, cells_of_line in enumerate(body, 2):
        if not any(cell.strip() for cell in cells_of_line):
            wrong = "Cette ligne est vide.", "Supprimez-la."
            findings.append(Finding(line, "", "", "blank", *wrong, WARNING))
            continue
        if len(cells_of_line) != width:
            findings.append(
                Finding(
                    line,
                    "",
                    "",
                    "width",
                    f"Cette ligne a {len(cells_of_line)}\u00a0cases, l’en-tête {width}.",
                    "Un texte qui contient le séparateur se met entre guillemets.",
                )
            )
        named = zip(columns, cells_of_line, strict=False)
        row = {name: cell for name, cell in named if name}
        if variant.period_mark != "/" and "datesPeriodeVersement" in row:
            row["datesPeriodeVersement"] = row["datesPeriodeVersement"].replace(
                variant.period_mark, "/"
            )
        rows.append(row)
        numbers.append(line)
    # The rules count lines from nought; blank ones in between move them.
    judged = check_rows(rows, first_line=0)
    placed = [replace(finding, line=numbers[finding.line]) for finding in judged]
    return sorted([*findings, *(_renumbered(f, numbers) for f in placed)], key=lambda f: f.line)


def _renumbered(finding, numbers):
    """A repeated line names the first one by its number in the file."""
    if finding.code != "duplicate":
        return finding
    rank = int(finding.message.rsplit(" ", 1)[1].rstrip("."))
    return replace(finding, message=f"Cette ligne répète la ligne {numbers[rank]}.")
