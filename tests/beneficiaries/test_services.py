"""The acts on a personal file: their effect, their entry in the journal, their refusals."""

import json
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from beneficiaries.models import (
    NOTICE_VERSION,
    Beneficiary,
    BeneficiaryStatus,
    NoticeChannel,
    NoticeDelivery,
    SearchToken,
)
from beneficiaries.numbering import continue_after
from beneficiaries.services import (
    close_beneficiary,
    create_beneficiary,
    deliver_notice,
    reopen_beneficiary,
    update_beneficiary,
)
from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory, told


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


def welcome(by, **fields):
    values = {
        "first_name": "Aminata",
        "last_name": "Diarra",
        "notice_channel": NoticeChannel.ORAL_AND_PAPER,
    }
    return create_beneficiary(by=by, **values | fields)


def entry_of(org, action):
    """The one entry of that action, once the pending ones are chained."""
    chain_pending_entries(org.pk)
    return Entry.objects.get(action=action)


def test_a_new_file_has_a_number_its_tokens_and_the_notice(mediator):
    person = welcome(mediator, birth_year=1979, referent=mediator)
    assert person.file_number == "A-0001"
    assert person.sort_name == "diarra aminata"
    assert SearchToken.objects.filter(beneficiary=person, token="w:diarra").exists()
    notice = NoticeDelivery.objects.get(beneficiary=person)
    assert (notice.version, notice.channel, notice.by) == (
        NOTICE_VERSION,
        NoticeChannel.ORAL_AND_PAPER,
        mediator,
    )


def test_the_journal_knows_the_new_file_by_its_pseudonym_and_no_name(inside, mediator):
    person = welcome(mediator)
    entry = entry_of(inside, "beneficiary.created")
    assert entry.subject_id == person.pseudonym
    assert entry.actor == mediator
    assert json.loads(entry.facts) == {
        "channel": "oral_paper",
        "notice": NOTICE_VERSION,
    }
    assert str(person.pk) not in entry.facts
    assert "iarra" not in entry.facts


def test_numbers_follow_each_other_and_continue_after_those_given_elsewhere(inside, mediator):
    assert [welcome(mediator).file_number for _ in range(2)] == ["A-0001", "A-0002"]
    continue_after(inside.pk, 452)
    assert welcome(mediator).file_number == "A-0453"


def test_a_refused_creation_gives_its_number_back(mediator):
    with pytest.raises(Refused):
        welcome(mediator, notice_channel="pigeon")
    assert welcome(mediator).file_number == "A-0001"


def test_names_are_tidied_not_changed(mediator):
    person = welcome(mediator, first_name="  Thi   Mai ", last_name="N’Diaye\u200b")
    assert (person.first_name, person.last_name) == ("Thi Mai", "N’Diaye")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last_name": "  "}, "nécessaires"),
        ({"first_name": "…"}, "nécessaires"),
        ({"last_name": "x" * 81}, "80"),
        ({"last_name": "1 79 06 63 113 024 52"}, "nécessaires"),
        ({"last_name": "Diarra 179066311302452"}, "chiffre"),
        ({"birth_year": 1899}, "naissance"),
        ({"birth_year": 2099}, "naissance"),
        ({"notice_channel": ""}, "notice"),
    ],
)
def test_a_creation_is_refused_in_french(mediator, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        welcome(mediator, **fields)
    assert not Beneficiary.objects.exists()


def test_a_referent_of_another_organisation_is_refused(mediator, other_association, member_of):
    with pytest.raises(Refused, match="référente"):
        welcome(mediator, referent=member_of(other_association, "MEDIATOR"))


def test_an_unknown_field_is_a_mistake_of_the_caller(mediator):
    with pytest.raises(TypeError, match="health"):
        welcome(mediator, health="…")


def test_a_correction_changes_tokens_and_says_which_fields(inside, mediator):
    person = BeneficiaryFactory(organisation=inside)
    update_beneficiary(beneficiary=person, by=mediator, last_name="Sow", birth_year=1979)
    person.refresh_from_db()
    assert person.sort_name == "sow aminata"
    assert SearchToken.objects.filter(token="w:sow").exists()
    assert not SearchToken.objects.filter(token="w:diarra").exists()
    entry = entry_of(inside, "beneficiary.updated")
    assert entry.subject_id == person.pseudonym
    assert json.loads(entry.facts) == {"fields": ["last_name"], "version": 2}


def test_the_same_correction_twice_is_refused(inside, mediator):
    person = BeneficiaryFactory(organisation=inside)
    update_beneficiary(beneficiary=person, by=mediator, city="Aubière")
    with pytest.raises(Refused, match="rien n’a changé"):
        update_beneficiary(beneficiary=person, by=mediator, city="Aubière")


def test_a_neighbours_file_does_not_exist_for_any_act(inside, mediator, other_association):
    with organisation(other_association):
        person = BeneficiaryFactory(organisation=other_association)
    acts = [
        lambda: update_beneficiary(beneficiary=person, by=mediator, city="Ailleurs"),
        lambda: deliver_notice(beneficiary=person, by=mediator, channel=NoticeChannel.ORAL),
        lambda: close_beneficiary(beneficiary=person, by=mediator),
        lambda: reopen_beneficiary(beneficiary=person, by=mediator),
    ]
    for act in acts:
        with pytest.raises(Refused, match="n’existe plus"):
            act()


def test_a_notice_put_off_is_delivered_once(inside, mediator):
    person = BeneficiaryFactory(organisation=inside, urgent_welcome_by=mediator)
    deliver_notice(beneficiary=person, by=mediator, channel=NoticeChannel.PAPER)
    assert Beneficiary.objects.with_notice().get().informed_at
    assert entry_of(inside, "beneficiary.notice_delivered").subject_id == person.pseudonym
    with pytest.raises(Refused, match="déjà reçu"):
        deliver_notice(beneficiary=person, by=mediator, channel=NoticeChannel.PAPER)


def test_a_notice_is_not_put_off_twice(inside, mediator):
    person = BeneficiaryFactory(organisation=inside, urgent_welcome_by=mediator)
    with pytest.raises(Refused, match="Dites comment"):
        deliver_notice(beneficiary=person, by=mediator, channel=NoticeChannel.LATER)


def test_a_file_is_closed_once_and_opened_again_once(inside, mediator):
    person = BeneficiaryFactory(organisation=inside)
    assert close_beneficiary(beneficiary=person, by=mediator).closed_at
    with pytest.raises(Refused, match="déjà clos"):
        close_beneficiary(beneficiary=person, by=mediator)
    assert reopen_beneficiary(beneficiary=person, by=mediator).closed_at is None
    with pytest.raises(Refused, match="déjà ouvert"):
        reopen_beneficiary(beneficiary=person, by=mediator)
    chain_pending_entries(inside.pk)
    actions = list(Entry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["beneficiary.closed", "beneficiary.reopened"]


def in_threads(org, *acts):
    """Run the acts at once, each in its own connection and transaction; their results."""
    results, barrier = [], Barrier(len(acts))

    def run(act):
        try:
            with organisation(org):
                barrier.wait(timeout=10)
                results.append(act())
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_welcomes_at_once_get_two_numbers(association, member_of):
    mediator = member_of(association, "MEDIATOR")
    people = in_threads(association, *[lambda: welcome(mediator)] * 2)
    assert sorted(person.file_number for person in people) == ["A-0001", "A-0002"]


@pytest.mark.django_db(transaction=True)
def test_two_people_giving_the_notice_at_once_give_it_once(association, member_of):
    mediator = member_of(association, "MEDIATOR")
    with organisation(association):
        person = BeneficiaryFactory(organisation=association, urgent_welcome_by=mediator)
    results = in_threads(
        association,
        *[lambda: deliver_notice(beneficiary=person, by=mediator, channel=NoticeChannel.ORAL)] * 2,
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert NoticeDelivery.objects.told().count() == 1


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("beneficiary_file_number", {"file_number": "A-0412"}),
        ("beneficiary_birth_year", {"birth_year": 1850}),
        ("beneficiary_closed_with_its_date", {"status": BeneficiaryStatus.CLOSED}),
    ],
)
def test_each_constraint_of_a_file_bites(inside, constraint, fields):
    BeneficiaryFactory(organisation=inside, file_number="A-0412")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BeneficiaryFactory(organisation=inside, **fields)


@pytest.mark.parametrize("field", ["referent", "created_by"])
def test_a_file_never_points_to_a_member_of_another_organisation(
    inside, other_association, member_of, field
):
    stranger = member_of(other_association)
    with pytest.raises(IntegrityError, match=f"beneficiary_{field}"), transaction.atomic():
        BeneficiaryFactory(organisation=inside, **{field: stranger})


def test_tokens_and_deliveries_stay_with_their_organisations_persons(
    inside, other_association, member_of
):
    with organisation(other_association):
        person = BeneficiaryFactory(organisation=other_association)
    mine = BeneficiaryFactory(organisation=inside)
    with pytest.raises(IntegrityError, match="searchtoken_beneficiary"), transaction.atomic():
        SearchToken.objects.create(organisation=inside, beneficiary_id=person.pk, token="w:x")
    with pytest.raises(IntegrityError, match="noticedelivery_beneficiary"), transaction.atomic():
        NoticeDelivery.objects.create(
            organisation=inside, beneficiary_id=person.pk, by=member_of(inside), channel="oral"
        )
    with pytest.raises(IntegrityError, match="noticedelivery_by"), transaction.atomic():
        told(mine, by=member_of(other_association))


def test_a_token_is_kept_once(inside):
    person = BeneficiaryFactory(organisation=inside)
    with pytest.raises(IntegrityError, match="searchtoken_once"), transaction.atomic():
        SearchToken.objects.create(organisation=inside, beneficiary=person, token="w:diarra")


def test_a_notice_delivery_is_never_rewritten(inside, mediator):
    delivery = told(BeneficiaryFactory(organisation=inside), by=mediator)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        NoticeDelivery.objects.filter(pk=delivery.pk).update(channel="oral")
