"""The plan of a place on the sheet a person takes with her: a scheme to scale, north on top.

No street is drawn: none is kept here. It shows the place among the places of the directory around
it and where she was received, in tenths of a millimetre; a code opens the streets on a telephone.
"""

from math import atan2, degrees, hypot
from urllib.parse import quote

from beneficiaries.models import OfferKind
from inclusion.places import geography
from inclusion.places.models import Place
from inclusion.text import NO_BREAK, counted, fold, grouped_number

WIDTH, HEIGHT = 1100, 440
# Air around the points: a label goes under each of them.
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 190, 90, 90
LANDMARKS_AT_MOST = 3
NAME_LENGTH = 26
# Two marks nearer than this would write over each other.
APART_X, APART_Y = 330, 75
# Beyond this one does not walk: the plan shows what is around the place alone.
WALKED_METRES = 2500
AROUND_KILOMETRES = 1.2
# As the crow flies, streets are about a third longer; one walks 4 km an hour.
DETOUR, METRES_A_MINUTE = 1.3, 67
SCALE_BARS = (50, 100, 200, 500, 1000)
NARROWEST_METRES = 250
WINDS = (
    "le nord",
    "le nord-est",
    "l’est",
    "le sud-est",
    "le sud",
    "le sud-ouest",
    "l’ouest",
    "le nord-ouest",
)


def plan_of(referral, offer):
    """What the sheet prints of the way there; {} when nobody knows where the place is.

    `points`, `scale` and `line` are the drawing; `sentence` says it in words; `link` is the
    address a telephone opens.
    """
    position = _position_of(offer, referral.organisation_id)
    address = ", ".join(offer.facts.get("address_lines", []))
    if position is None:
        return {"points": [], "sentence": "", "link": _search(address)} if address else {}
    around = list(
        Place.objects.published()
        .near(*position, AROUND_KILOMETRES)
        .with_distance(*position)
        .order_by("metres", "pk")[:40]
    )
    start = _start(referral.organisation_id, position)
    plan = drawn(position, start, around, sender=referral.organisation.name)
    return {**plan, "link": _opened(*position)}


def drawn(position, start, around, *, sender):
    """Set the place, where she was received and its surroundings on the paper."""
    metres = _metres(position)
    away = metres(start) if start else None
    walked = away is not None and 0 < hypot(*away) <= WALKED_METRES
    marks = [(0.0, 0.0, "Vous allez ici", "place")]
    if walked:
        marks.append((*away, _short(sender), "start"))
    for place in around:
        at = metres((place.latitude, place.longitude))
        marks.append((*at, _short(place.name), "landmark"))
    frame = _frame([mark for mark in marks if mark[3] != "landmark"] + marks[:6])
    points = _spread(marks, frame)
    if len(points) < 2:
        points = []
    return {
        "points": points,
        "line": points[:2] if walked and points else [],
        "scale": _scale(frame[0]) if points else {},
        "sentence": _sentence(away, sender) if away else "",
    }


def _position_of(offer, organisation):
    latitude, longitude = offer.facts.get("latitude"), offer.facts.get("longitude")
    if latitude not in (None, "") and longitude not in (None, ""):
        return float(latitude), float(longitude)
    if offer.kind != OfferKind.WORKSHOP:
        return None
    # A workshop is held at one of our venues: the directory knows where, under the same address.
    street = fold(next(iter(offer.facts.get("address_lines", [])), ""))
    for place in _own_places(organisation):
        if street and fold(place.address) == street:
            return place.latitude, place.longitude
    return None


def _own_places(organisation):
    return Place.objects.published().filter(organisation=organisation, latitude__isnull=False)


def _start(organisation, position):
    """Where she was received: our own place nearest to there, unless it is the place itself."""
    nearest = _own_places(organisation).with_distance(*position).order_by("metres", "pk").first()
    if nearest is None or nearest.metres < NARROWEST_METRES / 10:
        return None
    return nearest.latitude, nearest.longitude


def _metres(centre):
    scale = geography.metres_per_degree(centre[0])

    def away(position):
        """Metres east and north of the centre."""
        return (
            (position[1] - centre[1]) * scale.longitude,
            (position[0] - centre[0]) * scale.latitude,
        )

    return away


def _frame(marks):
    """Tenths of a millimetre a metre, and the middle: every given mark is inside."""
    east = [mark[0] for mark in marks]
    north = [mark[1] for mark in marks]
    wide = max(max(east) - min(east), NARROWEST_METRES)
    high = max(max(north) - min(north), NARROWEST_METRES / 2)
    factor = min((WIDTH - 2 * MARGIN_X) / wide, (HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) / high)
    return factor, (max(east) + min(east)) / 2, (max(north) + min(north)) / 2


def _spread(marks, frame):
    """Marks on the paper, the first ones first; a landmark that would cover another is left out."""
    factor, middle_east, middle_north = frame
    points = []
    for east, north, name, role in marks:
        x = round(WIDTH / 2 + (east - middle_east) * factor)
        y = round(MARGIN_TOP + (HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) / 2)
        y -= round((north - middle_north) * factor)
        landmarks = sum(point["role"] == "landmark" for point in points)
        if role == "landmark" and (
            landmarks == LANDMARKS_AT_MOST
            or not MARGIN_X <= x <= WIDTH - MARGIN_X
            or not MARGIN_TOP <= y <= HEIGHT - MARGIN_BOTTOM
            or any(abs(x - p["x"]) < APART_X and abs(y - p["y"]) < APART_Y for p in points)
        ):
            continue
        points.append({"x": x, "y": y, "name": name, "role": role})
    return points


def _scale(factor):
    """The bar of a round number of metres that takes about a fifth of the width."""
    metres = max((bar for bar in SCALE_BARS if bar * factor <= WIDTH / 4), default=SCALE_BARS[0])
    written = f"{metres}{NO_BREAK}m" if metres < 1000 else f"1{NO_BREAK}km"
    return {"length": round(metres * factor), "label": written}


def _sentence(away, sender):
    """« Depuis Emmaüs Connect : environ 900 m, 14 minutes à pied, vers le nord-est. »"""
    metres = hypot(*away)
    wind = WINDS[round(degrees(atan2(-away[0], -away[1])) % 360 / 45) % 8]
    start = f"Depuis {sender}{NO_BREAK}: environ{NO_BREAK}"
    if metres > WALKED_METRES:
        return f"{start}{round(metres / 1000)}{NO_BREAK}km, vers {wind}."
    far = grouped_number(max(round(metres * DETOUR / 100) * 100, 100))
    minutes = counted(max(round(metres * DETOUR / METRES_A_MINUTE), 1), "minute")
    return f"{start}{far}{NO_BREAK}m, {minutes} à pied, vers {wind}."


def _short(name):
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1].rstrip() + "…"


def _opened(latitude, longitude):
    at = f"{latitude:.5f}/{longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}#map=17/{at}"


def _search(address):
    return f"https://www.openstreetmap.org/search?query={quote(address)}"
