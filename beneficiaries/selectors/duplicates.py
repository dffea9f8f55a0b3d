"""Who may already have a file: candidates, each with its reasons, masked.

A telephone alone is a family's as often as a person's: it says « peut-être du même foyer ». Two
files that were recognised as two persons are never proposed again.
"""

from dataclasses import dataclass
from itertools import combinations

from django.db import connection
from django.db.models import Count, Q
from rapidfuzz import fuzz

from beneficiaries.models import Beneficiary, DistinctPair, Merge, SearchToken
from beneficiaries.phonetics import sounds_of
from beneficiaries.search import slipped_tokens
from inclusion.encryption.blind import blind_index, normalised_email, normalised_phone
from inclusion.text import fold
from inclusion.ui.formats import MONTHS

CANDIDATES_AT_MOST = 5
PAIRS_AT_MOST = 50
# Names as near as this, in one commune, deserve a look.
NEAR = 85
# How many files are compared name by name.
COMPARED_AT_MOST = 300

SAME_PHONE = "même téléphone"
SAME_EMAIL = "même adresse électronique"
SAME_SOUND = "nom qui sonne pareil"
SAME_YEAR = "même année de naissance"
NEAR_YEAR = "année de naissance voisine"
NEAR_NAME = "nom très proche, même commune"
HOUSEHOLD = "peut-être du même foyer"


@dataclass(frozen=True)
class Candidate:
    """A file that may be this person's, and why; shown masked."""

    beneficiary: Beneficiary
    reasons: tuple

    @property
    def is_household(self):
        return HOUSEHOLD in self.reasons

    @property
    def masked(self):
        return masked_line(self.beneficiary)

    @property
    def words(self):
        return ", ".join(self.reasons)


def masked_line(beneficiary):
    """« Fat… B., 1961, A-0412, vue en mars »: enough to ask her, too little to fish."""
    parts = [beneficiary.veiled_name]
    if beneficiary.birth_year:
        parts.append(str(beneficiary.birth_year))
    parts.append(beneficiary.file_number)
    seen = beneficiary.last_contact_on
    if seen:
        came = {"feminin": "vue", "masculin": "vu"}.get(beneficiary.gender, "venue ou venu")
        parts.append(f"{came} en {MONTHS[seen.month - 1]} {seen.year}")
    return ", ".join(parts)


def candidates(
    member, *, first_name, last_name, birth_year=None, phone="", email="", city="", exclude=None
):
    """Up to five files that may be this person's, the best reasons first.

    `exclude`: her own file, when it has one; those recognised as others are left out.
    """
    files = Beneficiary.objects.visible_to(member).in_use()
    if exclude is not None:
        files = files.exclude(pk__in=_not_her(exclude))
    reasons = {}

    def because(key, reason):
        reasons.setdefault(key, []).append(reason)

    for key, reason in _same_contact(files, phone, email):
        because(key, reason)
    for key, reason in _same_sound(files, first_name, last_name, birth_year):
        because(key, reason)
    for key in _near_name(files, f"{last_name} {first_name}", city, set(reasons)):
        because(key, NEAR_NAME)
    found = files.in_bulk(list(reasons))
    rows = [Candidate(found[key], _told(why)) for key, why in reasons.items() if key in found]
    rows.sort(key=lambda each: (each.is_household, -len(each.reasons), each.beneficiary.sort_name))
    return rows[:CANDIDATES_AT_MOST]


def _told(reasons):
    """A contact alone, without the name, is a household's."""
    contacts = {SAME_PHONE, SAME_EMAIL}
    if set(reasons) <= contacts:
        return (*reasons, HOUSEHOLD)
    return tuple(reasons)


def _not_her(beneficiary):
    pairs = DistinctPair.objects.filter(Q(first=beneficiary) | Q(second=beneficiary))
    known = {key for pair in pairs.values_list("first", "second") for key in pair}
    return known | {beneficiary.pk}


def _same_contact(files, phone, email):
    for name, value, normalised, reason in (
        ("phone", phone, normalised_phone, SAME_PHONE),
        ("email", email, normalised_email, SAME_EMAIL),
    ):
        try:
            index = blind_index(name, normalised(value or ""))
        except ValueError:
            continue
        if index:
            found = files.filter(**{f"{name}_index": index}).values_list("pk", flat=True)
            yield from ((key, reason) for key in found[: CANDIDATES_AT_MOST * 2])


def _same_sound(files, first_name, last_name, birth_year):
    """Both names sound alike, in any order; a known birth year is within one of a known one."""
    sounds = [[f"p:{sound}" for sound in sounds_of(name)] for name in (last_name, first_name)]
    if not all(sounds):
        return
    alike = files.carrying(*sounds)
    if birth_year:
        near = (birth_year - 1, birth_year + 1)
        alike = alike.filter(Q(birth_year__isnull=True) | Q(birth_year__range=near))
    for key, year in alike.order_by("sort_name", "pk").values_list("pk", "birth_year")[:20]:
        yield key, SAME_SOUND
        if birth_year and year:
            yield key, SAME_YEAR if year == birth_year else NEAR_YEAR


def _near_name(files, name, city, known):
    """Names nearly the same in the same commune, among the files with a word one slip away."""
    if not city:
        return []
    folded = fold(name)
    tokens = {token for word in folded.split() for token in slipped_tokens(word)}
    sharing = (
        SearchToken.objects.filter(token__in=sorted(tokens))
        .order_by()
        .values_list("beneficiary_id")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "beneficiary_id")
    )
    keys = [key for key, _ in sharing[:COMPARED_AT_MOST] if key not in known]
    same_city = files.filter(pk__in=keys).values_list("pk", "sort_name", "city")
    return [
        key
        for key, other, other_city in same_city
        if fold(other_city) == fold(city) and fuzz.token_sort_ratio(folded, other) >= NEAR
    ]


@dataclass(frozen=True)
class Pair:
    """Two files to look at side by side, and why."""

    first: Beneficiary
    second: Beneficiary
    reasons: tuple

    @property
    def words(self):
        return ", ".join(self.reasons)

    @property
    def is_household(self):
        return HOUSEHOLD in self.reasons


def pairs_to_look_at(member):
    """Pairs of files of the organisation that may be one person's, at most fifty; likeliest first.

    Neither those recognised as two persons, nor those whose merge is already proposed.
    """
    reasons = {}
    for keys, reason in _groups(member.organisation_id):
        for pair in combinations(sorted(keys), 2):
            reasons.setdefault(pair, []).append(reason)
    settled = set(DistinctPair.objects.values_list("first", "second"))
    for pair in Merge.objects.to_approve().values_list("survivor", "absorbed"):
        settled.add(tuple(sorted(pair)))
    wanted = {pair: why for pair, why in reasons.items() if pair not in settled}
    files = Beneficiary.objects.visible_to(member).in_use()
    found = files.in_bulk({key for pair in wanted for key in pair})
    rows = [
        Pair(found[one], found[other], _told(why))
        for (one, other), why in wanted.items()
        if one in found and other in found and _same_age(found[one], found[other], why)
    ]
    rows.sort(key=lambda each: (each.is_household, -len(each.reasons), each.first.sort_name))
    return rows[:PAIRS_AT_MOST]


def _same_age(one, other, reasons):
    """A name alone needs birth years that may be the same."""
    if SAME_PHONE in reasons or SAME_EMAIL in reasons:
        return True
    years = (one.birth_year, other.birth_year)
    return None in years or abs(years[0] - years[1]) <= 1


GROUPS = """
SELECT array_agg(id), %(phone)s FROM beneficiaries_beneficiary
WHERE organisation_id = %(organisation)s
    AND phone_index <> '' AND status NOT IN ('merged', 'archived')
GROUP BY phone_index HAVING count(*) BETWEEN 2 AND 6
UNION ALL
SELECT array_agg(id), %(email)s FROM beneficiaries_beneficiary
WHERE organisation_id = %(organisation)s
    AND email_index <> '' AND status NOT IN ('merged', 'archived')
GROUP BY email_index HAVING count(*) BETWEEN 2 AND 6
UNION ALL
SELECT array_agg(beneficiary_id), %(sound)s FROM (
    SELECT beneficiary_id, string_agg(token, ' ' ORDER BY token) AS sounds
    FROM beneficiaries_searchtoken
    WHERE organisation_id = %(organisation)s AND token >= 'p:' AND token < 'p;'
    GROUP BY beneficiary_id
) heard GROUP BY sounds HAVING count(*) BETWEEN 2 AND 12
"""


def _groups(organisation_id):
    """Keys of files that share a telephone, an address, or every sound of their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            GROUPS,
            {
                "organisation": organisation_id,
                "phone": SAME_PHONE,
                "email": SAME_EMAIL,
                "sound": SAME_SOUND,
            },
        )
        return cursor.fetchall()
