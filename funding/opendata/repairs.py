"""Read the cell of a published file as it is really found, and say each thing put right.

A repair changes how a value is written, never what it says. Where two readings are possible the
cell is refused: an identifier, a day or an amount is not guessed.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.models import GrantNature
from funding.opendata import cells, schema
from funding.opendata.lines import amount_text, share_text, yes_no_text
from inclusion.text import clean, fold, parse_amount

FIRST_YEAR, LAST_YEAR = 1990, 2100
LARGEST = Decimal("999999999999.99")
NATURE_CODES = {
    schema.CASH: GrantNature.CASH,
    schema.IN_KIND: GrantNature.IN_KIND,
    f"{schema.CASH};{schema.IN_KIND}": GrantNature.BOTH,
    f"{schema.IN_KIND};{schema.CASH}": GrantNature.BOTH,
}
YES = {"oui", "o", "yes", "true", "vrai"}
NO = {"non", "n", "no", "false", "faux"}


class Unclear(Exception):
    """The cell has no certain reading; `message` says why and what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Read:
    """The value of a cell, the way the schema writes it, and why it was written otherwise."""

    value: object
    text: str
    repair: str = ""


def text(raw):
    """One line, single spaces."""
    straight = " ".join(clean(raw).split())
    return Read(straight, straight, "" if straight == raw else "Espaces et retours à la ligne.")


def siret(raw):
    if cells.has_siret_key(raw):
        return Read(raw, raw)
    digits = re.sub(r"[\s\u00a0\u202f.\-]", "", raw)
    decimal = re.fullmatch(r"(\d{13,14})[.,]0+", raw)
    if decimal:
        digits = decimal.group(1)
    if cells.has_siret_key(digits):
        why = "Décimale ajoutée par un tableur." if decimal else "Espaces retirés."
        return Read(digits, digits, why)
    if re.fullmatch(r"\d{13}", digits) and cells.has_siret_key(f"0{digits}"):
        why = "Zéro de tête perdu dans un tableur\u00a0: la clé de contrôle le confirme."
        return Read(f"0{digits}", f"0{digits}", why)
    if re.fullmatch(r"\d{13}", digits):
        raise Unclear(
            "Il manque un chiffre à ce SIRET, et sa clé ne confirme pas que c’est un zéro de tête."
            " Reprenez-le à la source."
        )
    raise Unclear(_because(cells.siret(raw)))


def _because(wrong):
    _, message, remedy, _ = wrong
    return f"{message} {remedy}"


def rna(raw):
    tidy = re.sub(r"[\s\u00a0.\-]", "", raw).upper()
    if re.fullmatch(r"W[0-9A-Z]{9}", tidy):
        return Read(tidy, tidy, "" if tidy == raw else "Majuscules, sans espace.")
    raise Unclear(_because(cells.rna(tidy)))


def day(raw):
    found = cells.as_day(raw)
    if found:
        return Read(_bounded(found), raw)
    with_time = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2})?.*", raw)
    if with_time and cells.as_day(with_time.group(1)):
        found = _bounded(cells.as_day(with_time.group(1)))
        return Read(found, found.isoformat(), "Heure retirée.")
    found = _bounded(_french_day(raw))
    return Read(found, found.isoformat(), "Date écrite à la française.")


def _french_day(raw):
    """« 21/02/2017 » has one reading; « 05/12/2016 » has two."""
    parts = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", raw)
    if not parts:
        raise Unclear("Cette date ne se lit pas. Écrivez AAAA-MM-JJ.")
    first, second, year = (int(part) for part in parts.groups())
    if first <= 12 and second <= 12 and first != second:
        raise Unclear(
            f"Cette date a deux lectures\u00a0: {year}-{second:02}-{first:02} ou"
            f" {year}-{first:02}-{second:02}. Écrivez-la AAAA-MM-JJ."
        )
    number, month = (second, first) if second > 12 else (first, second)
    try:
        return date(year, month, number)
    except ValueError:
        raise Unclear("Cette date n’existe pas. Écrivez AAAA-MM-JJ.") from None


def _bounded(found):
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unclear("L’année de cette date est hors du temps des subventions. Vérifiez-la.")
    return found


def period(raw):
    """(first, last or None): one day, or two joined by /, _, « au » or a dash."""
    parts = re.fullmatch(r"(\S+?)\s*(?:/|_|\s+au\s+|\s+-\s+)\s*(\d{4}-\d{2}-\d{2})", raw)
    if parts is None:
        parts = re.fullmatch(r"(?:du\s+)?([\d/.]{8,10})\s*(?:_|au|-)\s*([\d/.]{8,10})", raw)
    if parts is None:
        only = day(raw)
        return Read((only.value, None), only.text, only.repair)
    first, last = (day(part).value for part in parts.groups())
    if last < first:
        raise Unclear("La période finit avant de commencer. Corrigez l’un des deux jours.")
    straight = f"{first.isoformat()}/{last.isoformat()}"
    why = "" if straight == raw else "Période écrite avec une barre oblique."
    return Read((first, last), straight, why)


def amount(raw):
    if re.search(r"k\s*€|keur|m\s*€|millier|million", raw, re.IGNORECASE):
        raise Unclear("Ce montant est en milliers ou en millions. Écrivez-le en euros.")
    bare = re.sub(r"(?i)\s*(euros?|eur)\.?$", "", raw)
    try:
        value = parse_amount(bare)
    except ValueError:
        raise Unclear(
            "Ce montant ne se lit pas avec certitude. Écrivez-le en euros, deux décimales au plus."
        ) from None
    if value <= 0:
        raise Unclear("Une subvention est supérieure à zéro. Un reversement ne se publie pas.")
    if value > LARGEST:
        raise Unclear("Ce montant dépasse toute subvention. Vérifiez-le.")
    written = amount_text(value)
    is_plain = raw in {written, f"{value:.0f}", f"{value.normalize():f}"}
    return Read(value, raw if is_plain else written, "" if is_plain else "Nombre réécrit.")


def share(raw):
    bare = re.sub(r"[\s\u00a0\u202f]", "", raw)
    percent = bare.endswith("%")
    number = bare.removesuffix("%").replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", number):
        raise Unclear("Cette part ne se lit pas. Écrivez par exemple 0.45.")
    value = Decimal(number) / (100 if percent else 1)
    if value > 1:
        raise Unclear(
            "Une part va de 0.01 à 1. S’il s’agit d’un pourcentage, écrivez-le avec son signe"
            f" ({number}\u00a0%) ou en part ({(value / 100).normalize():f})."
        )
    if not value or value != round(value, 4):
        raise Unclear("Une part est supérieure à zéro, avec quatre décimales au plus.")
    written = share_text(value)
    is_plain = raw in {written, f"{value.normalize():f}"}
    return Read(value, raw if is_plain else written, "" if is_plain else "Nombre réécrit.")


def nature(raw):
    near = cells.nearest_nature(raw)
    if near is None:
        raise Unclear(_because(cells.nature(raw)))
    return Read(NATURE_CODES[near], near, "" if near == raw else "Casse, accents et séparateur.")


def terms(raw):
    """The schema's three words however they are written; else the description, as it is."""
    near = cells.nearest_terms(raw)
    if near:
        return Read(near, near, "" if near == raw else "Casse et accents.")
    return text(raw)


def yes_no(raw):
    word = fold(raw)
    if word not in YES | NO:
        raise Unclear("Écrivez oui ou non.")
    value = word in YES
    written = yes_no_text(value)
    return Read(value, written, "" if written == raw else "Écrit oui ou non.")


BY_TYPE = {
    schema.SIRET: siret,
    schema.RNA: rna,
    schema.DAY: day,
    schema.PERIOD: period,
    schema.YES_NO: yes_no,
    schema.TEXT: text,
}
BY_NAME = {
    "montant": amount,
    "pourcentageSubvention": share,
    "nature": nature,
    "conditionsVersement": terms,
}


def reader_of(column):
    return BY_NAME.get(column) or BY_TYPE[schema.BY_NAME[column].type]
