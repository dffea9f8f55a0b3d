"""When the database or the broker is away: what is said, what still answers, what is kept."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from inclusion.jobs.models import Heartbeat
from tests.core.test_doors import is_a_french_page


@pytest.fixture
def database_away(django_db_blocker, monkeypatch):
    """Every connection leads to a port where nothing listens."""
    with django_db_blocker.unblock():
        for alias in connections:
            connections[alias].close()
            for key, value in {"HOST": "127.0.0.1", "PORT": "1"}.items():
                monkeypatch.setitem(connections[alias].settings_dict, key, value)
        yield
        for alias in connections:
            connections[alias].close()


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/", "/documents/", "/v/0000-0000-0000", "/connexion/login/"])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_page_is_503_with_the_time_to_come_back(path, is_signed_in, visitor, database_away):
    if is_signed_in:
        visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get(path)
    assert is_a_french_page(response, 503)
    assert response["Retry-After"] == "30"
    assert "Le service revient dans un instant" in response.content.decode()
    # Nobody is signed out by a restart of the database.
    assert "sessionid" not in response.cookies


def test_signing_in_is_503_too(visitor, database_away):
    response = visitor.post("/connexion/login/", {"login": "a@b.example", "password": "x"})
    assert response.status_code == 503


def test_the_process_is_alive_all_the_same(visitor, database_away):
    response = visitor.get("/sante/vivant")
    assert (response.status_code, response.content) == (200, b"vivant\n")


def test_readiness_says_that_the_database_is_what_fails(visitor, database_away):
    visitor.cookies["sessionid"] = "a" * 32
    response = visitor.get("/sante/pret")
    assert response.status_code == 503
    answer = response.json()
    assert answer["etat"] == "indisponible"
    assert answer["problemes"]["base"] == "la base ne répond pas"


def beat(seconds_ago=0):
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(name="dispatch", defaults={"at": at})


def test_everything_there_is_ready(visitor, db):
    beat()
    response = visitor.get("/sante/pret")
    assert (response.status_code, response.json()) == (200, {"etat": "prêt", "problemes": {}})


def test_a_broker_away_only_degrades(visitor, db, settings):
    beat()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    response = visitor.get("/sante/pret")
    assert response.status_code == 200
    assert response.json()["etat"] == "dégradé"
    assert list(response.json()["problemes"]) == ["file"]


@pytest.mark.parametrize("silence", [None, 90])
def test_a_silent_dispatcher_is_not_ready(silence, visitor, db):
    if silence:
        beat(silence)
    response = visitor.get("/sante/pret")
    assert response.status_code == 503
    assert list(response.json()["problemes"]) == ["envois"]


def test_a_migration_to_apply_is_not_ready(visitor, db, monkeypatch):
    beat()
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan",
        lambda self, targets: ["one"],
    )
    response = visitor.get("/sante/pret")
    assert response.status_code == 503
    assert response.json()["problemes"] == {"migrations": "1 migration(s) à appliquer"}


def test_a_full_disk_is_not_ready(visitor, db, monkeypatch):
    beat()
    monkeypatch.setattr("inclusion.health.FREE_BYTES", 10**18)
    assert list(visitor.get("/sante/pret").json()["problemes"]) == ["disque"]
