"""Acts on households: who lives with whom, how many, and who must not be told."""

from django.db import IntegrityError, transaction

from beneficiaries.models import Household, HouseholdMember, HouseholdRole
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.locking import lock_file
from inclusion.exceptions import Refused
from inclusion.journal.recording import record

PEOPLE_AT_MOST = 20
COUNTS = ("adult_count", "schooled_children_count", "other_children_count")


@transaction.atomic
def open_household(*, beneficiary, by, role, is_confidential=False, **counts):
    """Note whom a person lives with, in numbers; she is its first member."""
    beneficiary = _locked_person(beneficiary, by)
    household = Household(organisation_id=by.organisation_id, **_checked(counts))
    household.save()
    link = _join(household, beneficiary, role=role, is_confidential=is_confidential)
    record("household.opened", beneficiary, by=by, household=household.pk, size=household.size)
    return link


@transaction.atomic
def count_household(*, household, by, **counts):
    """Correct how many live there; it never falls below those whose file is linked."""
    household = _locked(household, by)
    for name, value in _checked(counts).items():
        setattr(household, name, value)
    if household.size < household.members.count():
        raise Refused("Le foyer compte déjà plus de personnes liées que cela.")
    household.save(update_fields=list(COUNTS))
    record("household.counted", household, by=by, size=household.size)
    return household


@transaction.atomic
def join_household(*, household, beneficiary, by, role, is_confidential=False):
    """Link a person's file to a household that another file opened."""
    beneficiary = _locked_person(beneficiary, by)
    household = _locked(household, by)
    link = _join(household, beneficiary, role=role, is_confidential=is_confidential)
    if household.size < household.members.count():
        household.adult_count += role != HouseholdRole.CHILD
        household.schooled_children_count += role == HouseholdRole.CHILD
        household.save(update_fields=list(COUNTS))
    record("household.joined", beneficiary, by=by, household=household.pk, role=role)
    return link


@transaction.atomic
def set_confidential(*, link, by, is_confidential):
    """Hide a person's place in a household from all its other members, or show it again."""
    link = _locked_link(link, by)
    if link.is_confidential == is_confidential:
        raise Refused("C’est déjà le cas\u00a0: rien n’a changé.")
    link.is_confidential = is_confidential
    link.save(update_fields=["is_confidential"])
    record("household.confidential", link.beneficiary, by=by, is_confidential=is_confidential)
    return link


@transaction.atomic
def leave_household(*, link, by):
    """A person no longer lives there; a household nobody is linked to goes."""
    link = _locked_link(link, by)
    household, beneficiary = link.household, link.beneficiary
    link.delete()
    if not household.members.exists():
        household.delete()
    record("household.left", beneficiary, by=by, household=household.pk or link.household_id)


def _join(household, beneficiary, *, role, is_confidential):
    if role not in HouseholdRole.values:
        raise Refused("Dites la place de la personne dans le foyer.")
    try:
        with transaction.atomic():
            return HouseholdMember.objects.create(
                organisation_id=household.organisation_id,
                household=household,
                beneficiary=beneficiary,
                role=role,
                is_confidential=is_confidential,
            )
    except IntegrityError as error:
        if "householdmember_once" in str(error):
            raise Refused("Cette personne fait déjà partie du foyer.") from None
        raise


def _checked(counts):
    values = {name: counts.get(name) or 0 for name in COUNTS}
    if any(value < 0 for value in values.values()) or not sum(values.values()) >= 1:
        raise Refused("Un foyer compte au moins une personne.")
    if sum(values.values()) > PEOPLE_AT_MOST:
        raise Refused(f"Un foyer compte {PEOPLE_AT_MOST}\u00a0personnes au plus.")
    return values


def _locked_person(beneficiary, by):
    person = lock_file(beneficiary, by)
    refuse_if_limited(person)
    return person


def _locked(household, by):
    try:
        return Household.objects.visible_to(by).select_for_update().get(pk=household.pk)
    except Household.DoesNotExist:
        raise Refused("Ce foyer n’existe plus.") from None


def _locked_link(link, by):
    links = HouseholdMember.objects.filter(organisation=by.organisation_id)
    try:
        return (
            links.select_for_update(of=("self",))
            .select_related("household", "beneficiary")
            .get(pk=link.pk)
        )
    except HouseholdMember.DoesNotExist:
        raise Refused("Cette personne ne fait plus partie du foyer.") from None
