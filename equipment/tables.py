"""What the pool imports and exports as tables, as `import_table` and `export_table` know it."""

from equipment.device_table.applying import apply_devices, undo_devices
from equipment.device_table.columns import COLUMNS, FIELDS
from equipment.device_table.planning import plan_devices
from equipment.models import Device
from equipment.permissions import can_run_pool
from inclusion.tables.kinds import (
    Produced,
    TableExport,
    TableKind,
    register_export,
    register_table,
)
from inclusion.tables.writing import FORMATS, Sheet

NAMES = tuple(column.name for column in COLUMNS)


def devices_sheet(organisation):
    """Every device of an organisation, those gone included, in the columns of the import."""
    devices = Device.objects.filter(organisation=organisation).select_related("venue")
    rows = [_row(device) for device in devices.order_by("asset_tag").iterator(2000)]
    document = [dict(zip(NAMES, row, strict=True)) for row in rows]
    return Produced([Sheet("appareils", NAMES, rows)], document, len(rows))


def _row(device):
    cells = {column: getattr(device, field) for column, field in FIELDS.items()}
    cells |= {
        "etiquette": device.asset_tag,
        "type": device.get_type_display(),
        "origine": device.get_origin_display(),
        "lieu": device.venue.name if device.venue_id else "",
        "date_entree": device.received_at.date().isoformat(),
    }
    return ["" if cells[name] is None else str(cells[name]) for name in NAMES]


def register():
    register_table(
        TableKind(
            code="devices",
            label="Appareils du parc",
            noun="appareil",
            nouns="appareils",
            namespace="equipment",
            rule=can_run_pool,
            columns=COLUMNS,
            plan=plan_devices,
            apply=apply_devices,
            undo=undo_devices,
            list_route="equipment:device_list",
            is_whole=True,
        )
    )
    register_export(
        TableExport(
            code="devices",
            label="Tout le parc, dans les colonnes de l’import",
            formats=FORMATS,
            rule=can_run_pool,
            produce=devices_sheet,
        )
    )
