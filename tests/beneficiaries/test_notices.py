"""Telling a person what is written about her: the text, its proof, who is to be told again."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.duties import notice_texts
from beneficiaries.duties.notice_texts import NOTICES, language_label, version_in_use
from beneficiaries.models import NOTICE_VERSION, NoticeChannel, NoticeDelivery
from beneficiaries.selectors.rights import to_inform_again
from beneficiaries.services import deliver_notice, give_consent
from beneficiaries.views.notices import language_of
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory

# A published text never changes: to say something else, publish a version.
PUBLISHED = {
    ("2026-1", "fr"): ("612e0000a4012a2d52791339775d1711e844e08f08ac22c6f46ea0369ea52b9e"),
    ("2026-1", "fr-falc"): ("53f5b9cc28b23943941c65379929d30e7c8aaf0e89696e550982a41e74c350b9"),
    ("2026-1", "en"): ("24563b6185a51b6f4bbcec2530449bce3f8f4df25705cc53295ef69c1b16f021"),
}
NOTICE = reverse("beneficiaries:notice")


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def next_version(monkeypatch):
    """Another version comes into use."""
    texts = {code: replace(text, lead="Nouveau.") for code, text in version_in_use().texts.items()}
    version = notice_texts.NoticeVersion("2099-1", date(2099, 1, 1), "Tout a changé.", texts)
    monkeypatch.setitem(NOTICES, "2099-1", version)
    monkeypatch.setattr(notice_texts, "NOTICE_VERSION", "2099-1")
    return version


def test_a_published_text_is_never_edited():
    found = {
        (number, code): text.sha256
        for number, version in NOTICES.items()
        for code, text in version.texts.items()
    }
    assert found == PUBLISHED


def test_the_version_in_use_is_published_in_french_easy_french_and_english():
    assert version_in_use().number == NOTICE_VERSION
    assert set(version_in_use().texts) >= {"fr", "fr-falc", "en"}
    assert language_label("fr-falc") == "Français facile à lire"
    assert language_label("xx") == "xx"


@pytest.mark.parametrize("code", list(version_in_use().texts))
def test_a_text_message_stays_in_the_short_alphabet(association, code):
    text = version_in_use().texts[code].filled(association)
    assert not set(text.sms) & set("’“”«»…\u00a0\u202f{}")
    assert len(text.sms) <= 190


@pytest.mark.parametrize("code", list(version_in_use().texts))
def test_nothing_is_left_to_fill_with_or_without_a_telephone(association, code):
    association.phone, association.email = "", ""
    bare = version_in_use().texts[code].filled(association)
    association.phone, association.email = "04 73 00 00 00", "contact@a.example"
    full = version_in_use().texts[code].filled(association)
    words = [" ".join(s for b in text.blocks for s in b.sentences) for text in (bare, full)]
    assert not [each for each in (*words, full.lead, full.foot, full.receipt) if "{" in each]
    assert "04\u00a073" in words[1] and "04\u00a073" not in words[0]


def test_a_delivery_keeps_the_fingerprint_of_the_very_text(inside, mediator):
    person = BeneficiaryFactory(organisation=inside, urgent_welcome_by=mediator)
    delivery = deliver_notice(
        beneficiary=person,
        by=mediator,
        channel=NoticeChannel.ORAL_AND_PAPER,
        language="en",
        has_interpreter=True,
    )
    assert delivery.sha256 == version_in_use().texts["en"].sha256
    assert (delivery.language, delivery.has_interpreter) == ("en", True)


def test_a_delivery_is_refused_in_an_unknown_language(inside, mediator):
    person = BeneficiaryFactory(organisation=inside)
    with pytest.raises(Refused, match="langue"):
        deliver_notice(beneficiary=person, by=mediator, channel="oral", language="la")
    assert not NoticeDelivery.objects.exists()


def test_a_notice_goes_by_sms_only_to_who_accepts_them(inside, mediator):
    person = BeneficiaryFactory(organisation=inside)
    with pytest.raises(Refused, match="SMS"):
        deliver_notice(beneficiary=person, by=mediator, channel="sms")
    give_consent(beneficiary=person, by=mediator, purpose="sms", manner="witnessed")
    assert deliver_notice(beneficiary=person, by=mediator, channel="sms").channel == "sms"


def test_a_new_version_is_given_again_and_lists_those_who_know_the_old_one(
    inside, mediator, next_version
):
    told = BeneficiaryFactory(organisation=inside, informed_by=mediator)
    BeneficiaryFactory(organisation=inside, urgent_welcome_by=mediator)
    BeneficiaryFactory(organisation=inside, informed_by=mediator, closed=True)
    assert list(to_inform_again(mediator)) == [told]
    delivery = deliver_notice(beneficiary=told, by=mediator, channel=NoticeChannel.ORAL)
    assert delivery.version == "2099-1"
    assert not to_inform_again(mediator).exists()


def test_the_language_offered_is_one_she_speaks(inside):
    assert language_of(BeneficiaryFactory(organisation=inside, languages=["ar", "en"])) == "en"
    reading = BeneficiaryFactory(organisation=inside, languages=["fr"], needs=["reading"])
    assert language_of(reading) == "fr-falc"
    assert language_of(BeneficiaryFactory(organisation=inside)) == "fr"


def test_the_page_shows_each_language_and_says_it_to_screen_readers(
    association, member_of, client_for
):
    client = client_for(member_of(association, "VOLUNTEER"))
    english = client.get(NOTICE, {"langue": "en"})
    assert "What we write down about you" in english.text and 'lang="en"' in english.text
    # The sheet bears the fingerprint that the delivery keeps.
    assert version_in_use().texts["en"].sha256[:16] in english.text
    assert "Ce que nous notons sur vous" in client.get(NOTICE, {"langue": "zz"}).text


def test_the_form_records_how_and_in_which_language(association, member_of, client_for):
    mediator = member_of(association, "MEDIATOR")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, urgent_welcome_by=mediator)
    client = client_for(mediator)
    page = reverse("beneficiaries:notice_deliver", args=[person.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"channel": "oral"}).status_code == 422
    values = {"channel": "oral", "language": "fr-falc", "has_interpreter": "on"}
    assert client.post(page, values).status_code == 302
    with organisation(association):
        delivery = NoticeDelivery.objects.told().get()
        assert (delivery.language, delivery.has_interpreter) == ("fr-falc", True)


def test_the_list_costs_the_same_for_two_and_for_twelve(
    association, member_of, client_for, next_version
):
    mediator = member_of(association, "MEDIATOR")
    client = client_for(mediator)
    page = reverse("beneficiaries:notice_again")
    client.get(page)
    counts = []
    for more in (2, 10):
        with organisation(association):
            for _ in range(more):
                BeneficiaryFactory(organisation=association, informed_by=mediator)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
