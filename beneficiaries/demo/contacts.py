"""How the demo's persons are reached, and whom they live with.

Telephone numbers are of the range that no operator gives out (06 39 98 …).
"""

from beneficiaries.models import (
    ContactPreference,
    Household,
    HouseholdMember,
    HouseholdRole,
    Language,
    Need,
    Situation,
)
from inclusion.encryption.blind import blind_index

HOURS = ["", "le matin", "après 17 h", "", "pas le vendredi"]
SPOKEN = [Language.ARABIC, Language.BAMBARA, Language.PORTUGUESE, Language.UKRAINIAN]


def make_reachable(file):
    """Her number, when and how; in the organisation's context, before the file is written."""
    rank = int(file.file_number.removeprefix("A-"))
    file.languages = [Language.FRENCH] + ([SPOKEN[rank // 5 % 4]] if rank % 5 == 0 else [])
    if rank % 11 == 0:
        file.needs = [Need.LARGE_PRINT if rank % 2 else Need.READING]
    if rank % 6 == 5:
        file.declined = ["phone"] if rank % 12 == 5 else []
        return
    file.phone = f"+3363998{(rank * 37) % 10_000:04d}"
    if file.first_name == "Aminata":
        file.phone = "+33639984127"
        file.languages = [Language.FRENCH, Language.BAMBARA]
        file.preferred_contact, file.contact_hours = ContactPreference.SMS, "après 17 h"
    elif rank % 2:
        file.preferred_contact = [ContactPreference.SMS, ContactPreference.PHONE][rank // 2 % 2]
        file.contact_hours = HOURS[rank % 5]
    file.phone_index = blind_index("phone", file.phone)


def house(files):
    """A household for one family in three, counted; some of its members have no file."""
    homes, links = [], []
    for file in files:
        rank = int(file.file_number.removeprefix("A-"))
        is_pictured = file.first_name == "Aminata"
        if not is_pictured and (file.situation == Situation.AT_SCHOOL or rank % 3):
            continue
        home = Household(
            organisation_id=file.organisation_id,
            adult_count=1 + rank % 2,
            schooled_children_count=rank // 3 % 4,
            other_children_count=rank // 7 % 2,
        )
        if is_pictured:
            home.adult_count, home.schooled_children_count, home.other_children_count = 2, 2, 1
        homes.append(home)
        links.append(
            HouseholdMember(
                organisation_id=file.organisation_id,
                household=home,
                beneficiary=file,
                role=HouseholdRole.ADULT,
                is_confidential=rank % 90 == 0,
            )
        )
    Household.objects.bulk_create(homes)
    HouseholdMember.objects.bulk_create(links)
