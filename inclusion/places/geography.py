"""Distances on the ground, as plain as a directory needs them."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True)
class Box:
    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True)
class Scale:
    latitude: float
    longitude: float


def metres_per_degree(latitude):
    """How long a degree is there, northwards and eastwards."""
    return Scale(METRES_PER_DEGREE, METRES_PER_DEGREE * max(cos(radians(latitude)), 0.01))


def box(latitude, longitude, kilometres):
    """A square of that half-side around a point."""
    scale = metres_per_degree(latitude)
    north = kilometres * 1000 / scale.latitude
    east = kilometres * 1000 / scale.longitude
    return Box(latitude - north, longitude - east, latitude + north, longitude + east)


def distance_km(first, second):
    """Kilometres between two (latitude, longitude) points, on the sphere."""
    (lat1, lon1), (lat2, lon2) = first, second
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(half, 1)))
