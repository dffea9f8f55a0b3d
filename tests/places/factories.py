"""Places named for what they are in a test."""

from inclusion.places.services import create_place

CENTRE = {
    "name": "Espace numérique Doulon",
    "address": "12 place Doulon",
    "postcode": "44300",
    "city": "Nantes",
    "insee_code": "44109",
    "latitude": 47.2265,
    "longitude": -1.5122,
    "pivot": "93062806000012",
    "phone": "+33261911204",
    "emails": ["contact@doulon.example"],
    "websites": ["https://doulon.example/"],
    "opening_hours": "Mo-Fr 09:00-12:00,14:00-17:00; PH off",
    "kinds": ["EPN"],
    "mobility": ["Fixe"],
    "services": ["Aide aux démarches administratives"],
    "fees": ["Gratuit"],
    "access_modes": ["Se présenter"],
    "support_modes": ["Accompagnement individuel"],
}


def a_place(by, **fields):
    """A place like any other, published, but for the fields given."""
    return create_place(by=by, **{**CENTRE, **fields})
