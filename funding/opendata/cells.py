"""One rule a function: what is wrong with the text of one cell, and what to write instead.

Each returns (code, message, remedy, level) or None. Empty cells are judged by the caller.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret as siret_number

from funding.opendata import schema
from funding.opendata.findings import ERROR, WARNING
from inclusion.text import fold

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PERIOD = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?", re.ASCII)
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
EXPONENT = re.compile(r"\d+[.,]?\d*[eE]\+?\d+")
LONGEST_AMOUNT = 12


def has_siret_key(text):
    """Fourteen digits whose key holds, La Poste's own rule included."""
    try:
        return siret_number.validate(text) == text
    except NumberError:
        return False


def siret(text):
    if has_siret_key(text):
        return None
    if EXPONENT.fullmatch(text):
        return (
            "siret_destroyed",
            "Un tableur a remplacé ce SIRET par un nombre arrondi\u00a0: ses chiffres sont perdus.",
            "Reprenez-le à la source, dans une colonne au format texte.",
            ERROR,
        )
    if re.fullmatch(r"\d{14}[.,]0+", text):
        return (
            "siret_decimal",
            "Un tableur a ajouté une décimale à ce SIRET.",
            f"Écrivez {text[:14]}"
            + (
                "."
                if has_siret_key(text[:14])
                else " après l’avoir vérifié\u00a0: sa clé est fausse."
            ),
            ERROR,
        )
    digits = re.sub(r"[\s.\-]", "", text)
    if digits != text and has_siret_key(digits):
        return (
            "siret_spaces",
            "Un SIRET s’écrit sans espace ni ponctuation.",
            f"Écrivez {digits}.",
            ERROR,
        )
    if re.fullmatch(r"\d{9}", text):
        return (
            "siret_is_siren",
            "Ceci est un SIREN\u00a0: neuf chiffres sur les quatorze.",
            "Ajoutez les cinq chiffres de l’établissement.",
            ERROR,
        )
    if not re.fullmatch(r"\d{14}", text, re.ASCII):
        return (
            "siret_shape",
            "Un SIRET compte quatorze chiffres.",
            "Recopiez-le depuis l’annuaire des entreprises, dans une colonne au format texte.",
            ERROR,
        )
    return (
        "siret_key",
        "La clé de contrôle de ce SIRET est fausse\u00a0: il n’existe pas.",
        "Vérifiez-le dans l’annuaire des entreprises\u00a0: un ou deux chiffres sont mal recopiés.",
        ERROR,
    )


def rna(text):
    if re.fullmatch(r"W\d{9}", text, re.ASCII):
        return None
    message = "Un numéro RNA s’écrit W suivi de neuf chiffres."
    if re.fullmatch(r"W[0-9A-Z]{9}", text):
        # Alsace-Moselle and some overseas numbers: true, and refused by the published schema.
        return (
            "rna_letters",
            "Ce numéro RNA contient une lettre\u00a0: le schéma publié ne l’admet pas.",
            "Laissez la case vide et donnez le SIRET.",
            ERROR,
        )
    return "rna", message, "Recopiez-le depuis le récépissé de déclaration.", ERROR


def as_day(text):
    """The day an ISO date names, or None."""
    if not ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day(text):
    if as_day(text):
        return None
    french = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if french:
        number, month, year = french.groups()
        return (
            "day_french",
            "Une date s’écrit AAAA-MM-JJ.",
            f"Écrivez {year}-{month:0>2}-{number:0>2} si le jour vient en premier.",
            ERROR,
        )
    return "day", "Cette date n’existe pas.", "Écrivez AAAA-MM-JJ, par exemple 2026-02-12.", ERROR


def period(text):
    found = PERIOD.fullmatch(text)
    if not found:
        remedy = "Écrivez AAAA-MM-JJ, ou AAAA-MM-JJ/AAAA-MM-JJ."
        if PERIOD.fullmatch(text.replace("_", "/")):
            remedy = f"Écrivez {text.replace('_', '/')}."
        return "period", "Un jour ou une période de versement est attendu ici.", remedy, ERROR
    first, last = found.groups()
    if not as_day(first) or (last and not as_day(last)):
        return (
            "period_day",
            "Cette période nomme un jour qui n’existe pas.",
            "Vérifiez le mois et le jour, dans cet ordre.",
            WARNING,
        )
    if last and last < first:
        return (
            "period_order",
            "La période finit avant de commencer.",
            "Échangez les deux jours, ou corrigez l’année.",
            WARNING,
        )
    return None


def number(text):
    if PLAIN_NUMBER.fullmatch(text):
        return None
    if re.search(r"k\s*€|keur|m\s*€|millier", text, re.IGNORECASE):
        return "number_thousands", "Le montant est en milliers.", "Écrivez-le en euros.", ERROR
    bare = re.sub(r"[\s\u00a0\u202f€]", "", text).replace(",", ".")
    remedy = "Écrivez des chiffres, avec un point avant les décimales."
    if PLAIN_NUMBER.fullmatch(bare):
        remedy = f"Écrivez {bare}."
    return "number", "Ceci n’est pas un nombre au format attendu.", remedy, ERROR


def amount(text):
    wrong = number(text)
    if wrong:
        return wrong
    value = Decimal(text)
    if value < 0:
        return (
            "amount_negative",
            "Le montant est négatif.",
            "Un reversement ne se publie pas\u00a0: corrigez la subvention.",
            WARNING,
        )
    if len(text.partition(".")[0]) > LONGEST_AMOUNT:
        return "amount_huge", "Ce montant dépasse toute subvention.", "Vérifiez-le.", ERROR
    if len(text.partition(".")[2].rstrip("0")) > 2:
        return (
            "amount_decimals",
            "Ce montant a plus de deux décimales.",
            "Écrivez-le au centime.",
            WARNING,
        )
    return None


def share(text):
    wrong = number(text)
    if wrong:
        return wrong
    value = Decimal(text)
    if value > 1:
        remedy = "Un bénéficiaire seul a 1.00."
        if value <= 100:
            remedy = f"Écrivez {(value / 100).normalize():f} s’il s’agit de {text}\u00a0%."
        return "share_above", "La part va de 0.01 à 1.", remedy, ERROR
    if value < Decimal("0.01"):
        return (
            "share_below",
            "Le schéma refuse une part de moins d’un pour cent.",
            "Regroupez les plus petites parts, ou publiez ce bénéficiaire à part.",
            ERROR,
        )
    return None


def nature(text):
    if text in schema.NATURES:
        return None
    near = nearest_nature(text)
    if near:
        remedy = f"Écrivez «\u00a0{near}\u00a0»."
    else:
        remedy = f"Écrivez «\u00a0{schema.CASH}\u00a0», «\u00a0{schema.IN_KIND}\u00a0» ou les deux."
    return "nature", "Cette nature n’est pas de la liste, accents compris.", remedy, ERROR


def nearest_nature(text):
    """The value of the list that these words say, whatever the case, accents and marks."""
    words = {"aide en numeraire": schema.CASH, "aide en nature": schema.IN_KIND}
    parts = [words.get(fold(part)) for part in re.split(r"[;,|/]", text)]
    if None in parts or not parts or len(set(parts)) != len(parts):
        return None
    return ";".join(parts)


def terms(text):
    if text in schema.TERMS:
        return None
    near = nearest_terms(text)
    if near:
        return (
            "terms",
            "Les mots du schéma sont unique, échelonné et autre.",
            f"Écrivez «\u00a0{near}\u00a0».",
            WARNING,
        )
    if set(map(fold, re.split(r"[;,|/]", text))) <= {"unique", "echelonne", "autre"}:
        return (
            "terms_several",
            "Un versement est unique ou échelonné, pas les deux.",
            "Gardez un seul mot, ou décrivez les modalités en clair.",
            WARNING,
        )
    return None


def nearest_terms(text):
    return {fold(word): word for word in schema.TERMS}.get(fold(text))


def yes_no(text):
    if text in {"oui", "non"}:
        return None
    near = {"yes": "oui", "no": "non", "true": "oui", "false": "non", "oui": "oui", "non": "non"}
    word = near.get(fold(text))
    remedy = f"Écrivez {word}." if word else "Écrivez oui ou non."
    return "yes_no", "Seuls les mots oui et non sont admis, en minuscules.", remedy, ERROR


def as_number(text):
    """The Decimal of a plain number, or None."""
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def length(text, maximum):
    if len(text) <= maximum:
        return None
    return (
        "too_long",
        f"Ce texte compte {len(text)}\u00a0caractères\u00a0: {maximum} au plus.",
        "Raccourcissez-le.",
        ERROR,
    )


BY_TYPE = {
    schema.SIRET: siret,
    schema.RNA: rna,
    schema.DAY: day,
    schema.PERIOD: period,
    schema.YES_NO: yes_no,
}
BY_NAME = {
    "montant": amount,
    "pourcentageSubvention": share,
    "nature": nature,
    "conditionsVersement": terms,
}


def judged(field, text):
    """What is wrong with a filled cell of this column, or None."""
    rule = BY_NAME.get(field.name) or BY_TYPE.get(field.type)
    wrong = rule(text) if rule else None
    if wrong is None and field.max_length:
        wrong = length(text, field.max_length)
    return wrong
