"""What is no evidence, or could do harm, is refused with a French sentence that says where."""

import io
import json
import zipfile

import pytest

from equipment.reading import Unreadable, read_evidence

from .files import content


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        read_evidence("relevé.json", data if isinstance(data, bytes) else data.encode())
    assert caught.value.message.endswith(".")
    return caught.value.message


def zipped(name, size=10):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"0" * size)
    return buffer.getvalue()


def test_an_empty_file():
    assert refusal(b" \n") == "Ce fichier est vide."


def test_a_huge_file():
    assert "3\u00a0Mo" in refusal(b"{" + b" " * (3 * 1024 * 1024))


def test_a_zip_bomb_is_never_opened():
    assert "archive zip" in refusal(zipped("relevé.json", 50_000_000))


def test_a_spreadsheet():
    assert "classeur" in refusal(zipped("[Content_Types].xml"))


def test_a_pdf():
    assert "PDF" in refusal(b"%PDF-1.7 nwipe report")


def test_a_table():
    assert refusal("Marque;Modèle;Série\nBoréal;Tour;1\n") == (
        "C’est un tableau, ce n’est pas un relevé."
    )


def test_the_right_tool_with_the_wrong_options():
    assert "«\u00a0lshw -json\u00a0»" in refusal('<?xml version="1.0"?><list><node/></list>')
    assert "«\u00a0smartctl -x -j\u00a0»" in refusal("smartctl 7.3 2022-02-28 r5338\nModel: x\n")


def test_a_schema():
    assert "schéma" in refusal('{"$schema": "http://json-schema.org/draft-07/schema#"}')


@pytest.mark.parametrize("text", ["bonjour", "[]", "{}", "[1, 2]", '"nwipe"', "[[]]", "<p>oui</p>"])
def test_anything_else(text):
    assert "n’est pas un relevé" in refusal(text)


def test_binary_bytes():
    assert "octets nuls (ligne 2)" in refusal(b"{\n\x00\x00}")
    assert "pas du texte" in refusal(bytes(range(128, 256)) * 4)


def test_invalid_json_names_its_line():
    message = refusal('{\n "smartctl": {},\n "device" {}\n}')
    assert message == "JSON invalide, ligne 3, colonne 11\u00a0: deux-points attendus."


def test_invalid_json_inside_a_text_names_its_key():
    document = json.loads(content("ereuse_script.json"))
    document["data"]["smartctl"] = "[{]"
    assert "clé «\u00a0smartctl\u00a0»" in refusal(json.dumps(document))


def test_lshw_beyond_mending_names_the_line_of_its_first_fault():
    broken = content("lshw_laptop.json").replace(b'"class": "system",', b'"class": system,')
    assert refusal(broken).startswith("JSON invalide, ligne 4")


def test_lshw_of_one_part_only():
    part = {"id": "disk", "class": "disk", "size": 1}
    assert "clé «\u00a0class\u00a0»" in refusal(json.dumps([part, part]))


def test_smartctl_that_read_nothing():
    message = refusal(content("smartctl_unreadable.json"))
    assert "«\u00a0/dev/fd0: Unable to detect device type\u00a0»" in message


def test_a_battery_without_its_capacity():
    assert "POWER_SUPPLY_CHARGE_FULL" in refusal("POWER_SUPPLY_NAME=BAT0\n")


@pytest.mark.parametrize(
    "data",
    [
        "[" * 41 + "]" * 41,
        "[" * 1_500_000,
        '{"a":' * 100_000,
        "<A>" * 41 + "</A>" * 41,
    ],
)
def test_what_is_nested_too_deep(data):
    assert refusal(data) in (
        "Ce fichier est imbriqué trop profondément.",
        "Ce fichier contient trop d’éléments.",
    )


def test_nesting_inside_a_text_is_counted_too():
    document = json.loads(content("ereuse_script.json"))
    document["data"]["inxi"] = "[" * 41 + "]" * 41
    assert "clé «\u00a0inxi\u00a0»" in refusal(json.dumps(document))


def test_too_many_elements():
    assert "trop d’éléments" in refusal("[" + "0," * 400_000 + "0]")
    assert "trop d’éléments" in refusal("<R>" + "<a/>" * 300_000 + "</R>")


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", "9" * 50])
def test_impossible_numbers(number):
    assert "Nombre impossible" in refusal(f'{{"smartctl": {{}}, "x": {number}}}')


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE r SYSTEM "file:///etc/passwd">',
        "<!DOCTYPE r>",
    ],
)
def test_xml_with_a_dtd_or_entities(head):
    message = refusal(f"<?xml version='1.0'?>\n{head}\n<REQUEST><CONTENT>&b;</CONTENT></REQUEST>")
    assert "DTD" in message
    assert "ligne 2" in message


def test_broken_xml_names_its_line():
    assert refusal("<REQUEST>\n<CONTENT>\n</REQUEST>").startswith("XML invalide, ligne 3")
    assert "entité inconnue" in refusal("<REQUEST>&nbsp;</REQUEST>")
