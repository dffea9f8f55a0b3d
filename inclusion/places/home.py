"""What the directory asks of its owners on their home page."""

from django.urls import reverse

from inclusion.places.permissions import can_write_places
from inclusion.places.selectors import stale_places
from inclusion.registry import TodoLine
from inclusion.text import counted
from inclusion.ui.formats import day

SHOWN_AT_MOST = 100


def places_to_confirm(member):
    """One line for the places whose description nobody has confirmed for six months."""
    if not can_write_places(member):
        return []
    places = list(stale_places(member).only("name", "checked_on", "organisation")[:SHOWN_AT_MOST])
    if not places:
        return []
    oldest = places[0]
    if len(places) == 1:
        title = f"Confirmer «\u00a0{oldest.name}\u00a0» dans l’annuaire"
        url = reverse("places:own_detail", args=[oldest.pk])
    else:
        title = f"Confirmer {counted(len(places), 'lieu', 'lieux')} de l’annuaire"
        url = reverse("places:own_list") + "?etat=a-verifier"
    return [
        TodoLine(
            title=title,
            detail=f"Horaires et services vérifiés la dernière fois le {day(oldest.checked_on)}",
            url=url,
            act="Vérifier",
            rank=70,
        )
    ]
