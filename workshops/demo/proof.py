"""What proves a session in the demo: its signed sheet, its leader's name, faces, a correction."""

from io import BytesIO

import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from inclusion.ids import uuid7
from workshops.services import amend_session
from workshops.services.feedback import type_feedback
from workshops.services.sheets import print_sheet, receive_sheet, sign_session

INK, PEN, PAPER = "#1d2a2b", "#20308a", "#f4f1ea"
FACES = {
    ("progress", "good"): 4,
    ("progress", "middle"): 1,
    ("stress", "good"): 3,
    ("stress", "middle"): 2,
    ("again", "good"): 5,
}


def prove(session, *, by):
    """Print the sheet, give its photo back, sign, count the faces; the session is closed."""
    document = print_sheet(session=session, by=by)
    address = f"https://inclusion.example/v/{document.verification_code}"
    count = session.registrations.registered().count()
    receive_sheet(file=_photo(address, count), by=by, session=session)
    sign_session(session=session, by=by, name=str(by))
    type_feedback(session=session, by=by, counts=FACES, slip=uuid7())


def correct(session, *, by):
    """Somebody without a name was forgotten."""
    amend_session(
        session=session,
        by=by,
        reason="Une dame venue avec sa fille n’avait pas été comptée",
        anonymous={"total": session.anonymous_count + 1, "gender": {"feminin": 1}},
    )


def _photo(address, count):
    """A page with its code, lines, and a scrawl on each."""
    page = Image.new("L", (620, 877), PAPER)
    code = BytesIO()
    segno.make(address, error="m", micro=False).save(code, kind="png", scale=3, border=4)
    page.paste(Image.open(code).convert("L"), (470, 60))
    pen = ImageDraw.Draw(page)
    for rank in range(count + 3):
        y = 260 + 42 * rank
        pen.line([(60, y), (560, y)], fill=INK)
        if rank < count:
            pen.line(
                [(360, y - 10), (390, y - 30 + rank % 5), (420, y - 12), (470, y - 26)],
                fill=PEN,
                width=2,
            )
    output = BytesIO()
    page.save(output, "JPEG", quality=80)
    return SimpleUploadedFile("feuille.jpg", output.getvalue())
