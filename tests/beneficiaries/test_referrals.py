"""A referral on the sender's side: doors shown, one chosen, what leaves, what comes back."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import (
    Consent,
    Referral,
    ReferralOffer,
    ReferralStatus,
    ReferralStep,
)
from beneficiaries.referral.jobs import ask_for_referral_delays, follow_delays
from beneficiaries.referral.sheet import sheet_facts
from beneficiaries.referral.targets import (
    is_group_advised_against,
    need_of,
    suggested_targets,
)
from beneficiaries.selectors.referrals import (
    incoming_to_answer,
    referral_counts,
    referrals_panel,
    referrals_to_follow,
    timeline_entries,
)
from beneficiaries.services.consents import give_consent, withdraw_consent
from beneficiaries.services.referral_sending import send_again, send_referral
from beneficiaries.services.referrals import (
    choose_door,
    close_referral,
    give_new_sheet,
    note_refusal,
    propose_referral,
    record_attendance,
    set_appointment,
    withdraw_referral,
)
from inclusion.documents.models import Document
from inclusion.documents.rendering import render
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, Mail
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from inclusion.organisations.models import PublicLink
from tests.beneficiaries.referrals import (
    SIMPLON,
    a_person,
    a_target,
    chosen,
    copy_of,
    latest_consent,
    proposed,
    reread,
    sent,
    tomorrow,
)
from tests.documents.pdf_text import pages_text, text_of
from tests.places.factories import a_place
from tests.workshops.factories import SessionFactory, WorkshopFactory


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def simplon(other_association, member_of):
    """Another structure of the platform, with someone to read what it receives."""
    other_association.name = "Simplon"
    other_association.save()
    member_of(other_association, "MEDIATOR")
    return other_association


# Doors


def test_one_to_three_doors_are_kept_as_they_were_shown(mediator):
    referral = proposed(mediator, targets=[a_target("A"), a_target("B"), a_target("C")])
    assert referral.status == ReferralStatus.PROPOSED
    assert list(referral.offers.order_by("rank").values_list("title", flat=True)) == list("ABC")
    assert referral.offers.get(rank=1).distance_km == pytest.approx(2, abs=0.1)
    with pytest.raises(Refused):
        proposed(mediator, targets=[a_target(name) for name in "ABCD"])
    with pytest.raises(Refused):
        propose_referral(
            beneficiary=a_person(mediator), by=mediator, need="acces-aux-droits", targets=[]
        )


def test_a_closed_or_frozen_file_is_not_referred(mediator):
    with pytest.raises(Refused, match="clos"):
        proposed(mediator, a_person(mediator, closed=True))
    with pytest.raises(Refused, match="gelé"):
        proposed(mediator, a_person(mediator, limited_at=timezone.now()))


def test_the_address_given_comes_with_her_sheet(mediator):
    referral = chosen(mediator, mode="address", ask_for="Mme Lopez")
    assert referral.status == ReferralStatus.SENT
    document = Document.objects.get(pk=referral.sheet_id)
    facts = json.loads(document.facts)
    assert facts["ask_for"] == "Mme Lopez"
    assert facts["bring"] == ["ce papier", "une pièce d’identité", "votre téléphone"]
    assert referral.need not in document.facts
    assert "formation" not in document.facts.lower()


def test_an_appointment_needs_its_day_and_prints_it(mediator):
    referral = proposed(mediator)
    offer = referral.offers.get()
    with pytest.raises(Refused, match="jour"):
        choose_door(referral=referral, by=mediator, offer=offer, mode="appointment")
    with pytest.raises(Refused, match="à venir"):
        choose_door(
            referral=referral,
            by=mediator,
            offer=offer,
            mode="appointment",
            appointment_at=timezone.now() - timedelta(days=3),
        )
    choose_door(
        referral=referral, by=mediator, offer=offer, mode="appointment", appointment_at=tomorrow()
    )
    referral = reread(referral)
    assert referral.status == ReferralStatus.APPOINTMENT
    assert Document.objects.get(pk=referral.sheet_id).title == "Votre rendez-vous"
    with pytest.raises(Refused):
        choose_door(referral=referral, by=mediator, offer=offer, mode="address")


def test_the_sheet_holds_on_one_page_whatever_the_place(mediator):
    long_place = a_target(
        "Médiathèque intercommunale du Grand-Parc et de la place de l’Europe",
        address_lines=["Bâtiment B", "34 rue du Professeur-Jean-Auguste-Ingres", "33300 Bordeaux"],
        hours=[f"Jour {n} : de 9 h à 12 h 30 et de 14 h à 17 h 30" for n in range(6)],
        hours_note="Fermé une semaine en août. " * 10,
        directions="Prenez le tram C. Descendez à Grand-Parc. Marchez 3 minutes. Sonnez. Entrez.",
        what_to_bring="une pièce; un courrier; vos lunettes; votre téléphone; un chargeur; un pull",
    )
    referral = proposed(mediator, targets=[long_place])
    offer = referral.offers.get()
    choose_door(
        referral=referral, by=mediator, offer=offer, mode="address", ask_for="Mme Lopez" * 5
    )
    document = Document.objects.get(pk=reread(referral).sheet_id)
    pdf = render("referral_sheet", json.loads(document.facts))
    assert len(pages_text(pdf)) == 1
    assert "Descendez à Grand-Parc." in " ".join(text_of(pdf).split())
    assert sheet_facts(reread(referral), offer)["size"] == "closest"


def test_her_refusal_is_kept_in_her_words_and_guarded(mediator):
    referral = proposed(mediator)
    with pytest.raises(Refused):
        note_refusal(referral=referral, by=mediator, words="mon mot de passe est Chat1234!")
    note_refusal(referral=referral, by=mediator, words="C’est trop loin.")
    referral = reread(referral)
    assert referral.person_refusal == "C’est trop loin."
    assert referral.ended_at is not None
    with pytest.raises(Refused):
        note_refusal(referral=referral, by=mediator)


# Transmission


def test_only_the_ticked_fields_leave_with_her_consent(mediator, simplon):
    referral = sent(mediator, to_organisation=simplon)
    copy = copy_of(referral)
    assert json.loads(copy.shared) == {
        "first_name": "Aminata",
        "phone": "06 39 98 41 27",
        "need": "Se former pour l’emploi",
    }
    assert copy.message == "Disponible le matin."
    assert referral.consent == latest_consent(referral)
    assert referral.consent.receiver == "Simplon"
    assert referral.receiver_name == "Simplon"
    with connection.cursor() as cursor:
        cursor.execute("SELECT shared, message FROM beneficiaries_incomingreferral")
        shared, message = (bytes(value) for value in cursor.fetchone())
    assert b"Aminata" not in shared
    assert b"matin" not in message


def test_nothing_leaves_without_her_consent(mediator):
    with pytest.raises(Refused, match="sans l’accord"):
        sent(mediator, manner="")
    assert not Mail.objects.exists()
    assert not PublicLink.objects.filter(kind="referral").exists()


def test_a_consent_already_given_to_that_structure_is_enough(mediator):
    person = a_person(mediator)
    give_consent(
        beneficiary=person,
        by=mediator,
        purpose="transmission",
        receiver="SIMPLON",
        manner="signature",
    )
    referral = sent(mediator, person, manner="")
    assert Consent.objects.filter(beneficiary=person).count() == 1
    # As it is spelt in the file.
    assert referral.receiver_name == "SIMPLON"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fields": []}, "Cochez"),
        ({"fields": ["note"]}, "Cochez"),
        ({"to_email": "simplon"}, "pas complète"),
        ({"message": "Son numéro : 1 79 05 63 113 042 53"}, "sécurité sociale"),
        ({"code": "birth_year", "birth_year": None}, "année de naissance"),
    ],
)
def test_a_transmission_is_refused_with_its_reason(mediator, changes, sentence):
    person = a_person(mediator, birth_year=changes.pop("birth_year", 1979))
    with pytest.raises(Refused, match=sentence):
        sent(mediator, person, **changes)
    assert not Mail.objects.exists()


def test_a_double_click_sends_once(mediator):
    referral = sent(mediator)
    with pytest.raises(Refused):
        send_referral(referral=referral, by=mediator, fields=["phone"], to_email=SIMPLON)
    assert Mail.objects.filter(to=SIMPLON).count() == 1


def test_the_mail_names_nobody(mediator):
    referral = sent(mediator)
    mail = Mail.objects.get(to=SIMPLON)
    for secret in ("Aminata", "Traoré", "0639", "06 39", referral.opening_code, "A-0"):
        assert secret not in mail.text + mail.subject


def test_an_organisation_nobody_reads_in_receives_nothing(mediator, other_association):
    with pytest.raises(Refused, match="ne reçoit pas"):
        sent(mediator, to_organisation=other_association)


def test_the_journal_knows_her_by_pseudonym_only(association, member_of):
    with organisation(association):
        mediator = member_of(association, "MEDIATOR")
        referral = sent(mediator)
    with organisation(association):
        entries = Entry.objects.about(referral.beneficiary)
        assert "referral.sent" in set(entries.values_list("action", flat=True))
        whole = " ".join(Entry.objects.values_list("facts", flat=True))
    assert "Traoré" not in whole
    assert "Aminata" not in whole
    assert SIMPLON not in whole


# What the database refuses


def test_the_database_refuses_a_transmission_without_a_current_consent(mediator):
    referral = chosen(mediator)
    person = referral.beneficiary
    other = a_person(mediator, first_name="Fatou")

    def consent_of(someone, **fields):
        values = {"purpose": "transmission", "receiver": "Simplon", "state": "given"} | fields
        return Consent.objects.create(
            organisation=someone.organisation,
            beneficiary=someone,
            manner="witnessed",
            notice_version="2026-1",
            by=mediator,
            **values,
        )

    refused = [
        consent_of(other),
        consent_of(person, purpose="sms", receiver=""),
        consent_of(person, receiver="Une autre"),
        consent_of(person, state="refused"),
        consent_of(person, valid_until=timezone.localdate() - timedelta(days=1)),
    ]
    given = consent_of(person)
    withdrawn = consent_of(person, state="withdrawn")
    for consent in (None, *refused, given, withdrawn):
        with pytest.raises(IntegrityError, match="consent"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(status="sent", consent=consent)
    again = consent_of(person)
    Referral.objects.filter(pk=referral.pk).update(status="sent", consent=again)
    # More fields than she agreed to see leave would be another transmission.
    consent_of(person, state="withdrawn")
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(shared_fields=["first_name"])


def test_the_database_bites_on_each_rule_of_a_referral(mediator):
    referral = proposed(mediator, targets=[a_target("A"), a_target("B")])
    for changes in ({"status": "declined"},):
        with pytest.raises(IntegrityError, match="declined_with_a_reason"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(**changes)
    with pytest.raises(IntegrityError, match="one_chosen"), transaction.atomic():
        ReferralOffer.objects.filter(referral=referral).update(is_chosen=True)
    with pytest.raises(IntegrityError, match="rank_once"), transaction.atomic():
        ReferralOffer.objects.filter(referral=referral).update(rank=1)
    with pytest.raises(IntegrityError, match="three_at_most"), transaction.atomic():
        ReferralOffer.objects.filter(referral=referral, rank=2).update(rank=4)
    with pytest.raises(Exception, match="never changes"), transaction.atomic():
        ReferralStep.objects.filter(referral=referral).update(status="sent")


@pytest.mark.django_db(transaction=True)
def test_her_withdrawal_and_the_sending_take_turns(association, member_of):
    """Whoever comes second sees what the first did: nothing is ever out against her will."""
    with organisation(association):
        mediator = member_of(association, "MEDIATOR")
        person = a_person(mediator)
        give_consent(
            beneficiary=person,
            by=mediator,
            purpose="transmission",
            receiver="Simplon",
            manner="witnessed",
        )
        referral = chosen(mediator, person)
    start = threading.Barrier(2)
    outcomes = {}

    def run(name, act):
        try:
            start.wait()
            with organisation(association):
                act()
            outcomes[name] = "done"
        except Refused as refusal:
            outcomes[name] = refusal.message
        finally:
            connection.close()

    def send():
        send_referral(referral=referral, by=mediator, fields=["phone"], to_email=SIMPLON, manner="")

    def withdraw():
        withdraw_consent(
            beneficiary=person,
            by=mediator,
            purpose="transmission",
            receiver="Simplon",
            manner="witnessed",
        )

    threads = [
        threading.Thread(target=run, args=("send", send)),
        threading.Thread(target=run, args=("withdraw", withdraw)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes["withdraw"] == "done", outcomes
    with organisation(association):
        status = Referral.objects.get(pk=referral.pk).status
    if outcomes["send"] == "done":
        assert status == ReferralStatus.WITHDRAWN
    else:
        assert status == ReferralStatus.PROPOSED


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_leaves_once(association, member_of):
    with organisation(association):
        mediator = member_of(association, "MEDIATOR")
        referral = chosen(mediator)
    start, outcomes = threading.Barrier(2), []

    def run():
        try:
            start.wait()
            with organisation(association):
                send_referral(
                    referral=referral,
                    by=mediator,
                    fields=["phone"],
                    to_email=SIMPLON,
                    manner="witnessed",
                )
            outcomes.append("done")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert Mail.objects.filter(to=SIMPLON).count() == 1


# Withdrawal


def test_taking_her_consent_back_ends_what_was_not_accepted(mediator, simplon):
    referral = sent(mediator, to_organisation=simplon)
    withdraw_consent(
        beneficiary=referral.beneficiary,
        by=mediator,
        purpose="transmission",
        receiver="Simplon",
        manner="witnessed",
    )
    assert reread(referral).status == ReferralStatus.WITHDRAWN
    copy = copy_of(referral)
    assert (copy.status, copy.shared, copy.message) == (ReferralStatus.WITHDRAWN, "", "")


def test_another_structures_consent_is_another_matter(mediator):
    referral = sent(mediator)
    for act in (give_consent, withdraw_consent):
        act(
            beneficiary=referral.beneficiary,
            by=mediator,
            purpose="transmission",
            receiver="Croix-Rouge",
            manner="witnessed",
        )
    assert reread(referral).status == ReferralStatus.SENT


def test_the_sender_takes_back_at_any_time_but_once(mediator):
    referral = sent(mediator)
    withdraw_referral(referral=referral, by=mediator)
    with pytest.raises(Refused):
        withdraw_referral(referral=referral, by=mediator)


# Following


def test_attendance_and_result_are_said_in_order(mediator):
    referral = chosen(mediator, mode="appointment", appointment_at=tomorrow())
    with pytest.raises(Refused):
        close_referral(referral=referral, by=mediator, result="bof")
    record_attendance(referral=referral, by=mediator, attended=True)
    with pytest.raises(Refused):
        record_attendance(referral=referral, by=mediator, attended=False)
    close_referral(referral=referral, by=mediator, result="helped")
    assert reread(referral).result == "helped"


def test_an_absent_person_gets_another_day(mediator):
    referral = chosen(mediator, mode="appointment", appointment_at=tomorrow())
    record_attendance(referral=referral, by=mediator, attended=False)
    set_appointment(referral=referral, by=mediator, appointment_at=tomorrow() + timedelta(days=7))
    referral = reread(referral)
    assert referral.status == ReferralStatus.APPOINTMENT
    assert referral.ended_at is None


def test_a_new_sheet_replaces_the_former(mediator):
    referral = chosen(mediator, mode="address")
    first = referral.sheet
    second = give_new_sheet(referral=referral, by=mediator)
    assert second.replaces == first
    withdraw_referral(referral=referral, by=mediator)
    with pytest.raises(Refused):
        give_new_sheet(referral=referral, by=mediator)


# Delays


def aged(referral, **fields):
    Referral.objects.filter(pk=referral.pk).update(**fields)
    return reread(referral)


def test_the_delays_remind_at_seven_days_and_bring_back_at_fifteen(mediator):
    referral = sent(mediator)
    at = referral.sent_at
    nothing = {"reminded": 0, "brought_back": 0, "asked": 0, "emptied": 0}
    assert follow_delays(now=at + timedelta(days=7, seconds=-1)) == nothing
    assert follow_delays(now=at + timedelta(days=7))["reminded"] == 1
    assert follow_delays(now=at + timedelta(days=7)) == nothing
    assert Mail.objects.filter(to=SIMPLON).count() == 2
    assert follow_delays(now=at + timedelta(days=15, seconds=-1)) == nothing
    assert follow_delays(now=at + timedelta(days=15))["brought_back"] == 1
    assert follow_delays(now=at + timedelta(days=16)) == nothing
    assert reread(referral).status == ReferralStatus.UNANSWERED
    assert [line.title for line in referrals_to_follow(mediator)] == [
        "Simplon n’a pas répondu pour Mme\u00a0Traoré"
    ]


def test_an_address_given_asks_after_fifteen_days_whether_she_went(mediator):
    referral = chosen(mediator, mode="address")
    assert follow_delays(now=referral.sent_at + timedelta(days=15))["brought_back"] == 1
    assert reread(referral).status == ReferralStatus.SENT
    assert "est-elle allée à Simplon" in referrals_to_follow(mediator)[0].title


def test_the_day_after_an_appointment_both_sides_are_asked(mediator):
    referral = sent(mediator)
    at = timezone.now() - timedelta(days=2)
    aged(referral, status="appointment", appointment_at=at, answered_at=at)
    assert follow_delays(now=at + timedelta(hours=23))["asked"] == 0
    assert follow_delays(now=at + timedelta(days=1))["asked"] == 1
    assert follow_delays(now=at + timedelta(days=1))["asked"] == 0
    mail = Mail.objects.filter(to=SIMPLON).order_by("-created_at").first()
    assert mail.subject == "La personne est-elle venue\u00a0?"
    assert "est-elle venue" in referrals_to_follow(mediator)[0].title


def test_each_organisation_has_its_job_once_a_day(association):
    ask_for_referral_delays()
    ask_for_referral_delays()
    assert Job.objects.filter(kind="beneficiaries.referral_delays").count() == 1


def test_a_locked_link_is_sent_again_with_another_code(mediator):
    referral = sent(mediator)
    code = referral.opening_code
    aged(referral, wrong_code_count=5)
    send_again(referral=referral, by=mediator)
    referral = reread(referral)
    assert referral.wrong_code_count == 0
    assert referral.opening_code != code or len(code) == 6
    assert PublicLink.objects.filter(kind="referral", object_id=referral.pk).count() == 1


# Doors suggested


def test_a_path_leads_to_a_need_and_to_workshops_with_a_free_seat(mediator):
    org = mediator.organisation
    workshop = WorkshopFactory(organisation=org, title="Premiers clics", topic="email")
    free = SessionFactory(organisation=org, workshop=workshop, starts_at=tomorrow(9))
    full = SessionFactory(organisation=org, workshop=workshop, starts_at=tomorrow(14), capacity=1)
    type(full).objects.filter(pk=full.pk).update(seats_taken=1)
    person = a_person(mediator)
    found = suggested_targets(person, mediator, "maitriser-les-fondamentaux-du-numerique")
    assert [target.id for target in found if target.kind == "workshop"] == [free.pk]
    alone = suggested_targets(
        person, mediator, "maitriser-les-fondamentaux-du-numerique", alone=True
    )
    assert [target for target in alone if target.kind == "workshop"] == []
    assert not [
        target
        for target in suggested_targets(person, mediator, "accompagnement-individuel")
        if target.kind == "workshop"
    ]


def test_what_the_association_has_in_store_is_a_door_too(mediator, member_of):
    person = a_person(mediator, postcode="44300", city="Nantes", insee_code="44109")
    a_place(mediator, services=["Acquisition de matériel informatique à prix solidaire"])
    (door,) = suggested_targets(person, mediator, "acquerir-un-equipement")
    assert door.reason.startswith("Chez vous\u00a0: on y trouve du matériel à prix solidaire")
    assert door.facts["organisation_id"] is None
    assert suggested_targets(person, mediator, "acces-aux-droits") == []


class _Assessment:
    def __init__(self, path="", proposals=()):
        self.chosen_path, self.proposed_path, self.proposals = path, "", list(proposals)


def test_the_assessment_decides_the_need_and_bars_the_group():
    assert need_of(_Assessment("rights")) == "acces-aux-droits"
    assert need_of(_Assessment()) is None
    against = [{"rule": "isolated", "against": [{"path": "initiation", "reason": "Isolée."}]}]
    assert is_group_advised_against(_Assessment(proposals=against))
    assert is_group_advised_against(_Assessment(proposals=[{"against": ["initiation"]}]))
    assert not is_group_advised_against(_Assessment(proposals=[{"against": []}, "ancien"]))


# Reads


def test_the_panel_and_the_path_share_one_query(mediator, django_assert_num_queries):
    person = a_person(mediator)
    for _ in range(3):
        chosen(mediator, person, mode="address")
    with django_assert_num_queries(1):
        panel = referrals_panel(person, mediator)
    assert len(panel["referral_lines"]) == 3
    assert [step["label"] for step in panel["referral_lines"][0]["steps"]] == [
        "Proposée",
        "Adresse remise",
        "Venue",
    ]
    with django_assert_num_queries(0):
        entries = timeline_entries(person, mediator)
    assert len(entries) == 3
    volunteer = type(mediator)(organisation=mediator.organisation, role="VOLUNTEER")
    assert timeline_entries(person, volunteer) == []
    assert referrals_to_follow(volunteer) == incoming_to_answer(volunteer) == []


def test_the_counts_are_of_what_was_sent(mediator):
    today = timezone.localdate()
    chosen(mediator, mode="address")
    came = chosen(mediator, mode="appointment", appointment_at=tomorrow())
    record_attendance(referral=came, by=mediator, attended=True)
    close_referral(referral=came, by=mediator, result="helped")
    proposed(mediator)
    counts = referral_counts(mediator, today, today)
    assert (counts.sent, counts.answered, counts.attended, counts.absent) == (2, 0, 1, 0)
    before = today - timedelta(days=1)
    assert referral_counts(mediator, before, before).sent == 0


# Pages


def test_a_referral_is_made_page_after_page(association, member_of, client_for):
    mediator = member_of(association, "MEDIATOR")
    client = client_for(mediator)
    with organisation(association):
        person = a_person(mediator)
    create = reverse("beneficiaries:referral_create", args=[person.pk])
    assert "Le besoin, et où chercher" in client.get(create).content.decode()
    assert client.post(create, {"besoin": "acces-aux-droits"}).status_code == 422
    response = client.post(
        create, {"besoin": "acces-aux-droits", "other_name": "Simplon", "other_email": SIMPLON}
    )
    detail = response["Location"]
    with organisation(association):
        referral = Referral.objects.get()
        offer = referral.offers.get()
    choose = reverse("beneficiaries:referral_choose", args=[referral.pk])
    assert client.post(choose, {}).status_code == 422
    response = client.post(choose, {"offer": str(offer.pk), "mode": "transmission"})
    send = response["Location"]
    assert send == reverse("beneficiaries:referral_send", args=[referral.pk])
    page = client.get(send).content.decode()
    assert "transmette à <strong>Simplon</strong>" in page
    assert "06 39 98 41 27" in page
    form = {
        "structure": "courriel",
        "to_email": SIMPLON,
        "fields_shared": ["first_name", "phone"],
        "message": "Elle est dépressive.",
        "code": "digits",
        "manner": "witnessed",
    }
    refused = client.post(send, form)
    assert refused.status_code == 422
    confirmation = refused.context["form"].to_confirm
    assert confirmation
    assert not Mail.objects.exists()
    assert client.post(send, form | {"confirmation": confirmation})["Location"] == detail
    shown = client.get(detail).content.decode()
    with organisation(association):
        code = Referral.objects.get().opening_code
    assert code in shown
    assert "Rien d’autre n’est parti" in shown


@pytest.mark.parametrize("role", ["VOLUNTEER", "TECHNICIAN", "TREASURER", "OFFICER"])
def test_other_roles_see_no_referral(role, association, member_of, client_for):
    client = client_for(member_of(association, role))
    for name in ("referral_list", "incoming_list"):
        assert client.get(reverse(f"beneficiaries:{name}")).status_code == 403


def test_a_neighbours_referral_does_not_exist(
    association, other_association, member_of, client_for
):
    with organisation(association):
        referral = sent(member_of(association, "MEDIATOR"))
    client = client_for(member_of(other_association, "MANAGER"))
    for name in ("referral_detail", "referral_send", "referral_withdraw"):
        url = reverse(f"beneficiaries:{name}", args=[referral.pk])
        assert client.get(url).status_code == 404
    for name in ("choose", "refuse", "remind", "appoint", "attend", "close", "sheet", "withdraw"):
        url = reverse(f"beneficiaries:referral_{name}", args=[referral.pk])
        assert client.post(url).status_code == 404
    with organisation(association):
        assert reread(referral).status == ReferralStatus.SENT


def test_the_list_costs_the_same_for_two_and_twelve(association, member_of, client_for):
    mediator = member_of(association, "MEDIATOR")
    client = client_for(mediator)
    client.get(reverse("beneficiaries:referral_list"))
    counts = []
    for many in (2, 10):
        with organisation(association):
            for _ in range(many):
                chosen(mediator, mode="address")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("beneficiaries:referral_list")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
