"""Geometry of the radar, in the units of its viewBox. The template draws it, a table repeats it.

The present outline is solid with round marks, the former one dashed with square marks: the two are
told apart without colour. An axis of which nothing is known has no mark and breaks the outline.
"""

from dataclasses import dataclass
from math import cos, pi, sin

from beneficiaries.assessment.grid import TOP
from beneficiaries.models.assessments import Axis
from inclusion.text import NO_BREAK

WIDTH, HEIGHT = 350, 282
CENTRE = (175, 138)
RADIUS = 90
LABEL_RADIUS = 102
LINE = 18
# Side of the former outline’s square marks.
MARK = 7
# What stands around the drawing: short words, on two lines where one would not fit.
LABELS = {
    Axis.EQUIPMENT: ("Matériel",),
    Axis.CONNECTION: ("Connexion",),
    Axis.HANDLING: ("Prise", "en main"),
    Axis.EVERYDAY: ("Usages", "courants"),
    Axis.PROCEDURES: ("Démarches",),
    Axis.SAFETY: ("Sécurité",),
    Axis.AVAILABILITY: ("Motivation",),
}


@dataclass(frozen=True)
class Outline:
    """A profile to draw: what it is called in the legend, and its scores by axis."""

    name: str
    scores: dict


@dataclass(frozen=True)
class Label:
    anchor: str
    lines: tuple  # (x, y, text)
    score: str


@dataclass(frozen=True)
class Radar:
    width: int
    height: int
    rings: tuple[str, ...]
    spokes: tuple  # (x, y) of the end of each axis, as text
    labels: tuple[Label, ...]
    areas: tuple[str, ...]
    edges: str
    dots: tuple
    former_edges: str
    former_dots: tuple
    name: str
    former_name: str
    mark: int
    centre: tuple
    alternative: str


def radar(outline, former=None):
    """The drawing of one profile, over a former one when there is one."""
    points = _points(outline.scores)
    former_points = _points(former.scores) if former else []
    return Radar(
        width=WIDTH,
        height=HEIGHT,
        rings=tuple(
            _joined([_at(position, level) for position in range(len(Axis))])
            for level in range(1, TOP + 1)
        ),
        spokes=tuple(_written(_at(position, TOP)) for position in range(len(Axis))),
        labels=tuple(
            _label(position, axis, outline.scores.get(axis)) for position, axis in enumerate(Axis)
        ),
        areas=_areas(points),
        edges=_edges(points),
        dots=tuple(_written(point) for point in points if point),
        former_edges=_edges(former_points),
        former_dots=tuple(
            _written((x - MARK / 2, y - MARK / 2)) for x, y in filter(None, former_points)
        ),
        mark=MARK,
        centre=_written(CENTRE),
        name=outline.name,
        former_name=former.name if former else "",
        alternative=_alternative(outline, former),
    )


def _angle(position):
    return 2 * pi * position / len(Axis) - pi / 2


def _at(position, level, radius=None):
    """The point of an axis at that level, from 0 to 4, to a tenth."""
    length = radius if radius is not None else RADIUS * level / TOP
    x, y = CENTRE
    angle = _angle(position)
    return round(x + length * cos(angle), 1), round(y + length * sin(angle), 1)


def _points(scores):
    known = [scores.get(axis) for axis in Axis]
    return [None if level is None else _at(position, level) for position, level in enumerate(known)]


def _joined(points):
    return " ".join(f"{x},{y}" for x, y in points)


def _written(point):
    """Coordinates as SVG reads them: a page would write numbers the French way."""
    return tuple(f"{each:.1f}" for each in point)


def _pairs(points):
    """Neighbours, the last and the first included, where both are known."""
    after = [*points[1:], *points[:1]]
    return [(a, b) for a, b in zip(points, after, strict=True) if a and b]


def _areas(points):
    """One polygon when everything is known; else the sectors between known neighbours."""
    if points and all(points):
        return (_joined(points),)
    return tuple(_joined([CENTRE, a, b]) for a, b in _pairs(points))


def _edges(points):
    """The outline as the data of a path, broken where an axis is not known."""
    if points and all(points):
        first, *others = points
        return f"M{_pair(first)}" + "".join(f"L{_pair(each)}" for each in others) + "Z"
    return "".join(f"M{_pair(a)}L{_pair(b)}" for a, b in _pairs(points))


def _pair(point):
    return f"{point[0]},{point[1]}"


def _label(position, axis, level):
    x, y = _at(position, TOP, LABEL_RADIUS)
    across = cos(_angle(position))
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    lines = LABELS[axis]
    score = "?" if level is None else str(level)
    down = sin(_angle(position))
    # Above the drawing the last line touches the axis, below it the first one does.
    top = y + LINE * (down + 1) / 2 - LINE * (len(lines) - 1) * (1 - down) / 2 - 3
    return Label(
        anchor=anchor,
        lines=tuple((*_written((x, top + rank * LINE)), text) for rank, text in enumerate(lines)),
        score=score,
    )


def _alternative(outline, former):
    """Say the drawing in words."""
    told = "\u00a0; ".join(
        f"{axis.label}{NO_BREAK}: {_words(outline.scores.get(axis))}"
        + (f" (avant{NO_BREAK}: {_words(former.scores.get(axis))})" if former else "")
        for axis in Axis
    )
    return f"Profil sur sept axes, de 0 à {TOP}. {told}."


def _words(level):
    return "non renseigné" if level is None else str(level)
