"""One supplier under several spellings: « Orange S.A. », « ORANGE SA », « Orange »."""

import re

from inclusion.text import fold

LEGAL_FORMS = {"sa", "sas", "sasu", "sarl", "eurl", "snc", "sci", "scop", "scic", "gmbh", "ltd"}


def supplier_key(name):
    """The folded name, initials joined, without the legal form around it."""
    words = re.sub(r"\b([a-z]) (?=[a-z]\b)", r"\1", fold(name)).split()
    bare = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(bare or words)
