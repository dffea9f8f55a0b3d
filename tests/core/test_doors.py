"""What is refused at the door, in French, and the headers that every answer carries."""

import base64
import json
import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
BOMB = "WzE" + "wMDAw" * 2000  # base64 of « [1000000… »
NESTED = "W1tb" * 5000  # base64 of « [[[[[[… »


def position(*values):
    """The position of a row in a list, as the pager writes it."""
    text = json.dumps([str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def is_protected(response):
    """The whole set of headers, whatever the status."""
    given = dict(
        directive.strip().split(" ", 1)
        for directive in response["Content-Security-Policy"].split(";")
    )
    assert given == POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "camera=(self)" in response["Permissions-Policy"]
    return True


def is_a_french_page(response, status):
    text = response.content.decode()
    assert response.status_code == status, text[:300]
    assert '<html lang="fr">' in text
    assert "Revenir à l’accueil" in text
    assert f"Erreur {status}" in re.sub(r"<[^>]*>|\s+", " ", text).replace("  ", " ")
    assert "Traceback" not in text
    return is_protected(response)


@pytest.mark.parametrize(
    "path", ["/?q=a%00b", "/v/a%00b", "/%00/", "/?q=%ff", "/v/%ff", "/v/%ef%bf%bd", "/?%c3%28=1"]
)
def test_nul_bytes_and_broken_utf8_in_an_address_are_400(path, visitor):
    assert is_a_french_page(visitor.generic("GET", path), 400)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"login=a%00b"),
        ("application/x-www-form-urlencoded", b"a%00b=1"),
        ("application/x-www-form-urlencoded", b"login=%ff"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"login=a"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\na\0b\r\n--x--\r\n',
        ),
    ],
)
def test_a_form_that_cannot_be_read_is_400(content_type, body, visitor, db):
    response = visitor.generic("POST", "/connexion/login/", body, content_type=content_type)
    # A multipart body that stops short holds no field: the form answers by itself.
    if b"broken" in body:
        assert response.status_code < 500
    else:
        assert is_a_french_page(response, 400)


@pytest.mark.parametrize("charset", ["hex", "base64", "utf-16", "idna", "inconnu"])
def test_a_client_does_not_choose_how_its_address_is_decoded(charset, rf):
    from inclusion.wsgi import application

    given = rf.get("/sante/vivant?q=é").environ
    request = application.request_class({**given, "CONTENT_TYPE": f"text/plain; charset={charset}"})
    assert request.GET["q"] == "é"
    assert application.get_response(request).status_code == 200


@pytest.mark.parametrize("length", ["-1", "12a", "²", "9" * 5000, "1e3"])
def test_a_length_that_is_no_number_is_400(length, visitor):
    response = visitor.generic("POST", "/connexion/login/", b"", CONTENT_LENGTH=length)
    assert is_a_french_page(response, 400)


def test_a_body_over_the_limit_is_413_before_it_is_read(visitor, settings):
    response = visitor.generic(
        "POST", "/v/", b"x", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES + 1)
    )
    assert is_a_french_page(response, 413)


def test_a_form_over_django_s_own_limit_is_413(visitor, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert is_a_french_page(visitor.post("/connexion/login/", {"login": "a" * 200}), 413)


def test_too_many_fields_or_files_are_400(visitor, db):
    fields = {f"field{n}": "1" for n in range(1001)}
    assert is_a_french_page(visitor.post("/v/", fields), 400)
    assert is_a_french_page(visitor.get("/v/", fields), 400)
    files = {f"f{n}": SimpleUploadedFile(f"{n}.pdf", b"%PDF-") for n in range(101)}
    assert is_a_french_page(visitor.post("/v/", files), 400)


def test_a_session_cookie_with_a_nul_is_400(visitor, db):
    visitor.cookies["sessionid"] = "aaaaaaaaaaaa"
    raw = 'sessionid="aaaaaaaaaaaa\\000"'
    assert is_a_french_page(visitor.generic("GET", "/documents/", HTTP_COOKIE=raw), 400)


def test_a_wild_session_cookie_is_nobody(visitor, db):
    for value in ("x" * 4000, "é" * 20, "' OR 1=1 --", "../../etc"):
        response = visitor.generic("GET", "/documents/", HTTP_COOKIE=f"sessionid={value}")
        assert response.status_code in {302, 400}


def test_an_unknown_host_is_400(visitor, settings):
    settings.ALLOWED_HOSTS = ["inclusion.example"]
    assert is_a_french_page(visitor.get("/v/", headers={"Host": "attaquant.example"}), 400)
    assert visitor.get("/sante/vivant", headers={"Host": "10.0.0.7"}).status_code == 200


def test_an_address_that_leads_nowhere_is_404(visitor, db):
    assert is_a_french_page(visitor.get("/nulle-part/"), 404)


def test_a_page_of_another_role_is_403(association, member_of, client_for):
    response = client_for(member_of(association, "VOLUNTEER")).get("/structure/membres/")
    assert is_a_french_page(response, 403)
    assert response["Cache-Control"] == "no-store"


def test_a_form_from_elsewhere_is_403(db):
    response = Client(enforce_csrf_checks=True).post("/connexion/login/", {"login": "a"})
    assert is_a_french_page(response, 403)


def test_an_error_of_ours_is_500_with_a_reference(association, member_of, client_for, monkeypatch):
    def breaks(member):
        raise RuntimeError("Jeanne Canari")

    monkeypatch.setattr("inclusion.home.registry.todo", [breaks])
    response = client_for(member_of(association)).get("/")
    assert is_a_french_page(response, 500)
    text = response.content.decode()
    assert "Canari" not in text
    assert re.search(r"repère à donner [^<]* [0-9A-F]{8}\b", text)


def test_signed_in_pages_are_kept_nowhere(association, member_of, client_for):
    client = client_for(member_of(association))
    for path in ("/", "/compte/", "/documents/", "/structure/membres/", "/nulle-part/"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store", path
        assert is_protected(response)
    assert "HX-Request" in client.get("/documents/")["Vary"]


def test_a_page_and_its_fragment_are_two_answers_of_one_address(association, member_of, client_for):
    client = client_for(member_of(association))
    page = client.get("/documents/")
    fragment = client.get("/documents/", headers={"HX-Request": "true"})
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert fragment.content.decode().strip() in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"apres": BOMB},
        {"apres": NESTED},
        {"avant": "%%%"},
        {"apres": "bnVsbA"},  # null
        {"apres": "WyJhIl0"},  # ["a"]
        {"apres": "WyJhIiwiYiJd"},  # ["a","b"]
        {"apres": "W251bGwsbnVsbF0"},  # [null,null]
        {"apres": position("0001-01-01T00:00:00+23:59", UUID(int=0))},
        {"apres": position("9999-12-31T23:59:59-23:59", UUID(int=0))},
        {"apres": position("294277-01-01T00:00:00Z", UUID(int=0))},
        {"apres": position("2026-01-01T00:00:00Z", "9" * 199)},
        {"apres": position("2026-01-01T00:00:00Z", "a\0b")},
        {"apres": position("2026-01-01T00:00:00Z", "\ud800")},
        {"avant": "é" * 300},
        {"apres": "=" * 9},
    ],
)
def test_a_position_in_a_list_that_makes_no_sense_is_400(query, association, member_of, client_for):
    response = client_for(member_of(association)).get("/documents/", query)
    assert is_a_french_page(response, 400)


def test_a_filter_that_makes_no_sense_lists_nothing(association, member_of, client_for):
    client = client_for(member_of(association))
    for query in ({"kind": "inconnu"}, {"number": "9" * 5000}, {"kind": ["a", "b"]}):
        assert client.get(reverse("documents:list"), query).status_code == 200
