from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from equipment.models import DeviceType, ErasureLevel, ErasureMethod, ErasureResult, MediumKind
from equipment.verdict import RANK, Claim, judge, required_level

CAME_IN = datetime(2026, 11, 16, 9, tzinfo=UTC)
FLASH = [MediumKind.SSD_SATA, MediumKind.NVME, MediumKind.SD, MediumKind.USB]
HOURS = st.integers(-100, 1000)


def claim(**changes):
    """A laptop's hard disk, rewritten and read back the day after it came in."""
    values = {
        "device_type": DeviceType.LAPTOP,
        "medium_kind": MediumKind.HDD,
        "method": ErasureMethod.OVERWRITE_ONCE,
        "is_verified": True,
        "error_count": 0,
        "started_at": CAME_IN + timedelta(hours=24),
        "ended_at": CAME_IN + timedelta(hours=26),
        "came_in_at": CAME_IN,
    }
    return Claim(**values | changes)


@st.composite
def claims(draw):
    return claim(
        device_type=draw(st.sampled_from(DeviceType)),
        medium_kind=draw(st.sampled_from(MediumKind)),
        method=draw(st.sampled_from(ErasureMethod)),
        is_verified=draw(st.booleans()),
        error_count=draw(st.integers(0, 3)),
        started_at=CAME_IN + timedelta(hours=draw(HOURS)),
        ended_at=CAME_IN + timedelta(hours=draw(HOURS)),
    )


@given(claims())
def test_an_accepted_proof_is_sound_in_every_respect(one):
    verdict = judge(one)
    if verdict.is_accepted:
        assert RANK[verdict.level] >= RANK[verdict.required_level] >= RANK[ErasureLevel.CLEAR]
        assert one.is_verified
        assert one.error_count == 0
        assert one.method != ErasureMethod.VERIFY_ONLY
        assert one.came_in_at <= one.started_at < one.ended_at


@given(claims())
def test_every_verdict_says_why(one):
    verdict = judge(one)
    assert verdict.reasons
    assert all(reason.endswith(".") for reason in verdict.reasons)


@given(claims(), st.integers(1, 10_000))
def test_errors_never_make_a_proof_better(one, errors):
    worse = judge(Claim(**{**one.__dict__, "error_count": one.error_count + errors}))
    assert worse.result == ErasureResult.REJECTED


@given(claims())
def test_a_proof_not_read_back_is_refused(one):
    unread = judge(Claim(**{**one.__dict__, "is_verified": False}))
    assert unread.result == ErasureResult.REJECTED


@given(claims())
def test_what_is_destroyed_satisfies_any_requirement(one):
    destroyed = claim(
        device_type=one.device_type, medium_kind=one.medium_kind, method="destruction"
    )
    assert judge(destroyed).is_accepted


@given(st.sampled_from(FLASH), st.sampled_from(["overwrite", "overwrite_many"]))
def test_rewriting_a_flash_medium_never_lets_it_go_to_a_person(kind, method):
    verdict = judge(claim(medium_kind=kind, method=method))
    assert (verdict.level, verdict.result) == (ErasureLevel.CLEAR, ErasureResult.REJECTED)
    assert verdict.reasons == ("Réécrire un support flash n’efface pas tout.",)


def test_rewriting_a_hard_disk_is_enough():
    verdict = judge(claim())
    assert (verdict.level, verdict.required_level) == (ErasureLevel.CLEAR, ErasureLevel.CLEAR)
    assert verdict.is_accepted


def test_an_nvme_formatted_by_itself_is_purged():
    verdict = judge(claim(medium_kind=MediumKind.NVME, method=ErasureMethod.NVME_FORMAT))
    assert verdict.is_accepted
    assert verdict.level == ErasureLevel.PURGE


def test_a_command_the_medium_does_not_know_is_worth_nothing():
    verdict = judge(claim(medium_kind=MediumKind.NVME, method=ErasureMethod.ATA_SECURE_ERASE))
    assert verdict.level == ErasureLevel.NONE
    assert not verdict.is_accepted


def test_a_phone_reset_is_enough_and_a_laptop_s_soldered_memory_is_not():
    reset = {"medium_kind": MediumKind.EMMC, "method": ErasureMethod.FACTORY_RESET}
    assert judge(claim(device_type=DeviceType.SMARTPHONE, **reset)).is_accepted
    assert not judge(claim(device_type=DeviceType.LAPTOP, **reset)).is_accepted


def test_verifying_is_not_erasing():
    verdict = judge(claim(method=ErasureMethod.VERIFY_ONLY))
    assert verdict.level == ErasureLevel.NONE
    assert "Une vérification seule n’efface rien." in verdict.reasons


def test_an_erasure_older_than_the_arrival_is_void():
    verdict = judge(claim(started_at=CAME_IN - timedelta(hours=3)))
    assert not verdict.is_accepted


def test_an_erasure_ends_after_it_starts():
    assert not judge(claim(ended_at=CAME_IN + timedelta(hours=24))).is_accepted


def test_an_unknown_medium_is_held_to_the_level_of_flash():
    assert required_level(DeviceType.LAPTOP, MediumKind.UNKNOWN) == ErasureLevel.PURGE
