"""Reads of the directory: places near a point, the facts of a printed sheet, what to confirm.

Published places are everyone's to read: these answer in any organisation's context, or in none.
"""

import re
from dataclasses import dataclass

from django.db.models import Avg

from inclusion.places import communes
from inclusion.places.hours import hours_in_french
from inclusion.places.models import Layer, Place
from inclusion.places.phones import phone_in_french
from inclusion.places.tokens import city_token, code_token, layer_token, postcode_token, value_token

# Half-sides, in kilometres, of the squares looked at one after the other.
REACHES = (10, 50)
NEAR_AT_MOST = 3


@dataclass(frozen=True)
class Spot:
    """Where one searches from: what it is called, its position when it is known, its tokens."""

    name: str
    token: str
    latitude: float | None = None
    longitude: float | None = None

    @property
    def has_position(self):
        return self.latitude is not None


def spot_of(text):
    """The spot named by a commune or a postcode, or None when nothing is typed.

    Five figures that are no postcode are read as an INSEE code. A commune we have no position for
    takes the middle of the places published there.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if re.fullmatch(r"\d{5}", text):
        served = communes.with_postcode(text)
        commune = None if served else communes.with_code(text)
        return _commune_spot(commune) if commune else _postcode_spot(text, served)
    commune = communes.find(text)
    return _commune_spot(commune) if commune else _with_middle(Spot(text, city_token(text)))


def spot_of_code(insee_code):
    """The spot of that INSEE code; None for an empty one."""
    commune = communes.with_code(insee_code)
    if commune:
        return _commune_spot(commune)
    return _with_middle(Spot(insee_code, code_token(insee_code))) if insee_code else None


def _commune_spot(commune):
    if commune.has_position:
        return Spot(commune.name, code_token(commune.code), commune.latitude, commune.longitude)
    return _with_middle(Spot(commune.name, code_token(commune.code)))


def _postcode_spot(postcode, served):
    spot = _with_middle(Spot(postcode, postcode_token(postcode)))
    known = [each for each in served if each.has_position]
    if spot.has_position or not known:
        return spot
    return Spot(postcode, spot.token, known[0].latitude, known[0].longitude)


def _with_middle(spot):
    middle = (
        Place.objects.published()
        .with_token(spot.token)
        .aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    )
    return Spot(spot.name, spot.token, middle["latitude"], middle["longitude"])


def places_near(
    *,
    latitude=None,
    longitude=None,
    commune="",
    insee_code="",
    services=(),
    audiences=(),
    support_modes=(),
    limit=NEAR_AT_MOST,
    exclude_organisation=None,
):
    """The nearest published places that offer all of `services`: a list of (place, kilometres).

    From a position, or else from a commune: its INSEE code, its name or its postcode. Kilometres
    are None when the position is unknown: then the places of that commune, by name.
    """
    spot = None
    if latitude is None:
        spot = spot_of_code(insee_code) or spot_of(commune)
        if spot is None:
            return []
        latitude, longitude = spot.latitude, spot.longitude
    places = Place.objects.published().select_related("organisation")
    places = places.with_token(
        layer_token(Layer.PLACE),
        *(value_token("services", value) for value in services),
        *(value_token("audiences", value) for value in audiences),
        *(value_token("support_modes", value) for value in support_modes),
    )
    if exclude_organisation is not None:
        places = places.exclude(organisation=exclude_organisation)
    if latitude is None:
        found = places.with_token(spot.token).order_by("sort_name", "pk")[:limit]
        return [(place, None) for place in found]
    measured = places.with_distance(latitude, longitude).order_by("metres", "pk")
    for reach in REACHES:
        found = list(measured.near(latitude, longitude, reach)[:limit])
        if len(found) == limit:
            break
    return [(place, place.distance_km) for place in found]


def address_lines(place):
    """The address as on an envelope."""
    lines = [place.address_extra, place.address, f"{place.postcode} {place.city}"]
    return [line for line in lines if line]


def place_facts(place):
    """What a printed sheet says of a place: plain values, ready to be frozen as JSON."""
    return {
        "name": place.name,
        "address_lines": address_lines(place),
        "phone": phone_in_french(place.phone),
        "email": place.emails[0] if place.emails else "",
        "website": place.websites[0] if place.websites else "",
        "booking_url": place.booking_url,
        "hours": hours_in_french(place.opening_hours),
        "hours_note": place.hours_note,
        "directions": place.directions,
        "what_to_bring": place.what_to_bring,
        "fees": list(place.fees),
        "latitude": place.latitude,
        "longitude": place.longitude,
        "checked_on": place.checked_on.isoformat(),
    }


def stale_places(member):
    """The member's organisation's published places not confirmed for six months, oldest first."""
    return Place.objects.visible_to(member).stale().order_by("checked_on", "pk")
