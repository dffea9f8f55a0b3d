"""The link of a structure without an account: nothing by GET, a code, an answer, then silence."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from beneficiaries.models import CODE_TRIES, Beneficiary, Referral, ReferralStatus
from beneficiaries.services.consents import withdraw_consent
from beneficiaries.services.referral_links import try_code
from beneficiaries.services.referral_sending import send_again
from beneficiaries.services.referrals import withdraw_referral
from inclusion.jobs.models import Mail
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink
from tests.beneficiaries.referrals import a_person, reread, sent, token_of, tomorrow


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def referral(association, mediator):
    with organisation(association):
        return sent(mediator)


@pytest.fixture
def receiver():
    # As a browser that keeps no cookie, and hides where it comes from.
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def at_sender(referral):
    with organisation(referral.organisation_id):
        found = reread(referral)
        # Opened here: outside its organisation, nothing is.
        assert found.opening_code
        assert found.decline_words is not None
        return found


def address(referral=None):
    return f"/o/{token_of()}/"


def open_page(receiver, referral):
    """The page after the right code."""
    return receiver.post(address(), {"code": referral.opening_code})


def answer(receiver, page, **data):
    return receiver.post(address() + "reponse/", {"key": page.context["key"], **data})


def text_of(response):
    return response.content.decode()


SECRETS = ("Aminata", "06 39 98 41 27", "Disponible le matin")


# Following the link


def test_following_the_link_changes_and_shows_nothing(referral, receiver):
    for method in (receiver.get, receiver.head):
        response = method(address())
        assert response.status_code == 200, response.status_code
        assert not any(secret in text_of(response) for secret in (*SECRETS, "Traoré"))
    assert at_sender(referral).status == ReferralStatus.SENT
    assert receiver.get(address() + "reponse/").status_code == 405


def test_no_engine_no_cache_no_referrer(referral, receiver):
    for response in (
        receiver.get(address()),
        open_page(receiver, referral),
        receiver.get("/o/inconnu/"),
    ):
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"


def test_the_right_code_shows_the_ticked_fields_and_no_other(referral, receiver):
    page = text_of(open_page(receiver, referral))
    assert all(secret in page for secret in SECRETS)
    assert "Traoré" not in page
    found = at_sender(referral)
    assert found.status == ReferralStatus.RECEIVED
    assert found.opened_at is not None
    with organisation(referral.organisation_id):
        assert "referral.received" in set(Entry.objects.values_list("action", flat=True))


def test_the_birth_year_may_open_it(association, mediator, receiver):
    with organisation(association):
        referral = sent(mediator, a_person(mediator, birth_year=1979), code="birth_year")
    assert "année de naissance" in text_of(receiver.get(address()))
    assert receiver.post(address(), {"code": "1980"}).status_code == 422
    assert receiver.post(address(), {"code": " 1979 "}).status_code == 200
    assert at_sender(referral).status == ReferralStatus.RECEIVED


# Wrong codes


def test_five_wrong_codes_lock_the_link(referral, mediator, receiver):
    wrong = "000000" if referral.opening_code != "000000" else "111111"
    for left in range(CODE_TRIES - 1, 0, -1):
        response = receiver.post(address(), {"code": wrong})
        assert response.status_code == 422
        assert f"Il reste {left}" in text_of(response)
    assert "bloqué" in text_of(receiver.post(address(), {"code": wrong}))
    locked = open_page(receiver, referral)
    assert locked.status_code == 410
    assert not any(secret in text_of(locked) for secret in SECRETS)
    with organisation(referral.organisation_id):
        send_again(referral=referral, by=mediator)
    assert open_page(receiver, at_sender(referral)).status_code == 200


@pytest.mark.parametrize("code", ["²", "\u202e12", "é" * 20, "' OR 1=1", "9" * 20])
def test_a_wild_code_is_a_wrong_code(code, referral, receiver):
    assert receiver.post(address(), {"code": code}).status_code == 422
    assert at_sender(referral).wrong_code_count == 1


def test_a_code_may_be_typed_with_spaces(referral, receiver):
    code = f" {referral.opening_code[:3]}\u202f{referral.opening_code[3:]}"
    assert receiver.post(address(), {"code": code}).status_code == 200


def test_codes_are_slowed_by_link_and_by_address(referral, receiver, monkeypatch):
    monkeypatch.setattr("beneficiaries.views.referral_link.TRIES", 2)
    for _ in range(2):
        receiver.post(address(), {"code": ""})
    assert receiver.post(address(), {"code": referral.opening_code}).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_codes_tried_at_once_are_all_counted(association, member_of):
    with organisation(association):
        referral = sent(member_of(association, "MEDIATOR"))
    start = threading.Barrier(4)

    def run():
        try:
            start.wait()
            with organisation(association):
                assert not try_code(referral=referral, code="x")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert at_sender(referral).wrong_code_count == 4


# Answers


def test_accepted_with_a_date_then_she_came(referral, mediator, receiver):
    page = open_page(receiver, referral)
    at = tomorrow(14)
    accepted = answer(receiver, page, act="accept", day=at.date().isoformat(), hour="14:00")
    assert accepted.status_code == 200
    assert not any(secret in text_of(accepted) for secret in SECRETS)
    found = at_sender(referral)
    assert (found.status, found.appointment_at) == (ReferralStatus.APPOINTMENT, at)
    assert Mail.objects.filter(to=mediator.user.email).exists()
    link = PublicLink.objects.get(kind="referral", object_id=referral.pk)
    assert link.expires_at > at + timedelta(days=15)
    again = open_page(receiver, referral)
    assert not any(secret in text_of(again) for secret in SECRETS)
    answer(receiver, again, act="attendance", came="oui")
    assert at_sender(referral).status == ReferralStatus.ATTENDED


def test_declined_needs_a_reason(referral, receiver):
    page = open_page(receiver, referral)
    assert answer(receiver, page, act="decline").status_code == 422
    refused = answer(receiver, page, act="decline", reason="autre")
    assert refused.status_code == 422
    assert "quelques mots" in text_of(refused)
    declined = answer(
        receiver, page, act="decline", reason="session-complete", words="Rappelez en janvier."
    )
    assert declined.status_code == 200
    found = at_sender(referral)
    assert found.status == ReferralStatus.DECLINED
    assert found.decline_words == "Rappelez en janvier."


def test_an_answer_is_given_once(referral, receiver):
    page = open_page(receiver, referral)
    answer(receiver, page, act="accept")
    second = answer(receiver, page, act="decline", reason="doublon")
    assert second.status_code == 422
    assert at_sender(referral).status == ReferralStatus.ACCEPTED


@pytest.mark.parametrize("key", ["", "faux", "b3V2cmU:1:x"])
def test_nobody_answers_without_the_code(key, referral, receiver):
    response = receiver.post(address() + "reponse/", {"key": key, "act": "accept"})
    assert response.status_code == 422
    assert at_sender(referral).status == ReferralStatus.SENT


def test_the_key_of_one_person_opens_no_other(association, mediator, receiver):
    with organisation(association):
        first = sent(mediator)
    key = open_page(receiver, first).context["key"]
    with organisation(association):
        second = sent(mediator, a_person(mediator, first_name="Fatou"))
    response = receiver.post(address() + "reponse/", {"key": key, "act": "accept"})
    assert response.status_code == 422
    assert at_sender(second).status == ReferralStatus.SENT


def test_an_old_key_asks_for_the_code_again(referral, receiver, monkeypatch):
    page = open_page(receiver, referral)
    monkeypatch.setattr("beneficiaries.views.referral_link.OPEN_SECONDS", -1)
    assert answer(receiver, page, act="accept").status_code == 422
    assert at_sender(referral).status == ReferralStatus.RECEIVED


@pytest.mark.parametrize(
    "data",
    [
        {"act": "danser"},
        {"act": "accept", "day": "9999-12-31", "hour": "10:00"},
        {"act": "accept", "day": "0001-01-01", "hour": "10:00"},
        {"act": "attendance", "came": "oui"},
        {"act": "appointment", "day": "2026-11-24", "hour": ""},
    ],
)
def test_wild_answers_change_nothing(data, referral, receiver):
    page = open_page(receiver, referral)
    assert answer(receiver, page, **data).status_code == 422
    assert at_sender(referral).status == ReferralStatus.RECEIVED


# Links that open nothing


def test_an_unknown_link_says_so(receiver, db):
    response = receiver.get("/o/" + "x" * 43 + "/")
    assert response.status_code == 404
    assert "n’existe pas" in text_of(response)


def test_an_expired_link_says_so(referral, receiver):
    PublicLink.objects.filter(object_id=referral.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    response = open_page(receiver, referral)
    assert response.status_code == 410
    assert "plus valable" in text_of(response)


def test_a_withdrawal_closes_the_page_that_is_open(referral, mediator, receiver):
    page = open_page(receiver, referral)
    with organisation(referral.organisation_id):
        withdraw_referral(referral=referral, by=mediator)
    response = answer(receiver, page, act="accept")
    assert response.status_code == 410
    assert "retirée" in text_of(response)
    assert open_page(receiver, referral).status_code == 410


def test_taking_her_consent_back_closes_the_link(referral, mediator, receiver):
    with organisation(referral.organisation_id):
        withdraw_consent(
            beneficiary=Beneficiary.objects.get(pk=referral.beneficiary_id),
            by=mediator,
            purpose="transmission",
            receiver="Simplon",
            manner="witnessed",
        )
    assert open_page(receiver, referral).status_code == 410


def test_the_link_of_an_erased_person_opens_nothing(referral, receiver):
    with organisation(referral.organisation_id):
        Referral.objects.filter(pk=referral.pk).delete()
    assert receiver.get(address()).status_code == 410


def test_a_link_sent_again_kills_the_former(referral, mediator, receiver):
    former = address()
    with organisation(referral.organisation_id):
        send_again(referral=referral, by=mediator)
    assert receiver.get(former).status_code == 404
    assert open_page(receiver, at_sender(referral)).status_code == 200


def test_someone_signed_in_elsewhere_opens_it_as_anyone(
    referral, other_association, member_of, client_for
):
    client = client_for(member_of(other_association, "MANAGER"))
    response = client.post(address(), {"code": referral.opening_code})
    assert "Aminata" in text_of(response)
    with organisation(other_association):
        assert not Referral.objects.exists()
