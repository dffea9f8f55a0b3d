"""Attestations cast in the mould of the last one: the bytes of a full layout, or a full layout."""

import copy
import json
from pathlib import Path
from random import Random

import pytest

from inclusion.documents.rendering import press

SAMPLE = Path(__file__).parent / "samples" / "attendance_certificate.json"
TEMPLATE = "attendance_certificate"
NAMES = [
    "Aïcha Konaté",
    "Li",
    "Jean-Luc Mercier",
    "Fatima-Zahra El Ouardirhi",
    "Łucja Święcicka",
    "Marie-Thérèse de la Rochefoucauld-Montbazon d’Ormesson de la Tour du Pin",
    "N’Golo  Traoré",
    "<b>&amp;",
    "Anne",
]


def facts(name="Théo Garnaudie", number=318, **changes):
    found = json.loads(SAMPLE.read_text())
    code = f"M{number % 10}WE-{number % 9}H8T"
    found["person"]["name"] = name
    found["document"] |= {
        "number": f"ATP-2026-{number:04d}",
        "verification_code": code,
        "verification_url": f"https://inclusion.example/v/{code}",
        "verification_short": f"inclusion.example/v/{code}",
    }
    for path, value in changes.items():
        part, _, key = path.partition("__")
        found[part][key] = value
    return found


def laid_out(each):
    press.moulds.clear()
    return press.render(TEMPLATE, each)


@pytest.fixture
def layouts(monkeypatch):
    """The pages that were laid out, in order; the others were cast."""
    seen = []
    whole = press.Page.render

    def counted(self, *args, **options):
        seen.append(self)
        return whole(self, *args, **options)

    monkeypatch.setattr(press.Page, "render", counted)
    press.moulds.clear()
    return seen


def in_a_row(many):
    press.moulds.clear()
    return [press.render(TEMPLATE, each) for each in many]


def test_a_batch_gives_the_bytes_of_each_laid_out_by_itself():
    many = [facts(name, number) for number, name in enumerate(NAMES, start=7)]
    assert in_a_row(many) == [laid_out(each) for each in many]


def test_the_order_of_a_batch_changes_nothing():
    many = [facts(name, number) for number, name in enumerate(NAMES, start=97)]
    expected = dict(zip(NAMES, in_a_row(many), strict=True))
    Random(5).shuffle(many)
    for each, pdf in zip(many, in_a_row(many), strict=True):
        assert pdf == expected[each["person"]["name"]]


def test_a_batch_is_laid_out_once(layouts):
    in_a_row([facts(name, number) for number, name in enumerate(NAMES[:5], start=1)])
    assert len(layouts) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"name": NAMES[5]},
        {"workshop__title": "Mes premiers pas avec la souris, le clavier et l’ordinateur de prêt"},
        {"workshop__venue": "Médiathèque"},
        {"workshop__attended_minutes": 60},
        {"person__civility": ""},
        {"issuer__name": "Une autre association, au nom bien plus long que la première"},
        {"document__issued_at": "2026-12-01T09:00:00+01:00"},
        {"sessions": 1},
        {"attendance_sheets": []},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_whatever_else_differs_the_bytes_are_those_of_a_layout(changes):
    other = facts(
        changes.get("name", "Aïcha Konaté"),
        12,
        **{path: value for path, value in changes.items() if "__" in path},
    )
    if "sessions" in changes:
        other["sessions"] = other["sessions"][: changes["sessions"]]
    if "attendance_sheets" in changes:
        other["attendance_sheets"] = []
    first, last = facts("Anne", 1), facts("Li", 2)
    rows = in_a_row([first, copy.deepcopy(other), last])
    assert rows == [laid_out(each) for each in (first, other, last)]


def test_what_has_another_shape_is_laid_out(layouts):
    shorter = facts("Li", 2)
    shorter["sessions"] = shorter["sessions"][:1]
    in_a_row([facts("Anne", 1), shorter])
    assert len(layouts) == 2


def test_the_other_documents_are_always_laid_out(layouts):
    handed = json.loads((SAMPLE.parent / "handover_certificate.json").read_text())
    assert press.render("handover_certificate", handed) == press.render(
        "handover_certificate", handed
    )
    assert len(layouts) == 2
