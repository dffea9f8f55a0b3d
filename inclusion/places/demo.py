"""The demo's directory: the guide of Nantes and its public wifi, and the doors of the stories.

Names of structures, telephones and hours are invented; positions are true to the city.
"""

import json
from collections import defaultdict
from pathlib import Path

from inclusion.organisations.database import organisation
from inclusion.places import communes
from inclusion.places.indexing import index_places
from inclusion.places.models import Layer, Place
from inclusion.places.vocabulary import PLAIN_SERVICES, SERVICES
from inclusion.text import fold

ENTRIES = Path(__file__).with_name("demo_places.json")
HOURS = {
    "bureau": "Mo-Fr 09:00-12:00,14:00-17:00; PH off",
    "long": "Mo-Fr 09:00-18:00; Sa 09:00-12:30; PH off",
    "mediatheque": "Tu 14:00-19:00; We 10:00-18:00; Fr 14:00-18:00; Sa 10:00-18:00; PH off",
    "matins": "Mo-Fr 09:00-12:30; PH off",
    "apres-midi": "Tu-Fr 14:00-18:00; PH off",
    "mardi-jeudi": "Tu 09:30-12:30,14:00-17:00; Th 09:30-12:30,14:00-17:00; PH off",
    "soir": "Mo-Th 17:00-20:00; Sa 10:00-12:00; PH off",
    "tous": "Mo-Su 06:00-23:00",
    "jour": "Mo-Sa 07:00-21:00",
    "toujours": "24/7",
}
# One letter a service, in the order of the national list.
SERVICE_LETTERS = "AMITPLCXE"
# Telephones kept for fiction, by département.
PHONES = {
    "44": "+3326191",
    "93": "+3319900",
    "33": "+3353649",
    "87": "+3353649",
    "23": "+3353649",
    "63": "+3346571",
}
OVERSEER = "nantes-metropole"
GUIDE = "Guide des pratiques numériques"
# Places whose description has grown old, so that someone has to confirm it.
OLD = {"cournon": 212, "emploi-ouest": 240, "breil": 201, "vertou": 195, "mission-beaubreuil": 230}


def build(world):
    """About a hundred places, owned by the organisations that run or list them."""
    entries = json.loads(ENTRIES.read_text(encoding="utf-8"))
    owned = defaultdict(list)
    for source, key in ((GUIDE, "guide"), ("", "elsewhere")):
        for entry in entries[key]:
            owned[entry.pop("owner")].append(_place(world, source, entry))
    owned[OVERSEER] += [
        _wifi(world, number, entry) for number, entry in enumerate(entries["wifi"], start=1)
    ]
    for rank, (slug, places) in enumerate(owned.items()):
        org = world.organisations[slug]
        with organisation(org):
            for number, place in enumerate(places):
                place.organisation = org
                if not place.is_wifi:
                    place.phone = f"{PHONES[place.postcode[:2]]}{rank + 10}{number + 10}"
            Place.objects.bulk_create(places)
            index_places(places)


def _place(world, source, entry):
    reference, hours, letters = (entry.pop(key) for key in ("reference", "hours", "services"))
    latitude, longitude = entry.pop("position")
    services = [
        service
        for letter, service in zip(SERVICE_LETTERS, SERVICES, strict=True)
        if letter in letters
    ]
    values = {
        "reference": reference,
        "kinds": [entry.pop("kind")],
        "latitude": latitude,
        "longitude": longitude,
        "opening_hours": HOURS[hours],
        "services": services,
        "summary": " ".join(PLAIN_SERVICES[service] for service in services[:3]),
        "emails": [f"{reference}@annuaire.example"],
        "websites": [f"https://annuaire.example/{reference}/"],
        "fees": ["Gratuit"],
        "mobility": ["Fixe"],
        "access_modes": ["Se présenter", "Téléphoner"],
        "support_modes": ["Accompagnement individuel", "Dans un atelier collectif"],
        "source": source,
        "checked_on": world.on(-OLD.get(reference, 12 + 7 * len(reference))),
    }
    return _made(values | entry)


def _wifi(world, number, entry):
    name, address, postcode, city, latitude, longitude, hours = entry
    return _made(
        {
            "layer": Layer.WIFI,
            "reference": f"wifi-{number:02d}",
            "name": name,
            "address": address,
            "postcode": postcode,
            "city": city,
            "latitude": latitude,
            "longitude": longitude,
            "opening_hours": HOURS[hours],
            "services": ["Accès internet et matériel informatique"],
            "summary": "Connexion gratuite, sans inscription.",
            "fees": ["Gratuit"],
            "mobility": ["Fixe"],
            "access_modes": ["Se présenter"],
            "support_modes": ["En autonomie"],
            "source": "Nantes Wifi Public",
            "checked_on": world.on(-30),
        }
    )


def _made(values):
    commune = communes.find(values["city"], values["postcode"])
    return Place(
        insee_code=commune.code if commune else "",
        sort_name=fold(values["name"])[:150],
        is_published=True,
        **values,
    )
