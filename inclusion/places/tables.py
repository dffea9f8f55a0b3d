"""What the directory imports and exports, as `import_table` and `export_table` know it."""

from inclusion.places.columns import COLUMNS, FIELDS, OWN_FIELDS
from inclusion.places.data_inclusion import produce_data_inclusion
from inclusion.places.importing import apply_places, plan_places, undo_places
from inclusion.places.mednum import produce_mednum, published_of, written
from inclusion.places.models import Layer, Place
from inclusion.places.permissions import can_write_places
from inclusion.tables.kinds import (
    Produced,
    TableExport,
    TableKind,
    register_export,
    register_table,
)
from inclusion.tables.writing import FORMATS, Sheet

ALL_FIELDS = FIELDS | OWN_FIELDS
LAYER_WORDS = {Layer.PLACE: "lieu", Layer.WIFI: "wifi"}


def places_sheet(organisation):
    """Every place of an organisation in the columns that its import reads."""
    places = Place.objects.filter(organisation=organisation).order_by("sort_name", "pk")
    rows = [[_cell(place, field) for field in ALL_FIELDS.values()] for place in places]
    sheet = Sheet("lieux", tuple(ALL_FIELDS), rows)
    document = [dict(zip(ALL_FIELDS, row, strict=True)) for row in rows]
    return Produced([sheet], document, len(rows))


def _cell(place, field):
    if field == "layer":
        return LAYER_WORDS[place.layer]
    if field == "is_published":
        return "oui" if place.is_published else "non"
    return written(getattr(place, field))


def register():
    register_table(
        TableKind(
            code="places",
            label="Lieux de l’annuaire",
            noun="lieu",
            nouns="lieux",
            namespace="places",
            rule=can_write_places,
            columns=COLUMNS,
            plan=plan_places,
            apply=apply_places,
            undo=undo_places,
            list_route="places:own_list",
        )
    )
    register_export(
        TableExport(
            code="places",
            label="Tous mes lieux, dans les colonnes de l’import",
            formats=FORMATS,
            rule=can_write_places,
            produce=places_sheet,
        )
    )
    register_export(
        TableExport(
            code="places-mednum",
            label="Standard national des lieux de médiation numérique",
            formats=FORMATS,
            rule=can_write_places,
            produce=lambda organisation: produce_mednum(published_of(organisation)),
            separator=",",
        )
    )
    register_export(
        TableExport(
            code="places-data-inclusion",
            label="data.inclusion, version 1",
            formats=("json", "xlsx", "ods"),
            rule=can_write_places,
            produce=lambda organisation: produce_data_inclusion(published_of(organisation)),
        )
    )
