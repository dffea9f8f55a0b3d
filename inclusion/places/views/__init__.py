"""Pages of the directory: everyone's, and those of the owners of places."""

from inclusion.places.views.own import (
    own_detail,
    own_export,
    own_list,
    place_confirm,
    place_create,
    place_publish,
    place_unpublish,
    place_update,
)
from inclusion.places.views.public import directory, open_data, place_detail, place_easy

__all__ = [
    "directory",
    "open_data",
    "own_detail",
    "own_export",
    "own_list",
    "place_confirm",
    "place_create",
    "place_detail",
    "place_easy",
    "place_publish",
    "place_unpublish",
    "place_update",
]
