"""A file of the workshop that waits for a person: a disk found without its device."""

import json

from equipment.services import import_evidence

BYTES_OF_256_GB = 256_060_514_304


def build_evidence(world):
    """Read by the real act, at Clermont."""
    with world.inside("secours-populaire-63"):
        import_evidence(
            files=[("ssd-du-tiroir.smartctl.json", _loose_disk())],
            by=world.members["technicien"],
        )


def _loose_disk():
    return json.dumps(
        {
            "json_format_version": [1, 0],
            "smartctl": {"version": [7, 3], "exit_status": 0},
            "device": {"name": "/dev/nvme0", "type": "nvme", "protocol": "NVMe"},
            "model_name": "WDC PC SN520 SDAPNUW-256G",
            "serial_number": "1849CE802217",
            "user_capacity": {"bytes": BYTES_OF_256_GB},
            "smart_status": {"passed": True},
            "nvme_smart_health_information_log": {"media_errors": 0, "power_on_hours": 4120},
        }
    ).encode()
