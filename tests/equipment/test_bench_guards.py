"""The life cycle as data: every step with its guards, every other pair refused. No database."""

from dataclasses import replace
from hashlib import sha256

import pytest

from equipment.checklists import ALL, checklist_for, checklist_of
from equipment.guards import COMPLETE, GUARDS, Facts, guards_of, refuse_missing, sentences
from equipment.models import LIFE_CYCLE, DeviceStatus, DeviceType, battery_grade, landing
from equipment.models.life_cycle import refuse_step
from equipment.next_steps import WORDS
from inclusion.exceptions import Refused
from tests.equipment.factories import answers

GUARDED = [(step, guard) for step in LIFE_CYCLE for guard in guards_of(step)]
PAIRS = [(source, target) for source in DeviceStatus for target in DeviceStatus]


def step_name(value):
    return f"{value.source}-{value.target}-{value.act}" if hasattr(value, "source") else value.fact


def test_each_act_of_the_table_has_its_guards_and_its_words():
    acts = {step.act for step in LIFE_CYCLE}
    assert acts == set(GUARDS)
    unworded = {"add_medium", "put_medium", "remove_medium", "come_back_from_outing"}
    assert acts - set(WORDS) == unworded


@pytest.mark.parametrize("step", LIFE_CYCLE, ids=step_name)
def test_a_step_is_allowed_with_its_facts_complete(step):
    refuse_step(step.source, step.target, step.act)
    refuse_missing(step.act, COMPLETE)
    assert sentences(step.act, COMPLETE) == []


@pytest.mark.parametrize(("step", "guard"), GUARDED, ids=step_name)
def test_a_step_is_refused_with_any_fact_missing(step, guard):
    facts = replace(COMPLETE, **{guard.fact: False})
    with pytest.raises(Refused) as refusal:
        refuse_missing(step.act, facts)
    assert refusal.value.message == f"Il manque\u00a0: {guard.title}."
    assert sentences(step.act, facts) == [guard.sentence]
    assert guard.sentence.endswith(".")


@pytest.mark.parametrize("act", sorted(GUARDS))
def test_an_act_leads_nowhere_but_where_the_table_says(act):
    mine = {(step.source, step.target) for step in LIFE_CYCLE if step.act == act}
    for source, target in set(PAIRS) - mine:
        with pytest.raises(Refused, match="Passage impossible"):
            refuse_step(source, target, act)


def test_nothing_known_is_nothing_allowed():
    for act, guards in GUARDS.items():
        assert len(sentences(act, Facts())) == len(guards)
        assert sentences(act, Facts(), before_the_form=True) == [
            guard.sentence for guard in guards if not guard.is_asked
        ]


def test_whatever_leads_out_asks_for_the_proof():
    """No way from quarantine or from lost to anything else without it, however long."""
    proven = {step for step in LIFE_CYCLE if any(g.fact == "is_proven" for g in guards_of(step))}
    reached, changed = {DeviceStatus.QUARANTINE}, True
    while changed:
        new = {s.target for s in LIFE_CYCLE if s.source in reached and s not in proven} - reached
        reached |= new
        changed = bool(new)
    assert reached == {DeviceStatus.QUARANTINE, DeviceStatus.LOST}


def test_what_holds_no_data_is_never_in_quarantine():
    assert landing(DeviceStatus.QUARANTINE, holds_data=False) == DeviceStatus.ERASED
    assert landing(DeviceStatus.QUARANTINE, holds_data=True) == DeviceStatus.QUARANTINE
    assert landing(DeviceStatus.WASTE, holds_data=False) == DeviceStatus.WASTE


# ---- Checklists ----

# A version in use is never edited: add one, and its digest here.
DIGESTS = {
    "laptop 2026-1": "3efa553190dce79c",
    "desktop 2026-1": "f52bd500a456675d",
    "tablet 2026-1": "dd8d0f4e560a5784",
    "smartphone 2026-1": "2c6bf05f812d4f89",
    "screen 2026-1": "b05ff4f8d1ada8e9",
    "printer 2026-1": "05d73cfd1519a57f",
    "router 2026-1": "5297c50362ab9838",
    "accessory 2026-1": "1b71a5496a4a4c17",
}


def test_a_version_of_a_checklist_never_changes():
    found = {f"{each.code} {each.version}": sha256(repr(each).encode()).hexdigest() for each in ALL}
    assert {name: digest[:16] for name, digest in found.items()} == DIGESTS


@pytest.mark.parametrize("type", DeviceType.values)
def test_every_type_has_its_checklist_found_again_by_name(type):
    checklist = checklist_for(type)
    assert checklist_of(checklist.code, checklist.version) is checklist
    assert len({line.key for line in checklist.lines}) == len(checklist.lines)
    assert any(line.is_mandatory for line in checklist.lines)


@pytest.mark.parametrize("type", DeviceType.values)
def test_one_mandatory_line_at_fault_or_without_answer_fails_the_whole(type):
    checklist, good = checklist_for(type), answers(type)
    assert checklist.is_passed(good)
    for line in checklist.lines:
        faulty = good | {line.key: "ko"}
        silent = {key: value for key, value in good.items() if key != line.key}
        absent = good | {line.key: "na"}
        assert checklist.is_passed(faulty) is not line.is_mandatory
        assert checklist.is_passed(silent) is not line.is_mandatory
        assert bool(checklist.foreign(absent)) is not line.may_not_apply
        assert line in checklist.faults(faulty)


def test_answers_to_nothing_on_the_list_are_seen():
    assert checklist_for("laptop").foreign({"wings": "ok", "wifi": "peut-être"}) == [
        "wifi",
        "wings",
    ]


@pytest.mark.parametrize(
    ("percent", "grade"),
    [(100, "A"), (80, "A"), (79, "B"), (60, "B"), (59, "C"), (40, "C"), (39, "D"), (0, "D")],
)
def test_a_battery_is_graded_by_what_is_left(percent, grade):
    assert battery_grade(percent) == grade
    assert battery_grade(None) == ""
