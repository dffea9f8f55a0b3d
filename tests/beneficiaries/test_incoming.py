"""A referral on the receiver's side: its copy, its answers, its own file; each side its own."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    IncomingFile,
    IncomingReferral,
    Referral,
    ReferralStatus,
)
from beneficiaries.referral.jobs import empty_unanswered, follow_delays
from beneficiaries.selectors.referrals import incoming_to_answer
from beneficiaries.services.incoming import (
    accept_incoming,
    close_incoming,
    decline_incoming,
    open_incoming,
    open_incoming_file,
    record_incoming_attendance,
    set_incoming_appointment,
)
from beneficiaries.services.referrals import withdraw_referral
from inclusion.exceptions import Refused
from inclusion.jobs.models import Job, Mail
from inclusion.jobs.running import run_job
from inclusion.journal.models import Entry
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.beneficiaries.referrals import a_person, copy_of, reread, sent, tomorrow


@pytest.fixture
def sides(association, other_association, member_of):
    """(sender, receiver): a mediator of each, and a referral from one to the other."""
    sender, receiver = member_of(association, "MEDIATOR"), member_of(other_association, "MANAGER")
    with organisation(association):
        referral = sent(sender, to_organisation=other_association)
    with organisation(other_association):
        incoming = copy_of(referral)
    return sender, receiver, referral, incoming


def follow():
    """Run the sender's jobs, as the worker does."""
    for pk in (
        Job.objects.filter(kind="beneficiaries.referral_answered", state="pending")
        .order_by("created_at", "pk")
        .values_list("pk", flat=True)
    ):
        assert run_job(pk)


def status_at_sender(sender, referral):
    with organisation(sender.organisation):
        return reread(referral).status


# Answers


def test_the_receiver_answers_and_the_sender_follows(sides):
    sender, receiver, referral, incoming = sides
    with organisation(receiver.organisation):
        open_incoming(incoming=incoming, by=receiver)
    follow()
    assert status_at_sender(sender, referral) == ReferralStatus.RECEIVED
    with organisation(receiver.organisation):
        accept_incoming(incoming=incoming, by=receiver, appointment_at=tomorrow())
    follow()
    with organisation(sender.organisation):
        found = reread(referral)
        assert (found.status, found.appointment_at) == (ReferralStatus.APPOINTMENT, tomorrow())
        assert found.answered_at is not None
        assert [step.is_receiver for step in found.steps.order_by("at", "pk")][-1]
    with organisation(receiver.organisation):
        record_incoming_attendance(incoming=incoming, by=receiver, attended=True)
        close_incoming(incoming=incoming, by=receiver, result="ongoing")
    follow()
    with organisation(sender.organisation):
        found = reread(referral)
        assert (found.status, found.result) == (ReferralStatus.CLOSED, "ongoing")
    with organisation(receiver.organisation):
        assert copy_of(referral).shared == ""


def test_whoever_sent_her_is_told_without_a_name(sides):
    sender, receiver, referral, incoming = sides
    with organisation(receiver.organisation):
        open_incoming(incoming=incoming, by=receiver)
        accept_incoming(incoming=incoming, by=receiver)
    follow()
    mail = Mail.objects.get(to=sender.user.email)
    assert "Traoré" not in mail.text + mail.subject
    assert str(referral.pk) in mail.text


def test_a_decline_says_why_and_keeps_nothing(sides):
    sender, receiver, referral, incoming = sides
    with organisation(receiver.organisation):
        open_incoming(incoming=incoming, by=receiver)
        for reason, words in (("", ""), ("pas-envie", ""), ("autre", "")):
            with pytest.raises(Refused):
                decline_incoming(incoming=incoming, by=receiver, reason=reason, words=words)
        with pytest.raises(Refused, match="mot de passe"):
            decline_incoming(
                incoming=incoming,
                by=receiver,
                reason="session-complete",
                words="mot de passe : Chat1234!",
            )
        decline_incoming(
            incoming=incoming, by=receiver, reason="session-complete", words="Reprise en janvier."
        )
        assert (copy_of(referral).shared, copy_of(referral).message) == ("", "")
        with pytest.raises(Refused):
            accept_incoming(incoming=incoming, by=receiver)
    follow()
    with organisation(sender.organisation):
        found = reread(referral)
        assert found.status == ReferralStatus.DECLINED
        assert found.get_decline_reason_display() == "Complet"
        assert found.decline_words == "Reprise en janvier."


def test_answers_come_in_order(sides):
    _, receiver, _, incoming = sides
    with organisation(receiver.organisation):
        with pytest.raises(Refused):
            set_incoming_appointment(incoming=incoming, by=receiver, appointment_at=tomorrow())
        with pytest.raises(Refused):
            record_incoming_attendance(incoming=incoming, by=receiver, attended=True)
        with pytest.raises(Refused):
            close_incoming(incoming=incoming, by=receiver, result="helped")
        with pytest.raises(Refused):
            open_incoming_file(incoming=incoming, by=receiver)
        open_incoming(incoming=incoming, by=receiver)
        with pytest.raises(Refused):
            open_incoming(incoming=incoming, by=receiver)


def test_a_withdrawal_is_seen_at_once(sides):
    sender, receiver, referral, incoming = sides
    with organisation(sender.organisation):
        withdraw_referral(referral=referral, by=sender)
    with organisation(receiver.organisation):
        assert copy_of(referral).shared == ""
        with pytest.raises(Refused, match="retiré"):
            open_incoming(incoming=incoming, by=receiver)


@pytest.mark.django_db(transaction=True)
def test_accepted_and_withdrawn_at_once_ends_in_one_state(
    association, other_association, member_of
):
    sender, receiver = member_of(association, "MEDIATOR"), member_of(other_association, "MANAGER")
    with organisation(association):
        referral = sent(sender, to_organisation=other_association)
    with organisation(other_association):
        incoming = copy_of(referral)
        open_incoming(incoming=incoming, by=receiver)
    follow()
    start, outcomes = threading.Barrier(2), {}

    def run(name, org, act):
        try:
            start.wait()
            with organisation(org):
                act()
            outcomes[name] = True
        except Refused:
            outcomes[name] = False
        finally:
            connection.close()

    threads = [
        threading.Thread(
            target=run,
            args=(
                "accept",
                other_association,
                lambda: accept_incoming(incoming=incoming, by=receiver),
            ),
        ),
        threading.Thread(
            target=run,
            args=(
                "withdraw",
                association,
                lambda: withdraw_referral(referral=referral, by=sender),
            ),
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes["withdraw"]
    follow()
    assert status_at_sender(sender, referral) == ReferralStatus.WITHDRAWN
    with organisation(other_association):
        copy = copy_of(referral)
        assert (copy.status, copy.shared) == (ReferralStatus.WITHDRAWN, "")


# Our own file


def test_opening_a_file_is_the_receivers_own_act_and_once(sides):
    sender, receiver, _, incoming = sides
    values = {
        "first_name": "Aminata",
        "last_name": "Traoré",
        "notice_channel": "oral",
        "phone": "0639984127",
    }
    with organisation(receiver.organisation):
        open_incoming(incoming=incoming, by=receiver)
        accept_incoming(incoming=incoming, by=receiver)
        person = open_incoming_file(incoming=incoming, by=receiver, **values)
        assert person.organisation_id == receiver.organisation_id
        assert person.origin == "association"
        assert person.referred_by == sender.organisation.name
        assert person.notice_deliveries.count() == 1
        with pytest.raises(Refused, match="déjà ouvert"):
            open_incoming_file(incoming=incoming, by=receiver, **values)
        assert Beneficiary.objects.count() == 1
    with organisation(sender.organisation):
        assert not IncomingFile.objects.exists()


def test_the_pages_lead_from_the_letter_to_the_file(sides, client_for):
    _, receiver, _, incoming = sides
    client = client_for(receiver)

    def url(name):
        return reverse(f"beneficiaries:incoming_{name}", args=[incoming.pk])

    listed = client.get(reverse("beneficiaries:incoming_list")).content.decode()
    assert "Aminata" not in listed
    assert "À lire" in listed
    assert "Aminata" not in client.get(url("detail")).content.decode()
    with organisation(receiver.organisation):
        assert copy_of_status(incoming) == ReferralStatus.SENT
    assert client.post(url("open")).status_code == 302
    assert "Aminata" in client.get(url("detail")).content.decode()
    assert client.get(url("file")).status_code == 302
    assert client.post(url("decline"), {}).status_code == 422
    assert client.post(url("accept"), {"day": "2026-13-45"}).status_code == 422
    assert client.post(url("accept"), {}).status_code == 302
    page = client.get(url("file")).content.decode()
    assert 'value="Aminata"' in page
    assert 'value="06 39 98 41 27"' in page
    response = client.post(
        url("file"),
        {"first_name": "Aminata", "last_name": "Traoré", "notice_channel": "oral"},
    )
    assert response.status_code == 302, response.content.decode()[:2000]
    with organisation(receiver.organisation):
        person = Beneficiary.objects.get()
        assert str(person.pk) in response["Location"]
        reads = Entry.objects.filter(chain="reads").values_list("action", flat=True)
        assert "read.incoming_referral" in set(reads)


def test_someone_known_already_is_proposed_before_a_second_file_is_opened(sides, client_for):
    _, receiver, _, incoming = sides
    with organisation(receiver.organisation):
        known = BeneficiaryFactory(
            organisation=receiver.organisation, first_name="Aminata", last_name="Traoré"
        )
    client = client_for(receiver)
    for name in ("open", "accept"):
        client.post(reverse(f"beneficiaries:incoming_{name}", args=[incoming.pk]), {})
    url = reverse("beneficiaries:incoming_file", args=[incoming.pk])
    typed = {"first_name": "Aminata", "last_name": "Traoré", "notice_channel": "oral"}
    response = client.post(url, typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Une personne lui ressemble" in page
    assert known.file_number in page
    assert client.post(url, {**typed, "none_of": str(known.pk)}).status_code == 302


def copy_of_status(incoming):
    return IncomingReferral.objects.get(pk=incoming.pk).status


def test_another_organisation_has_no_such_letter(sides, client_for, member_of):
    sender, _, _, incoming = sides
    for client in (client_for(sender),):
        for name in ("detail", "file"):
            url = reverse(f"beneficiaries:incoming_{name}", args=[incoming.pk])
            assert client.get(url).status_code == 404
        for name in ("open", "accept", "decline", "appoint", "attend", "close"):
            url = reverse(f"beneficiaries:incoming_{name}", args=[incoming.pk])
            assert client.post(url).status_code == 404


def test_what_waits_is_said_on_the_home_page(sides):
    _, receiver, _, _ = sides
    with organisation(receiver.organisation):
        (line,) = incoming_to_answer(receiver)
        assert line.title.startswith("Répondre à ")
        assert not line.is_late


# Each side its own


def test_the_copy_is_the_receivers_and_the_referral_the_senders(sides, member_of):
    sender, receiver, referral, _ = sides
    with organisation(receiver.organisation):
        assert not Referral.objects.exists()
        assert json.loads(copy_of(referral).shared)["first_name"] == "Aminata"
    stranger = member_of(
        type(sender.organisation).objects.create(
            name="Tierce", slug="tierce", kind="association", prefix="TRC"
        )
    )
    with organisation(stranger.organisation):
        assert not IncomingReferral.objects.exists()


def update_as(org, incoming, **changes):
    with organisation(org), transaction.atomic():
        return IncomingReferral.objects.filter(pk=incoming.pk).update(**changes)


def test_the_sender_may_only_withdraw(sides):
    sender, _, _, incoming = sides
    org = sender.organisation
    for changes in (
        {"status": "accepted", "shared": "", "message": ""},
        {"status": "withdrawn"},
        {"shared": "", "message": "", "appointment_at": timezone.now()},
        {"shared": "", "message": "", "sender_name": "Autre"},
    ):
        with pytest.raises(IntegrityError):
            update_as(org, incoming, **changes)
    assert update_as(org, incoming, status="withdrawn", shared="", message="") == 1


def test_the_receiver_may_not_touch_what_was_shared(sides):
    _, receiver, _, incoming = sides
    org = receiver.organisation
    with organisation(org):
        row = IncomingReferral.objects.get(pk=incoming.pk)
        row.shared = '{"first_name":"Autre"}'
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(update_fields=["shared"])
    for changes in (
        {"status": "withdrawn"},
        {"need": "acces-aux-droits"},
        {"sender_name": "Autre"},
        {"expires_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError):
            update_as(org, incoming, **changes)
    assert update_as(org, incoming, status="declined", shared="", message="") == 1
    with pytest.raises(IntegrityError):
        update_as(org, incoming, status="accepted")


def test_nobody_deletes_a_copy_nor_invents_one(sides):
    sender, receiver, referral, incoming = sides
    for member in (sender, receiver):
        with organisation(member.organisation):
            assert IncomingReferral.objects.filter(pk=incoming.pk).delete()[0] == 0
    with organisation(receiver.organisation), pytest.raises(DatabaseError), transaction.atomic():
        IncomingReferral.objects.create(
            organisation=sender.organisation,
            to_organisation=receiver.organisation,
            referral_id=a_person(receiver).pk,
            sender_name="Faux",
            need="acces-aux-droits",
            expires_at=timezone.now(),
        )
    with organisation(sender.organisation), pytest.raises(IntegrityError), transaction.atomic():
        IncomingReferral.objects.create(
            organisation=sender.organisation,
            to_organisation=receiver.organisation,
            referral_id=referral.beneficiary_id,
            sender_name="Sans orientation",
            need="acces-aux-droits",
            expires_at=timezone.now(),
        )


# What is not accepted does not stay


def test_what_was_not_accepted_is_emptied_fifteen_days_after_its_delay(sides):
    sender, receiver, _, incoming = sides
    due = incoming.expires_at + timedelta(days=15)
    with organisation(receiver.organisation):
        assert empty_unanswered(now=due - timedelta(seconds=1)) == 0
        assert empty_unanswered(now=due) == 1
        assert empty_unanswered(now=due) == 0
        assert IncomingReferral.objects.get().shared == ""
    with organisation(sender.organisation):
        assert follow_delays(now=due)["emptied"] == 0
