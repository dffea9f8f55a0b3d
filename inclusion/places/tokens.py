"""What a place is found by, as plain text compared for equality.

« c: » its commune, « p: » its postcode, « i: » its INSEE code, « w: » a word of its name,
« f: » a value of a closed list, « l: » its layer, « a:1 » an accessibility page.
"""

from inclusion.places.communes import commune_key
from inclusion.places.vocabulary import LISTS
from inclusion.text import fold

TOKEN_LENGTH = 120
# Words that name nothing by themselves.
SMALL_WORDS = {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un"}


def city_token(name):
    return f"c:{commune_key(name)}"[:TOKEN_LENGTH]


def postcode_token(postcode):
    return f"p:{postcode}"


def code_token(insee_code):
    return f"i:{insee_code}"


def word_tokens(text):
    """The words of a name, small ones left out."""
    words = [word for word in fold(text).split() if word not in SMALL_WORDS]
    return [f"w:{word}"[:TOKEN_LENGTH] for word in words]


def value_token(field, value):
    """A value of one of the standard's closed lists."""
    return f"f:{field}:{fold(value)}"[:TOKEN_LENGTH]


def layer_token(layer):
    return f"l:{layer}"


ACCESSIBLE = "a:1"


def tokens_of(place):
    """Every token of a place, once each."""
    tokens = {city_token(place.city), postcode_token(place.postcode), layer_token(place.layer)}
    if place.insee_code:
        tokens.add(code_token(place.insee_code))
    tokens.update(word_tokens(place.name))
    for field in LISTS:
        tokens.update(value_token(field, value) for value in getattr(place, field))
    if place.accessibility_url:
        tokens.add(ACCESSIBLE)
    return sorted(tokens)
