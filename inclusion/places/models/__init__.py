"""Where things happen: venues of an organisation, and the public directory of places."""

from inclusion.places.models.place import Layer, Place, PlaceOpening, PlaceToken
from inclusion.places.models.venues import Venue

__all__ = ["Layer", "Place", "PlaceOpening", "PlaceToken", "Venue"]
