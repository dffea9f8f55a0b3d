"""What belongs to the donor's staff never reaches what is kept."""

import json

import pytest

from equipment.reading import read_evidence
from equipment.reading.personal import Dropped, scrubbed_text

from .files import READABLE, content, read

# Everything personal in our files, whatever the format.
SECRETS = [
    b"paule",
    b"Paule",
    b"siege",
    b"atelier-compta",
    b"02:1a:4b",
    b"192.168",
    b"ssh-rsa",
    b"Documents de",
    b"02:00:00",
    b"LaserPlume",
    b"Couloir",
    b"/home/",
    b"eyJ",
]


@pytest.mark.parametrize("name", READABLE)
def test_nothing_personal_is_kept(name):
    kept = read(name).kept
    assert [secret for secret in SECRETS if secret in kept] == []


@pytest.mark.parametrize("name", READABLE)
def test_what_is_kept_says_the_same_and_hides_nothing_more(name):
    first = read(name)
    again = read_evidence(name, first.kept)
    assert again.device == first.device
    assert again.media == first.media
    assert again.erasures == first.erasures
    assert again.dropped == ()
    assert again.kept == first.kept


def test_what_is_left_out_is_named_and_counted():
    dropped = read("glpi_computer.json").dropped
    assert "3\u00a0logiciels" in dropped
    assert "1\u00a0imprimante" in dropped
    assert "1\u00a0processus" in dropped
    assert "1\u00a0variable d’environnement" in dropped


def test_a_telephone_being_charged_is_not_identified():
    usb = b'"class": "printer"'
    changed = content("lshw_laptop.json").replace(usb, b'"class": "communication"')
    reading = read_evidence("x", changed)
    assert b"LP200-0098" not in reading.kept
    assert "1\u00a0périphérique" in reading.dropped


def test_a_clean_file_is_kept_byte_for_byte():
    for name in ("nwipe_erased.txt", "smartctl_failing.json", "battery.txt", "ereuse_11.json"):
        assert read(name).kept == content(name)
        assert read(name).dropped == ()


def test_personal_keys_are_left_out_wherever_they_stand():
    document = json.loads(content("smartctl_failing.json"))
    document["smartctl"]["env"] = {"user": "paule", "login": "p", "Wifi_SSID": "siege"}
    reading = read_evidence("x", json.dumps(document).encode())
    assert b"paule" not in reading.kept
    assert b"siege" not in reading.kept
    assert len(reading.dropped) == 2


def test_addresses_inside_a_text_are_left_out():
    dropped = Dropped()
    text = "contact jean.petit@mairie.example, carte 02:1A:4B:3C:2D:1E, pci@0000:00:1f.2"
    assert scrubbed_text(text, dropped) == "contact , carte , pci@0000:00:1f.2"
    assert dropped.words() == ("1\u00a0adresse électronique", "1\u00a0adresse matérielle (MAC)")
