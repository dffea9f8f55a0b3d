"""The tokens and opening spans of places, written with the place they let one find."""

from inclusion.places.hours import HOLIDAY, parse_osm
from inclusion.places.models import PlaceOpening, PlaceToken
from inclusion.places.tokens import tokens_of

BATCH = 1000


def index_places(places):
    """Write anew what these places, all of one organisation, are found by."""
    places = list(places)
    keys = [place.pk for place in places]
    PlaceToken.objects.filter(place__in=keys).delete()
    PlaceOpening.objects.filter(place__in=keys).delete()
    PlaceToken.objects.bulk_create(
        (
            PlaceToken(
                organisation_id=place.organisation_id,
                place=place,
                token=token,
                is_published=place.is_published,
            )
            for place in places
            for token in tokens_of(place)
        ),
        batch_size=BATCH,
    )
    PlaceOpening.objects.bulk_create(
        (opening for place in places for opening in _openings(place)), batch_size=BATCH
    )


def _openings(place):
    if not place.opening_hours:
        return
    week = parse_osm(place.opening_hours)
    for weekday, spans in enumerate(week.days):
        for opens, closes in spans or ():
            yield PlaceOpening(
                organisation_id=place.organisation_id,
                place=place,
                weekday=weekday,
                opens=opens,
                closes=closes,
                on_holidays=weekday == HOLIDAY or week.keeps_holidays,
                is_published=place.is_published,
            )
