"""The acts on personal files, by room: `from beneficiaries.services import create_beneficiary`."""

from beneficiaries.services.files import (
    NAME_LENGTH,
    OLDEST_BIRTH_YEAR,
    Changed,
    checked_email,
    checked_name,
    checked_phone,
    close_beneficiary,
    create_beneficiary,
    deliver_notice,
    is_plausible_birth_year,
    refuse_if_limited,
    reopen_beneficiary,
    update_beneficiary,
)

__all__ = [
    "NAME_LENGTH",
    "OLDEST_BIRTH_YEAR",
    "Changed",
    "checked_email",
    "checked_name",
    "checked_phone",
    "close_beneficiary",
    "create_beneficiary",
    "deliver_notice",
    "is_plausible_birth_year",
    "refuse_if_limited",
    "reopen_beneficiary",
    "update_beneficiary",
]
