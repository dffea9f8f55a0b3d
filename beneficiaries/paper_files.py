"""What a file really is, whatever its name; and the only form in which it is kept.

A photo is decoded and drawn again: position, device and hidden data stay outside. A PDF is kept as
it is, or refused when it could act by itself.
"""

import warnings
from io import BytesIO
from pathlib import PurePath

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from inclusion.exceptions import Refused

MAX_BYTES = 10_000_000
# A telephone of today takes 50 million points; a trap decodes to thousands of millions.
MAX_PIXELS = 64_000_000
# An A4 page at 300 points an inch.
LONGEST_SIDE = 3508
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
MAX_PAGES = 60
MAX_OBJECTS = 100_000

TOO_HEAVY = "Ce fichier dépasse 10\u00a0Mo\u00a0: reprenez la photo, ou envoyez moins de pages."
NOT_READABLE = (
    "Ce fichier n’est ni une photo (JPEG, PNG) ni un PDF, quel que soit son nom. Prenez le papier"
    " en photo, ou enregistrez-le en PDF."
)
DAMAGED = "Ce fichier est abîmé ou incomplet\u00a0: envoyez-le de nouveau."
# What a PDF does by itself, or asks the reader's machine to do.
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie"}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/XFA", "/RichMedia"}


def cleaned_file(file):
    """(content type, bytes to keep) of an uploaded file; Refused says in French what to do."""
    if file.size > MAX_BYTES:
        raise Refused(TOO_HEAVY)
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    kind = _sniffed(content)
    named = PurePath(file.name or "").suffix.lower()
    if (kind == PDF) != (named == ".pdf") and named in {".pdf", ".jpg", ".jpeg", ".png"}:
        really = "un PDF" if kind == PDF else "une photo"
        raise Refused(
            f"Ce fichier se nomme «\u00a0{named}\u00a0» mais c’est {really}\u00a0: vérifiez que"
            " c’est le bon, puis redonnez-lui son nom."
        )
    return (kind, _checked_pdf(content)) if kind == PDF else _redrawn(content, kind)


def _sniffed(content):
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"%PDF-"):
        return PDF
    if not content:
        raise Refused("Ce fichier est vide.")
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise Refused(
            "Les photos HEIC ne se lisent pas partout\u00a0: dans l’appareil photo, choisissez le"
            " format «\u00a0le plus compatible\u00a0» (JPEG)."
        )
    raise Refused(NOT_READABLE)


def _redrawn(content, kind):
    """The picture upright and alone: no EXIF data, no profile, no comment, no second image."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(content), formats=["JPEG", "PNG"])
        if image.width * image.height > MAX_PIXELS:
            raise Refused("Cette image est trop grande\u00a0: reprenez-la de plus loin.")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image = ImageOps.exif_transpose(image)
        has_transparency = kind == PNG and image.has_transparency_data
        image = image.convert("RGBA" if has_transparency else "RGB")
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        # A new picture: whatever rode along with the old one is left behind.
        bare = Image.new(image.mode, image.size)
        bare.paste(image)
        output = BytesIO()
        if kind == JPEG:
            bare.save(output, "JPEG", quality=85, optimize=True)
        else:
            bare.save(output, "PNG")
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise Refused(DAMAGED) from error
    return kind, output.getvalue()


def _checked_pdf(content):
    try:
        with pikepdf.open(BytesIO(content), suppress_warnings=True) as pdf:
            if not 1 <= len(pdf.pages) <= MAX_PAGES or len(pdf.objects) > MAX_OBJECTS:
                raise Refused(f"Un PDF compte de 1 à {MAX_PAGES}\u00a0pages.")
            if any(_acts(each) for each in pdf.objects) or _acts(pdf.Root):
                raise Refused(
                    "Ce PDF contient un programme ou lance une action\u00a0: imprimez-le en PDF, ou"
                    " prenez-le en photo."
                )
    except pikepdf.PasswordError:
        raise Refused("Ce PDF est protégé par un mot de passe\u00a0: ôtez-le d’abord.") from None
    except pikepdf.PdfError as error:
        raise Refused(DAMAGED) from error
    return content


def _acts(thing, depth=0):
    """Whether an object holds an action; what it refers to is among the file's objects too."""
    if depth > 50:
        return True
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if ACTIVE_KEYS.intersection(thing.keys()) or str(thing.get("/S", "")) in ACTIONS:
            return True
        parts = [value for _, value in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        parts = list(thing)
    else:
        return False
    return any(
        _acts(part, depth + 1)
        for part in parts
        if isinstance(part, pikepdf.Object) and not part.is_indirect
    )
