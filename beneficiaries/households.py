"""Reads of households, as one member's file may show them: never another's file.

Who else lives there is told by number and name only, and not at all when a link is confidential:
neither hers to the others, nor theirs to her.
"""

from dataclasses import dataclass

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
    device_words: str


def households_panel(beneficiary, member):
    """The households of a person, for her page: {"homes": [HomeLine…]}, in three queries."""
    links = list(
        HouseholdMember.objects.filter(
            organisation=member.organisation_id, beneficiary=beneficiary
        ).select_related("household")
    )
    if not links:
        return {"homes": []}
    others = list(
        HouseholdMember.objects.filter(
            organisation=member.organisation_id,
            household__in=[link.household_id for link in links],
            is_confidential=False,
        )
        .exclude(beneficiary=beneficiary)
        .select_related("beneficiary")
        .order_by("role", "beneficiary__sort_name", "pk")
    )
    received = devices_received({beneficiary.pk, *(other.beneficiary_id for other in others)})
    return {"homes": [_line(link, others, received) for link in links]}


def _line(link, others, received):
    known = [] if link.is_confidential else others
    known = [other for other in known if other.household_id == link.household_id]
    people = {link.beneficiary_id, *(other.beneficiary_id for other in known)}
    number = sum(received.get(person, 0) for person in people)
    return HomeLine(
        link=link,
        words=household_words(link.household),
        others=known,
        device_words=f"{counted(number, 'appareil')} remis" if number else "",
    )


def devices_received(people):
    """How many devices each of these persons (keys) has received: {key: number}."""
    received = {}
    for provider in registry.devices_received:
        received |= provider(people)
    return received


def household_words(household):
    """« 2 adultes, 3 enfants »."""
    parts = []
    if household.adult_count:
        parts.append(counted(household.adult_count, "adulte"))
    children = household.schooled_children_count + household.other_children_count
    if children:
        parts.append(counted(children, "enfant"))
    return ", ".join(parts)
