"""Files of the shapes that real tools write, with invented numbers."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DISK_BYTES = 500_107_862_016


def lshw(
    serial="5CG7221ABC",
    *,
    vendor="HP",
    product="EliteBook 840 G3",
    uuid="4c4c4544-0036-3510-8052-b4c04f4d3132",
    disks=("WD-WX61A1234567",),
    usb=(),
    memory=8,
    hides_nvme=False,
    chassis="notebook",
):
    """What `lshw -json` prints of a laptop."""
    storage = [
        {
            "id": f"disk:{rank}",
            "class": "disk",
            "claimed": True,
            "description": "ATA Disk",
            "product": "WDC WD5000LPLX-0",
            "vendor": "Western Digital",
            "businfo": f"scsi@{rank}:0.0.0",
            "logicalname": f"/dev/sd{chr(97 + rank)}",
            "serial": disk,
            "units": "bytes",
            "size": DISK_BYTES,
        }
        for rank, disk in enumerate(disks)
    ]
    sticks = [
        {
            "id": "disk",
            "class": "disk",
            "claimed": True,
            "description": "SCSI Disk",
            "product": "DataTraveler 3.0",
            "businfo": "usb@2:1",
            "serial": stick,
            "units": "bytes",
            "size": 16_000_000_000,
        }
        for stick in usb
    ]
    hidden = [
        {
            "id": "storage",
            "class": "storage",
            "claimed": True,
            "description": "Non-Volatile memory controller",
            "product": "NVMe SSD Controller",
            "configuration": {"driver": "nvme", "latency": "0"},
        }
    ]
    banks = [
        {
            "id": "bank:0",
            "class": "memory",
            "description": "SODIMM DDR4",
            "units": "bytes",
            "size": memory * 2**30,
        }
    ]
    tree = {
        "id": "pc-de-jeanne-martin",
        "class": "system",
        "claimed": True,
        "description": "Notebook",
        "product": product,
        "vendor": vendor,
        "serial": serial,
        "configuration": {"chassis": chassis, "uuid": uuid},
        "children": [
            {
                "id": "core",
                "class": "bus",
                "claimed": True,
                "children": [
                    {
                        "id": "memory",
                        "class": "memory",
                        "description": "System Memory",
                        "children": banks,
                    },
                    {
                        "id": "cpu",
                        "class": "processor",
                        "claimed": True,
                        "product": "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz",
                        "vendor": "Intel Corp.",
                    },
                    {
                        "id": "sata",
                        "class": "storage",
                        "claimed": True,
                        "description": "SATA controller",
                        "children": storage,
                    },
                    {"id": "usb", "class": "bus", "claimed": True, "children": sticks},
                    *(hidden if hides_nvme else ()),
                ],
            }
        ],
    }
    return json.dumps(tree).encode()


def smartctl(serial="S3ZHNF0K500001", *, model="SAMSUNG MZVLB256HAHQ", failing=False):
    """What `smartctl -j -a` prints of an NVMe disk."""
    return json.dumps(
        {
            "json_format_version": [1, 0],
            "smartctl": {"version": [7, 2], "exit_status": 8 if failing else 0},
            "device": {"name": "/dev/nvme0", "type": "nvme", "protocol": "NVMe"},
            "model_name": model,
            "serial_number": serial,
            "user_capacity": {"blocks": 500118192, "bytes": 256060514304},
            "smart_status": {"passed": not failing},
            "nvme_smart_health_information_log": {
                "critical_warning": 4 if failing else 0,
                "percentage_used": 12,
                "available_spare": 100,
                "media_errors": 0,
                "power_on_hours": 900,
            },
        }
    ).encode()


def nwipe(serial="WD-WX61A1234567", *, ended_at=None, errors=0, host=""):
    """The log of a complete nwipe run of one pass, read again, two hours long."""
    end = (ended_at or datetime.now(PARIS) - timedelta(minutes=5)).astimezone(PARIS)
    start = end - timedelta(hours=2)

    def line(at, text, level="notice"):
        return f"[{at:%Y/%m/%d %H:%M:%S}] {level:>7}: {text}"

    size = DISK_BYTES
    status = "-FAILED-" if errors else " Erased "
    lines = [
        line(start, "nwipe 0.35", "info"),
        *([line(start, f"system-serial-number = {host}", "info")] if host else ()),
        line(start, f"Found /dev/sda, ATA, WDC WD5000LPLX-0, S/N={serial}", "info"),
        line(start, "hidden sectors = 0, no hidden sectors on /dev/sda", "info"),
        line(start, f"/dev/sda, sect/blk/dev 512/4096/{size}", "info"),
        line(start, "Invoking method 'Fill With Zeros' on /dev/sda"),
        line(start, "Starting round 1 of 1 on /dev/sda"),
        line(start, "Starting pass 1/1, round 1/1, on /dev/sda"),
        line(end, f"{size} bytes written to /dev/sda"),
        line(end, "Verifying pass 1 of 1, round 1 of 1, on /dev/sda"),
        line(end, "Verified pass 1 of 1, round 1 of 1, on /dev/sda."),
        line(end, "Finished final round 1 of 1 on /dev/sda"),
        line(end, "Nwipe successfully completed. See summary table for details."),
        "",
        "******************************** Error Summary *********************************",
        "!   Device | Pass Errors | Verifications Errors | Fdatasync I\\O Errors",
        "--------------------------------------------------------------------------------",
        f"       sda | {errors:10d} | {0:20d} | {0:20d}",
        "********************************************************************************",
        "",
        "********************************* Drive Status *********************************",
        "!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number",
        "--------------------------------------------------------------------------------",
        f"       sda |{status}|  70 MB/s | 02:00:00 | WDC WD5000LPLX-0/{serial}",
        "--------------------------------------------------------------------------------",
        f"[{end:%Y/%m/%d %H:%M:%S}] Total Throughput   70 MB/s, Fill With Zeros, 1R+NB+VL",
        "********************************************************************************",
    ]
    return "\n".join(lines).encode()
