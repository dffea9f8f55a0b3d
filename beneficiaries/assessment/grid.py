"""What a grid of questions says: read, scored, and what it proposes. Pure functions.

A grid is data (grids/*.json): questions with their options and points, how each axis is summed up,
rules in their order of priority. Points make a profile, axis by axis, and never one sum; rules
propose paths with their reason and say which paths must not come first. A human decides.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from statistics import median_low
from string import ascii_lowercase

from beneficiaries.models.assessments import AnswerState, Path

SHIPPED = FilePath(__file__).parent / "grids" / "inclusion-2026-1.json"
SHIPPED_CODE = "inclusion"
TOP = 4
SUMMARIES = {"min": min, "median": median_low}


@dataclass(frozen=True)
class Option:
    """One answer to choose; `points` is None for an answer that no axis counts."""

    code: str
    letter: str
    label: str
    points: int | None = None
    # « Rien »: chosen with another, it means nothing.
    is_alone: bool = False


@dataclass(frozen=True)
class Question:
    """One question; `axis` is "" when it only feeds the rules."""

    code: str
    number: int
    axis: str
    icon: str
    short: str
    text: str
    help: str
    options: tuple[Option, ...]
    is_multiple: bool = False
    digcomp: tuple[str, ...] = ()

    def option(self, code):
        return next((each for each in self.options if each.code == code), None)

    def lettered(self, letter):
        return next((each for each in self.options if each.letter == letter), None)


@dataclass(frozen=True)
class Against:
    """A path that must not come first, and why."""

    path: Path
    why: str


@dataclass(frozen=True)
class Rule:
    """When it holds, `path` is proposed for this reason; what comes first in the grid wins."""

    code: str
    path: Path
    when: dict
    reason: str
    against: tuple[Against, ...] = ()
    then: tuple[Path, ...] = ()
    within_days: int | None = None


@dataclass(frozen=True)
class Grid:
    code: str
    version: str
    title: str
    minutes: int
    summaries: dict
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    otherwise: Rule

    def question(self, code):
        return next((each for each in self.questions if each.code == code), None)

    def of_axis(self, axis):
        return [each for each in self.questions if each.axis == axis]


@dataclass(frozen=True)
class Given:
    """What was said to one question. A question without one was not asked."""

    state: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A path, why, and what should not come first for the same reason."""

    rule: str
    path: Path
    reason: str
    against: tuple[Against, ...] = ()
    then: tuple[Path, ...] = ()
    within_days: int | None = None

    def as_facts(self):
        """What is frozen with the assessment."""
        return {
            "rule": self.rule,
            "path": self.path,
            "reason": self.reason,
            "against": [{"path": each.path, "why": each.why} for each in self.against],
            "then": list(self.then),
            "within_days": self.within_days,
        }


def shipped():
    """The content of the grid that comes with the product."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


def digest(content):
    """The fingerprint of a content, whatever the order of its keys and its spaces."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def load(content):
    """The grid of a content that `problems` found right."""
    return Grid(
        code=content["code"],
        version=content["version"],
        title=content["title"],
        minutes=content["minutes"],
        summaries=dict(content["axes"]),
        questions=tuple(
            _question(number, each) for number, each in enumerate(content["questions"], 1)
        ),
        rules=tuple(_rule(each) for each in content["rules"]),
        otherwise=_rule({"code": "otherwise", "when": {"all": []}, **content["otherwise"]}),
    )


def _question(number, each):
    return Question(
        code=each["code"],
        number=number,
        axis=each.get("axis") or "",
        icon=each["icon"],
        short=each["short"],
        text=each["text"],
        help=each.get("help", ""),
        is_multiple=bool(each.get("several")),
        digcomp=tuple(each.get("digcomp", ())),
        options=tuple(
            Option(
                code=option["code"],
                letter=letter,
                label=option["label"],
                points=option.get("points"),
                is_alone=bool(option.get("alone")),
            )
            for letter, option in zip(ascii_lowercase, each["options"], strict=False)
        ),
    )


def _rule(each):
    return Rule(
        code=each["code"],
        path=Path(each["path"]),
        when=each["when"],
        reason=each["reason"],
        against=tuple(Against(Path(one["path"]), one["why"]) for one in each.get("against", ())),
        then=tuple(Path(path) for path in each.get("then", ())),
        within_days=each.get("within_days"),
    )


def points_of(question, given):
    """The least of the chosen options; None when the answer counts for nothing."""
    if given is None or given.state != AnswerState.ANSWERED:
        return None
    chosen = (question.option(code) for code in given.values)
    return min((each.points for each in chosen if each and each.points is not None), default=None)


def score(grid, answers):
    """Axis → 0 to 4, or None when nothing was told; `answers` maps a question's code to a Given."""
    scores = {}
    for axis, summary in grid.summaries.items():
        points = [points_of(each, answers.get(each.code)) for each in grid.of_axis(axis)]
        told = [each for each in points if each is not None]
        scores[axis] = SUMMARIES[summary](told) if told else None
    return scores


def propose(grid, answers, scores):
    """The paths to propose, first first: never one that a rule that holds speaks against."""
    holding = [rule for rule in grid.rules if holds(rule.when, grid, answers, scores)]
    against = {each.path for rule in holding for each in rule.against}
    proposals, proposed = [], set()
    for rule in holding:
        # What speaks against a path is told even when the rule's own path is not proposed.
        if rule.path in against or rule.path in proposed:
            continue
        proposed.add(rule.path)
        proposals.append(_proposal(rule))
    silent = [rule for rule in holding if rule.code not in {each.rule for each in proposals}]
    if not proposals:
        proposals.append(_proposal(grid.otherwise))
    return _with_warnings(proposals, silent)


def _proposal(rule):
    return Proposal(
        rule=rule.code,
        path=rule.path,
        reason=rule.reason,
        against=rule.against,
        then=rule.then,
        within_days=rule.within_days,
    )


def _with_warnings(proposals, silent):
    """Give the first proposal what the rules without a proposal of their own speak against."""
    told = {each.path for proposal in proposals for each in proposal.against}
    extra = []
    for rule in silent:
        extra += [each for each in rule.against if each.path not in told]
        told |= {each.path for each in rule.against}
    first = proposals[0]
    return [replace(first, against=(*first.against, *extra)), *proposals[1:]]


def holds(condition, grid, answers, scores):
    """Whether a condition is met; what was refused, unknown or not asked meets none."""
    if "all" in condition:
        return all(holds(each, grid, answers, scores) for each in condition["all"])
    if "any" in condition:
        return any(holds(each, grid, answers, scores) for each in condition["any"])
    if "axis" in condition:
        return _is_within(scores.get(condition["axis"]), condition)
    question = grid.question(condition["question"])
    given = answers.get(condition["question"])
    if question is None or given is None or given.state != AnswerState.ANSWERED:
        return False
    if "in" in condition:
        return bool(set(given.values) & set(condition["in"]))
    return _is_within(points_of(question, given), condition)


def _is_within(value, condition):
    if value is None:
        return False
    return condition.get("at_least", 0) <= value <= condition.get("at_most", TOP)
