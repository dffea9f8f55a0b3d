"""The directory in data.inclusion's schema (version 1): structures, and a service for each offer.

The correspondence between the national services and data.inclusion's themes is ours.
"""

import re
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from inclusion.places.vocabulary import PLAIN_SERVICES, shown
from inclusion.tables.kinds import Issue, Produced
from inclusion.tables.writing import Sheet
from inclusion.text import fold

FUNDAMENTALS = "numerique--maitriser-les-fondamentaux-du-numerique"
THEMES = {
    "Aide aux démarches administratives": "numerique--acceder-a-des-services-en-ligne",
    "Maîtrise des outils numériques du quotidien": FUNDAMENTALS,
    "Insertion professionnelle via le numérique": FUNDAMENTALS,
    "Utilisation sécurisée du numérique": FUNDAMENTALS,
    "Parentalité et éducation avec le numérique": FUNDAMENTALS,
    "Loisirs et créations numériques": FUNDAMENTALS,
    "Compréhension du monde numérique": FUNDAMENTALS,
    "Accès internet et matériel informatique": "numerique--acceder-a-une-connexion-internet",
    "Acquisition de matériel informatique à prix solidaire": "numerique--acquerir-un-equipement",
}
MATERIAL = {
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
}
PUBLICS = {
    "Jeunes": "jeunes",
    "Étudiants": "etudiants",
    "Familles et/ou enfants": "familles",
    "Seniors": "seniors",
    "Femmes": "femmes",
}
MOBILISATION = {
    "Se présenter": "se-presenter",
    "Téléphoner": "telephoner",
    "Contacter par mail": "envoyer-un-courriel",
    "Envoyer un mail avec une fiche de prescription": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
}
NETWORKS = {
    "Aidants Connect": "aidants-connect",
    "Conseillers numériques": "conseillers-numeriques",
    "Emmaüs Connect": "emmaus",
    "Relais numérique (Emmaüs Connect)": "emmaus",
    "France Services": "france-service",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
    "La Croix Rouge": "croix-rouge",
}
NETWORKS_OF_KINDS = {
    "CCAS": "ccas-cias",
    "CIAS": "ccas-cias",
    "ML": "mission-locale",
    "MJC": "mjc",
    "RFS": "france-service",
    "RESSOURCERIE": "ressourceries",
    "FT": "france-travail",
    "MUNI": "communes",
    "PIMMS": "pimms-mediation",
    "EPN": "espaces-publics-numeriques",
}
CLOSED_TO_THE_PUBLIC = "Ce lieu n'accueille pas de public"
PRESCRIPTION = "Envoyer un mail avec une fiche de prescription"
NAME_LENGTH, DESCRIPTION_LENGTH = (3, 150), (5, 10_000)


def produce_data_inclusion(places, *, is_shared=False):
    """Structures and services that pass the schema, and the reason for each place refused."""
    structures, services, refused = [], [], []
    for number, place in enumerate(places, start=1):
        structure = structure_of(place, is_shared)
        offers = [service_of(place, structure, value) for value in place.services]
        faults = [*_faults(structure), *(fault for each in offers for fault in _faults(each))]
        if faults:
            refused += [
                Issue(number, column, value, f"{place.name}\u00a0: {message}", True)
                for column, value, message in dict.fromkeys(faults)
            ]
            continue
        structures.append(structure)
        services += offers
    document = {"structures": structures, "services": services}
    sheets = [_sheet("structures", structures), _sheet("services", services)]
    return Produced(sheets, document, len(structures), refused)


def structure_of(place, is_shared=False):
    """A place as a structure of data.inclusion."""
    owner = place.organisation
    reference = f"{owner.slug}-{place.reference}" if is_shared else place.reference
    networks = [NETWORKS[value] for value in place.programmes if value in NETWORKS]
    networks += [NETWORKS_OF_KINDS[kind] for kind in place.kinds if kind in NETWORKS_OF_KINDS]
    pivot = place.pivot or owner.siret
    return {
        "source": owner.slug,
        "id": reference,
        "nom": place.name,
        "date_maj": place.checked_on.isoformat(),
        "lien_source": settings.PUBLIC_URL + reverse("places:place_detail", args=[place.pk]),
        "siret": pivot if re.fullmatch(r"\d{14}", pivot) else None,
        **_address(place),
        "telephone": place.phone or None,
        "courriel": place.emails[0] if place.emails else None,
        "site_web": place.websites[0] if place.websites else None,
        "horaires_accueil": place.opening_hours or None,
        "accessibilite_lieu": place.accessibility_url or None,
        "reseaux_porteurs": sorted(set(networks)) or None,
    }


def _address(place):
    return {
        "commune": place.city,
        "code_postal": place.postcode,
        "code_insee": place.insee_code or None,
        "adresse": place.address,
        "complement_adresse": place.address_extra or None,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def service_of(place, structure, value):
    """One of a place's offers as a service of data.inclusion."""
    modes = [MOBILISATION[mode] for mode in place.access_modes if mode in MOBILISATION]
    if not place.booking_url:
        modes = [mode for mode in modes if mode != "utiliser-lien-mobilisation"]
    return {
        "source": structure["source"],
        "structure_id": structure["id"],
        "id": f"{structure['id']}-{fold(value).replace(' ', '-')}"[:150],
        "nom": shown(value),
        "description": " ".join(filter(None, [PLAIN_SERVICES[value], place.summary])),
        "date_maj": structure["date_maj"],
        "lien_source": structure["lien_source"],
        "type": _type(place, value),
        "thematiques": [THEMES[value]],
        "frais": _fees(place),
        "frais_precisions": ", ".join(place.fees) if _fees(place) is None and place.fees else None,
        "publics": [PUBLICS[each] for each in place.audiences] or ["tous-publics"],
        "publics_precisions": _support_words(place),
        "conditions_acces": None,
        **_address(place),
        "telephone": structure["telephone"],
        "courriel": structure["courriel"],
        "modes_accueil": _welcome(place),
        "modes_mobilisation": sorted(set(modes)) or None,
        "lien_mobilisation": place.booking_url or None,
        "mobilisable_par": _who_may_ask(place),
        "horaires_accueil": structure["horaires_accueil"],
    }


def _type(place, value):
    if value in MATERIAL:
        return "aide-materielle"
    if place.support_modes == ["Dans un atelier collectif"]:
        return "atelier"
    return "accompagnement"


def _fees(place):
    """« Gratuit sous condition » has no code: nothing is claimed, the words say it."""
    return {("Gratuit",): "gratuit", ("Payant",): "payant"}.get(tuple(place.fees))


def _support_words(place):
    if not place.special_support:
        return None
    words = ", ".join(shown(value) for value in place.special_support)
    return f"Prise en charge spécifique\u00a0: {words}"


def _welcome(place):
    modes = []
    if "À distance" in place.support_modes:
        modes.append("a-distance")
    if CLOSED_TO_THE_PUBLIC not in place.access_modes:
        modes.append("en-presentiel")
    return modes or None


def _who_may_ask(place):
    """A place reached by a prescriber's form only is for professionals."""
    if place.access_modes and set(place.access_modes) <= {PRESCRIPTION, CLOSED_TO_THE_PUBLIC}:
        return ["professionnels"]
    return ["professionnels", "usagers"]


def _faults(entry):
    """(column, value, message) for what the schema refuses."""
    low, high = NAME_LENGTH
    if not low <= len(entry["nom"]) <= high:
        yield "nom", entry["nom"], "Un nom compte de 3 à 150\u00a0caractères."
    if "structure_id" in entry:
        low, high = DESCRIPTION_LENGTH
        if not low <= len(entry["description"]) <= high:
            yield "description", "", "Une description compte de 5 à 10\u202f000\u00a0caractères."
    if date.fromisoformat(entry["date_maj"]) > timezone.localdate():
        yield "date_maj", entry["date_maj"], "Cette date est à venir."
    if entry["code_insee"] and not re.fullmatch(r"\w{5}", entry["code_insee"]):
        yield "code_insee", entry["code_insee"], "Ce n’est pas un code INSEE de commune."
    if not re.fullmatch(r"\d{5}", entry["code_postal"]):
        yield "code_postal", entry["code_postal"], "Un code postal compte cinq chiffres."


def _sheet(name, entries):
    headers = tuple(entries[0]) if entries else ("source", "id", "nom", "date_maj")
    return Sheet(name, headers, [[_cell(entry[key]) for key in headers] for entry in entries])


def _cell(value):
    return ", ".join(value) if isinstance(value, list) else value
