"""Which doors suit which need: from a path of the assessment to places and workshops."""

from beneficiaries.models import OfferKind, Path, ReferralNeed
from inclusion.organisations.models import Organisation
from inclusion.places.selectors import place_facts, places_near
from inclusion.registry import ReferralTarget, registry
from inclusion.text import NO_BREAK
from inclusion.ui.formats import number

SHOWN_AT_MOST = 6
PLACES_AT_MOST = 4
REASON_LENGTH = 300
TITLE_LENGTH = 120

# What a person decided upon after an assessment is looked for as this need.
PATH_NEEDS = {
    Path.INDIVIDUAL: ReferralNeed.INDIVIDUAL,
    Path.URGENT_HELP: ReferralNeed.ONLINE_SERVICES,
    Path.RIGHTS: ReferralNeed.RIGHTS,
    Path.EQUIPMENT: ReferralNeed.EQUIPMENT,
    Path.CONNECTION: ReferralNeed.CONNECTION,
    Path.INITIATION: ReferralNeed.BASICS,
    Path.OFFICE: ReferralNeed.JOB_TRAINING,
    Path.SAFETY: ReferralNeed.BASICS,
    Path.TRAINING: ReferralNeed.JOB_TRAINING,
    # She learns by herself: what she may lack is a place to practise.
    Path.AUTONOMY: ReferralNeed.CONNECTION,
}
# Need → (services of the national standard, support modes, what the place does for her).
NEED_SERVICES = {
    ReferralNeed.BASICS: (
        ["Maîtrise des outils numériques du quotidien"],
        [],
        "On y apprend les bases du numérique",
    ),
    ReferralNeed.ONLINE_SERVICES: (
        ["Aide aux démarches administratives"],
        [],
        "On y fait ses démarches en ligne avec quelqu’un",
    ),
    ReferralNeed.EQUIPMENT: (
        ["Acquisition de matériel informatique à prix solidaire"],
        [],
        "On y trouve du matériel à prix solidaire",
    ),
    ReferralNeed.CONNECTION: (
        ["Accès internet et matériel informatique"],
        [],
        "On y trouve une connexion et des ordinateurs",
    ),
    ReferralNeed.RIGHTS: (
        ["Aide aux démarches administratives"],
        [],
        "On y fait valoir ses droits avec quelqu’un",
    ),
    ReferralNeed.INDIVIDUAL: (
        ["Maîtrise des outils numériques du quotidien"],
        ["Accompagnement individuel"],
        "On y est accompagné en tête-à-tête",
    ),
    ReferralNeed.JOB_TRAINING: (
        ["Insertion professionnelle via le numérique"],
        [],
        "On s’y forme au numérique pour l’emploi",
    ),
}
# What the association itself may have on its shelves: its own places are doors too.
OFFERED_AT_HOME = {ReferralNeed.EQUIPMENT, ReferralNeed.CONNECTION}
# Where one learns among others: shown first, as the association's own workshops are close by.
LEARNT_IN_A_GROUP = {ReferralNeed.BASICS, ReferralNeed.JOB_TRAINING}


def suggested_targets(beneficiary, member, need, *, commune="", alone=False):
    """Doors for that need, the best first, six at most; `alone` leaves every group course out."""
    workshops = []
    if not alone:
        workshops = [
            target
            for provider in registry.referral_targets
            for target in provider(beneficiary, member, need)
        ]
    places = places_for(beneficiary, member, need, commune=commune)
    found = [*workshops, *places] if need in LEARNT_IN_A_GROUP else [*places, *workshops]
    return found[:SHOWN_AT_MOST]


def places_for(beneficiary, member, need, *, commune=""):
    """The nearest places of the directory; the association's own for what it may have in store."""
    services, support_modes, reason = NEED_SERVICES[ReferralNeed(need)]
    near = commune or beneficiary.insee_code or beneficiary.postcode or beneficiary.city
    near = near or member.organisation.postcode
    if not near:
        return []
    found = places_near(
        commune=near,
        services=services,
        support_modes=support_modes,
        limit=PLACES_AT_MOST,
        exclude_organisation=None if need in OFFERED_AT_HOME else member.organisation_id,
    )
    receivers = _receivers([place for place, _ in found])
    # Nothing is transmitted to oneself.
    receivers = {siret: key for siret, key in receivers.items() if key != member.organisation_id}
    return [
        _place_target(
            place,
            km,
            f"Chez vous\u00a0: {reason[0].lower()}{reason[1:]}"
            if place.organisation_id == member.organisation_id
            else reason,
            receivers,
        )
        for place, km in found
    ]


def _place_target(place, kilometres, reason, receivers):
    return ReferralTarget(
        kind=OfferKind.PLACE,
        id=place.pk,
        title=place.name[:TITLE_LENGTH],
        reason=f"{reason}{_distance_words(kilometres)}."[:REASON_LENGTH],
        facts={
            **printable(place_facts(place)),
            "organisation_id": receivers.get(place.pivot),
        },
        distance_km=kilometres,
    )


def _receivers(places):
    """The organisations of the platform among these places, by their SIRET."""
    numbers = {place.pivot for place in places if len(place.pivot) == 14}
    return dict(Organisation.objects.filter(siret__in=numbers).values_list("siret", "pk"))


def printable(facts):
    """Facts as JSON keeps them for a document: no fraction."""
    return {
        name: str(value) if isinstance(value, float) else value for name, value in facts.items()
    }


def _distance_words(kilometres):
    if kilometres is None:
        return ""
    if kilometres < 1:
        return f", à moins d’un{NO_BREAK}km"
    return f", à {number(kilometres, 0 if kilometres >= 10 else 1)}{NO_BREAK}km"


def need_of(assessment):
    """The need that a decided assessment leads to, or None."""
    path = assessment.chosen_path or assessment.proposed_path
    return PATH_NEEDS.get(path) if path else None


def is_group_advised_against(assessment):
    """Whether a rule of the grid says not to begin with a group course."""
    return any(_speaks_against(proposal) for proposal in assessment.proposals)


def _speaks_against(proposal):
    against = proposal.get("against", []) if isinstance(proposal, dict) else []
    paths = {each.get("path", "") if isinstance(each, dict) else each for each in against}
    return Path.INITIATION.value in paths
