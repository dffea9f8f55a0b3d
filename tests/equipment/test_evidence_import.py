"""Reading files: kept once, without personal data, attached, judged, explained."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from equipment.evidence_files import path_of
from equipment.models import (
    Device,
    Erasure,
    Evidence,
    IdentityCase,
    Medium,
    StorageAttestation,
)
from equipment.selectors import what_is_missing
from equipment.services import (
    attest_by_operator,
    attest_by_two_sources,
    import_evidence,
    mark_waste,
)
from inclusion.exceptions import Refused
from inclusion.organisations.database import organisation
from tests.equipment.evidence_samples import lshw, nwipe, smartctl
from tests.equipment.factories import DeviceFactory, MediumFactory

KEYS = {
    *("file", "sha256", "parser", "status", "error", "device", "storage_known", "media"),
    *("erasures", "battery_percent", "dropped", "warnings"),
}
DEVICE_KEYS = {
    *("type", "manufacturer", "model", "serial", "serial_placeholder", "uuid", "cpu"),
    *("ram_bytes", "virtual"),
}
MEDIUM_KEYS = {"kind", "model", "serial", "bytes", "removable", "condemned", "reasons"}
ERASURE_KEYS = {"serial", "method", "level", "result", "reasons"}


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": settings.STORAGES["default"]["BACKEND"],
            "OPTIONS": {"location": str(tmp_path / "kept")},
        }
    }


def read(by, *files, **more):
    return import_evidence(
        files=[(f"releve-{rank}.txt", content) for rank, content in enumerate(files)],
        by=by,
        **more,
    )


def counts():
    return [model.objects.count() for model in (Evidence, Device, Medium, Erasure, IdentityCase)]


def a_hard_disk(org, **facts):
    """A device received yesterday, with the disk of the samples."""
    device = DeviceFactory(
        organisation=org, type="desktop", received_at=timezone.now() - timedelta(days=1), **facts
    )
    MediumFactory(device=device, kind="hdd", serial="WD-WX61A1234567", capacity_gb=500)
    return device


def test_an_unknown_machine_gets_a_device_a_label_and_its_disks(inside, technician, journal):
    (outcome,) = read(technician, lshw(usb=("CLE0001",)))
    device = Device.objects.get()
    assert outcome.status == "accepted" and outcome.is_new_device
    assert (device.type, device.manufacturer, device.serial) == ("laptop", "HP", "5CG7221ABC")
    assert (device.status, device.received_by) == ("quarantine", technician)
    medium = device.media.get()
    assert (medium.serial, medium.capacity_gb) == ("WD-WX61A1234567", 500)
    assert medium.size_bytes == 500_107_862_016
    assert device.identifiers.count() == 1
    assert journal("evidence.read")["parser"] == "lshw"


def test_what_is_kept_holds_no_personal_data(inside, technician):
    (outcome,) = read(technician, lshw())
    evidence = outcome.evidence
    kept = default_storage.open(path_of(inside.pk, evidence.kept_sha256)).read()
    assert hashlib.sha256(kept).hexdigest() == evidence.kept_sha256 != evidence.sha256
    assert b"jeanne" not in kept and b"jeanne" not in json.dumps(evidence.facts).encode()
    assert evidence.dropped and outcome.dropped == evidence.dropped


def test_the_same_file_again_changes_nothing(inside, technician):
    files = lshw(), smartctl(), nwipe()
    read(technician, *files)
    before = counts()
    outcomes = read(technician, *files)
    assert [outcome.status for outcome in outcomes] == ["duplicate"] * 3
    assert outcomes[0].device and outcomes[0].as_json()["device"]["serial"] == "5CG7221ABC"
    assert counts() == before


def test_a_file_twice_in_one_upload_is_read_once(inside, technician):
    content = lshw()
    outcomes = read(technician, content, content)
    assert [outcome.status for outcome in outcomes] == ["accepted", "duplicate"]


def test_a_bad_file_stops_nobody(inside, technician):
    outcomes = read(technician, b"{", lshw(), b"", b"x" * (3 * 1024 * 1024 + 1))
    assert [outcome.status for outcome in outcomes] == [
        *("rejected", "accepted", "rejected", "rejected")
    ]
    assert outcomes[2].error == "Ce fichier est vide."
    assert "3\u00a0Mo" in outcomes[3].error
    assert Evidence.objects.filter(status="rejected", kept_sha256="").count() == 3
    before = counts()
    read(technician, b"{")
    assert counts() == before


def test_a_reader_that_stumbles_refuses_its_file_only(inside, technician, monkeypatch):
    from equipment.services import evidence

    def stumble(name, content):
        raise RecursionError

    monkeypatch.setattr(evidence, "read_evidence", stumble)
    (outcome,) = read(technician, lshw())
    assert outcome.status == "rejected" and "n’a pas pu être lu" in outcome.error


def test_a_dry_run_answers_the_same_and_leaves_nothing(inside, technician, tmp_path):
    (dry,) = read(technician, lshw(), dry_run=True)
    assert counts() == [0, 0, 0, 0, 0]
    assert not list((tmp_path / "kept").rglob("*"))
    (real,) = read(technician, lshw())
    assert dry.as_json() == real.as_json()


def test_a_label_in_the_name_of_the_file_names_the_device(inside, technician):
    device = DeviceFactory(organisation=inside, manufacturer="", model="", battery_percent=None)
    (outcome,) = import_evidence(
        files=[(f"{device.asset_tag.lower()} lshw.json", lshw())], by=technician
    )
    device.refresh_from_db()
    assert outcome.device.pk == device.pk and device.model == "EliteBook 840 G3"


def test_the_page_opened_for_a_device_is_about_it(inside, technician):
    device = DeviceFactory(organisation=inside)
    (outcome,) = read(technician, smartctl(), device=device)
    assert outcome.device.pk == device.pk
    assert device.media.get().kind == "nvme"


def test_two_machines_of_one_placeholder_are_two_devices(inside, technician):
    outcomes = read(
        technician,
        lshw(
            "System Serial Number", uuid="11111111-2222-4333-8444-555555555555", disks=("D1AAAA",)
        ),
        lshw(
            "System Serial Number", uuid="99999999-2222-4333-8444-555555555555", disks=("D2BBBB",)
        ),
    )
    assert [outcome.status for outcome in outcomes] == ["accepted"] * 2
    assert Device.objects.count() == 2


def test_a_smartctl_file_finds_the_device_of_its_disk(inside, technician):
    device = DeviceFactory(organisation=inside)
    MediumFactory(device=device, serial="S3ZHNF0K500001")
    (outcome,) = read(technician, smartctl(failing=True))
    medium = device.media.get()
    assert outcome.device.pk == device.pk
    assert medium.condemned_reason and medium.size_bytes == 256060514304


def test_the_last_accepted_proof_clears_the_device(inside, technician, journal):
    device = a_hard_disk(inside)
    (outcome,) = read(technician, nwipe())
    device.refresh_from_db()
    erasure = Erasure.objects.get()
    assert (erasure.result, erasure.level) == ("accepted", "CLEAR")
    assert erasure.evidence == outcome.evidence and erasure.by == technician
    assert erasure.details["verification"] == "last"
    assert device.status == "erased" and device.erased_at
    assert journal("device.erased")["actor"] == technician.pk


def test_a_failed_run_is_kept_and_clears_nothing(inside, technician):
    device = a_hard_disk(inside)
    (outcome,) = read(technician, nwipe(errors=3))
    device.refresh_from_db()
    assert outcome.runs[0].verdict.result == "rejected"
    assert Erasure.objects.get().reasons and device.status == "quarantine"


def test_a_run_from_before_the_arrival_clears_nothing(inside, technician):
    device = a_hard_disk(inside)
    read(technician, nwipe(ended_at=timezone.now() - timedelta(days=40)))
    device.refresh_from_db()
    assert Erasure.objects.get().result == "rejected" and device.status == "quarantine"


def test_a_run_of_no_known_disk_is_no_erasure(inside, technician):
    (outcome,) = read(technician, nwipe(serial="WD-NOBODY1"))
    assert not Erasure.objects.exists()
    assert outcome.as_json()["erasures"][0]["result"] == "unmatched"
    assert outcome.case.is_open


def test_an_unknown_disk_in_a_cleared_device_sends_it_back(inside, technician):
    device = DeviceFactory(
        organisation=inside, manufacturer="HP", model="EliteBook", serial="5CG7221ABC", ready=True
    )
    (outcome,) = read(technician, lshw())
    device.refresh_from_db()
    assert device.status == "quarantine" and device.erased_at is None
    assert any("quarantaine" in warning for warning in outcome.warnings)


def test_a_disk_listed_is_never_taken_off(inside, technician):
    device = DeviceFactory(
        organisation=inside, manufacturer="HP", model="EliteBook", serial="5CG7221ABC", unproven=1
    )
    (outcome,) = read(technician, lshw())
    assert device.media.count() == 2
    assert any("n’est pas dans ce relevé" in warning for warning in outcome.warnings)


def test_storage_that_a_file_cannot_see_blocks_the_way_out(inside, technician):
    device = a_hard_disk(inside, manufacturer="HP", model="EliteBook", serial="5CG7221ABC")
    (outcome,) = read(technician, lshw(hides_nvme=True))
    assert outcome.as_json()["storage_known"] is False
    read(technician, nwipe())
    device.refresh_from_db()
    assert device.status == "quarantine"
    check = next(c for c in what_is_missing(device).checks if c.title == "Stockage connu")
    assert not check.is_met and "NVMe" in check.about


def test_the_hidden_disk_once_listed_and_proven_opens_the_way_out(inside, technician):
    device = a_hard_disk(inside, manufacturer="HP", model="EliteBook", serial="5CG7221ABC")
    read(technician, lshw(hides_nvme=True), nwipe())
    read(technician, smartctl(), device=device)
    check = next(c for c in what_is_missing(device).checks if c.title == "Stockage connu")
    assert check.is_met and device.media.count() == 2


def _empty(inside, parser, device, **facts):
    """A file that sees all the storage, and none of it."""
    return Evidence.objects.create(
        organisation=inside,
        sha256=hashlib.sha256(parser.encode()).hexdigest(),
        name=f"{parser}.json",
        size=1,
        parser=parser,
        status="accepted",
        device=device,
        facts={"storage_known": True, "internal_count": 0} | facts,
        read_at=timezone.now(),
    )


def test_two_readers_that_see_no_disk_are_enough(inside, technician, journal):
    device = DeviceFactory(organisation=inside)
    sources = [_empty(inside, "lshw", device), _empty(inside, "glpi", device)]
    attest_by_two_sources(device=device, by=technician)
    device.refresh_from_db()
    attestation = StorageAttestation.objects.get()
    assert device.status == "erased" and attestation.kind == "two_sources"
    assert set(attestation.sources) == {str(each.pk) for each in sources}
    assert journal("storage.attested")["kind"] == "two_sources"
    assert all(check.is_met for check in what_is_missing(device).checks[:1])
    mark_waste(device=device, by=technician)


def test_one_reader_or_one_that_sees_a_disk_is_not(inside, technician):
    device = DeviceFactory(organisation=inside)
    _empty(inside, "lshw", device)
    with pytest.raises(Refused, match="deux outils"):
        attest_by_two_sources(device=device, by=technician)
    _empty(inside, "glpi", device, internal_count=1)
    with pytest.raises(Refused, match="deux outils"):
        attest_by_two_sources(device=device, by=technician)


def test_two_readers_do_not_outweigh_a_listed_disk(inside, technician):
    device = DeviceFactory(organisation=inside, unproven=1)
    _empty(inside, "lshw", device)
    _empty(inside, "glpi", device)
    with pytest.raises(Refused, match="Un support est inscrit"):
        attest_by_two_sources(device=device, by=technician)


def a_photo(name="vide.jpg"):
    picture = BytesIO()
    Image.new("RGB", (32, 32), "grey").save(picture, "JPEG")
    return SimpleUploadedFile(name, picture.getvalue())


def test_an_operator_attests_with_a_photo(inside, technician):
    device = DeviceFactory(organisation=inside)
    attest_by_operator(device=device, words="Emplacement vide", photo=a_photo(), by=technician)
    device.refresh_from_db()
    attestation = StorageAttestation.objects.get()
    assert device.status == "erased" and attestation.by == technician
    assert default_storage.exists(path_of(inside.pk, attestation.photo_sha256))


def test_what_is_no_photo_attests_nothing(inside, technician):
    device = DeviceFactory(organisation=inside)
    for content in (b"pas une photo", b"%PDF-1.7 x"):
        with pytest.raises(Refused):
            attest_by_operator(
                device=device,
                words="Vide",
                photo=SimpleUploadedFile("photo.jpg", content),
                by=technician,
            )
    with pytest.raises(Refused, match="Dites"):
        attest_by_operator(device=device, words=" ", photo=a_photo(), by=technician)
    assert not StorageAttestation.objects.exists()


def test_an_attestation_is_asked_in_quarantine_only(inside, technician):
    device = DeviceFactory(organisation=inside, ready=True)
    with pytest.raises(Refused, match="quarantaine"):
        attest_by_operator(device=device, words="Vide", photo=a_photo(), by=technician)


def test_another_organisation_s_disk_is_not_ours(association, other_association, member_of):
    theirs, ours = member_of(other_association, "TECHNICIAN"), member_of(association, "TECHNICIAN")
    with organisation(other_association):
        read(theirs, lshw())
    with organisation(association):
        (outcome,) = read(ours, lshw())
        assert outcome.status == "accepted" and outcome.is_new_device
        (log,) = read(ours, smartctl())
        assert log.device is None


@pytest.mark.django_db(transaction=True)
def test_one_file_sent_by_two_people_at_once_is_read_once(association, member_of, at_once):
    member = member_of(association, "TECHNICIAN")
    results = at_once(association, lambda: read(member, lshw())[0].status)
    assert sorted(results) == ["accepted", "duplicate"]
    with organisation(association):
        assert (Evidence.objects.count(), Device.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_files_of_one_unknown_machine_make_one_device(association, member_of, at_once):
    member = member_of(association, "TECHNICIAN")
    contents = [lshw(memory=4), lshw(memory=8)]
    at_once(association, lambda: read(member, contents.pop())[0].status)
    with organisation(association):
        assert (Evidence.objects.count(), Device.objects.count()) == (2, 1)


def command(*files, **options):
    out = StringIO()
    call_command("import_evidence", *map(str, files), json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_command_answers_in_the_agreed_shape(association, tmp_path):
    (tmp_path / "a.json").write_bytes(lshw(usb=("CLE0001",)))
    (tmp_path / "b.txt").write_bytes(nwipe())
    (tmp_path / "c.txt").write_bytes(b"rien")
    files = [tmp_path / name for name in ("a.json", "b.txt", "c.txt")]
    dry = command(*files, organisation=association.slug, dry_run=True)
    with organisation(association):
        assert counts() == [0, 0, 0, 0, 0]
    answers = command(*files, organisation=association.slug)
    assert [answer["status"] for answer in dry] == [answer["status"] for answer in answers]
    inventory, log, bad = answers
    assert all(set(answer) == KEYS for answer in answers)
    assert set(inventory["device"]) == DEVICE_KEYS
    assert all(set(medium) == MEDIUM_KEYS for medium in inventory["media"])
    assert [medium["removable"] for medium in inventory["media"]] == [False, True]
    assert set(log["erasures"][0]) == ERASURE_KEYS
    assert log["erasures"][0]["serial"] == "WD-WX61A1234567"
    assert bad["status"] == "rejected" and bad["error"] and bad["device"] is None
    again = command(*files, organisation=association.slug)
    assert [answer["status"] for answer in again] == ["duplicate", "duplicate", "rejected"]


@pytest.fixture
def client(association, member_of, client_for):
    return client_for(member_of(association, "TECHNICIAN"))


def send(client, *files, **data):
    uploads = [SimpleUploadedFile(f"r{rank}.json", each) for rank, each in enumerate(files)]
    return client.post(reverse("equipment:evidence_import"), {"files": uploads, **data})


def test_many_files_are_answered_one_by_one(client, association):
    answer = send(client, lshw(), b"{", smartctl())
    assert answer.status_code == 200
    with organisation(association):
        device = Device.objects.get()
    assert device.asset_tag in answer.text and "Refusé" in answer.text
    assert "À rapprocher" in answer.text and "Retiré avant d’enregistrer" in answer.text


def test_an_upload_has_its_limits(client, association):
    assert send(client, *[b"{"] * 21).status_code == 413
    assert send(client, b"x" * (3 * 1024 * 1024 + 1)).status_code == 413
    assert send(client).status_code == 422
    with organisation(association):
        assert not Evidence.objects.filter(status="accepted").exists()


def test_the_page_for_a_device_shows_its_files(client, association, member_of):
    with organisation(association):
        device = DeviceFactory(organisation=association)
    send(client, smartctl(), appareil=device.pk)
    shown = client.get(reverse("equipment:device_detail", args=[device.pk]))
    assert "r0.json" in shown.text
    with organisation(association):
        evidence = Evidence.objects.get()
    file = client.get(reverse("equipment:evidence_file", args=[evidence.pk]))
    assert file["Content-Disposition"].startswith("attachment")
    assert b"SAMSUNG" in b"".join(file.streaming_content)
    assert "r0.json" in client.get(reverse("equipment:evidence_list")).text


def test_a_foreign_device_or_file_does_not_exist(client, other_association, member_of, association):
    theirs = member_of(other_association, "TECHNICIAN")
    with organisation(other_association):
        device = DeviceFactory(organisation=other_association)
        (outcome,) = read(theirs, smartctl())
    assert send(client, smartctl(), appareil=device.pk).status_code == 404
    url = reverse("equipment:evidence_file", args=[outcome.evidence.pk])
    assert client.get(url).status_code == 404
    assert client.get(reverse("equipment:device_attest", args=[device.pk])).status_code == 404


def test_the_attestation_page_says_what_is_wrong_and_then_attests(client, association):
    with organisation(association):
        device = DeviceFactory(organisation=association)
    url = reverse("equipment:device_attest", args=[device.pk])
    assert client.get(url).status_code == 200
    bad = {"words": "Vide", "photo": SimpleUploadedFile("p.jpg", b"non")}
    assert client.post(url, bad).status_code == 422
    assert client.post(url, {"two_sources": "1"}).status_code == 422
    assert client.post(url, {"words": "Vide", "photo": a_photo()}).status_code == 302
    with organisation(association):
        attestation = StorageAttestation.objects.get()
    photo = client.get(reverse("equipment:attestation_photo", args=[attestation.pk]))
    assert photo.status_code == 200


def test_only_those_who_run_the_pool_read_files(association, member_of, client_for):
    for role in ("MEDIATOR", "TREASURER", "VOLUNTEER"):
        client = client_for(member_of(association, role))
        assert client.get(reverse("equipment:evidence_list")).status_code == 403
        assert send(client, lshw()).status_code == 403
