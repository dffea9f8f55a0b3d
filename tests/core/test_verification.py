"""The public page: issued, authentic, altered or unknown, and nothing about the person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inclusion.documents.drawing import read_stored
from inclusion.documents.verification import printed_form
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink
from tests.core import papers

CANARY = "Jeanne Canari"


@pytest.fixture
def issued(association, member_of, monkeypatch):
    papers.know_the_kind(monkeypatch)
    with organisation(association):
        document = papers.issue(
            association, member_of(association), facts={"person": CANARY}, subtitle=CANARY
        )
    run_pending_jobs()
    with organisation(association):
        document.refresh_from_db()
    return document


def pdf(content, name="attestation.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def page(response):
    text = response.content.decode()
    assert CANARY not in text
    assert "Canari" not in text
    return text


def test_a_code_alone_says_that_the_document_was_issued(issued, association, client):
    response = client.get(f"/v/{issued.verification_code}")
    assert response.status_code == 200
    assert response.context["verdict"] == "issued"
    text = page(response)
    assert issued.number in text
    assert association.name in text


def test_the_file_itself_is_authentic(issued, association, client):
    content = read_stored(association.pk, issued.sha256)
    for address in ("/v/", f"/v/{issued.verification_code}"):
        response = client.post(address, {"file": pdf(content)})
        assert (response.status_code, response.context["verdict"]) == (200, "authentic")
        assert "authentique" in page(response).lower()


def test_one_byte_changed_is_altered(issued, association, client):
    content = bytearray(read_stored(association.pk, issued.sha256))
    content[12] ^= 1
    for address in ("/v/", f"/v/{issued.verification_code}"):
        response = client.post(address, {"file": pdf(bytes(content))})
        assert response.context["verdict"] == "altered"
        page(response)


def test_an_unknown_code_says_so(issued, client):
    for code in ("0000-0000-0000", "n-importe-quoi", "%F0%9F%92%BB", "a" * 300):
        response = client.get(f"/v/{code}")
        assert (response.status_code, response.context["verdict"]) == (404, "unknown")
        page(response)


def test_a_file_without_code_and_what_is_no_pdf_are_explained(issued, client):
    response = client.post("/v/", {"file": pdf(b"%PDF-1.7 nothing here")})
    assert response.status_code == 422
    assert "ne porte pas de code" in response.content.decode()
    for address in ("/v/", f"/v/{issued.verification_code}"):
        response = client.post(address, {"file": pdf(b"PK\x03\x04")})
        assert response.status_code == 422
        assert "n’est pas un PDF" in page(response)


@pytest.mark.parametrize(
    "typed",
    [
        "{0}",
        "  {0}  ",
        "{0:lower}",
        "{0:spaced}",
        "{0:zeros}",
        "{0:bare}",
    ],
)
def test_a_code_is_read_as_people_type_it(typed, issued, client):
    code = issued.verification_code
    forms = {
        "{0}": code,
        "  {0}  ": f"  {code}  ",
        "{0:lower}": code.lower(),
        "{0:spaced}": code.replace("-", " "),
        "{0:zeros}": code.replace("0", "O").replace("1", "l"),
        "{0:bare}": code.replace("-", ""),
    }
    response = client.get("/v/", {"code": forms[typed]})
    assert (response.status_code, response["Location"]) == (302, f"/v/{code}")
    assert client.get(f"/v/{forms[typed].strip()}").context["verdict"] == "issued"


def test_look_alikes_are_the_digits_they_look_like():
    assert printed_form("o0Oi-1lLI-aaaa") == "0001-1111-AAAA"
    assert printed_form("0000-0000-000") == ""
    assert printed_form("0000-0000-00000") == ""


def test_a_code_of_the_wrong_shape_is_explained(issued, client):
    response = client.get("/v/", {"code": "1234"})
    assert response.status_code == 422
    assert "douze caractères" in response.content.decode()


def test_a_replaced_document_says_that_there_is_a_newer_one(issued, association, member_of, client):
    address = f"/v/{issued.verification_code}"
    warning = "Une version plus récente existe"
    assert warning not in page(client.get(address))
    with organisation(association):
        papers.issue(association, member_of(association), replaces=issued)
    assert warning in page(client.get(address))


def test_the_link_keeps_only_a_hash_of_the_code(issued):
    link = PublicLink.objects.get()
    assert issued.verification_code not in f"{link.token_hash}{link.kind}"
    assert PublicLink.resolve(issued.verification_code, "document").object_id == issued.pk
    assert PublicLink.resolve(issued.verification_code, "other") is None


def test_codes_cannot_be_tried_at_random_for_long(issued, client, monkeypatch):
    monkeypatch.setattr("inclusion.documents.views.VERIFY_TRIES", 3)
    answers = [client.get("/v/0000-0000-0000").status_code for _ in range(4)]
    assert answers == [404, 404, 404, 429]
    assert client.get("/v/0000-0000-0000", REMOTE_ADDR="192.0.2.7").status_code == 404
