"""Lots from their opening to the last difference explained: each act, each refusal, and races."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from equipment import services
from equipment.models import (
    Allocation,
    Device,
    DeviceStatus,
    Loss,
    Lot,
    LotDelivery,
    LotDeliveryLine,
    LotLine,
)
from equipment.next_steps import next_steps
from equipment.selectors.lots import Counts, figures_of, lot_counts
from equipment.services.lot_arrivals import bring_up_to_date
from inclusion.documents.models import Document
from inclusion.exceptions import Refused
from inclusion.jobs.models import Mail
from inclusion.jobs.running import run_pending_jobs
from inclusion.organisations.database import organisation
from tests.beneficiaries.factories import BeneficiaryFactory
from tests.core.papers import draw
from tests.equipment import lots
from tests.equipment.factories import DeviceFactory, OfferFactory
from tests.factories import OrganisationFactory


def statuses(lot):
    return set(lot.lines.values_list("device__status", flat=True))


def outcomes(lot):
    rows = lot.lines.order_by("device__asset_tag").values_list("outcome", flat=True)
    return list(rows)


# ---- The partner ----


def test_a_partner_is_written_once_with_its_territory(technician, other_association, journal):
    partner = lots.a_partner(technician, organisation=other_association)
    assert (partner.partner, partner.territory) == (other_association, "qpv")
    assert journal("lot_partner.saved")["is_new"] is True
    with pytest.raises(Refused, match="déjà ce nom"):
        lots.a_partner(technician, organisation=None, name=other_association.name)
    with pytest.raises(Refused, match="déjà parmi vos partenaires"):
        lots.a_partner(technician, organisation=other_association, name="Autre nom")
    with pytest.raises(Refused, match="soi-même"):
        lots.a_partner(technician, organisation=technician.organisation)
    with pytest.raises(Refused, match="quel territoire"):
        lots.a_partner(technician, name="X", territory="moon")
    with pytest.raises(Refused, match="nom de la structure"):
        lots.a_partner(technician, name=" ")


def test_a_partner_is_corrected(technician):
    partner = lots.a_partner(technician)
    services.save_partner(
        by=technician, partner=partner, name="Maison du lac", territory="rural", phone="04 73 00"
    )
    partner.refresh_from_db()
    assert (partner.name, partner.territory, partner.phone) == (
        "Maison du lac",
        "rural",
        "04 73 00",
    )


def test_a_neighbours_partner_receives_nothing_from_us(technician, other_association, member_of):
    theirs = member_of(other_association, "TECHNICIAN")
    with organisation(other_association):
        partner = lots.a_partner(theirs)
    with pytest.raises(Refused, match="relève d’une autre structure"):
        lots.a_lot(technician, partner)


# ---- What goes in ----


def test_ready_devices_go_in_and_the_others_are_told_why(technician, journal):
    lot = lots.a_lot(technician)
    good = lots.ready(technician)[0]
    raw = DeviceFactory(organisation=technician.organisation, unproven=1)
    count, refused = services.add_to_lot(
        lot=lot, devices=[good, raw], by=technician, use="collective"
    )
    good.refresh_from_db()
    assert (count, good.status, lot.lines.get().use) == (1, "reserved", "collective")
    assert "En quarantaine" in refused[raw.asset_tag]
    assert journal("device.put_in_lot")["lot"] == str(lot.pk)
    with pytest.raises(Refused, match="déjà dans le lot"):
        services.add_to_lot(lot=lots.a_lot(technician, lot.partner), devices=[good], by=technician)
    with pytest.raises(Refused, match="Scannez au moins"):
        services.add_to_lot(lot=lot, devices=[], by=technician)
    with pytest.raises(Refused, match="usage n’existe pas"):
        services.add_to_lot(lot=lot, devices=[good], by=technician, use="ailleurs")


def test_a_neighbours_device_is_not_there_to_add(technician, other_association, member_of):
    theirs = member_of(other_association, "TECHNICIAN")
    with organisation(other_association):
        device = lots.ready(theirs)[0]
    with pytest.raises(Refused, match="Scannez au moins"):
        services.add_to_lot(lot=lots.a_lot(technician), devices=[device], by=technician)


def test_what_is_promised_to_a_person_is_in_no_lot_and_the_other_way(technician, mediator):
    org = technician.organisation
    person = BeneficiaryFactory(organisation=org)
    promised, confided = lots.ready(technician, 2)
    offer = OfferFactory(organisation=org)
    services.allocate(device=promised, beneficiary=person, offer=offer, by=mediator)
    lot = lots.a_lot(technician)
    with pytest.raises(Refused, match="déjà attribué"):
        services.add_to_lot(lot=lot, devices=[promised], by=technician)
    services.add_to_lot(lot=lot, devices=[confided], by=technician)
    with pytest.raises(Refused, match="Passage impossible"):
        services.allocate(device=confided, beneficiary=person, offer=offer, by=mediator)


def test_a_device_of_a_lot_is_only_offered_the_acts_of_lots(technician):
    lot = lots.filled(technician)
    device = lot.lines.first().device
    device.refresh_from_db()
    titles = {step.title for step in next_steps(device)}
    assert "Retirer de son lot" in titles
    assert "Annuler la réservation" not in titles


def test_a_device_is_taken_out_before_the_papers_only(technician, journal):
    lot = lots.filled(technician)
    line = lot.lines.first()
    device = services.take_from_lot(lot=lot, line=line, by=technician)
    device.refresh_from_db()
    assert device.status == DeviceStatus.READY
    assert journal("device.taken_from_lot")["lot"] == str(lot.pk)
    with pytest.raises(Refused, match="n’est plus dans ce lot"):
        services.take_from_lot(lot=lot, line=line, by=technician)
    services.prepare_lot(lot=lot, by=technician)
    with pytest.raises(Refused, match="rouvrez-le"):
        services.take_from_lot(lot=lot, line=lot.lines.get(), by=technician)


# ---- The papers, and the departure ----


def test_papers_freeze_the_list_and_name_what_they_replace(technician, journal):
    lot = lots.filled(technician)
    lot = services.prepare_lot(lot=lot, by=technician)
    first = lot.agreement
    assert (lot.status, statuses(lot)) == ("prepared", {"allocated"})
    assert journal("lot.prepared")["count"] == 2
    with pytest.raises(Refused, match="rouvrez-le"):
        services.add_to_lot(lot=lot, devices=lots.ready(technician), by=technician)
    lot = services.reopen_lot(lot=lot, by=technician)
    assert (lot.status, statuses(lot)) == ("draft", {"reserved"})
    lot = services.prepare_lot(lot=lot, by=technician)
    assert lot.agreement.replaces == first
    assert Document.objects.filter(kind="lot_agreement").count() == 2


def test_an_empty_lot_has_no_papers(technician):
    with pytest.raises(Refused, match="vide"):
        services.prepare_lot(lot=lots.a_lot(technician), by=technician)


def test_a_lot_leaves_with_a_copy_and_a_mail(technician, journal):
    lot = lots.prepared(technician)
    with pytest.raises(Refused, match="Papiers prêts"):
        services.close_lot(lot=lot, by=technician)
    lot = services.send_lot(lot=lot, by=technician)
    delivery = lots.copy_of(lot)
    assert (lot.status, statuses(lot)) == ("sent", {"handed_over"})
    assert delivery.lines.count() == 2
    assert journal("lot.sent")["count"] == 2
    mail = Mail.objects.get(to="accueil@maison.example")
    assert "vous confie 2\u00a0appareils" in mail.subject
    assert "/lot/" in mail.text
    assert Allocation.objects.count() == 0
    with pytest.raises(Refused, match="rechargez"):
        services.send_lot(lot=lot, by=technician)
    with pytest.raises(Refused, match="figé"):
        services.add_to_lot(lot=lot, devices=lots.ready(technician), by=technician)


def test_a_device_lost_before_the_departure_undoes_the_papers(technician):
    lot = lots.prepared(technician)
    device = lot.lines.first().device
    services.declare_lost(
        device=device, cause="lost", words="Introuvable.", known_at=timezone.now(), by=technician
    )
    assert lot.lines.count() == 1
    with pytest.raises(Refused, match="rouvrez le lot"):
        services.send_lot(lot=lot, by=technician)


def test_an_abandoned_lot_gives_its_devices_back(technician):
    lot = lots.prepared(technician)
    devices = list(lot.lines.values_list("device_id", flat=True))
    assert services.cancel_lot(lot=lot, by=technician).status == "cancelled"
    assert set(Device.objects.filter(pk__in=devices).values_list("status", flat=True)) == {"ready"}
    with pytest.raises(Refused, match="Abandonné"):
        services.cancel_lot(lot=lot, by=technician)


def test_a_lot_is_described_again_before_its_papers_only(technician):
    lot = lots.filled(technician)
    values = {"title": "Autre objet", "use": "home", "territory": "rural"}
    assert services.update_lot(lot=lot, by=technician, **values).use == "home"
    with pytest.raises(Refused, match="objet"):
        services.update_lot(lot=lot, by=technician, **values | {"title": " "})
    with pytest.raises(Refused, match="usage du lot"):
        services.update_lot(lot=lot, by=technician, **values | {"use": "lune"})
    lot = services.prepare_lot(lot=lot, by=technician)
    with pytest.raises(Refused, match="rouvrez-le"):
        services.update_lot(lot=lot, by=technician, **values)


def test_a_silent_partner_is_reminded_if_it_has_an_address(technician):
    lot = lots.sent(technician)
    services.remind_partner(lot=lot, by=technician)
    assert Mail.objects.filter(to="accueil@maison.example").count() == 2
    mute = lots.sent(technician, lots.a_partner(technician, name="Sans adresse", email=""))
    with pytest.raises(Refused, match="pas d’adresse"):
        services.remind_partner(lot=mute, by=technician)
    lots.arrived(mute)
    bring_up_to_date(lots.copy_of(mute))
    with pytest.raises(Refused, match="n’attend plus"):
        services.remind_partner(lot=mute, by=technician)


# ---- The arrival ----


def test_a_partner_of_the_platform_confirms_and_the_sender_is_told(
    technician, other_association, member_of, monkeypatch
):
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)
    partner = lots.a_partner(technician, organisation=other_association)
    lot = lots.sent(technician, partner)
    receiver = member_of(other_association, "MEDIATOR")
    with organisation(other_association):
        delivery = lots.arrived(lot, by=receiver)
        assert delivery.confirmed_by_name == receiver.label
        assert not Lot.objects.exists()
    run_pending_jobs()
    with organisation(technician.organisation):
        lot.refresh_from_db()
        assert (lot.status, outcomes(lot)) == ("received", ["arrived", "arrived"])
        assert lot.received_by_name == receiver.label
    mail = Mail.objects.get(to=technician.organisation.email)
    assert "en entier" in mail.text


def test_each_label_that_is_not_awaited_is_refused_or_noted(technician):
    partner = lots.a_partner(technician)
    other = lots.sent(technician, partner, title="Autre lot")
    lot = lots.sent(technician, partner)
    delivery = lots.copy_of(lot)
    tag = lots.tags_of(delivery)[0]
    elsewhere = lots.tags_of(lots.copy_of(other))[0]
    stray = lots.ready(technician)[0].asset_tag
    misread = tag[:-1] + ("1" if tag[-1] != "1" else "2")
    said = services.scan_arrivals(
        delivery=delivery, codes="\n".join([tag, tag, elsewhere, stray, misread, "bonjour"])
    )
    errors = dict(said.errors)
    assert [line.asset_tag for line in said.arrived] == [tag]
    assert said.excess == [stray]
    assert "autre lot" in errors[elsewhere]
    assert "mal lue" in errors[misread]
    assert "n’est pas une étiquette" in errors["bonjour"]
    again = services.scan_arrivals(delivery=delivery, codes=f"{tag}\n{stray}")
    assert [why for _, why in again.errors] == ["Déjà scanné.", "Déjà noté en trop."]


def test_a_scan_is_undone_until_it_is_confirmed(technician):
    lot = lots.sent(technician)
    delivery = lots.copy_of(lot)
    tags = lots.tags_of(delivery)
    stray = lots.ready(technician)[0].asset_tag
    services.scan_arrivals(delivery=delivery, codes="\n".join([*tags, stray]))
    services.undo_arrival(delivery=delivery, tag=tags[0])
    services.undo_arrival(delivery=delivery, tag=stray)
    delivery.refresh_from_db()
    assert (delivery.lines.filter(scanned_at=None).count(), delivery.excess) == (1, [])
    with pytest.raises(Refused, match="n’est pas scannée"):
        services.undo_arrival(delivery=delivery, tag=stray)


def test_differences_are_explained_to_confirm(technician, journal):
    lot = lots.sent(technician)
    delivery = lots.copy_of(lot)
    with pytest.raises(Refused, match="Scannez au moins"):
        services.confirm_delivery(delivery=delivery, name="Aline")
    services.scan_arrivals(delivery=delivery, codes=lots.tags_of(delivery)[0])
    with pytest.raises(Refused, match=r"1.appareil manque"):
        services.confirm_delivery(delivery=delivery, name="Aline")
    with pytest.raises(Refused, match="votre nom"):
        services.confirm_delivery(delivery=delivery, name=" ", words="Un seul.")
    services.confirm_delivery(delivery=delivery, name="Aline", words="Un seul.")
    assert journal("delivery.confirmed")["missing"] == 1
    with pytest.raises(Refused, match="déjà confirmé"):
        services.confirm_delivery(delivery=delivery, name="Aline", words="Encore.")
    with pytest.raises(Refused, match="déjà confirmé"):
        services.scan_arrivals(delivery=delivery, codes=lots.tags_of(delivery)[1])


def test_a_label_in_excess_is_a_difference(technician):
    lot = lots.sent(technician)
    delivery = lots.copy_of(lot)
    stray = lots.ready(technician)[0].asset_tag
    services.scan_arrivals(delivery=delivery, codes="\n".join([*lots.tags_of(delivery), stray]))
    with pytest.raises(Refused, match=r"1.étiquette est en trop"):
        services.confirm_delivery(delivery=delivery, name="Aline")
    bring_up_to_date(
        services.confirm_delivery(delivery=delivery, name="Aline", words="Un de plus.")
    )
    lot.refresh_from_db()
    assert (lot.status, lot.excess) == ("differences", [stray])
    assert services.close_lot(lot=lot, by=technician).status == "closed"


def test_only_the_receiver_acts_on_its_copy(technician, other_association, member_of):
    partner = lots.a_partner(technician, organisation=other_association)
    lot = lots.sent(technician, partner)
    delivery = lots.copy_of(lot)
    # Neither the sender by the private page, nor its own member.
    for by in (None, technician):
        with pytest.raises(Refused, match="n’existe plus"):
            services.scan_arrivals(delivery=delivery, codes="x", by=by)
    third = member_of(lots.a_lot(technician, partner).organisation, "MANAGER")
    with pytest.raises(Refused, match="n’existe plus"):
        services.confirm_delivery(delivery=delivery, by=third)


# ---- What is missing ----


def test_a_missing_device_was_there_after_all(technician, journal):
    lot = lots.one_short(technician)
    assert (lot.status, sorted(outcomes(lot))) == ("differences", ["arrived", "missing"])
    line = lot.lines.get(outcome="missing")
    with pytest.raises(Refused, match=r"Expliquez d’abord 1.appareil manquant"):
        services.close_lot(lot=lot, by=technician)
    with pytest.raises(Refused, match="en une phrase"):
        services.settle_line(line=line, outcome="arrived", words=" ", by=technician)
    with pytest.raises(Refused, match="ce qu’est devenu"):
        services.settle_line(line=line, outcome="expected", words="Là.", by=technician)
    services.settle_line(line=line, outcome="arrived", words="Dans un tiroir.", by=technician)
    assert journal("lot.settled")["outcome"] == "arrived"
    with pytest.raises(Refused, match="déjà expliqué"):
        services.settle_line(line=line, outcome="lost", words="Non.", by=technician)
    assert services.close_lot(lot=lot, by=technician).status == "closed"


def test_a_device_that_stayed_has_nothing_proven(technician):
    lot = lots.one_short(technician)
    line = lot.lines.get(outcome="missing")
    services.settle_line(line=line, outcome="stayed", words="Sur l’étagère.", by=technician)
    device = Device.objects.get(pk=line.device_id)
    line.refresh_from_db()
    assert (device.status, device.erased_at, line.outcome) == ("quarantine", None, "stayed")
    assert line.ended_at is not None


def test_a_device_lost_on_the_way_opens_no_breach(technician):
    lot = lots.one_short(technician)
    line = lot.lines.get(outcome="missing")
    services.settle_line(line=line, outcome="lost", words="Tombé du camion.", by=technician)
    loss = Loss.objects.get()
    assert (loss.cause, loss.was_in, loss.device.status) == ("in_transit", "handed_over", "lost")
    assert not hasattr(loss, "breach") or loss.breachrecord_set.count() == 0


def test_what_is_with_a_partner_is_not_declared_lost_from_the_pool(technician):
    lot = lots.sent(technician)
    with pytest.raises(Refused, match="n’est plus chez vous"):
        services.declare_lost(
            device=lot.lines.first().device,
            cause="lost",
            words="Perdu.",
            known_at=timezone.now(),
            by=technician,
        )


def test_a_device_that_comes_back_leaves_its_lot_and_may_go_in_another(technician):
    lot = lots.sent(technician)
    bring_up_to_date(lots.arrived(lot))
    device = lot.lines.first().device
    services.return_device(device=device, by=technician)
    device.refresh_from_db()
    assert (device.status, device.lot_lines.get().ended_at is None) == ("quarantine", False)
    assert figures_of(lot.partner).there.total == 1


def test_one_that_came_back_before_the_confirmation_is_not_missing(technician):
    lot = lots.sent(technician)
    tags = lots.tags_of(lots.copy_of(lot))
    services.return_device(device=Device.objects.get(asset_tag=tags[1]), by=technician)
    bring_up_to_date(lots.arrived(lot, tags=tags[:1], words="L’autre est reparti."))
    lot.refresh_from_db()
    assert (lot.status, sorted(outcomes(lot))) == ("received", ["arrived", "stayed"])


# ---- Figures ----


def test_counts_are_by_type_use_and_territory_on_the_day_of_arrival(technician):
    org, today = technician.organisation, timezone.localdate()
    devices = [
        *lots.ready(technician, 2),
        *lots.ready(technician, type="tablet"),
        *lots.ready(technician, type="desktop"),
    ]
    lot = lots.sent(technician, devices=devices, use="collective")
    assert lot_counts(org, today, today).total == 0
    bring_up_to_date(lots.arrived(lot))
    counts = lot_counts(org, today, today)
    assert counts.families == [("pc", "Ordinateurs", 3), ("tablet", "Tablettes", 1)]
    assert counts.rows == [
        (
            "collective",
            "Ateliers collectifs",
            [("pc", "Ordinateurs", 3), ("tablet", "Tablettes", 1)],
            4,
        )
    ]
    assert lot_counts(org, today, today, territory="qpv").total == 4
    assert lot_counts(org, today, today, territory="rural").total == 0
    yesterday = today - timedelta(days=1)
    assert lot_counts(org, yesterday, yesterday) == Counts(())


# ---- What the database itself refuses ----


def test_raw_sql_puts_no_device_in_two_lots(technician):
    lot = lots.filled(technician)
    line = lot.lines.first()
    other = lots.a_lot(technician, lot.partner)
    with pytest.raises(DatabaseError, match="lotline_one_open_per_device"), transaction.atomic():
        LotLine.objects.create(
            organisation=lot.organisation, lot=other, device=line.device, use="home"
        )


def test_raw_sql_puts_no_promised_device_in_a_lot_nor_the_other_way(technician, mediator):
    org = technician.organisation
    person, offer = BeneficiaryFactory(organisation=org), OfferFactory(organisation=org)
    promised = lots.ready(technician)[0]
    services.allocate(device=promised, beneficiary=person, offer=offer, by=mediator)
    lot = lots.filled(technician)
    with pytest.raises(DatabaseError, match="never both"), transaction.atomic():
        LotLine.objects.create(organisation=org, lot=lot, device=promised, use="home")
    with pytest.raises(DatabaseError, match="never both"), transaction.atomic():
        Allocation.objects.create(
            organisation=org,
            device=lot.lines.first().device,
            beneficiary=person,
            offer=offer,
            reserved_by=mediator,
        )


def test_raw_sql_lets_nothing_leave_without_proof(technician):
    lot = lots.a_lot(technician)
    raw = DeviceFactory(organisation=technician.organisation, unproven=1)
    LotLine.objects.create(organisation=lot.organisation, lot=lot, device=raw, use="home")
    with pytest.raises(DatabaseError, match="leaves only with proven"), transaction.atomic():
        Device.objects.filter(pk=raw.pk).update(status="handed_over", erased_at=timezone.now())
    with pytest.raises(DatabaseError, match="each of its devices"), transaction.atomic():
        Lot.objects.filter(pk=lot.pk).update(
            status="sent", sent_at=timezone.now(), sent_by=technician
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda lot: lot.lines.all().delete(),
        lambda lot: lot.lines.update(use="home"),
        lambda lot: Lot.objects.filter(pk=lot.pk).update(territory="rural"),
        lambda lot: Lot.objects.filter(pk=lot.pk).update(status="draft"),
        lambda lot: Lot.objects.filter(pk=lot.pk).delete(),
        lambda lot: LotDelivery.objects.filter(lot_id=lot.pk).update(title="Autre"),
        lambda lot: LotDeliveryLine.objects.filter(delivery__lot_id=lot.pk).update(model="Autre"),
    ],
)
def test_raw_sql_changes_nothing_of_a_lot_that_left(technician, change):
    lot = lots.sent(technician)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(lot)


def test_raw_sql_changes_nothing_of_a_confirmation(technician):
    lot = lots.sent(technician)
    delivery = lots.arrived(lot)
    for change in (
        lambda: LotDelivery.objects.filter(pk=delivery.pk).update(answer_words="Autre"),
        lambda: delivery.lines.update(scanned_at=None),
    ):
        with pytest.raises(DatabaseError, match="stay"), transaction.atomic():
            change()


def test_the_copy_is_seen_by_the_two_sides_and_nobody_else(
    technician, other_association, association
):
    partner = lots.a_partner(technician, organisation=other_association)
    lot = lots.sent(technician, partner)
    third = OrganisationFactory()
    with organisation(other_association):
        assert LotDelivery.objects.count() == 1
        assert LotDeliveryLine.objects.count() == 2
        assert not Lot.objects.exists() and not LotLine.objects.exists()
        assert not Device.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM equipment_lotdelivery")
            assert cursor.rowcount == 0
    with organisation(third):
        assert not LotDelivery.objects.exists() and not LotDeliveryLine.objects.exists()
    with organisation(association):
        assert lots.copy_of(lot).lines.count() == 2


# ---- Two at once ----


@pytest.mark.django_db(transaction=True)
def test_two_members_put_a_device_in_two_lots_at_once_one_does(association, member_of, at_once):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        partner = lots.a_partner(by)
        choices = iter([lots.a_lot(by, partner), lots.a_lot(by, partner)])
        (device,) = lots.ready(by)
    results = at_once(
        association,
        lambda: services.add_to_lot(lot=next(choices), devices=[device], by=by),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert LotLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lot_and_a_person_at_once_one_has_the_device(association, member_of, at_once):
    by = member_of(association, "MANAGER")
    with organisation(association):
        lot, (device,) = lots.a_lot(by), lots.ready(by)
        person = BeneficiaryFactory(organisation=association)
        offer = OfferFactory(organisation=association)
    acts = iter(
        [
            lambda: services.add_to_lot(lot=lot, devices=[device], by=by),
            lambda: services.allocate(device=device, beneficiary=person, offer=offer, by=by),
        ]
    )
    results = at_once(association, lambda: next(acts)())
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert LotLine.objects.count() + Allocation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_are_one(association, member_of, at_once):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        delivery = lots.copy_of(lots.sent(by))
        services.scan_arrivals(delivery=delivery, codes="\n".join(lots.tags_of(delivery)))
    results = at_once(
        association, lambda: services.confirm_delivery(delivery=delivery, name="Aline")
    )
    assert sum(isinstance(result, Refused) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_two_departures_at_once_are_one(association, member_of, at_once):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        lot = lots.prepared(by)
    results = at_once(association, lambda: services.send_lot(lot=lot, by=by))
    assert sum(isinstance(result, Refused) for result in results) == 1
    with organisation(association):
        assert LotDelivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_papers_and_a_loss_at_once_never_wait_for_each_other(association, member_of, at_once):
    by = member_of(association, "TECHNICIAN")
    with organisation(association):
        lot = lots.filled(by)
        device = lot.lines.first().device
    loss = {"cause": "lost", "words": "Introuvable.", "known_at": timezone.now()}
    acts = iter(
        [
            lambda: services.prepare_lot(lot=lot, by=by),
            lambda: services.declare_lost(device=device, by=by, **loss),
        ]
    )
    results = at_once(association, lambda: next(acts)())
    assert len(results) == 2
    with organisation(association):
        lot.refresh_from_db()
        assert lot.lines.count() == 1
        # Papers made before the loss are to be made again.
        assert lot.agreement_id is None or lot.status == "prepared"
