"""Papers: what a file really is, how it is kept, who opens it, and when it goes."""

import json
import zlib
from datetime import timedelta
from io import BytesIO
from struct import pack
from threading import Barrier, Thread

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from beneficiaries.models import Consent, Hold, Paper
from beneficiaries.paper_files import LONGEST_SIDE, MAX_BYTES, cleaned_file
from beneficiaries.selectors.papers import Unreadable, expired_papers, open_paper
from beneficiaries.services import add_paper, destroy_paper, sweep_lost_files
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.days import dated

GPS = 0x8825
ORIENTATION = 0x0112


def a_photo(size=(60, 40), kind="JPEG", *, colour="navy", exif=None, **options):
    output = BytesIO()
    if exif is not None:
        options["exif"] = exif
    Image.new("RGB", size, colour).save(output, kind, **options)
    return output.getvalue()


def a_pdf(change=None, **options):
    output = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if change:
            change(pdf)
        pdf.save(output, **options)
    return output.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def person(association):
    with organisation(association):
        return BeneficiaryFactory(organisation=association)


def added(person, by, content=None, name="photo.jpg", **fields):
    values = {"kind": "temporary", "title": "Attestation d’octobre"} | fields
    return add_paper(beneficiary=person, by=by, file=upload(content or a_photo(), name), **values)


def stored_bytes(paper):
    with default_storage.open(paper.path) as file:
        return file.read()


# ---- What is kept ------------------------------------------------------------


def test_a_photo_loses_where_and_with_what_it_was_taken(db):
    exif = Image.Exif()
    exif[0x010F] = "Fabricant"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (45.0, 46.0, 40.0)
    content = a_photo(exif=exif, comment=b"Chez Mme Diarra")
    assert b"Fabricant" in content
    assert b"Diarra" in content
    kind, kept = cleaned_file(upload(content))
    assert kind == "image/jpeg"
    with Image.open(BytesIO(kept)) as image:
        assert not dict(image.getexif())
        assert not image.getexif().get_ifd(GPS)
        assert "comment" not in image.info
    assert b"Fabricant" not in kept
    assert b"Exif" not in kept


def test_a_photo_taken_sideways_stands_up(db):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    _, kept = cleaned_file(upload(a_photo((60, 40), exif=exif)))
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (40, 60)


def test_a_png_loses_its_texts_and_keeps_its_transparency(db):
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", "Mme Diarra")
    output = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(output, "PNG", pnginfo=texts)
    kind, kept = cleaned_file(upload(output.getvalue(), "capture.png"))
    assert kind == "image/png"
    assert b"Diarra" not in kept
    with Image.open(BytesIO(kept)) as image:
        assert image.getpixel((0, 0))[3] == 0


def test_a_very_large_photo_is_brought_down_to_a_page(db):
    _, kept = cleaned_file(upload(a_photo((7000, 200), "PNG"), "panorama.png"))
    with Image.open(BytesIO(kept)) as image:
        assert max(image.size) == LONGEST_SIDE


def test_a_pdf_is_kept_as_it_is(db):
    content = a_pdf()
    assert cleaned_file(upload(content, "accord.pdf")) == ("application/pdf", content)
    assert cleaned_file(upload(content, "accord")) == ("application/pdf", content)


# ---- What is refused ---------------------------------------------------------


def bomb():
    """A PNG of a few bytes that says it is 60 000 × 60 000."""
    header = b"IHDR" + pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"\0" * 1000)

    def chunk(content):
        return pack(">I", len(content) - 4) + content + pack(">I", zlib.crc32(content))

    return b"\x89PNG\r\n\x1a\n" + chunk(header) + chunk(data) + chunk(b"IEND")


def with_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def with_hidden_script(pdf):
    """Direct objects inside direct objects, on a page."""
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action)
    pdf.pages[0].obj.Annots = pikepdf.Array([link])


def with_launch(pdf):
    pdf.pages[0].obj.AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    )


def with_named_scripts(pdf):
    pdf.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a")]))
    )


def with_a_form_of_its_own(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.String("<xdp/>"))


LOCKED = pikepdf.Encryption(owner="a", user="b")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "photo.jpg", "vide"),
        (b"MZ\x90\x00 un programme", "photo.jpg", "ni une photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "dessin.png", "ni une photo"),
        (b"<html><script>1</script>", "page.pdf", "ni une photo"),
        (b"PK\x03\x04 document", "courrier.pdf", "ni une photo"),
        (b"GIF89a", "image.gif", "ni une photo"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_0042.HEIC", "HEIC"),
        (b"%PDF-1.7 piece", "piece.pdf", "abîmé"),
        (b"\xff\xd8\xff" + b"\0" * 100, "photo.jpg", "abîmé"),
        (a_photo()[:300], "photo.jpg", "abîmé"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "photo.png", "abîmé"),
        (bomb(), "photo.png", "trop grande|abîmé"),
        (a_photo((9000, 8000), "PNG"), "photo.png", "trop grande"),
        (a_pdf(), "photo.jpg", "c’est un PDF"),
        (a_photo(), "accord.pdf", "c’est une photo"),
        (a_pdf(with_script), "accord.pdf", "programme"),
        (a_pdf(with_hidden_script), "accord.pdf", "programme"),
        (a_pdf(with_launch), "accord.pdf", "programme"),
        (a_pdf(with_named_scripts), "accord.pdf", "programme"),
        (a_pdf(with_a_form_of_its_own), "accord.pdf", "programme"),
        (
            a_pdf(with_script, object_stream_mode=pikepdf.ObjectStreamMode.generate),
            "accord.pdf",
            "programme",
        ),
        (a_pdf(encryption=LOCKED), "accord.pdf", "mot de passe"),
        (a_pdf(lambda pdf: [pdf.add_blank_page() for _ in range(60)]), "accord.pdf", "60"),
        (b"%PDF-" + b"0" * MAX_BYTES, "accord.pdf", "10\u00a0Mo"),
    ],
)
def test_a_file_is_refused_kindly(inside, mediator, person, content, name, sentence):
    with pytest.raises(Refused, match=sentence):
        added(person, mediator, content or b"", name) if content else add_paper(
            beneficiary=person, by=mediator, kind="temporary", title="x", file=upload(b"", name)
        )
    assert not Paper.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "  "}, "Dites en quelques mots"),
        ({"title": "x" * 121}, "120"),
        ({"title": "mdp : soleil63"}, "carnet"),
        ({"kind": "selfie"}, "pourquoi"),
        ({"expires_on": timedelta(0)}, "entre demain"),
        ({"expires_on": timedelta(days=31)}, "30"),
    ],
)
def test_a_paper_is_refused_in_french(inside, mediator, person, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        added(person, mediator, **dated(fields))
    assert not Paper.objects.exists()


@pytest.mark.parametrize("role", ["VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_other_roles_neither_add_nor_destroy(inside, mediator, person, member_of, role):
    paper, other = added(person, mediator), member_of(inside, role)
    with pytest.raises(Refused, match="accompagnent"):
        added(person, other, a_photo(colour="red"))
    with pytest.raises(Refused, match="accompagnent"):
        destroy_paper(paper=paper, by=other)


# ---- Sealed ------------------------------------------------------------------


def test_a_paper_is_sealed_under_a_name_that_says_nothing(inside, mediator, person):
    paper = added(person, mediator)
    sealed = stored_bytes(paper)
    assert not sealed.startswith(b"\xff\xd8\xff")
    assert open_paper(Paper.objects.get()).startswith(b"\xff\xd8\xff")
    assert person.file_number not in paper.path
    assert str(paper.pk) not in paper.path
    assert Paper.objects.get().title == "Attestation d’octobre"
    chain_pending_entries(inside.pk)
    entry = Entry.objects.get(action="paper.added")
    assert entry.subject_id == person.pseudonym
    assert set(json.loads(entry.facts)) == {"kind", "paper", "size", "type"}


def test_a_file_moved_to_another_paper_or_altered_does_not_open(inside, mediator, person):
    one = added(person, mediator)
    two = added(person, mediator, a_photo(colour="red"))
    sealed = stored_bytes(one)
    default_storage.delete(two.path)
    default_storage.save(two.path, ContentFile(sealed))
    with pytest.raises(Unreadable):
        open_paper(two)
    default_storage.delete(two.path)
    with pytest.raises(Unreadable):
        open_paper(two)
    default_storage.delete(one.path)
    default_storage.save(one.path, ContentFile(sealed[:-1] + bytes([sealed[-1] ^ 1])))
    with pytest.raises(Unreadable):
        open_paper(one)


def test_the_same_paper_is_added_once(inside, mediator, person):
    added(person, mediator)
    with pytest.raises(Refused, match="déjà dans le dossier"):
        added(person, mediator)
    assert Paper.objects.count() == 1


def test_a_frozen_file_gains_and_loses_no_paper(inside, mediator, person):
    paper = added(person, mediator)
    person.limited_at = timezone.now()
    person.save()
    with pytest.raises(Refused, match="gelé"):
        added(person, mediator, a_photo(colour="red"))
    with pytest.raises(Refused, match="gelé"):
        destroy_paper(paper=paper, by=mediator)


def test_a_row_that_cannot_be_written_leaves_no_file(inside, mediator, person, monkeypatch):
    monkeypatch.setattr(Paper, "save", lambda self: 1 / 0)
    saved = []
    monkeypatch.setattr(
        "beneficiaries.services.papers._new_path",
        lambda organisation_id: saved.append(f"papers/{organisation_id}/aa/essai") or saved[-1],
    )
    with pytest.raises(ZeroDivisionError):
        added(person, mediator)
    assert not default_storage.exists(saved[0])


def test_a_piece_passing_through_without_a_day_is_refused_by_name(inside, mediator, person):
    paper = added(person, mediator)
    paper.expires_on = None
    with pytest.raises(IntegrityError, match="paper_passing_through_expires"):
        paper.save()


# ---- Destroyed ---------------------------------------------------------------


def test_a_destroyed_paper_leaves_neither_row_nor_file(
    inside, mediator, person, django_capture_on_commit_callbacks
):
    paper = added(person, mediator)
    with django_capture_on_commit_callbacks(execute=True):
        destroy_paper(paper=paper, by=mediator)
        assert default_storage.exists(paper.path)
    assert not default_storage.exists(paper.path)
    assert not Paper.objects.exists()
    with pytest.raises(Refused, match="déjà détruite"):
        destroy_paper(paper=paper, by=mediator)


def test_pieces_passing_through_go_on_their_day_and_the_night_needs_nobody(
    inside, mediator, person
):
    today = timezone.localdate()
    soon = added(person, mediator, expires_on=today + timedelta(days=1))
    later = added(person, mediator, a_photo(colour="red"))
    added(person, mediator, a_photo(colour="green"), kind="consent")
    assert later.expires_on == today + timedelta(days=30)
    assert not expired_papers().exists()
    assert list(expired_papers(today + timedelta(days=1))) == [soon]
    assert list(expired_papers(today + timedelta(days=30))) == [soon, later]
    destroy_paper(paper=soon)
    chain_pending_entries(inside.pk)
    assert Entry.objects.get(action="paper.destroyed").actor is None


def test_the_paper_of_a_consent_and_of_a_kept_file_stay(inside, mediator, person, member_of):
    paper = added(person, mediator, kind="consent")
    Consent.objects.create(
        organisation=inside,
        beneficiary=person,
        purpose="photo",
        state="given",
        manner="signature",
        notice_version="1",
        by=mediator,
        evidence=paper,
    )
    with pytest.raises(Refused, match="accord"):
        destroy_paper(paper=paper, by=mediator)
    other = added(person, mediator, a_photo(colour="red"))
    Hold.objects.create(
        organisation=inside,
        beneficiary=person,
        reason="litigation",
        opened_by=member_of(inside, "MANAGER"),
        review_on=timezone.localdate() + timedelta(days=90),
    )
    with pytest.raises(Refused, match="conservé"):
        destroy_paper(paper=other, by=mediator)


def test_files_that_no_paper_names_are_swept(inside, mediator, person, monkeypatch):
    kept = added(person, mediator)
    lost = f"papers/{inside.pk}/zz/perdu"
    default_storage.save(lost, ContentFile(b"scelle"))
    assert sweep_lost_files(inside.pk) == 0
    monkeypatch.setattr(
        default_storage, "get_modified_time", lambda path: timezone.now() - timedelta(hours=2)
    )
    assert sweep_lost_files(inside.pk) == 1
    assert default_storage.exists(kept.path)
    assert not default_storage.exists(lost)


@pytest.mark.django_db(transaction=True)
def test_destroyed_twice_at_once_it_is_destroyed_once(association, mediator, person):
    with organisation(association):
        paper = added(person, mediator)
    barrier, refusals = Barrier(2), []

    def destroy():
        try:
            barrier.wait(timeout=10)
            with organisation(association):
                destroy_paper(paper=paper, by=mediator)
        except Refused as refusal:
            refusals.append(refusal.message)
        finally:
            connection.close()

    threads = [Thread(target=destroy) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert refusals == ["Cette pièce est déjà détruite."]
    with organisation(association):
        assert Entry.objects.filter(action="paper.destroyed").count() == 1


# ---- Pages -------------------------------------------------------------------


def address(route, thing):
    return reverse(f"beneficiaries:{route}", args=[thing.pk])


@pytest.fixture
def paper(association, mediator, person):
    with organisation(association):
        return added(person, mediator)


ON_A_PAPER = ["paper_download", "paper_destroy"]


@pytest.mark.parametrize("role", ["VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_other_roles_open_no_paper(association, person, paper, member_of, client_for, role):
    client = client_for(member_of(association, role))
    pages = [address(route, person) for route in ("paper_list", "paper_add")]
    pages += [address(route, paper) for route in ON_A_PAPER]
    assert {client.get(page).status_code for page in pages} == {403}


def test_a_neighbours_paper_does_not_exist(other_association, person, paper, member_of, client_for):
    client = client_for(member_of(other_association, "MANAGER"))
    pages = [address(route, person) for route in ("paper_list", "paper_add")]
    pages += [address(route, paper) for route in ON_A_PAPER]
    assert {client.get(page).status_code for page in pages} == {404}


def test_a_paper_is_added_listed_opened_and_destroyed(association, mediator, client_for, person):
    client = client_for(mediator)
    assert client.get(address("paper_list", person)).status_code == 200
    page = client.get(address("paper_add", person))
    assert "on les regarde, on ne les garde pas" in page.text
    answer = client.post(
        address("paper_add", person),
        {"file": upload(a_photo()), "title": "Attestation CAF", "kind": "temporary"},
        follow=True,
    )
    assert "Attestation CAF" in answer.text
    with organisation(association):
        paper = Paper.objects.get()
    opened = client.get(address("paper_download", paper))
    assert opened.content.startswith(b"\xff\xd8\xff")
    assert opened["Content-Disposition"] == (
        f'attachment; filename="{person.file_number}-piece.jpg"'
    )
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in opened["Cache-Control"]
    with organisation(association):
        entry = Entry.objects.get(action="read.paper")
        assert (entry.actor, entry.subject_id) == (mediator, person.pseudonym)
    assert client.get(address("paper_destroy", paper)).status_code == 200
    assert client.post(address("paper_destroy", paper)).status_code == 302
    with organisation(association):
        assert not Paper.objects.exists()


def test_a_refused_file_keeps_what_was_typed(association, mediator, client_for, person):
    answer = client_for(mediator).post(
        address("paper_add", person),
        {"file": upload(b"MZ\x90\x00"), "title": "Attestation CAF", "kind": "consent"},
    )
    assert answer.status_code == 422
    assert "ni une photo" in answer.text
    assert "Attestation CAF" in answer.text


def test_a_body_over_the_limit_is_answered_413_before_it_is_read(mediator, client_for, person):
    answer = client_for(mediator).post(
        address("paper_add", person), {"file": upload(b"\xff" * 13_000_000)}
    )
    assert answer.status_code == 413


def test_a_file_that_is_gone_is_said_without_an_error(association, mediator, client_for, paper):
    default_storage.delete(paper.path)
    answer = client_for(mediator).get(address("paper_download", paper), follow=True)
    assert "ne s’ouvre plus" in answer.text
