"""The verdict on what an erasing tool tells: each refusal, its reason, and what always holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.models import DeviceType, ErasureLevel, ErasureMethod, ErasureResult, MediumKind
from equipment.reading import ErasureFacts
from equipment.verdict import RANK, ToolPolicy, judge_run, reached_level, required_level
from tests.equipment.reading.files import read

CAME_IN = datetime(2026, 11, 16, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SERIAL = "WD-WXK1E50PLM42"
SIZE = 320072933376
BELIEVED = ToolPolicy(minimum_versions={"nwipe": (0, 33), "atelier": (1,)})

SOUND = ErasureFacts(
    serial=SERIAL,
    method=ErasureMethod.OVERWRITE_ONCE,
    method_name="PRNG Stream",
    tool="nwipe",
    tool_version="0.36",
    passes=1,
    verification="last",
    started_at=CAME_IN + timedelta(hours=24),
    ended_at=CAME_IN + timedelta(hours=28),
    error_count=0,
    bytes_erased=SIZE,
    bytes_total=SIZE,
    outcome="success",
    hidden_area="none",
)


def medium(kind=MediumKind.HDD, serial=SERIAL, size_bytes=SIZE):
    return SimpleNamespace(kind=kind, serial=serial, size_bytes=size_bytes)


def verdict(facts=SOUND, one=None, device_type=DeviceType.LAPTOP, **options):
    options = {"exposed_at": CAME_IN, "now": NOW, "tool_policy": BELIEVED} | options
    return judge_run(facts, medium() if one is None else one, device_type, **options)


def firmware(method, name, **changes):
    return replace(SOUND, method=method, method_name=name, **changes)


def test_a_hard_disk_rewritten_whole_and_read_back_is_accepted():
    found = verdict()
    assert (found.result, found.level) == (ErasureResult.ACCEPTED, ErasureLevel.CLEAR)
    assert found.reasons == ("Le disque a été réécrit en entier et relu sans erreur.",)
    assert found.reference == "NIST SP 800-88 Rev. 2"


def test_the_standard_is_that_of_the_policy():
    policy = ToolPolicy(standard="IEEE 2883", revision="2022")
    assert verdict(tool_policy=policy).reference == "IEEE 2883 2022"


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"method": "verify_only"}, "Une vérification seule n’efface rien."),
        ({"outcome": "failed"}, "L’outil dit lui-même que l’effacement a échoué."),
        ({"outcome": "aborted"}, "L’effacement a été interrompu par une personne."),
        (
            {"error_count": 1},
            "L’effacement a rencontré des erreurs\u00a0: une partie des données peut rester.",
        ),
        (
            {"verification": "none"},
            "L’outil n’a pas relu le support après l’avoir effacé.",
        ),
        (
            {"hidden_area": "present"},
            "Une zone cachée du disque (HPA ou DCO) n’a pas été effacée.",
        ),
        ({"bytes_erased": SIZE - 512}, "Une partie du support seulement a été effacée."),
        (
            {"bytes_erased": SIZE // 2, "bytes_total": SIZE // 2},
            "L’outil a vu un support plus petit que celui-ci.",
        ),
        (
            {"ended_at": SOUND.started_at},
            "La fin de l’effacement doit suivre son début.",
        ),
        (
            {"started_at": CAME_IN - timedelta(minutes=1)},
            "L’effacement date d’avant l’arrivée de l’appareil, qui a pu resservir depuis.",
        ),
        (
            {"ended_at": NOW + timedelta(seconds=1)},
            "La fin de l’effacement est à venir\u00a0: l’horloge de l’outil est fausse.",
        ),
        (
            {"method": "nvme_sanitize", "method_name": "NVMe Sanitize"},
            "Cette méthode n’efface rien sur ce type de support.",
        ),
    ],
)
def test_what_is_rejected_and_why(changes, reason):
    found = verdict(replace(SOUND, **changes))
    assert found.result == ErasureResult.REJECTED
    assert reason in found.reasons


def test_a_file_that_proves_another_medium_is_rejected():
    found = verdict(is_duplicate=True)
    assert found.result == ErasureResult.REJECTED
    assert found.reasons == ("Ce fichier est déjà la preuve d’un autre support.",)


@pytest.mark.parametrize("kind", [MediumKind.SSD_SATA, MediumKind.NVME, MediumKind.EMMC])
@pytest.mark.parametrize("method", ["overwrite", "overwrite_many"])
def test_overwriting_flash_is_never_purge_and_never_enough(kind, method):
    found = verdict(replace(SOUND, method=method), medium(kind))
    assert (found.result, found.level) == (ErasureResult.REJECTED, ErasureLevel.CLEAR)
    assert found.reasons == ("Réécrire un support flash n’efface pas tout.",)


@pytest.mark.parametrize(
    "kind, method, name, level",
    [
        ("ssd_sata", "ata_sanitize", "ATA Sanitize Block Erase", "PURGE"),
        ("ssd_sata", "ata_sanitize", "ATA Sanitize Overwrite", "CLEAR"),
        ("ssd_sata", "ata_secure_erase", "ATA Secure Erase", "PURGE"),
        ("nvme", "nvme_sanitize", "NVMe Sanitize Crypto Erase", "PURGE"),
        ("nvme", "nvme_format", "NVMe Format ses=1", "PURGE"),
        ("nvme", "nvme_format", "NVMe Format ses=0", "NONE"),
        ("hdd", "ata_secure_erase", "ATA Secure Erase Enhanced", "PURGE"),
        ("hdd", "ata_secure_erase", "ATA Secure Erase", "CLEAR"),
        ("hdd", "ata_sanitize", "ATA Sanitize Overwrite", "PURGE"),
    ],
)
def test_what_each_command_is_worth(kind, method, name, level):
    found = verdict(firmware(method, name), medium(kind))
    assert found.level == level
    assert found.is_accepted == (level == "PURGE" or (kind, level) == ("hdd", "CLEAR"))


def test_the_donor_may_ask_for_more_than_our_own_rule():
    asked = verdict(demanded_level=ErasureLevel.PURGE)
    assert (asked.result, asked.required_level) == (ErasureResult.REJECTED, ErasureLevel.PURGE)
    assert asked.reasons == ("Cet effacement vaut CLEAR, et le donateur demande PURGE.",)
    assert verdict(demanded_level=ErasureLevel.CLEAR).is_accepted


def test_the_donor_cannot_ask_for_less():
    ssd = medium(MediumKind.SSD_SATA)
    found = verdict(one=ssd, demanded_level=ErasureLevel.CLEAR)
    assert found.required_level == ErasureLevel.PURGE


@pytest.mark.parametrize("serial", ["", "XXXXXXXXXXXXXXX", "????????", "0000000000", "OTHER123"])
def test_masked_blank_and_foreign_serials_match_nothing(serial):
    found = verdict(replace(SOUND, serial=serial))
    assert (found.result, found.level) == (ErasureResult.UNMATCHED, ErasureLevel.NONE)


def test_a_run_of_no_known_medium_is_unmatched():
    found = judge_run(SOUND, None, "laptop", exposed_at=CAME_IN, now=NOW)
    assert found.result == ErasureResult.UNMATCHED
    assert found.reasons[0] == "Aucun support connu ne porte ce n° de série."


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": "incomplete"},
        {"outcome": "unknown"},
        {"method": ""},
        {"started_at": None},
        {"ended_at": None},
    ],
)
def test_what_the_log_should_say_and_does_not_leaves_it_incomplete(changes):
    assert verdict(replace(SOUND, **changes)).result == ErasureResult.INCOMPLETE


@pytest.mark.parametrize(
    "changes, reason",
    [
        (
            {"tool_version": "0.32"},
            "Cette version de l’outil disait «\u00a0effacé\u00a0» malgré certaines erreurs.",
        ),
        (
            {"tool_version": "0.30.016"},
            "Cette version de l’outil disait «\u00a0effacé\u00a0» malgré certaines erreurs.",
        ),
        ({"tool_version": ""}, "Le relevé ne dit pas la version de l’outil."),
        (
            {"tool": "Workbench"},
            "Cet outil n’est pas de ceux que l’association croit sur parole.",
        ),
        ({"verification": ""}, "Le relevé ne dit pas si le support a été relu."),
        ({"error_count": None}, "Le relevé ne compte pas les erreurs."),
        (
            {"hidden_area": "unknown"},
            "Le relevé ne dit pas si le disque a une zone cachée (HPA ou DCO).",
        ),
        (
            {"bytes_erased": None, "bytes_total": None},
            "Le relevé ne dit pas si tout le support a été réécrit.",
        ),
        (
            {"kind": "ssd_sata"},
            "Le relevé et la fiche ne s’accordent pas sur le type de ce support.",
        ),
    ],
)
def test_what_a_person_must_look_at(changes, reason):
    found = verdict(replace(SOUND, **changes))
    assert found.result == ErasureResult.MANUAL_PENDING
    assert found.reasons == (reason,)


INSTANTS = st.one_of(
    st.none(), st.integers(-72, 200).map(lambda hours: CAME_IN + timedelta(hours=hours))
)
COUNTS = st.one_of(st.none(), st.sampled_from([0, 1, SIZE - 1, SIZE, SIZE + 512]))


@st.composite
def runs(draw):
    pick = st.sampled_from
    return ErasureFacts(
        serial=draw(pick([SERIAL, "WXK1E50PLM42", "", "XXXXXXXX", "OTHER123"])),
        kind=draw(pick(["", "hdd", "ssd_sata", "nvme"])),
        method=draw(pick(["", *ErasureMethod.values])),
        method_name=draw(pick(["", "Enhanced", "Overwrite", "ses=0", "Block Erase"])),
        tool=draw(pick(["nwipe", "Workbench", ""])),
        tool_version=draw(pick(["", "0.29", "0.33", "0.36.1", "x"])),
        verification=draw(pick(["", "none", "last", "all"])),
        started_at=draw(INSTANTS),
        ended_at=draw(INSTANTS),
        error_count=draw(st.one_of(st.none(), st.integers(0, 3))),
        bytes_erased=draw(COUNTS),
        bytes_total=draw(COUNTS),
        outcome=draw(pick(["success", "failed", "aborted", "incomplete", "unknown", ""])),
        hidden_area=draw(pick(["", "none", "present", "unknown"])),
    )


@st.composite
def likely_runs(draw):
    """Sound but for a few fields, so that acceptance is often at stake."""
    other = draw(runs())
    fields = draw(st.sets(st.sampled_from(list(ErasureFacts.__dataclass_fields__)), max_size=3))
    return replace(SOUND, **{field: getattr(other, field) for field in fields})


RUNS = st.one_of(runs(), likely_runs())
MEDIA = st.builds(
    medium, st.sampled_from(MediumKind), st.just(SERIAL), st.sampled_from([None, 0, SIZE])
)
TYPES = st.sampled_from(DeviceType)
LEVELS = st.sampled_from(ErasureLevel)


@given(RUNS, MEDIA, TYPES, LEVELS)
def test_the_level_never_exceeds_what_method_and_medium_allow(run, one, device_type, demanded):
    found = verdict(run, one, device_type, demanded_level=demanded)
    allowed = reached_level(device_type, one.kind, run.method) if run.method else "NONE"
    assert RANK[found.level] <= RANK[allowed]
    flash = one.kind not in (MediumKind.HDD, MediumKind.UNKNOWN)
    if flash and run.method in ("overwrite", "overwrite_many"):
        assert RANK[found.level] <= RANK[ErasureLevel.CLEAR]


@given(RUNS, MEDIA, TYPES, LEVELS)
def test_what_is_accepted_is_sound_in_every_respect(run, one, device_type, demanded):
    found = verdict(run, one, device_type, demanded_level=demanded)
    assert found.reasons
    assert all(reason.endswith(".") for reason in found.reasons)
    if found.is_accepted:
        assert run.outcome == "success"
        assert run.error_count == 0
        assert run.verification in ("last", "all")
        assert run.method != "verify_only"
        assert run.hidden_area != "present"
        assert CAME_IN <= run.started_at < run.ended_at <= NOW
        assert (
            run.bytes_total is None
            or run.bytes_erased is None
            or (run.bytes_erased >= run.bytes_total)
        )
        needed = max(RANK[required_level(device_type, one.kind)], RANK[demanded])
        assert RANK[found.level] >= needed >= RANK[ErasureLevel.CLEAR]


WORSE = [
    {"error_count": 5},
    {"outcome": "failed"},
    {"outcome": "aborted"},
    {"outcome": "incomplete"},
    {"verification": "none"},
    {"hidden_area": "present"},
    {"serial": ""},
    {"method": "verify_only"},
    {"tool_version": "0.1"},
    {"started_at": CAME_IN - timedelta(days=1)},
]


@given(RUNS, MEDIA, TYPES, st.sampled_from(WORSE))
def test_nothing_bad_ever_improves_a_run(run, one, device_type, worse):
    before, after = verdict(run, one, device_type), verdict(replace(run, **worse), one, device_type)
    assert not after.is_accepted
    if "method" not in worse:
        assert RANK[after.level] <= RANK[before.level]


@given(RUNS, MEDIA, TYPES, LEVELS)
def test_asking_for_more_never_accepts_more(run, one, device_type, demanded):
    if verdict(run, one, device_type, demanded_level=demanded).is_accepted:
        assert verdict(run, one, device_type).is_accepted


@given(RUNS, MEDIA, TYPES)
def test_the_same_run_always_gets_the_same_verdict(run, one, device_type):
    assert verdict(run, one, device_type) == verdict(run, one, device_type)


@pytest.mark.parametrize(
    "name, kind, results",
    [
        ("nwipe_erased.txt", "hdd", ["accepted"]),
        ("nwipe_erased.txt", "ssd_sata", ["rejected"]),
        ("ereuse_10.json", "hdd", ["manual_pending"]),
        ("ereuse_11.json", "ssd_sata", ["rejected", "rejected"]),
    ],
)
def test_from_the_file_to_the_verdict(name, kind, results):
    runs = read(name).erasures
    found = [verdict(run, medium(kind, run.serial, None)) for run in runs]
    assert [one.result for one in found] == results
    assert not any(one.level == ErasureLevel.PURGE for one in found)
