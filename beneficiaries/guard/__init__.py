"""The guard of free text: what is never written about a person, and what is better said otherwise.

A social-security number, a bank account, a bank card or a password is refused; words about
health, religion, origins… are warned about, with another way of saying what helps. The guard
keeps nothing of what it reads, and its sentences repeat no secret.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from beneficiaries.guard.numbers import holds_account, holds_card, holds_social_security_number
from beneficiaries.guard.secrets import holds_password
from beneficiaries.guard.words import ORDINARY, SENSITIVE
from inclusion.exceptions import Refused

REFUSALS = (
    (
        holds_social_security_number,
        "Un numéro de sécurité sociale ne s’écrit pas ici. Retirez-le\u00a0: la personne garde sa"
        " carte Vitale avec elle.",
    ),
    (
        holds_account,
        "Un numéro de compte bancaire (IBAN, RIB) ne s’écrit pas ici. Retirez-le\u00a0: notez"
        " «\u00a0RIB vu\u00a0», avec la date.",
    ),
    (
        holds_card,
        "Un numéro de carte bancaire ne s’écrit jamais. Retirez-le, et dites à la personne de ne"
        " le donner à personne.",
    ),
    (
        holds_password,
        "Un mot de passe ou un code secret ne s’écrit jamais dans un dossier. Retirez-le, et"
        " proposez à la personne le carnet de mots de passe en papier\u00a0: elle l’emporte avec"
        " elle.",
    ),
)


class Warned(NamedTuple):
    """Words found, as they were typed, and the sentence that offers another way to say it."""

    words: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Guarded:
    """What the guard says of a text: `refused` sentences, `warnings` to confirm."""

    refused: list
    warnings: list

    @property
    def confirmation(self):
        """What confirms these very warnings and no other; "" when there is none."""
        words = sorted(_bare(word).lower() for warned in self.warnings for word in warned.words)
        if not words:
            return ""
        return hashlib.sha256("|".join(words).encode()).hexdigest()[:16]


def check_text(text):
    """What must not be kept of `text`, and what would be better said otherwise."""
    read = plain(text)
    return Guarded(
        refused=[sentence for holds, sentence in REFUSALS if holds(read)],
        warnings=_warnings(read),
    )


def refuse_forbidden(text):
    """Raise Refused when `text` holds a number or a secret that no file may hold."""
    read = plain(text)
    for holds, sentence in REFUSALS:
        if holds(read):
            raise Refused(sentence)


DASHES = re.compile("[\u2010-\u2015\u2212\u00ad\u2043\ufe58\ufe63\uff0d]")


def plain(text):
    """The text as one reads it: any digits as 0–9, full-width letters as letters, no hidden
    character, one kind of space, of dash and of apostrophe."""
    text = DASHES.sub("-", text)
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text))
    read = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Nd":
            read.append(str(unicodedata.decimal(character)))
        elif category == "Cf":
            continue
        elif category == "Zs":
            read.append(" ")
        else:
            read.append("'" if character in "’‘ʼ`´" else character)
    return "".join(read)


def _warnings(read):
    bare = _bare(read)
    for pattern in ORDINARY:
        bare = pattern.sub(lambda found: "\0" * len(found[0]), bare)
    warnings = []
    for pattern, sentence in SENSITIVE:
        words = dict.fromkeys(read[m.start() : m.end()] for m in pattern.finditer(bare))
        if words:
            warnings.append(Warned(tuple(words), sentence))
    return warnings


def _bare(text):
    """Lower case without accents, letter for letter: positions stay those of the text."""
    return "".join(
        unicodedata.normalize("NFD", character)[0].lower()[:1] or character for character in text
    )
