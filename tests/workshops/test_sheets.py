"""The sheet people sign: printed, photographed from its rendering, recognised, sealed, attached."""

import json
import shutil
import subprocess
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image, ImageDraw, ImageFilter

from inclusion.documents.kinds import kind_of
from inclusion.documents.models import Document
from inclusion.documents.rendering import render
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from inclusion.registry import registry
from tests.documents.pdf_text import pages_text
from tests.equipment.test_handing import drawn
from tests.workshops.factories import SessionFactory
from tests.workshops.test_attendance import registered_people
from workshops import person
from workshops.models import SessionSignature, SignedSheet
from workshops.selectors.sheets import open_sheet
from workshops.services import close_session, issue_certificates
from workshops.services.sheets import (
    attach_sheet,
    discard_sheet,
    print_sheet,
    receive_sheet,
    sign_session,
)

DPI = 110


@pytest.fixture
def photographed(tmp_path):
    """photographed(document) → the photo of its printed page: turned, blurred a little, greyish."""

    def shoot(document, *, turned=4, name="feuille.jpg"):
        assert shutil.which("pdftoppm"), "poppler-utils draws the pages of these tests"
        pdf = render(kind_of(document.kind).template, json.loads(document.facts))
        (tmp_path / "sheet.pdf").write_bytes(pdf)
        subprocess.run(
            ["pdftoppm", "-r", str(DPI), "-png", "-singlefile", "sheet.pdf", "page"],
            cwd=tmp_path,
            check=True,
        )
        page = Image.open(tmp_path / "page.png").convert("RGB")
        pen = ImageDraw.Draw(page)
        pen.line([(500, 620), (560, 590), (640, 625)], fill="#20308a", width=4)
        page = page.rotate(turned, expand=True, fillcolor="#b8b0a4")
        page = page.filter(ImageFilter.GaussianBlur(0.8)).point(lambda value: 30 + value * 3 // 4)
        return as_file(page, name)

    return shoot


def as_file(picture, name="feuille.jpg"):
    output = BytesIO()
    picture.save(output, "PDF" if name.endswith(".pdf") else "JPEG", quality=80)
    return SimpleUploadedFile(name, output.getvalue())


def blank():
    return as_file(Image.new("RGB", (600, 800), "white"))


def refuses(words):
    return pytest.raises(IntegrityError, match=words)


@pytest.fixture
def session(inside, member_of):
    return SessionFactory(
        organisation=inside, held=True, registered=3, led_by=member_of(inside, "VOLUNTEER")
    )


@pytest.mark.parametrize(("name", "turned"), [("f.jpg", 4), ("f.jpg", 180), ("f.pdf", -7)])
def test_the_printed_sheet_photographed_is_recognised_and_attached(
    session, inside, member_of, photographed, name, turned
):
    by = member_of(inside)
    document = print_sheet(session=session, by=by)
    photo = photographed(document, turned=turned, name=name)
    sheet = receive_sheet(file=photo, by=by)
    assert (sheet.session, sheet.reading, sheet.number) == (session, "code", document.number)
    assert len(sheet.sha256) == 64
    with default_storage.open(sheet.path) as file:
        assert b"\xff\xd8\xff" not in file.read(64)
    assert open_sheet(sheet)


def test_the_sheet_names_those_registered_and_leaves_lines(session, inside, member_of):
    facts = json.loads(print_sheet(session=session, by=member_of(inside)).facts)
    assert len(facts["people"]) == 3
    assert facts["blank_count"] == 9
    assert facts["is_large"] is False
    assert facts["session"]["venue"].startswith("Salle")


def test_the_sheet_of_a_full_session_of_twelve_holds_on_one_page(inside, member_of):
    session = SessionFactory(organisation=inside, capacity=12, registered=12)
    document = print_sheet(session=session, by=member_of(inside))
    pages = pages_text(render(kind_of(document.kind).template, json.loads(document.facts)))
    assert len(pages) == 1
    assert "Sans inscription" in pages[0]


def test_another_sessions_sheet_waits_and_is_moved_by_whoever_knows(
    session, inside, member_of, photographed
):
    by = member_of(inside)
    other = SessionFactory(organisation=inside, held=True)
    sheet = receive_sheet(
        file=photographed(print_sheet(session=other, by=by)), by=by, session=session
    )
    assert (sheet.session, sheet.named_session) == (None, other)
    attach_sheet(sheet=sheet, session=other, by=by)
    sheet.refresh_from_db()
    assert (sheet.session, sheet.reading) == (other, "code")
    attach_sheet(sheet=sheet, session=session, by=by)
    sheet.refresh_from_db()
    assert (sheet.session, sheet.reading) == (session, "hand")
    with pytest.raises(Refused, match="déjà rattachée"):
        attach_sheet(sheet=sheet, session=session, by=by)


def test_without_a_readable_code_somebody_chooses(session, inside, member_of):
    by = member_of(inside)
    sheet = receive_sheet(file=blank(), by=by, session=session)
    assert (sheet.session, sheet.reading) == (session, "hand")
    with pytest.raises(Refused, match="déjà celle de"):
        receive_sheet(file=blank(), by=by)


def test_a_waiting_sheet_can_be_destroyed_a_proof_cannot(session, inside, member_of):
    by = member_of(inside)
    sheet = receive_sheet(file=blank(), by=by)
    assert sheet.session is None
    discard_sheet(sheet=sheet, by=by)
    assert SignedSheet.objects.count() == 0
    sheet = receive_sheet(file=blank(), by=by, session=session)
    with pytest.raises(Refused, match="prouve une séance"):
        discard_sheet(sheet=sheet, by=by)
    with refuses("a signed sheet stays"), transaction.atomic():
        SignedSheet.objects.all().delete()
    with refuses("a signed sheet stays"), transaction.atomic():
        SignedSheet.objects.update(sha256="0" * 64)


def test_a_sheet_of_another_organisation_or_kind_is_refused(
    session, inside, member_of, photographed, other_association
):
    by = member_of(inside)
    with organisation(other_association):
        theirs = SessionFactory(organisation=other_association, held=True)
        document = print_sheet(session=theirs, by=member_of(other_association))
    with pytest.raises(Refused, match="autre structure"):
        receive_sheet(file=photographed(document), by=by)
    close_session(session=session, by=by)
    (certificate, *_) = issue_certificates(session=session, by=by)
    with pytest.raises(Refused, match="n’est pas celui d’une feuille"):
        receive_sheet(file=photographed(certificate), by=by)
    assert SignedSheet.objects.count() == 0


def test_a_session_to_come_or_cancelled_proves_nothing(inside, member_of):
    by, to_come = member_of(inside), SessionFactory(organisation=inside)
    with pytest.raises(Refused, match="pas commencé"):
        receive_sheet(file=blank(), by=by, session=to_come)
    sheet = receive_sheet(file=blank(), by=by)
    with pytest.raises(Refused, match="pas commencé"):
        attach_sheet(sheet=sheet, session=to_come, by=by)


def test_the_certificate_cites_the_sheet(session, inside, member_of, photographed):
    by = member_of(inside)
    document = print_sheet(session=session, by=by)
    receive_sheet(file=photographed(document), by=by)
    close_session(session=session, by=by)
    (certificate, *_) = issue_certificates(session=session, by=by)
    assert json.loads(certificate.facts)["attendance_sheets"] == [document.number]


def test_forgetting_a_person_destroys_the_printed_sheet_and_keeps_the_signed_one(
    session, inside, member_of
):
    by, someone = member_of(inside), registered_people(session)[0]
    document = print_sheet(session=session, by=by)
    sheet = receive_sheet(file=blank(), by=by, session=session)
    close_session(session=session, by=by)
    session.refresh_from_db()
    for entry in registry.person_relations:
        if entry.relation.startswith("workshops.Attendance"):
            assert "feuille signée gardée" in str(entry.export(someone, by))
    person.count_then_erase(someone)
    document.refresh_from_db()
    assert (document.facts, document.subtitle) == ("{}", "")
    assert open_sheet(sheet)
    session.refresh_from_db()
    assert session.anonymous_count == 1


def test_who_led_signs_once_with_a_finger_or_a_name(session, inside, member_of):
    leader = session.facilitators.get().member
    with pytest.raises(Refused, match="présences"):
        sign_session(session=session, by=leader, name="Inès")
    close_session(session=session, by=leader)
    with pytest.raises(Refused, match="qui a animé"):
        sign_session(session=session, by=member_of(inside, "MEDIATOR"), name="Autre")
    signature = sign_session(session=session, by=leader, name=" Inès  Martin ", drawing=drawn())
    assert (signature.signed_name, len(signature.signature_sha256)) == ("Inès Martin", 64)
    with pytest.raises(Refused, match="déjà signé"):
        sign_session(session=session, by=leader, name="Inès")
    sign_session(session=session, by=member_of(inside, "MANAGER"), name="Responsable")
    with refuses("a signature never changes"), transaction.atomic():
        SessionSignature.objects.update(signed_name="X")


def test_the_pages_give_a_sheet_and_say_whose_it_is(association, member_of, client_for):
    leader = member_of(association, "VOLUNTEER")
    volunteer, staff = client_for(leader), client_for(member_of(association, "MEDIATOR"))
    with organisation(association):
        session = SessionFactory(organisation=association, held=True, led_by=leader)
        foreign = SessionFactory(organisation=association, held=True)
    add = reverse("workshops:sheet_add", args=[session.pk])
    assert volunteer.get(add).status_code == 200
    assert volunteer.get(reverse("workshops:sheet_add", args=[foreign.pk])).status_code == 404
    answer = volunteer.post(add, {"file": SimpleUploadedFile("f.jpg", b"no picture")})
    assert answer.status_code == 422
    answer = volunteer.post(reverse("workshops:sheet_list"), {"file": blank()})
    with organisation(association):
        sheet = SignedSheet.objects.get()
    attach = reverse("workshops:sheet_attach", args=[sheet.pk])
    assert answer.url == attach
    assert volunteer.post(attach, {"session": foreign.pk}).status_code == 422
    assert volunteer.post(attach, {"session": session.pk}).status_code == 302
    assert volunteer.get(attach).status_code == 404
    download = reverse("workshops:sheet_download", args=[sheet.pk])
    assert volunteer.get(download).status_code == 403
    assert staff.get(download)["Content-Type"] == "image/jpeg"
    page = staff.get(reverse("workshops:session_detail", args=[session.pk])).content.decode()
    assert "Prouvée" in page
    answer = staff.post(reverse("workshops:sheet_print", args=[session.pk]), {"large": "1"})
    assert answer.status_code == 302
    with organisation(association):
        assert json.loads(Document.objects.get().facts)["is_large"] is True
    sign = reverse("workshops:session_sign", args=[session.pk])
    assert volunteer.post(sign, {"name": "Inès"}).status_code == 422


def test_a_neighbours_sheet_does_not_exist(association, other_association, member_of, client_for):
    with organisation(other_association):
        sheet = receive_sheet(file=blank(), by=member_of(other_association))
    client = client_for(member_of(association, "MANAGER"))
    for name in ("sheet_download", "sheet_attach"):
        assert client.get(reverse(f"workshops:{name}", args=[sheet.pk])).status_code == 404
    assert client.post(reverse("workshops:sheet_discard", args=[sheet.pk])).status_code == 404
