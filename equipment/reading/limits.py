"""What is refused before anything is understood: too big, too deep, not text at all."""

import re

from .inventory import Unreadable

MAX_BYTES = 3 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000

# Bytes that begin what people drop by mistake, and what to tell them.
SIGNATURES = {
    b"%PDF": "C’est un PDF\u00a0: déposez plutôt le journal texte du même effacement.",
    b"\x1f\x8b": "C’est une archive compressée\u00a0: déposez les relevés un par un.",
    b"7z\xbc\xaf": "C’est une archive compressée\u00a0: déposez les relevés un par un.",
    b"Rar!": "C’est une archive compressée\u00a0: déposez les relevés un par un.",
    b"\x89PNG": "C’est une image, pas un relevé.",
    b"\xff\xd8\xff": "C’est une image, pas un relevé.",
    b"SQLite": "C’est une base de données, pas un relevé.",
}
ZIP = b"PK"
# Every office file of this family is a zip archive with this entry.
OFFICE_ENTRIES = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def decoded(content):
    """The text of the file and how many of its bytes could not be read.

    Raises `Unreadable` for an empty file, a huge one, or one that is not text.
    """
    if not content.strip():
        raise Unreadable("Ce fichier est vide.")
    if len(content) > MAX_BYTES:
        raise Unreadable("Ce fichier dépasse 3\u00a0Mo\u00a0: ce n’est pas un relevé.")
    _refuse_other_kinds(content)
    if content[:2] in UTF16_MARKS:
        text = content.decode("utf-16", errors="replace")
    else:
        text = content.decode("utf-8-sig", errors="replace")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Unreadable(
            f"Le fichier contient des octets nuls (ligne {line})\u00a0: ce n’est pas un relevé."
        )
    damaged = text.count("\ufffd")
    if damaged > len(text) // 20:
        raise Unreadable("Ce fichier n’est pas du texte\u00a0: ce n’est pas un relevé.")
    return text, damaged


def _refuse_other_kinds(content):
    if content.startswith(ZIP):
        # Only names are looked at: nothing is ever decompressed.
        if any(entry in content for entry in OFFICE_ENTRIES):
            raise Unreadable("C’est un classeur ou un document, ce n’est pas un relevé.")
        raise Unreadable("C’est une archive zip\u00a0: déposez les relevés un par un.")
    for signature, sentence in SIGNATURES.items():
        if content.startswith(signature):
            raise Unreadable(sentence)
