"""Reads of households, as one member's file may show them: never another's file.

Who else lives there is told by number and name only, and not at all when a link is confidential:
neither hers to the others, nor theirs to her.
"""

from dataclasses import dataclass, replace

from beneficiaries.models import HouseholdMember
from inclusion.registry import registry
from inclusion.text import counted


@dataclass(frozen=True)
class HomeLine:
    """A household as one person's page shows it."""

    link: HouseholdMember
    words: str
    # The other members that may be named on this page.
    others: list
    # Devices handed to the household, whoever of it received them: each counts once.
    device_words: str = ""


def households_panel(beneficiary, member):
    """The households of a person, for her page: {"homes": [HomeLine…]}, in one query."""
    links = list(
        HouseholdMember.objects.filter(
            organisation=member.organisation_id, household__members__beneficiary=beneficiary
        )
        .select_related("household", "beneficiary")
        .order_by("role", "beneficiary__sort_name", "pk")
    )
    own = [link for link in links if link.beneficiary_id == beneficiary.pk]
    return {"homes": [_line(link, links) for link in own]}


def with_devices(homes):
    """The same households with what was handed to them, whoever of each received it."""
    people = {each.beneficiary_id for home in homes for each in (home.link, *home.others)}
    received = {}
    for provider in registry.devices_received:
        received |= provider(people)
    counts = [
        sum(received.get(each.beneficiary_id, 0) for each in (home.link, *home.others))
        for home in homes
    ]
    return [
        replace(home, device_words=f"{counted(number, 'appareil')} remis" if number else "")
        for home, number in zip(homes, counts, strict=True)
    ]


def _line(link, links):
    others = [] if link.is_confidential else links
    return HomeLine(
        link=link,
        words=household_words(link.household),
        others=[
            other
            for other in others
            if other.household_id == link.household_id
            and other.pk != link.pk
            and not other.is_confidential
        ],
    )


def household_words(household):
    """« 2 adultes, 3 enfants »."""
    parts = []
    if household.adult_count:
        parts.append(counted(household.adult_count, "adulte"))
    children = household.schooled_children_count + household.other_children_count
    if children:
        parts.append(counted(children, "enfant"))
    return ", ".join(parts)
