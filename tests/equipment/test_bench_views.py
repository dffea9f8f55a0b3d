"""The pages of the bench: who opens them, what they show, what they refuse."""

import pytest
from django.urls import reverse
from django.utils import timezone

from equipment import home, services
from equipment.checklists import checklist_for
from equipment.models import BreachRecord, Device, DeviceStatus, RetirementProposal
from inclusion.organisations.database import organisation
from tests.equipment.factories import DeviceFactory, answers
from tests.equipment.waste import gone


def url(name, thing=None):
    return reverse(f"equipment:{name}", args=[thing.pk] if thing else [])


@pytest.fixture
def make(association):
    def create(**traits):
        with organisation(association):
            return DeviceFactory(organisation=association, **traits)

    return create


@pytest.fixture
def client(association, member_of, client_for):
    return client_for(member_of(association, "TECHNICIAN"))


@pytest.fixture
def manager(association, member_of, client_for):
    return client_for(member_of(association, "MANAGER"))


def status(device):
    with organisation(device.organisation):
        return Device.objects.get(pk=device.pk).status


def test_the_page_asks_each_line_and_fills_the_rest(client, make):
    device = make(erased=True)
    page = client.get(url("device_ready", device)).content.decode()
    for line in checklist_for("laptop").lines:
        assert line.title in page
    response = client.post(
        url("device_ready", device), {"fill": "1", "controle-wifi": "ko", "note": "Rayé."}
    )
    form = response.context["form"]
    assert response.status_code == 200
    assert form["controle-wifi"].value() == "ko"
    assert form["controle-keyboard"].value() == "ok"
    assert form["note"].value() == "Rayé."
    assert status(device) == DeviceStatus.ERASED


def test_a_fault_is_said_and_kept(client, make):
    device = make(erased=True)
    data = {f"controle-{key}": value for key, value in answers(keyboard="ko").items()}
    data |= {"condition_grade": "B", "function": "B", "battery_percent": "50", "minutes": "9"}
    response = client.post(url("device_ready", device), data)
    assert response.url == url("device_bench", device)
    page = client.get(response.url).content.decode()
    assert "Non réussis" in page
    assert "Clavier" in page


def test_the_device_page_says_what_it_may_become_and_what_is_missing(client, make):
    page = client.get(url("device_detail", make(unproven=1))).content.decode()
    assert "L’effacement de chacun de ses supports n’est pas prouvé." in page
    page = client.get(url("device_detail", make(erased=True))).content.decode()
    assert "Ouvrir une réparation" in page
    assert "Garder pour pièces" in page


def test_every_status_has_its_page_and_its_chain(client, make, association):
    device = make(ready=True)
    with organisation(association):
        gone(device)
    for value in DeviceStatus.values:
        with organisation(association):
            Device.objects.filter(pk=device.pk).update(status=value)
        response = client.get(url("device_detail", device))
        assert response.status_code == 200, value
        states = [step["state"] for step in response.context["steps"]]
        assert states[0] == "done"
        assert states.count("current") <= 1
        assert len(states) <= 8
        assert client.get(url("device_list") + f"?etat={value}").status_code == 200


def test_a_repair_is_opened_and_ended_through_the_pages(client, make):
    device = make(erased=True)
    assert client.post(url("device_repair", device), {"diagnosis": ""}).status_code == 422
    client.post(url("device_repair", device), {"diagnosis": "Ne charge plus."})
    assert status(device) == DeviceStatus.UNDER_REPAIR
    data = {"outcome": "repaired", "work": "Prise ressoudée.", "minutes": "40"}
    response = client.post(url("device_repaired", device), data | {"quantity_1": "2"})
    assert response.status_code == 422
    data |= {"name_1": "Prise", "quantity_1": "1", "amount_1": "4,50"}
    assert client.post(url("device_repaired", device), data).status_code == 302
    page = client.get(url("device_bench", device)).content.decode()
    assert "Prise ressoudée." in page
    assert "4,50\u00a0€" in page


def test_six_devices_wait_for_a_second_person(client, manager, make, association):
    devices = [make(erased=True) for _ in range(6)]
    chosen = {"choisi": [str(device.pk) for device in devices]}
    page = client.get(url("devices_retire"), chosen).content.decode()
    assert "une autre personne confirme" in page
    response = client.post(url("devices_retire"), chosen | {"target": "waste", "cause": "too_old"})
    with organisation(association):
        proposal = RetirementProposal.objects.get()
    assert response.url == url("retirement_detail", proposal)
    client.post(url("retirement_confirm", proposal))
    assert status(devices[0]) == DeviceStatus.ERASED
    manager.post(url("retirement_confirm", proposal))
    assert status(devices[0]) == DeviceStatus.WASTE
    assert (
        "Une seconde personne a confirmé"
        in manager.get(url("retirement_detail", proposal)).content.decode()
    )


def test_a_lost_device_asks_the_manager_to_tell_the_cnil(
    client, manager, make, association, member_of
):
    device = make(unproven=1)
    assert "dossier de violation" in client.get(url("device_lost", device)).content.decode()
    known = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    data = {"cause": "stolen", "words": "Volé.", "known_at": known}
    assert client.post(url("device_lost", device), data).status_code == 302
    with organisation(association):
        breach = BreachRecord.objects.get()
        lines = home.breaches_to_close(member_of(association, "MANAGER"))
        assert home.breaches_to_close(member_of(association, "TECHNICIAN")) == []
    assert device.asset_tag in lines[0].title
    assert client.get(url("breach_detail", breach)).status_code == 403
    assert "heures" in manager.get(url("breach_detail", breach)).content.decode()
    assert manager.post(url("breach_detail", breach), {"measures": "Plainte."}).status_code == 422
    data = {"measures": "Plainte.", "reason": "Disque chiffré."}
    assert manager.post(url("breach_detail", breach), data).status_code == 302
    assert "Disque chiffré." in manager.get(url("breach_detail", breach)).content.decode()


def test_a_medium_leaves_its_device_and_is_put_in_another(client, make, association):
    device, other = make(unproven=1), make(under_repair=True)
    with organisation(association):
        medium = device.media.get()
    client.post(url("medium_remove", medium), {"fate": "spare"})
    assert medium.serial in client.get(url("medium_list")).content.decode()
    assert client.get(url("proof_add", medium)).status_code == 200
    assert client.post(url("medium_put", medium), {"label": "X"}).status_code == 422
    client.post(url("medium_put", medium), {"label": other.asset_tag.lower()})
    assert status(other) == DeviceStatus.QUARANTINE


def test_the_product_sheet_is_asked_for_and_refused_too_early(client, make, association):
    response = client.post(url("device_product_sheet", make(ready=True)))
    assert "/documents/taches/" in response.url
    device = make(erased=True)
    assert client.post(url("device_product_sheet", device)).url == url("device_detail", device)


def test_the_technician_s_queues_know_the_bench(association, member_of, make):
    make(under_repair=True)
    make(tested=True)
    with organisation(association):
        technician = member_of(association, "TECHNICIAN")
        device = DeviceFactory(organisation=association, unproven=1)
        services.remove_medium(medium=device.media.get(), fate="to_destroy", by=technician)
        titles = [line.title for line in home.pool_to_clear(technician)]
        assert "1\u00a0appareil en réparation" in titles
        assert "1\u00a0appareil effacé à déclarer prêt" in titles
        (line,) = home.media_to_destroy(technician)
        assert line.title == "1\u00a0support à détruire"
