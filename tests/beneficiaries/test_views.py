"""The pages: who opens them, what they show, what they refuse."""

import unicodedata
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.home import my_people, notices_to_give
from beneficiaries.models import Beneficiary, NoticeChannel, NoticeDelivery, neighbourhood
from beneficiaries.selectors.page import timeline
from beneficiaries.services import (
    give_consent,
    update_beneficiary,
    withdraw_consent,
    write_note,
)
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.registry import TimelineEntry, registry
from tests.beneficiaries.factories import BeneficiaryFactory, told

LIST = reverse("beneficiaries:beneficiary_list")
NEW = reverse("beneficiaries:beneficiary_create")
FILE_ROUTES = ["beneficiary_detail", "beneficiary_update", "notice_deliver"]
ACT_ROUTES = ["beneficiary_close", "beneficiary_reopen"]


def address(route, person):
    return reverse(f"beneficiaries:{route}", args=[person.pk])


@pytest.fixture
def mediator(association, member_of):
    return member_of(association, "MEDIATOR")


@pytest.fixture
def client(mediator, client_for):
    return client_for(mediator)


@pytest.fixture
def person(association, mediator):
    with organisation(association):
        return BeneficiaryFactory(organisation=association, informed_by=mediator)


def filled(**fields):
    return {"first_name": "Awa", "last_name": "Sow", "notice_channel": "oral_paper"} | fields


@pytest.mark.parametrize("role", ["TECHNICIAN", "VOLUNTEER", "TREASURER", "OFFICER"])
def test_other_roles_open_no_file(association, person, member_of, client_for, role):
    client = client_for(member_of(association, role))
    pages = [LIST, NEW, *(address(route, person) for route in FILE_ROUTES)]
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(address(route, person)).status_code for route in ACT_ROUTES} == {403}
    assert client.get(reverse("beneficiaries:notice")).status_code == 200


@pytest.mark.parametrize("role", ["MANAGER", "MEDIATOR"])
def test_those_who_accompany_open_files(association, person, member_of, client_for, role):
    client = client_for(member_of(association, role))
    pages = [LIST, NEW, *(address(route, person) for route in FILE_ROUTES)]
    assert {client.get(page).status_code for page in pages} == {200}


def test_a_neighbours_file_does_not_exist(client, other_association):
    with organisation(other_association):
        stranger = BeneficiaryFactory(organisation=other_association)
    assert {client.get(address(route, stranger)).status_code for route in FILE_ROUTES} == {404}
    assert {client.post(address(route, stranger)).status_code for route in ACT_ROUTES} == {404}


def test_opening_a_file_is_recorded_under_a_pseudonym(client, association, person, mediator):
    answer = client.get(address("beneficiary_detail", person))
    assert "La lecture de ce dossier est inscrite au journal." in answer.text
    with organisation(association):
        entry = Entry.objects.get(chain="reads")
        assert (entry.action, entry.actor, entry.subject_id) == (
            "read.file",
            mediator,
            person.pseudonym,
        )


def test_a_file_shows_its_person_and_her_path(client, person):
    text = client.get(address("beneficiary_detail", person)).text
    for shown in ("Aminata Diarra", person.file_number, "Né·e en 1979", "Notice d’information"):
        assert shown in text


def test_the_list_goes_by_name_and_costs_the_same_for_two_and_twelve(
    client, association, mediator, django_assert_max_num_queries
):
    counts = []
    # The first request of a session writes its expiry down.
    client.get(LIST)
    for count in (2, 12):
        with organisation(association):
            while Beneficiary.objects.count() < count:
                BeneficiaryFactory(
                    organisation=association, referent=mediator, informed_by=mediator
                )
        # Session, user, memberships, context, and back; then the list's own.
        with django_assert_max_num_queries(15) as queries:
            answer = client.get(LIST)
        assert answer.text.count("Diarra Aminata") == count
        # The first list of a process also reads the organisation's keys, to record the reading.
        counts.append(len([q for q in queries if "organisationkey" not in q["sql"]]))
    assert counts[0] == counts[1]


def test_pages_of_the_list_follow_each_other(client, association):
    with organisation(association):
        for number in range(60):
            BeneficiaryFactory(organisation=association, last_name=f"Nom {chr(65 + number % 26)}")
    first = client.get(LIST)
    second = client.get(LIST + first.context["page"].next_url)
    keys = [each.pk for page in (first, second) for each in page.context["page"]]
    assert len(keys) == len(set(keys)) == 60


def test_filters_narrow_the_list(client, association, mediator):
    with organisation(association):
        BeneficiaryFactory(organisation=association, last_name="Ouverte", informed_by=mediator)
        BeneficiaryFactory(organisation=association, last_name="Close", closed=True)
        BeneficiaryFactory(
            organisation=association,
            last_name="Voisine",
            city="Aubière",
            **neighbourhood(True),
            referent=mediator,
            informed_by=mediator,
        )
        BeneficiaryFactory(
            organisation=association, last_name="Urgente", urgent_welcome_by=mediator
        )

    def names(query):
        return {each.last_name for each in client.get(LIST + query).context["page"]}

    assert names("") == {"Ouverte", "Close", "Voisine", "Urgente"}
    assert names("?status=closed") == {"Close"}
    assert names("?city=Aubi%C3%A8re") == {"Voisine"}
    assert names("?neighbourhood=oui") == {"Voisine"}
    assert names("?neighbourhood=inconnu") == {"Ouverte", "Close", "Urgente"}
    assert names(f"?referent={mediator.pk}") == {"Voisine"}
    assert names("?notice=a-donner") == {"Urgente"}
    assert names("?status=inconnu") == set()


def search(client, query):
    """Type a name and follow to the page that shows whom it found."""
    return client.post(reverse("beneficiaries:beneficiary_search"), {"q": query}, follow=True)


def test_a_search_answers_in_the_list_without_the_name_in_the_address(client, person):
    answer = search(client, "diara")
    assert "Diarra Aminata" in answer.text
    assert "diara" not in answer.request["QUERY_STRING"]
    assert "diara" not in str(dict(client.session))
    assert "Personne ne répond" in search(client, "zzz").text


def test_what_a_search_found_is_shown_again_when_coming_back(client, person):
    search(client, "diara")
    fragment = client.get(LIST, {"trouvees": "1"}, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div class="stack-sm" id="beneficiary-results"')
    assert "Diarra Aminata" in fragment


def test_searches_are_limited_and_the_limit_says_when_to_come_back(client, person, monkeypatch):
    monkeypatch.setattr("beneficiaries.limits.SEARCH_TRIES", 2)
    assert [search(client, "diarra").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(LIST).status_code == 200


def test_a_person_is_welcomed_in_one_form(client, association, mediator):
    answer = client.post(NEW, filled(birth_year="1990", referent=str(mediator.pk)))
    with organisation(association):
        person = Beneficiary.objects.get()
    assert answer.url == address("beneficiary_detail", person)
    assert (person.first_name, person.birth_year) == ("Awa", 1990)


def test_a_look_alike_is_shown_masked_then_set_aside_by_a_second_gesture(
    client, association, person
):
    asked = filled(first_name="Aminata", last_name="Diara")
    answer = client.post(NEW, asked)
    assert answer.status_code == 422
    assert "Ami… D." in answer.text
    assert "Diarra" not in answer.text
    answer = client.post(NEW, asked | {"none_of": answer.context["none_of"]})
    assert answer.status_code == 302
    with organisation(association):
        assert Beneficiary.objects.count() == 2


def test_a_look_alike_come_meanwhile_is_shown_too(client, association, person):
    asked = filled(first_name="Aminata", last_name="Diarra")
    answer = client.post(NEW, asked)
    with organisation(association):
        BeneficiaryFactory(organisation=association)
    assert client.post(NEW, asked | {"none_of": answer.context["none_of"]}).status_code == 422


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last_name": ""}, "Écrivez un nom"),
        ({"last_name": "x" * 200}, "80"),
        ({"birth_year": "douze"}, "quatre chiffres"),
        ({"birth_year": "1492"}, "entre 1900"),
        ({"birth_year": "9" * 40}, "entre 1900"),
        ({"postcode": "6310"}, "cinq chiffres"),
        ({"notice_channel": ""}, "Dites comment"),
        ({"gender": "dragon"}, "Sélectionnez un choix valide"),
        ({"referent": "personne"}, "UUID valide"),
    ],
)
def test_a_form_that_does_not_hold_says_why_and_keeps_what_was_typed(client, fields, sentence):
    answer = client.post(NEW, filled(first_name="Mariam", **fields))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Mariam" in answer.text


def corrected(**changes):
    """The correction page of `person` as it is sent back."""
    return {
        "first_name": "Aminata",
        "last_name": "Diarra",
        "birth_year": "1979",
        "city": "Clermont-Ferrand",
        "version": "1",
        **changes,
    }


def test_a_file_is_corrected(client, association, person):
    answer = client.post(
        address("beneficiary_update", person),
        corrected(birth_year="1980", city="Gerzat"),
        follow=True,
    )
    assert "Le dossier est à jour." in answer.text
    with organisation(association):
        person.refresh_from_db()
        assert (person.birth_year, person.city) == (1980, "Gerzat")


def test_a_correction_that_changes_nothing_says_so(client, person):
    answer = client.post(address("beneficiary_update", person), corrected(), follow=True)
    assert "rien n’a changé" in answer.text


def test_the_second_of_two_people_at_once_sees_what_the_first_changed(
    client, association, mediator, person
):
    with organisation(association):
        update_beneficiary(beneficiary=person, by=mediator, city="Aubière")
    answer = client.post(
        address("beneficiary_update", person), corrected(phone="06 39 98 41 27", city="Gerzat")
    )
    assert answer.status_code == 409
    page = " ".join(answer.text.split())
    assert "Commune : Aubière" in page
    assert str(mediator) in page
    assert 'value="Gerzat"' in page  # what she wrote is still there
    with organisation(association):
        person.refresh_from_db()
        assert (person.city, person.phone) == ("Aubière", "")
    again = client.post(
        address("beneficiary_update", person),
        corrected(phone="06 39 98 41 27", city="Gerzat", version="2"),
        follow=True,
    )
    assert "Le dossier est à jour." in again.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("phone", "06 12", "Ce numéro de téléphone n’est pas complet."),
        ("email", "ana@", "Cette adresse électronique n’est pas complète."),
        ("birth_year", "2050", "Écrivez une année entre 1900"),
        ("birth_year", "1890", "Écrivez une année entre 1900"),
        ("first_name", "A" * 300, "80"),
        ("last_name", "12", "Un nom et un prénom sont nécessaires"),
    ],
)
def test_what_does_not_hold_is_said_under_its_field_and_nothing_is_lost(
    client, association, person, field, value, sentence
):
    answer = client.post(
        address("beneficiary_update", person),
        corrected(**{"address": "12 rue des Lilas", field: value}),
    )
    assert answer.status_code == 422
    assert sentence in answer.text.replace("\xa0", " ")
    assert 'value="12 rue des Lilas"' in answer.text
    with organisation(association):
        person.refresh_from_db()
        assert person.address == ""


@pytest.mark.parametrize(
    "name", ["O’Brien", "D'Angelo", "de La Tour", "محمد", "Nguyễn", "Zoe\u0308", "李小龙"]
)
def test_names_of_the_world_are_kept_and_found(client, association, person, name):
    client.post(address("beneficiary_update", person), corrected(last_name=name))
    with organisation(association):
        person.refresh_from_db()
        assert person.last_name == unicodedata.normalize("NFC", name)


def test_a_correction_that_does_not_hold_is_shown_again(client, person):
    answer = client.post(address("beneficiary_update", person), {"first_name": "", "city": "Ici"})
    assert answer.status_code == 422
    assert 'value="Ici"' in answer.text


def test_the_notice_is_delivered_from_its_page(client, association, mediator):
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, urgent_welcome_by=mediator)
    page = client.get(address("beneficiary_detail", person))
    assert "n’a pas encore reçu" in page.text
    assert client.post(address("notice_deliver", person), {}).status_code == 422
    given = {"channel": "oral", "language": "fr"}
    answer = client.post(address("notice_deliver", person), given, follow=True)
    assert "La remise de la notice est inscrite au dossier." in answer.text
    given = {"channel": "oral", "language": "fr"}
    answer = client.post(address("notice_deliver", person), given, follow=True)
    assert "a déjà reçu" in answer.text
    with organisation(association):
        assert NoticeDelivery.objects.told().count() == 1


def test_a_file_is_closed_and_opened_again_from_its_page(client, person):
    answer = client.post(address("beneficiary_close", person), follow=True)
    assert "Rouvrir le dossier" in answer.text
    answer = client.post(address("beneficiary_close", person), follow=True)
    assert "déjà clos" in answer.text
    answer = client.post(address("beneficiary_reopen", person), follow=True)
    assert "Le dossier est rouvert." in answer.text


def test_a_notice_put_off_is_a_line_to_do_with_its_days_left(association, mediator, member_of):
    with organisation(association):
        late, due = (
            BeneficiaryFactory(organisation=association, last_name=name, gender="feminin")
            for name in ("Traoré", "N’Diaye")
        )
        # The same hour of those days, whatever the change of hour between.
        now = timezone.localtime()
        told(late, by=mediator, channel=NoticeChannel.LATER, at=now - timedelta(days=32))
        told(due, by=mediator, channel=NoticeChannel.LATER, at=now - timedelta(days=7))
        lines = notices_to_give(mediator)
        assert [line.title for line in lines] == [
            "Donner la notice d’information à Mme\u00a0Traoré",
            "Donner la notice d’information à Mme\u00a0N’Diaye",
        ]
        assert [line.when for line in lines] == ["2\u00a0jours de retard", "reste 23\u00a0jours"]
        assert [line.is_late for line in lines] == [True, False]
        told(late, by=mediator)
        assert len(notices_to_give(mediator)) == 1
        assert notices_to_give(member_of(association, "VOLUNTEER")) == []


def test_a_notice_to_give_costs_one_query_whatever_the_lines(
    association, mediator, django_assert_num_queries
):
    with organisation(association):
        for _ in range(12):
            BeneficiaryFactory(organisation=association, urgent_welcome_by=mediator)
        with django_assert_num_queries(1):
            assert len(notices_to_give(mediator)) == 12


def test_the_home_panel_opens_the_lists_it_counts(client, association, mediator):
    with organisation(association):
        BeneficiaryFactory(organisation=association, referent=mediator)
        BeneficiaryFactory(organisation=association)
        BeneficiaryFactory(organisation=association, closed=True)
        (panel,) = my_people(mediator)
    for _, value, url in panel.lines:
        assert len(client.get(url).context["page"]) == value


def test_a_path_goes_from_what_comes_to_what_was(association, person, mediator, monkeypatch):
    now = timezone.now()

    def provider(beneficiary, member):
        return [
            TimelineEntry(now + timedelta(days=9), "Loin", "", "clock", is_to_come=True),
            TimelineEntry(now + timedelta(days=2), "Bientôt", "", "clock", is_to_come=True),
            TimelineEntry(now - timedelta(days=900), "Jadis", "", "clock"),
        ]

    monkeypatch.setattr(registry, "timeline", [provider])
    with organisation(association):
        titles = [entry.title for entry in timeline(person, mediator)]
    assert titles[:2] == ["Loin", "Bientôt"]
    assert set(titles[2:4]) == {"Notice d’information remise", "Dossier ouvert"}
    assert titles[-1] == "Jadis"


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ff", "apres=zzz", "apres=W10", "city=" + "x" * 5000, "q=" + "%C3%A9" * 900],
)
def test_bad_input_is_never_an_error_of_ours(client, person, query):
    assert client.get(f"{LIST}?{query}").status_code in {200, 400}


def test_the_same_form_sent_twice_opens_one_file(client, association):
    page = client.get(reverse("beneficiaries:beneficiary_create"))
    key = page.context["form"]["key"].value()
    sent = {
        "first_name": "Ana",
        "last_name": "Costa",
        "notice_channel": "oral_paper",
        "city": "Clermont-Ferrand",
        "postcode": "63100",
        "key": key,
    }
    first = client.post(reverse("beneficiaries:beneficiary_create"), sent)
    second = client.post(reverse("beneficiaries:beneficiary_create"), sent, follow=True)
    assert first.status_code == 302
    assert "vient d’être ouvert" in second.text
    with organisation(association):
        person = Beneficiary.objects.get(last_name="Costa")
        assert (str(person.pk), person.insee_code) == (key, "63113")


def test_a_search_and_a_list_leave_one_event_each_and_no_name(client, association, person):
    client.post(reverse("beneficiaries:beneficiary_search"), {"q": "Diarra"}, follow=True)
    with organisation(association):
        reads = list(Entry.objects.filter(chain="reads").order_by("seq"))
        assert [entry.action for entry in reads] == ["search.people", "list.people"]
        assert all('"count":1' in entry.facts for entry in reads)
        assert "iarra" not in "".join(entry.facts for entry in reads).lower()


def test_the_page_costs_the_same_whatever_her_history(client, association, mediator, person):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address("beneficiary_detail", person)).status_code == 200
        control = ("SAVEPOINT", "set_config", "organisations_organisationkey", "UPDATE")
        return len([q for q in captured if not any(word in q["sql"] for word in control)])

    with organisation(association):
        write_note(beneficiary=person, by=mediator, level="team", kind="contact", body="Un échange")
    before = queries()
    with organisation(association):
        for number in range(12):
            write_note(
                beneficiary=person,
                by=mediator,
                level="team",
                kind="contact",
                body=f"Échange n° {number}",
            )
            give_consent(beneficiary=person, by=mediator, purpose="sms", manner="witnessed")
            withdraw_consent(beneficiary=person, by=mediator, purpose="sms", manner="witnessed")
    assert queries() == before
    # The session, the account and the member are among them.
    assert before <= 15
