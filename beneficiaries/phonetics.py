"""How a French name sounds, as a short key: « Thibaut », « Tibo » and « Thibault » share one.

A key is only ever compared with another key, so it aims at being the same for spellings that
people confuse, not at being readable.
"""

import re

from inclusion.text import fold

# In this order: each rule sees what the former ones left. Words arrive folded (a to z).
RULES = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        # Consonants written with two or three letters
        (r"ph", "f"),
        (r"ch(?=r|l|ael)", "k"),
        (r"sch|sh|tch|ch", "1"),
        (r"dj", "j"),
        (r"gn", "ni"),
        (r"qu(?=[aeiouy])|ck|kh|q", "k"),
        (r"gu(?=[eiy])", "g2"),
        (r"g(?=[eiy])", "j"),
        (r"je(?=[aou])", "j"),
        (r"g2", "g"),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"h", ""),
        (r"w", "v"),
        (r"y", "i"),
        # « -x » and « -z » end names without being said; elsewhere they are « ks » and « s »
        (r"(?<=[aeiou])x$", ""),
        (r"x", "ks"),
        (r"e[srtz]$", "e"),
        (r"z", "s"),
        (r"bv", "v"),
        # Nasal vowels, before a consonant or at the end
        (r"(?<=i)en(?![aeioun])", "5"),
        (r"(?:ai|ei|i|u)n(?![aeioun])", "5"),
        (r"(?:ai|ei|i|u)m(?=[bp])", "5"),
        (r"[ae]n(?![aeioun])|[ae]m(?=[bp])", "4"),
        (r"on(?![aeioun])|om(?=[bp])", "6"),
        # Vowels written with several letters
        (r"(?:eau|au|o)(?:l?[tds]*)s?$", "o"),
        (r"eau|au|ao|oo", "o"),
        (r"ou", "u"),
        (r"oeu|eu|oe", "e"),
        (r"ai|ei|ee|ie$", "e"),
        # Said once, however often it is written
        (r"(.)\1+", r"\1"),
        # What ends a name without being heard
        (r"(?<=..)(?:es?|[dst]+)$", ""),
    ]
]


def sound_of(word):
    """The phonetic key of one folded word; never empty."""
    key = word
    for pattern, sound in RULES:
        key = pattern.sub(sound, key)
    return key or word


def sounds_of(text):
    """The keys of every word of a name, « ç » heard as « ss » and, when it was lost, as « k »."""
    heard = fold(re.sub("[çÇ]", "ss", text)).split()
    return {sound_of(word) for word in (*heard, *fold(text).split())}
