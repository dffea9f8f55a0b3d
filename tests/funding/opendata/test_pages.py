"""The funder's pages: who opens them, what they say, what they refuse, what they cost."""

from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from funding.models import Publication, PublicationLine
from funding.opendata import schema
from funding.services import publish_year
from inclusion.organisations.database import organisation
from inclusion.tables.models import TableImport
from tests.factories import OrganisationFactory

from .making import (
    FUNDER_SIRET,
    GRANTEE_SIRET,
    OTHER_SIRET,
    a_file,
    a_line,
    a_row,
    published_as_found,
)

CONTROL = ("SAVEPOINT", "RELEASE", "SET ", "BEGIN", "COMMIT", "SELECT set_config")
YEAR = "/financeur/donnees-ouvertes/?annee=2026"
LINE = {
    "grantee_name": "Atelier du clavier",
    "grantee_siret": "911 123 453 00019",
    "object": "Équipement",
    "agreed_on": "2026-02-12",
    "amount": "15 000,00",
    "share": "100",
    "nature": "cash",
    "terms": "unique",
    "paid_from": "2026-03-01",
}


@contextmanager
def counted():
    kept = []
    with CaptureQueriesContext(connection) as context:
        yield kept
    kept += [
        q["sql"]
        for q in context.captured_queries
        if not q["sql"].startswith(CONTROL) and "django_session" not in q["sql"]
    ]


def text(response):
    return response.content.decode()


@pytest.fixture
def desk(client_for, agent):
    return client_for(agent)


@pytest.fixture
def line(funder, agent):
    with organisation(funder):
        return a_line(agent)


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        ("OFFICER", "metropole", 200),
        ("MANAGER", "metropole", 200),
        ("MANAGER", "state", 200),
        ("MANAGER", "association", 403),
        ("TREASURER", "metropole", 403),
        ("MEDIATOR", "metropole", 403),
        ("TECHNICIAN", "metropole", 403),
        ("VOLUNTEER", "metropole", 403),
    ],
)
def test_officers_and_the_funder_s_manager_publish(client_for, member_of, db, role, kind, status):
    org = OrganisationFactory(kind=kind)
    client = client_for(member_of(org, role))
    for route in ("open_data", "open_data_lines", "open_data_check", "open_data_line_create"):
        assert client.get(reverse(f"officer:{route}")).status_code == status, route
    assert client.post(reverse("officer:open_data_publish")).status_code in {302, status}


def test_the_year_shows_its_lines_its_total_and_what_may_be_done(desk, line):
    page = text(desk.get(YEAR))
    assert "Atelier du clavier" in page and "15\u202f000,00\u00a0€" in page
    assert "Aucune erreur" in page and "Publier 2026</a>" in page


def test_an_error_stops_the_button_the_file_and_the_act(desk, funder, agent):
    with organisation(funder):
        a_line(agent, terms="")
    page = text(desk.get(YEAR))
    assert "1 erreur à corriger" in page and "conditionsVersement" in page
    assert 'aria-disabled="true"' in page
    for route in ("open_data_download", "open_data_publish"):
        answer = desk.get(reverse(f"officer:{route}") + "?annee=2026", follow=True)
        assert "Il reste des erreurs" in text(answer)
    answer = desk.post(reverse("officer:open_data_publish") + "?annee=2026", follow=True)
    assert "rien n’est publié" in text(answer)
    sheet = desk.get(reverse("officer:open_data_findings") + "?annee=2026")
    assert sheet.content[:2] == b"PK"


@pytest.mark.parametrize("variant", schema.VARIANTS.values())
def test_either_format_is_downloaded(desk, line, variant):
    url = reverse("officer:open_data_download") + f"?annee=2026&format={variant.code}"
    response = desk.get(url)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert variant.code in response["Content-Disposition"]
    assert len(response.content.split(b"\r\n")[0].split(b",")) == len(variant.names)


def test_an_unknown_format_is_not_found_and_an_odd_year_is_this_one(desk, line):
    assert desk.get(reverse("officer:open_data_download") + "?format=pdf").status_code == 404
    assert desk.get("/financeur/donnees-ouvertes/?annee=99999").status_code == 200
    assert desk.get("/financeur/donnees-ouvertes/?annee=2026&page=x").status_code == 200


def test_a_year_is_published_after_a_page_that_says_so(desk, funder, line):
    url = reverse("officer:open_data_publish") + "?annee=2026"
    page = desk.get(url)
    assert "ne se reprend pas" in text(page)
    answer = desk.post(url, {"sha256": page.context["sha256"]}, follow=True)
    assert "version 1" in text(answer)
    with organisation(funder):
        publication = Publication.objects.get()
        assert publication.sha256 == page.context["sha256"]
    kept = desk.get(reverse("officer:open_data_published", args=[publication.pk]))
    assert kept.content.startswith(b"nomAttribuant,")
    assert "déjà publié" in text(desk.post(url, follow=True))


def test_altered_or_missing_bytes_are_never_served(desk, funder, agent, line, monkeypatch):
    with organisation(funder):
        publication = publish_year(year=2026, variant=schema.SCDL, by=agent)
    url = reverse("officer:open_data_published", args=[publication.pk])
    monkeypatch.setattr("funding.views.opendata.read_kept", lambda publication: b"autre")
    assert desk.get(url).status_code == 404

    def missing(publication):
        raise FileNotFoundError

    monkeypatch.setattr("funding.views.opendata.read_kept", missing)
    assert desk.get(url).status_code == 404


def test_another_organisation_s_things_are_not_found(client_for, member_of, funder, agent, line):
    with organisation(funder):
        publication = publish_year(year=2026, variant=schema.SCDL, by=agent)
    other = client_for(member_of(OrganisationFactory(kind="metropole"), "OFFICER"))
    for route, pk in (("open_data_line", line.pk), ("open_data_published", publication.pk)):
        assert other.get(reverse(f"officer:{route}", args=[pk])).status_code == 404
    assert other.post(reverse("officer:open_data_line_remove", args=[line.pk])).status_code == 404
    assert "Atelier du clavier" not in text(other.get(YEAR))


def test_a_line_is_written_read_again_and_corrected(desk, funder):
    url = reverse("officer:open_data_line_create")
    assert desk.post(url, LINE).status_code == 302
    with organisation(funder):
        line = PublicationLine.objects.get()
        assert line.grantee_siret == GRANTEE_SIRET and line.share == 1
    again = reverse("officer:open_data_line", args=[line.pk])
    page = text(desk.get(again))
    assert 'value="15\u202f000,00"' in page or 'value="15 000,00"' in page
    assert desk.post(again, LINE | {"object": "Autre"}).status_code == 302
    desk.post(reverse("officer:open_data_line_remove", args=[line.pk]))
    with organisation(funder):
        assert not PublicationLine.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("grantee_siret", "91112345300018", "SIRET"),
        ("grantee_siret", "", "ou son RNA"),
        ("amount", "15 k€", "montant"),
        ("amount", "-3", "positif"),
        ("amount", "0", "supérieure à zéro"),
        ("amount", "1000000000000000", "montant"),
        ("amount", "1,234", "Deux décimales"),
        ("share", "0,5", "moins d’un pour cent"),
        ("share", "120", "taux"),
        ("agreed_on", "1890-01-01", "année"),
        ("nature", "loan", ""),
    ],
)
def test_a_bad_value_is_said_and_nothing_typed_is_lost(desk, funder, field, value, word):
    answer = desk.post(reverse("officer:open_data_line_create"), LINE | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert word in " ".join(answer.context["form"].errors[field])
    assert "Atelier du clavier" in text(answer)


def test_a_period_that_ends_before_it_begins_is_said(desk, funder):
    values = LINE | {"paid_to": "2026-01-01"}
    answer = desk.post(reverse("officer:open_data_line_create"), values)
    assert answer.status_code == 422 and "paid_to" in answer.context["form"].errors


def test_the_same_award_twice_is_said_on_the_form(desk, funder):
    url = reverse("officer:open_data_line_create")
    desk.post(url, LINE)
    answer = desk.post(url, LINE)
    assert answer.status_code == 422 and "déjà là" in text(answer)


def test_another_funder_s_line_has_no_form(desk, funder, agent, line):
    with organisation(funder):
        PublicationLine.objects.update(funder_siret=OTHER_SIRET, funder_name="Commune de Roc")
    page = text(desk.get(reverse("officer:open_data_line", args=[line.pk])))
    assert "se lit seulement" in page and "Enregistrer" not in page
    assert "1 ligne d’autres financeurs" in text(desk.get(YEAR))


def test_a_file_is_checked_and_nothing_kept(desk, funder):
    bad = a_file(a_row(montant="40 000,00"), separator=";")
    url = reverse("officer:open_data_check")
    page = text(desk.post(url, {"file": SimpleUploadedFile("a.csv", bad), "variant": "scdl"}))
    assert "2 erreurs" in page and "40000.00" in page
    good = SimpleUploadedFile("b.csv", a_file(a_row()))
    assert "suit le schéma" in text(desk.post(url, {"file": good, "variant": "scdl"}))
    assert desk.post(url, {"variant": "scdl"}).status_code == 422
    with organisation(funder):
        assert not TableImport.objects.exists()


def test_a_file_is_imported_from_the_browser_and_taken_back(desk, funder):
    upload = SimpleUploadedFile("lot.csv", published_as_found())
    seen = desk.post(reverse("officer:import_create"), {"file": upload}, follow=True)
    assert "Windows-1252" in text(seen) and "40 000,00" in text(seen)
    with organisation(funder):
        table_import = TableImport.objects.get()
    desk.post(reverse("officer:import_confirm", args=[table_import.pk]))
    page = text(desk.get(reverse("officer:open_data_lines") + "?state=repaired"))
    assert "Réparée" in page
    with organisation(funder):
        line = PublicationLine.objects.first()
    assert "40 000,00" in text(desk.get(reverse("officer:open_data_line", args=[line.pk])))
    desk.post(reverse("officer:import_undo", args=[table_import.pk]))
    with organisation(funder):
        assert not PublicationLine.objects.exists()


def test_lists_cost_the_same_for_two_and_twelve_lines(desk, funder, agent):
    costs = []
    for count in (2, 12):
        with organisation(funder):
            start = PublicationLine.objects.count()
            for rank in range(start, count):
                a_line(agent, object=f"Objet {rank}")
        for url in (YEAR, reverse("officer:open_data_lines")):
            desk.get(url)
            with counted() as queries:
                assert desk.get(url).status_code == 200
            costs.append(len(queries))
    assert costs[:2] == costs[2:] and max(costs) <= 10


def test_a_long_year_has_pages(desk, funder, agent):
    with organisation(funder):
        for rank in range(52):
            a_line(agent, object=f"Objet {rank:02}")
    first = text(desk.get(YEAR))
    assert "page=2" in first and "Objet 51" not in first
    assert "Objet 51" in text(desk.get(YEAR + "&page=2"))


@pytest.mark.django_db(transaction=True, databases=["default", "limits", "officer"])
def test_the_officer_s_own_connection_is_enough(real_officer_door, client_for, member_of):
    """Import, look, publish, read again: with the role that reads no person."""
    funder = OrganisationFactory(kind="metropole", siret=FUNDER_SIRET)
    desk = client_for(member_of(funder, "OFFICER"))
    upload = SimpleUploadedFile("b.csv", a_file(a_row()))
    desk.post(reverse("officer:import_create"), {"file": upload})
    with organisation(funder):
        table_import = TableImport.objects.get()
    assert desk.get(reverse("officer:import_create")).status_code == 200
    assert desk.get(reverse("officer:import_detail", args=[table_import.pk])).status_code == 200
    desk.post(reverse("officer:import_confirm", args=[table_import.pk]))
    assert "Atelier du clavier" in text(desk.get(YEAR))
    desk.post(reverse("officer:open_data_publish") + "?annee=2026")
    with organisation(funder):
        publication = Publication.objects.get()
        line = PublicationLine.objects.get()
    kept = desk.get(reverse("officer:open_data_published", args=[publication.pk]))
    assert kept.status_code == 200
    assert desk.post(reverse("officer:open_data_line_remove", args=[line.pk])).status_code == 302
    with organisation(funder):
        assert not PublicationLine.objects.exists()
