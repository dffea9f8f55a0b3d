"""What the pages show of a place: words ready to be read."""

from dataclasses import dataclass

from inclusion.places.hours import hours_in_french, open_status
from inclusion.places.phones import phone_in_french
from inclusion.places.selectors import address_lines
from inclusion.places.vocabulary import PLAIN_SERVICES, shown
from inclusion.text import fold
from inclusion.ui.formats import NBSP, number


@dataclass(frozen=True)
class ShownPlace:
    """A place and its words; the template reads, it does not compute."""

    place: object
    rank: int = 0

    @property
    def address_lines(self):
        return address_lines(self.place)

    @property
    def phone(self):
        return phone_in_french(self.place.phone)

    @property
    def hours(self):
        return hours_in_french(self.place.opening_hours)

    @property
    def status(self):
        """Open or closed now, or None when the hours are unknown."""
        return open_status(self.place.opening_hours)

    @property
    def distance(self):
        """« à 850 m », « à 3,2 km »."""
        metres = getattr(self.place, "metres", None)
        if metres is None:
            return ""
        if metres < 1000:
            return f"à {max(10, round(metres / 10) * 10)}{NBSP}m"
        places = 1 if metres < 10_000 else 0
        return f"à {number(round(metres / 1000, places))}{NBSP}km"

    @property
    def services(self):
        return [shown(value) for value in self.place.services]

    @property
    def plain_services(self):
        return [PLAIN_SERVICES[value] for value in self.place.services]

    @property
    def kinds(self):
        return ", ".join(shown(value) for value in self.place.kinds)

    @property
    def fees(self):
        return _sentence(self.place.fees)

    @property
    def audiences(self):
        return _sentence(self.place.audiences) or "Tout le monde"

    @property
    def facts(self):
        """(label, words) of what the page adds at the side."""
        place = self.place
        pairs = [
            ("Pour qui", self.audiences),
            ("Prix", self.fees),
            ("Accompagnement", _sentence(place.support_modes)),
            ("Accueil adapté", _sentence(place.special_support)),
            ("Type de lieu", self.kinds),
            ("Fixe ou itinérant", _sentence(place.mobility)),
            ("Dispositifs", _list(place.programmes)),
            ("Formations et labels", _list([*place.labels, *filter(None, [place.other_labels])])),
            ("Réseau", place.parent_organisation),
        ]
        return [(label, words) for label, words in pairs if words]

    @property
    def contacts(self):
        return _sentence(self.place.access_modes)

    @property
    def map_url(self):
        """A link any map application of a phone opens; no page of ours asks anyone else."""
        place = self.place
        return f"geo:{place.latitude},{place.longitude}" if place.has_position else ""


def _list(values):
    """Names as they are: « Aidants Connect, France Services »."""
    return ", ".join(shown(value) for value in values)


def _sentence(values):
    """« Accompagnement individuel, dans un atelier collectif »."""
    words = _list(values)
    first, *others = words.split(", ") if words else [""]
    return ", ".join([first, *(other[:1].lower() + other[1:] for other in others)])


def shown_places(rows):
    """Rows of a list, numbered as on the map."""
    return [ShownPlace(place, rank) for rank, place in enumerate(rows, start=1)]


def of_commune(name):
    """« de Nantes », « d’Aubusson », « du Bouscat », « des Lilas »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if fold(name)[:1] in set("aeiouy") else f"de {name}"
