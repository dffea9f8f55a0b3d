"""The tokens of a name and of a query: a person is found by equality on tokens alone.

Under row-level security an index answers equality, not likeness (LIKE, trigrams, unaccent): the
work is done when a name is written. `w:` is a word, `i:` its initial, `p:` how it sounds, `d:` the
word with one letter left out, for names typed with a slip: two words one slip apart have such a
token in common. Telephone and e-mail are encrypted: they are found whole, by their keyed
fingerprint.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.db import connection

from beneficiaries.phonetics import sounds_of
from inclusion.encryption.blind import normalised_email, normalised_phone
from inclusion.ids import uuid7
from inclusion.text import clean, fold

# Words that people add or drop: never required, yet joined to the word they lead (« Le Goff »).
PARTICLES = {"de", "du", "des", "la", "le", "les", "d", "l", "el", "al", "ben", "bel", "da", "dos"}
QUERY_LENGTH = 100
MOST_TERMS = 6
TOKEN_LENGTH = 60
# A shorter word is taken as typed.
SLIP_FROM = 3
EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
PHONE = re.compile(r"(?:\+|00)?\d(?:[\s.\-\u00a0\u202f/()]*\d){8,14}")
# Among words: « A-0427 », « A0427 » or a year; the A of « Diarra A 1979 » is an initial.
NUMBER = re.compile(r"(?i)\b(a\s?[-–\u2011]\s?|a(?=\d))?(\d{1,6})\b")
FILE_NUMBER = re.compile(r"\s*(?:a\s*[-–\u2011]?\s*)?0*(\d{1,6})\s*", re.IGNORECASE)


def tokens_of(*names):
    """Every token under which a person of these names (first, last, usual) is found again."""
    tokens = set()
    for name in names:
        words = fold(name).split()
        tokens |= {f"d:{left}" for word in words for left in with_one_left_out(word)}
        tokens |= {f"w:{word}" for word in words} | {f"i:{word[0]}" for word in words}
        tokens |= {f"p:{sound}" for sound in sounds_of(name)}
        for joined in _joined(words):
            tokens |= {f"w:{joined}"} | {f"p:{sound}" for sound in sounds_of(joined)}
    return {token[:TOKEN_LENGTH] for token in tokens}


def _joined(words):
    """Words written as one: the whole name, and each particle or short word with its follower."""
    if len(words) > 1:
        yield "".join(words)
        for word, follower in pairwise(words):
            if word in PARTICLES or len(word) < 3:
                yield word + follower


def with_one_left_out(word):
    """The word itself, and without each of its letters; nothing of one that may hold no slip."""
    if len(word) < SLIP_FROM:
        return set()
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def keep_tokens(beneficiary):
    """Bring the person's tokens in line with her names; called by the acts that write a name."""
    wanted = tokens_of(beneficiary.first_name, beneficiary.last_name, beneficiary.usual_name)
    kept = set(beneficiary.tokens.values_list("token", flat=True))
    beneficiary.tokens.filter(token__in=kept - wanted).delete()
    write_tokens(
        beneficiary.organisation_id, [(beneficiary.pk, token) for token in sorted(wanted - kept)]
    )


def write_tokens(organisation_id, pairs):
    """Add (file, token) rows in one statement: a file has some thirty, an import thousands."""
    if not pairs:
        return
    files, tokens = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO beneficiaries_searchtoken (id, organisation_id, beneficiary_id, token)"
            " SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::text[])",
            [
                [uuid7() for _ in pairs],
                [organisation_id] * len(pairs),
                list(files),
                list(tokens),
            ],
        )


@dataclass(frozen=True)
class Query:
    """What was typed, understood: terms of alternative tokens, and the numbers among them."""

    exact: tuple = ()
    phonetic: tuple = ()
    # The token that the last word, perhaps still being typed, begins.
    starting: str = ""
    # The words themselves, and for each the tokens of those one slip away.
    words: tuple = ()
    slipped: tuple = ()
    birth_year: int | None = None
    file_number: str = ""
    # Whole and normalised, or empty.
    phone: str = ""
    email: str = ""

    @property
    def is_empty(self):
        return not (self.exact or self.file_number or self.phone or self.email)


def understand(text):
    """The Query behind a text as typed; empty when it would match half the files."""
    text = clean(text)[:QUERY_LENGTH]
    if EMAIL.fullmatch(text):
        return Query(email=normalised_email(text))
    if phone := _phone(text):
        return Query(phone=phone)
    number = FILE_NUMBER.fullmatch(text)
    if number:
        return Query(file_number=as_file_number(number[1]))
    birth_year, file_number = None, ""
    # « Diarra A-0427 », « Diarra 1979 »: numbers beside words narrow the search.
    for prefix, digits in NUMBER.findall(text):
        if not prefix and 1900 <= int(digits) < 2100:
            birth_year = int(digits)
        else:
            file_number = as_file_number(digits)
    text = NUMBER.sub(" ", text)
    words = _significant(text)
    if not any(len(word) > 1 for word in words):
        return Query(file_number=file_number)
    return Query(
        exact=tuple(_exact(word, leader) for word, leader in words.items()),
        phonetic=tuple(_phonetic(word, leader) for word, leader in words.items()),
        words=tuple(fold(word) for word in words),
        slipped=tuple(slipped_tokens(fold(word)) for word in words),
        starting=f"w:{fold(last)}" if len(last := list(words)[-1]) > 2 else "",
        birth_year=birth_year,
        file_number=file_number,
    )


def _phone(text):
    """A number typed whole: fewer digits find nobody, lest one tries them all."""
    if not PHONE.fullmatch(text):
        return ""
    try:
        return normalised_phone(text)
    except ValueError:
        return ""


def as_file_number(digits):
    """« A-0412 » from any digits: the letter, then at least four."""
    return f"A-{int(digits):04d}"


def _significant(text):
    """The words to look for, each with the particle before it; « ç » is kept for its sound."""
    words, leader = {}, ""
    for word in re.findall(r"[^\W_]+", text.replace("œ", "oe").replace("æ", "ae")):
        folded = fold(word)
        if folded in PARTICLES:
            leader = folded
            continue
        if folded:
            words[word] = leader
            leader = ""
    if leader and not words:
        words[leader] = ""
    return dict(list(words.items())[:MOST_TERMS])


def _exact(word, leader):
    folded = fold(word)
    if len(folded) == 1:
        return (f"i:{folded}",)
    return tuple(f"w:{each}" for each in _with_leader(folded, leader))


def _phonetic(word, leader):
    if len(fold(word)) == 1:
        return _exact(word, leader)
    sounds = {sound for each in _with_leader(word, leader) for sound in sounds_of(each)}
    return tuple(f"p:{sound}" for sound in sorted(sounds))


def slipped_tokens(word):
    """The tokens of which a folded word one slip away has at least one."""
    if len(word) < SLIP_FROM:
        return _exact(word, "")
    return tuple(f"d:{left}"[:TOKEN_LENGTH] for left in sorted(with_one_left_out(word)))


def _with_leader(word, leader):
    return [word, leader + word] if leader else [word]
