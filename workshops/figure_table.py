"""The figures of a period as a table to send: small counts hidden, whoever asks."""

from inclusion.tables.kinds import Produced
from inclusion.tables.writing import Sheet
from workshops.activity import DEFINITIONS, labels_of
from workshops.masking import floor_of, hidden_values, is_small
from workshops.models import PERSONAL_AXES, Axis
from workshops.selectors.activity import NOTHING, activity, total_of

HEADERS = (
    *("Du", "Au", "Axe", "Code", "Libellé", "Séances", "Participations"),
    *("dont anonymes ou sans dossier", "Personnes distinctes", "Personnes au plus"),
)


def figures_sheet(organisation, period):
    """One line a value of an axis, the whole first; a second sheet says what is counted."""
    counts = activity(organisation, period)
    labels = labels_of(organisation, counts) | {Axis.TOTAL: {"": "Ensemble"}}
    days = [period.first.isoformat(), period.last.isoformat()]
    rows = [[*days, *_line(Axis.TOTAL, "", total_of(counts), "Ensemble", False)]]
    for axis in Axis:
        if axis == Axis.TOTAL:
            continue
        shown = counts.get(axis, {})
        hidden = hidden_values(axis, shown)
        for value in sorted(shown, key=lambda value: labels[axis].get(value, "")):
            label = labels[axis].get(value, "Supprimé depuis")
            rows.append([*days, *_line(axis, value, shown[value], label, value in hidden)])
    said = [[word, sentence] for word, sentence in _definitions()]
    sheets = [
        Sheet("Chiffres", HEADERS, rows),
        Sheet("Définitions", ("Chiffre", "Définition"), said),
    ]
    return Produced(sheets, [dict(zip(HEADERS, row, strict=True)) for row in rows], len(rows))


def _line(axis, value, count, label, is_hidden):
    count = count or NOTHING
    if axis == Axis.TOTAL:
        is_hidden = is_small(count.people)
    masked = f"< {floor_of(axis)}" if is_small(count.people, axis) else "masqué"
    personal = axis in PERSONAL_AXES
    came = [count.participations, count.unnamed]
    return [
        axis.label,
        value,
        label,
        "" if personal else count.sessions,
        *([masked, ""] if personal and is_hidden else came),
        masked if is_hidden else count.people,
        "" if is_hidden else count.most_people,
    ]


def _definitions():
    yield "Séances", DEFINITIONS["sessions"]
    yield "Participations", DEFINITIONS["participations"]
    yield "Personnes distinctes", DEFINITIONS["people"]
    yield (
        "Personnes au plus",
        "si chaque participation sans dossier était celle d’une personne de plus",
    )
    yield "< 5, < 11, masqué", "petit effectif, ou ce qui permettrait de le calculer"
