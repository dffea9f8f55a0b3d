"""Opening hours: read when there is one way to read them, shown in French, true in Paris."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.places.hours import (
    Unclear,
    hours_in_french,
    is_holiday,
    open_status,
    parse_osm,
    read_hours,
)
from inclusion.places.hours.week import week_of

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mercredi de 14h à 15H30", "We 14:00-15:30"),
        ("du lundi au vendredi 9h-12h/14h-17h", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("mercredi de 14 à 18h", "We 14:00-18:00"),
        (
            "Lundi, Mardi et Vendredi de 9H30 à 10H30 puis 11h à 12H et Vendredi de 14h à 15H",
            "Mo-Tu 09:30-10:30,11:00-12:00; Fr 09:30-10:30,11:00-12:00,14:00-15:00",
        ),
        ("jeudi de 14h à 15h30, et 15h30 à 17h", "Th 14:00-17:00"),
        ("mardi matin 9h-10h30", "Tu 09:00-10:30"),
        ("MERCREDI 17h - 19h", "We 17:00-19:00"),
        ("mardi au samedi 10h à 18h, fermé les jours fériés", "Tu-Sa 10:00-18:00; PH off"),
        ("9h-12h du lundi au jeudi", "Mo-Th 09:00-12:00"),
        ("lundi : fermé ; mardi 9h-12h", "Tu 09:00-12:00"),
        ("lun-ven: 9h00 - 12h00, 13h30-17h", "Mo-Fr 09:00-12:00,13:30-17:00"),
        ("de 9h à midi le lundi", "Mo 09:00-12:00"),
        ("week-end 10h-12h", "Sa-Su 10:00-12:00"),
        ("ouvert 24h/24", "24/7"),
        ("Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00", None),
        ("Fr 22:00-02:00", "Fr 22:00-24:00; Sa 00:00-02:00"),
        ("", ""),
    ],
)
def test_hours_as_people_write_them_are_read(typed, kept):
    assert read_hours(typed) == (typed if kept is None else kept)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("samedi APRÈS-MIDI Tous Les 15 jours de 14H à 16h", "tous les quinze jours"),
        ("jeudi de 14h à 16h, semaines paires", "une semaine sur deux"),
        ("lundi matin", "ne dit pas l’heure"),
        ("jeudi après-midi à partir de 13H30", "sans heure de fin"),
        ("sur rendez-vous", "sur rendez-vous"),
        ("9h-12h", "sans jour"),
        ("lundi et mardi", "sans heure"),
        ("lundi 9h-12h et 11h-13h", "se chevauchent"),
        ("lundi matin 15h-17h", "ne va pas"),
        ("lundi et jeudi de 9 à 12", "manque"),
        ("lundi 17h-9h", "finit avant"),
        ("lundi 9h à 27h", "n’est pas une heure"),
        ("lundi 9h", "heure de fin"),
        ("le premier lundi du mois 9h-12h", "mois"),
        ("Mo-Fr 09:00-12:00 Jan-Mar", "semaine type"),
        ("zorglub 9h-12h lundi", "zorglub"),
    ],
)
def test_what_can_be_read_in_two_ways_is_said_not_guessed(typed, reason):
    with pytest.raises(Unclear) as caught:
        read_hours(typed)
    assert reason in caught.value.reason


SPAN = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[0] < s[1])


@st.composite
def weeks(draw):
    days = {}
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        first = draw(SPAN)
        days[day] = [first]
        if first[1] < 1439 and draw(st.booleans()):
            days[day].append((first[1] + 1, 1440))
    if draw(st.booleans()):
        days[7] = draw(st.sampled_from([[], [(600, 720)]]))
    return week_of(days)


@given(weeks())
def test_hours_written_then_read_again_are_the_same(week):
    assert parse_osm(week.to_osm()) == week


@given(weeks())
def test_the_french_words_of_hours_are_read_back(week):
    words = "\u202f; ".join(hours_in_french(week.to_osm()))
    assert read_hours(words) == week.to_osm()


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    try:
        read_hours(text)
    except Unclear as error:
        assert error.reason


@pytest.mark.parametrize(
    ("when", "is_open", "words"),
    [
        (datetime(2026, 11, 23, 9, 0), True, "Ouvert, jusqu’à 12\u00a0h"),
        (datetime(2026, 11, 23, 12, 0), False, "Fermé, ouvre aujourd’hui à 14\u00a0h"),
        (datetime(2026, 11, 23, 17, 0), False, "Fermé, ouvre demain à 9\u00a0h"),
        (datetime(2026, 11, 27, 18, 0), False, "Fermé, ouvre lundi à 9\u00a0h"),
        # Ascension: closed, and open again the day after.
        (datetime(2026, 5, 14, 10, 0), False, "Fermé, ouvre demain à 9\u00a0h"),
    ],
)
def test_open_now_is_told_by_the_clock_of_paris(when, is_open, words):
    status = open_status(OFFICE, when.replace(tzinfo=PARIS))
    assert (status.is_open, status.words) == (is_open, words)


def test_an_hour_of_summer_is_an_hour_of_paris():
    seven_utc = datetime(2026, 7, 6, 7, 30, tzinfo=ZoneInfo("UTC"))
    assert open_status(OFFICE, seven_utc).is_open


def test_unknown_hours_are_neither_open_nor_closed():
    assert open_status("") is None
    assert open_status("Jan-Mar Mo 09:00-12:00") is None


def test_public_holidays_move_with_easter():
    assert is_holiday(date(2026, 4, 6)) and is_holiday(date(2027, 5, 6))
    assert is_holiday(date(2026, 7, 14)) and not is_holiday(date(2026, 7, 15))
