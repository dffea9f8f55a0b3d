"""What each method is worth on each kind of medium, and what leaving requires."""

from dataclasses import dataclass, field

from equipment.models import DeviceType, ErasureLevel, ErasureMethod, ErasureResult, MediumKind

RANK = {
    ErasureLevel.NONE: 0,
    ErasureLevel.CLEAR: 1,
    ErasureLevel.PURGE: 2,
    ErasureLevel.DESTROY: 3,
}
FLASH = {MediumKind.SSD_SATA, MediumKind.NVME, MediumKind.EMMC, MediumKind.SD, MediumKind.USB}
REWRITES = {ErasureMethod.OVERWRITE_ONCE, ErasureMethod.OVERWRITE_MANY}
# Commands the medium's own firmware carries out, and the media that know them.
FIRMWARE = {
    ErasureMethod.ATA_SECURE_ERASE: {MediumKind.HDD, MediumKind.SSD_SATA},
    ErasureMethod.ATA_SANITIZE: {MediumKind.HDD, MediumKind.SSD_SATA},
    ErasureMethod.NVME_FORMAT: {MediumKind.NVME},
    ErasureMethod.NVME_SANITIZE: {MediumKind.NVME},
}
# Their memory is soldered and encrypted: forgetting the key is the only erasure they offer.
SEALED_TYPES = {
    DeviceType.TABLET,
    DeviceType.SMARTPHONE,
    DeviceType.ROUTER,
    DeviceType.MULTIFUNCTION,
    DeviceType.OTHER,
}


@dataclass(frozen=True)
class Verdict:
    """The level reached, the level required, and why, one French sentence a reason."""

    level: ErasureLevel
    required_level: ErasureLevel
    result: ErasureResult
    reasons: tuple[str, ...]
    # What the levels are those of, as it stood when the verdict was given.
    standard: str = "NIST SP 800-88"
    revision: str = "Rev. 2"

    @property
    def is_accepted(self):
        return self.result == ErasureResult.ACCEPTED

    @property
    def reference(self):
        return f"{self.standard} {self.revision}"


@dataclass(frozen=True)
class ToolPolicy:
    """Which tools are believed, from which version on, and by what standard one judges.

    Before 0.31 nwipe called « Erased » a disk with verification errors, before 0.33 one whose
    thread hung: a person must look at those logs.
    """

    minimum_versions: dict[str, tuple[int, ...]] = field(default_factory=lambda: {"nwipe": (0, 33)})
    standard: str = "NIST SP 800-88"
    revision: str = "Rev. 2"


STRICT = ToolPolicy()


def required_level(device_type, medium_kind):
    """What leaving for a person's home requires of this medium."""
    if medium_kind == MediumKind.HDD:
        return ErasureLevel.CLEAR
    if medium_kind == MediumKind.EMMC and device_type in SEALED_TYPES:
        return ErasureLevel.CLEAR
    return ErasureLevel.PURGE


def reached_level(device_type, medium_kind, method):
    """What the method, done well, is worth on this medium."""
    if method == ErasureMethod.DESTRUCTION:
        return ErasureLevel.DESTROY
    if method in REWRITES:
        return ErasureLevel.CLEAR
    if method in FIRMWARE and medium_kind in FIRMWARE[method]:
        return ErasureLevel.PURGE
    if method == ErasureMethod.FACTORY_RESET and medium_kind == MediumKind.EMMC:
        return ErasureLevel.CLEAR
    return ErasureLevel.NONE
