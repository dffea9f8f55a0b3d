"""The column of navigation: the rooms, and the corners of the one where someone is."""

import pytest

from inclusion.ui.navigation import SHORT, navigation_of


def entries_of(member, view):
    return [entry for group in navigation_of(member, view) for entry in group]


def labels(entries):
    return [entry["label"] for entry in entries]


@pytest.fixture
def manager(association, member_of):
    return member_of(association, "MANAGER")


def test_a_manager_reads_rooms_not_corners(manager):
    entries = entries_of(manager, "home")
    assert labels(entries) == [
        "Accueil",
        "Bénéficiaires",
        "Matériel",
        "Ateliers",
        "Orientations",
        "Financements",
        "Annuaire",
        "Mes documents",
        "Membres",
    ]
    assert not any(entry["entries"] for entry in entries)
    assert labels(entry for entry in entries if entry["is_current"]) == ["Accueil"]


@pytest.mark.parametrize("view", ["equipment:device_list", "equipment:waste_register"])
def test_the_room_one_is_in_shows_its_corners(manager, view):
    (room,) = [entry for entry in entries_of(manager, view) if entry["is_open"]]
    assert room["label"] == "Matériel"
    assert labels(room["entries"])[:3] == ["Dons", "Relevés", "Stocks"]
    here = [*labels([room] if room["is_current"] else []), *current_corners(room)]
    assert here == [{"equipment:device_list": "Matériel"}.get(view, "Déchets")]


def current_corners(room):
    return labels(entry for entry in room["entries"] if entry["is_current"])


def test_a_short_column_folds_nothing_away(association, member_of):
    technician = member_of(association, "TECHNICIAN")
    entries = entries_of(technician, "home")
    room = next(entry for entry in entries if entry["label"] == "Matériel")
    assert "Relevés" in labels(room["entries"])
    assert len(entries) + len(room["entries"]) <= SHORT


def test_a_corner_whose_room_is_closed_stands_by_itself(association, member_of):
    """Nobody loses a page because the room above it is not hers."""
    for role in ("MANAGER", "MEDIATOR", "TECHNICIAN", "TREASURER", "VOLUNTEER"):
        member = member_of(association, role)
        entries = entries_of(member, "home")
        assert len(labels(entries)) == len(set(labels(entries))), role


@pytest.mark.parametrize("view", ["home", "workshops:session_detail", "funding:report_detail"])
def test_one_entry_at_most_is_the_page(manager, view):
    entries = entries_of(manager, view)
    current = labels(entry for entry in entries if entry["is_current"])
    assert len([*current, *(name for entry in entries for name in current_corners(entry))]) == 1
