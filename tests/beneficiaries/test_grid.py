"""The grid as data: what it asks, how it counts, what it proposes and never proposes first."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beneficiaries.assessment import grid as grids
from beneficiaries.assessment.checking import problems
from beneficiaries.assessment.radar import Outline, radar
from beneficiaries.models import AnswerState, Axis, Path
from inclusion.ui.icons import icon_names

CONTENT = grids.shipped()
GRID = grids.load(CONTENT)
FINGERPRINT = "056771f8f74b2dcdc5b8afcad7e2b2402d0fc24727c64c551c2ddef20382ad07"
AT_EASE = {
    question.code: max(
        (option for option in question.options if option.points is not None),
        key=lambda option: option.points,
        default=None,
    )
    for question in GRID.questions
}


def answered(*codes):
    return grids.Given(AnswerState.ANSWERED, codes)


def someone(**said):
    """The answers of someone at ease, but for what is said; None: not asked."""
    answers = {code: answered(option.code) for code, option in AT_EASE.items() if option}
    answers |= {"goal": answered("learning"), "deadline": answered("none")}
    for code, value in said.items():
        if value is None:
            del answers[code]
        else:
            answers[code] = value if isinstance(value, grids.Given) else answered(*value.split())
    return answers


def proposals(answers):
    return grids.propose(GRID, answers, grids.score(GRID, answers))


def against(found):
    return {each.path for proposal in found for each in proposal.against}


@st.composite
def some_answers(draw):
    """Any answers to the grid: given, refused, unknown, not asked."""
    answers = {}
    for question in GRID.questions:
        state = draw(st.sampled_from(["", *AnswerState.values]))
        if state == AnswerState.ANSWERED:
            codes = st.sampled_from([option.code for option in question.options])
            most = len(question.options) if question.is_multiple else 1
            chosen = draw(st.lists(codes, min_size=1, max_size=most, unique=True))
            answers[question.code] = answered(*chosen)
        elif state:
            answers[question.code] = grids.Given(state)
    return answers


def test_the_shipped_grid_is_right_and_short():
    assert problems(CONTENT, icon_names()) == []
    assert 18 <= len(GRID.questions) <= 22
    for axis in Axis:
        assert 2 <= len(GRID.of_axis(axis)) <= 4
    assert all(len(question.text) <= 70 for question in GRID.questions)


def test_its_fingerprint_is_that_of_the_version_in_use():
    """Answers rest on it: to change a word is to make another version, in another file."""
    assert grids.digest(CONTENT) == FINGERPRINT


def test_a_fingerprint_forgets_the_order_of_keys():
    turned = dict(reversed(CONTENT.items()))
    assert grids.digest(turned) == grids.digest(CONTENT)


@given(some_answers())
def test_any_answers_give_a_profile_and_a_path(answers):
    scores = grids.score(GRID, answers)
    assert set(scores) == set(Axis.values)
    assert all(value is None or value in range(5) for value in scores.values())
    found = grids.propose(GRID, answers, scores)
    assert found
    assert not against(found) & {each.path for each in found}
    assert len({each.path for each in found}) == len(found)
    assert json.loads(json.dumps([each.as_facts() for each in found]))
    # The drawing knows every profile.
    drawn = radar(Outline("a", scores), Outline("b", scores))
    assert len(drawn.dots) == sum(value is not None for value in scores.values())


@given(some_answers())
def test_refused_and_unknown_count_as_not_asked_and_never_as_zero(answers):
    asked = {code: each for code, each in answers.items() if each.state == AnswerState.ANSWERED}
    assert grids.score(GRID, answers) == grids.score(GRID, asked)
    assert proposals(answers) == proposals(asked)


@given(some_answers())
def test_who_is_isolated_or_afraid_is_never_sent_to_a_group_first(answers):
    for code, value in (("company", "never"), ("company", "rarely"), ("confidence", "afraid")):
        found = proposals(answers | {code: answered(value)})
        assert found[0].path in {Path.URGENT_HELP, Path.INDIVIDUAL}
        assert {Path.INITIATION, Path.OFFICE, Path.TRAINING} <= against(found)


def test_an_axis_with_nothing_answered_is_not_zero():
    scores = grids.score(GRID, {"device": grids.Given(AnswerState.REFUSED)})
    assert set(scores.values()) == {None}
    assert grids.score(GRID, {"device": answered("none")})["equipment"] == 0


def test_what_does_not_concern_her_is_not_a_failure():
    answers = someone(benefits="gives_up", work="not_concerned", papers="not_concerned")
    assert grids.score(GRID, answers)["procedures"] == 0
    everything = someone(benefits="not_concerned", work="not_concerned", papers="not_concerned")
    assert grids.score(GRID, everything)["procedures"] is None


def test_an_axis_is_the_least_or_the_median_as_the_grid_says():
    answers = someone(device="computer", sharing="many", mail="cannot", documents="cannot")
    scores = grids.score(GRID, answers)
    assert scores["equipment"] == 1
    # Of 4, 0, 4 and 0, the lower of the two in the middle.
    assert scores["everyday"] == 0


def test_several_answers_count_as_the_heaviest_one():
    question = GRID.question("obstacles")
    assert grids.points_of(question, answered("hours", "travel")) == 1
    assert grids.points_of(question, answered("nothing")) == 4


@pytest.mark.parametrize(
    ("said", "path", "avoided"),
    [
        # The five stories of the articles.
        ({"company": "never"}, Path.INDIVIDUAL, Path.INITIATION),
        (
            {"social": "alone", "benefits": "gives_up", "work": "gives_up", "papers": "gives_up"},
            Path.RIGHTS,
            Path.INITIATION,
        ),
        ({"device": "smartphone_only", "goal": "job"}, Path.EQUIPMENT, Path.OFFICE),
        (
            {"deadline": "week", "benefits": "gives_up", "work": "gives_up"},
            Path.URGENT_HELP,
            Path.INITIATION,
        ),
        ({}, Path.AUTONOMY, Path.INITIATION),
        # And the others.
        ({"device": "none"}, Path.EQUIPMENT, Path.AUTONOMY),
        ({"home_internet": "none"}, Path.CONNECTION, None),
        ({"passwords": "someone"}, Path.SAFETY, None),
        ({"goal": "career"}, Path.TRAINING, Path.INITIATION),
        ({"goal": "job", "documents": "helped"}, Path.OFFICE, None),
        ({"pointing": "cannot", "keyboard": "cannot"}, Path.INITIATION, None),
    ],
)
def test_what_blocks_her_decides_what_is_proposed_first(said, path, avoided):
    found = proposals(someone(**said))
    assert found[0].path == path
    assert avoided is None or avoided in against(found)
    assert found[0].reason.endswith(".")


def test_an_urgent_deadline_is_dealt_with_within_seven_days():
    found = proposals(someone(deadline="week", benefits="gives_up", work="gives_up"))
    assert (found[0].path, found[0].within_days) == (Path.URGENT_HELP, 7)
    calm = proposals(someone(deadline="none", benefits="gives_up", work="gives_up"))
    assert calm[0].path == Path.RIGHTS


def test_equipment_then_office_for_a_cv_on_a_phone():
    found = proposals(someone(device="smartphone_only", goal="job procedure"))
    assert found[0].then == (Path.OFFICE,)


def test_nothing_known_proposes_to_meet():
    (found,) = proposals({})
    assert (found.path, found.rule) == (Path.INDIVIDUAL, "otherwise")


# ---- Grids of one's own ----------------------------------------------------


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_judged_in_french(content):
    found = problems(content, icon_names())
    assert found and all(isinstance(each, str) for each in found)


PLACES = [
    (),
    ("code",),
    ("axes",),
    ("axes", "equipment"),
    ("questions",),
    ("questions", 0),
    ("questions", 3, "axis"),
    ("questions", 3, "code"),
    ("questions", 3, "options"),
    ("questions", 3, "options", 1),
    ("questions", 3, "options", 1, "points"),
    ("rules",),
    ("rules", 0, "when"),
    ("rules", 0, "when", "all", 0),
    ("rules", 0, "when", "all", 0, "in"),
    ("rules", 0, "against"),
    ("rules", 0, "against", 0),
    ("rules", 0, "against", 0, "path"),
    ("rules", 0, "then"),
    ("otherwise",),
    ("otherwise", "path"),
]


@settings(max_examples=60)
@given(st.sampled_from(PLACES[1:]), JSON)
def test_anything_in_any_place_of_a_grid_is_refused_or_usable(place, value):
    content = copy.deepcopy(CONTENT)
    holder = content
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    if not problems(content, icon_names()):
        grid = grids.load(content)
        for answers in ({}, someone(), someone(company="never")):
            assert grids.propose(grid, answers, grids.score(grid, answers))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c.update(format=2), "format"),
        (lambda c: c.update(code="Ma grille"), "minuscules"),
        (lambda c: c.update(version="2026/1"), "version"),
        (lambda c: c["axes"].pop("safety"), "sept axes"),
        (lambda c: c["axes"].update(safety="sum"), "median"),
        (lambda c: c["questions"][0].update(icon="licorne"), "pictogramme"),
        (lambda c: c["questions"][1].update(code="goal"), "déjà pris"),
        (lambda c: c["questions"][2]["options"][0].update(points=5), "0 à 4"),
        (lambda c: c["questions"][6].update(digcomp=["9.9"]), "DigComp"),
        (lambda c: c["rules"][0].update(path="camp"), "voie"),
        (lambda c: c["rules"][0].update(when={"question": "x", "in": ["a"]}), "n’existe pas"),
        (lambda c: c["rules"][0].update(when={"question": "goal", "in": ["x"]}), "attendue"),
        (lambda c: c["rules"][0].update(when={"axis": "safety"}), "comprise"),
        (lambda c: c["rules"][0]["against"][0].update(path="urgent_help"), "même voie"),
        (lambda c: c["otherwise"].update(path="initiation"), "déconseille"),
        (lambda c: c.update(questions=c["questions"][:4]), "aucune ne porte"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(change, sentence):
    content = copy.deepcopy(CONTENT)
    change(content)
    found = problems(content, icon_names())
    assert any(sentence in each for each in found), found


def test_every_question_that_rules_rely_on_is_asked():
    text = json.dumps(CONTENT["rules"])
    for code in ("company", "confidence", "device", "goal", "deadline", "social"):
        assert f'"question": "{code}"' in text


# ---- Radar -----------------------------------------------------------------


def test_the_radar_tells_both_profiles_in_words():
    now = dict.fromkeys(Axis.values, 3) | {"safety": None}
    drawn = radar(Outline("12 nov.", now), Outline("2 sept.", dict.fromkeys(Axis.values, 1)))
    assert "Sécurité et confiance\u00a0: non renseigné (avant\u00a0: 1)" in drawn.alternative
    assert "Matériel\u00a0: 3 (avant\u00a0: 1)" in drawn.alternative
    assert len(drawn.dots) == 6 and len(drawn.former_dots) == 7


def test_an_unknown_axis_breaks_the_outline():
    whole = radar(Outline("", dict.fromkeys(Axis.values, 2)))
    assert whole.edges.endswith("Z") and len(whole.areas) == 1
    broken = radar(Outline("", dict.fromkeys(Axis.values, 2) | {"safety": None}))
    assert "Z" not in broken.edges and len(broken.areas) == 5
    nothing = radar(Outline("", {}))
    assert (nothing.edges, nothing.areas, nothing.dots) == ("", (), ())
