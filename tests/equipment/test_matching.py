"""Proposals from an assessment, and the caps of the decree: pure functions."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipment.matching import Candidate, Need, need_of, propose
from equipment.models import DeviceType, OriginRegime
from equipment.price_caps import cap_of

LONG_AGO, LATELY = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC)


def candidate(key, type="laptop", **fields):
    return Candidate(key, type, fields.pop("ready_at", LONG_AGO), tag=str(key), **fields)


def keys(matches):
    return [match.key for match in matches]


def test_a_phone_and_a_job_to_find_ask_for_a_laptop_first():
    need = need_of({"device": ["smartphone_only"], "goal": ["job"]})
    assert "seulement un téléphone" in need.reasons
    assert any("CV" in reason for reason in need.reasons)
    devices = [candidate("t", "tablet"), candidate("d", "desktop"), candidate("l", "laptop")]
    assert keys(propose(need, devices)) == ["l", "d", "t"]


def test_talking_to_the_family_goes_well_on_a_tablet():
    need = need_of({"device": ["none"], "goal": ["family"], "home_internet": ["box"]})
    found = propose(need, [candidate("l"), candidate("t", "tablet"), candidate("s", "screen")])
    assert keys(found) == ["t", "l"]


def test_who_takes_internet_outside_gets_what_can_be_carried_and_a_word_about_a_sim():
    need = need_of({"device": ["none"], "goal": ["procedure"], "home_internet": ["outside"]})
    assert any("SIM" in line for line in need.advice)
    worn, good = candidate("w", battery_percent=41), candidate("g", battery_percent=88)
    found = propose(need, [worn, good])
    assert keys(found) == ["g", "w"]
    assert any("branché" in reason for reason in found[1].against)


def test_a_beginner_gets_the_larger_screen():
    need = need_of({"device": ["none"], "goal": ["procedure"], "pointing": ["helped"]})
    small, large = (
        candidate("s", screen_inches=Decimal("11.6")),
        candidate("l", screen_inches=Decimal("15.6")),
    )
    assert keys(propose(need, [small, large])) == ["l", "s"]


def test_a_draw_goes_to_what_has_been_ready_for_longest():
    need = need_of({"device": ["none"]})
    found = propose(need, [candidate("new", ready_at=LATELY), candidate("old")])
    assert keys(found) == ["old", "new"]


def test_an_assessment_that_does_not_tell_proposes_nothing():
    assert need_of({}) == Need()
    assert propose(Need(), [candidate("l")]) == []


CODES = ["none", "broken", "job", "family", "many", "outside", "cannot", "?"]
ANSWERS = st.dictionaries(
    st.sampled_from(["device", "goal", "sharing", "home_internet", "pointing", "keyboard", "x"]),
    st.lists(st.sampled_from(CODES)),
)
DEVICES = st.lists(
    st.builds(
        Candidate,
        key=st.integers(),
        type=st.sampled_from(DeviceType.values),
        ready_at=st.none() | st.just(LATELY),
        tag=st.text("AB", min_size=1, max_size=3),
        memory_gb=st.none() | st.integers(1, 64),
        screen_inches=st.none() | st.decimals(1, 40, places=1),
        battery_percent=st.none() | st.integers(0, 100),
        grade=st.sampled_from(["", "A", "D"]),
    ),
    max_size=6,
)


@given(ANSWERS, DEVICES)
def test_every_proposal_is_explained_and_in_order(answers, devices):
    need = need_of(answers)
    found = propose(need, devices)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert all(match.reasons or match.against for match in found)
    assert propose(need, devices) == found


@pytest.mark.parametrize(
    ("type", "amount"),
    [
        *(("laptop", 180), ("desktop", 150), ("tablet", 100), ("smartphone", 100)),
        *(("screen", 30), ("printer", 30), ("multifunction", 170), ("router", 0)),
    ],
)
def test_the_decree_caps_each_type_that_a_public_body_gave(type, amount):
    assert cap_of(type, OriginRegime.PUBLIC_GIFT, date(2026, 3, 1)).amount == amount
    assert cap_of(type, OriginRegime.PRIVATE_GIFT, date(2026, 3, 1)) is None
    assert cap_of(type, OriginRegime.PUBLIC_GIFT, date(2022, 11, 1)) is None
