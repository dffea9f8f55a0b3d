"""The ways in are slowed down, whatever happens to the request and to Valkey."""

import pytest
from django.db import connections
from django.test import Client

from inclusion.organisations.models import ThrottleBucket, User
from inclusion.throttling import client_address, forget_old_buckets, within_limit
from tests.core.test_doors import is_a_french_page

LOGIN = "/connexion/login/"
WRONG = {"login": "claire@exemple.example", "password": "pas le bon"}


def attack(times, **extra):
    client = Client(raise_request_exception=False)
    return [client.post(LOGIN, WRONG, **extra) for _ in range(times)]


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", None])
def test_the_31st_try_from_one_address_is_429(broker, db, settings):
    settings.REDIS_URL = broker or settings.REDIS_URL
    answers = attack(31)
    assert {answer.status_code for answer in answers[:30]} == {200}
    last = answers[-1]
    assert last.status_code == 429
    assert last["Retry-After"] == "300"
    assert "Trop d’essais" in last.content.decode()
    assert is_a_french_page(last, 429)
    assert attack(1, REMOTE_ADDR="192.0.2.9")[0].status_code == 200


def test_looking_at_the_sign_in_page_is_not_a_try(client, db):
    assert {client.get(LOGIN).status_code for _ in range(35)} == {200}


@pytest.mark.django_db(transaction=True)
def test_tries_count_even_when_the_page_breaks(monkeypatch):
    def breaks(self):
        raise RuntimeError("boom")

    monkeypatch.setattr("allauth.account.forms.LoginForm.clean", breaks)
    statuses = [answer.status_code for answer in attack(31)]
    assert statuses == [500] * 30 + [429]


def test_an_account_is_slowed_whatever_the_address(db):
    User.objects.create_user("claire@exemple.example", "le bon mot de passe", first_name="Claire")
    client = Client()
    for number in range(6):
        client.post(LOGIN, WRONG, REMOTE_ADDR=f"192.0.2.{number}")
    right = {**WRONG, "password": "le bon mot de passe"}
    refused = client.post(LOGIN, right, REMOTE_ADDR="192.0.2.200")
    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    with connections["limits"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone()[0] > 0


def test_a_window_that_ended_starts_anew(db):
    tries = [within_limit("essai", "a", tries=2, seconds=60) for _ in range(3)]
    assert tries == [True, True, False]
    with connections["limits"].cursor() as cursor:
        cursor.execute(
            "UPDATE organisations_throttlebucket SET window_start = window_start - interval '61 s'"
        )
    assert within_limit("essai", "a", tries=2, seconds=60)
    assert within_limit("essai", "b", tries=1, seconds=60)


def test_what_is_kept_of_an_address_is_a_keyed_hash(db):
    within_limit("essai", "203.0.113.77", tries=2, seconds=60)
    assert "203.0.113" not in ThrottleBucket.objects.using("limits").get().bucket
    with connections["limits"].cursor() as cursor:
        cursor.execute(
            "UPDATE organisations_throttlebucket"
            " SET window_start = window_start - interval '2 days'"
        )
    forget_old_buckets()
    assert not ThrottleBucket.objects.using("limits").exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "127.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_believed_from_our_own_proxies_only(
    proxies, forwarded, address, rf, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address
