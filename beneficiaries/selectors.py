"""Reads of the personal files: finding someone, who looks like someone, a person's path."""

from django.db.models import Q

from beneficiaries.models import Beneficiary, BeneficiaryStatus, NoticeDelivery, SearchToken
from beneficiaries.phonetics import sounds_of
from beneficiaries.search import understand
from inclusion.registry import TimelineEntry, registry
from inclusion.text import NO_BREAK

FOUND_AT_MOST = 20
# Fewer answers than this, and names that merely begin so are added.
ENOUGH = 3
CANDIDATES_AT_MOST = 5
# Above anything a token holds: the end of a range of beginnings.
LAST = "\uffff"


def find_beneficiaries(member, query, limit=FOUND_AT_MOST):
    """The persons of the member's organisation that `query` may mean, best first, `limit` at most.

    Exact words first, then what sounds the same, then names that begin so. The query is neither
    kept nor logged; an empty list says nothing about other organisations.
    """
    asked = understand(query)
    limit = min(limit, FOUND_AT_MOST)
    if asked.is_empty:
        return []
    files = _numbered(member, asked)
    found = _keys(files.carrying(*asked.exact), limit)
    if asked.exact and len(found) < limit:
        found += _keys(files.carrying(*asked.phonetic), limit, but=found)
    if asked.starting and len(found) < min(ENOUGH, limit):
        found += _keys(_beginning(files, asked), limit, but=found)
    by_key = _files(member).in_bulk(found)
    return [by_key[key] for key in found]


def _numbered(member, asked):
    """The files that the numbers of the query leave."""
    files = Beneficiary.objects.visible_to(member)
    if asked.file_number:
        files = files.filter(file_number=asked.file_number)
    if asked.birth_year:
        files = files.filter(birth_year=asked.birth_year)
    return files


def _keys(files, limit, but=()):
    """The keys of these files, open ones first, to complete those already found."""
    ranked = files.exclude(pk__in=but).order_by("status", "sort_name", "pk")
    return list(ranked.values_list("pk", flat=True)[: limit - len(but)])


def _beginning(files, asked):
    """The last word may still be being typed."""
    tokens = SearchToken.objects.filter(token__gte=asked.starting, token__lt=asked.starting + LAST)
    return files.carrying(*asked.phonetic[:-1]).filter(pk__in=tokens.values("beneficiary_id"))


def _files(member):
    return Beneficiary.objects.visible_to(member).select_related("referent__user").with_notice()


def similar_beneficiaries(member, *, first_name, last_name, birth_year=None):
    """Up to five files that may already be this person's: both names sound alike, in any order.

    A known birth year must be within one year of a known one.
    """
    files = _files(member).carrying(
        [f"p:{sound}" for sound in sounds_of(last_name)],
        [f"p:{sound}" for sound in sounds_of(first_name)],
    )
    if birth_year:
        files = files.filter(
            Q(birth_year__isnull=True) | Q(birth_year__range=(birth_year - 1, birth_year + 1))
        )
    return list(files.order_by("sort_name", "pk")[:CANDIDATES_AT_MOST])


def undelivered_notices(member):
    """Urgent welcomes whose notice is still to be given, oldest promise first."""
    told = NoticeDelivery.objects.visible_to(member).told().values("beneficiary_id")
    return (
        NoticeDelivery.objects.visible_to(member)
        .promised()
        .filter(beneficiary__status=BeneficiaryStatus.ACTIVE)
        .exclude(beneficiary__in=told)
        .select_related("beneficiary")
        .order_by("delivered_at", "pk")
    )


def timeline(beneficiary, member):
    """Every event of a person's path that the apps know of: to come first, then latest first."""
    entries = [
        entry
        for provider in (own_events, *registry.timeline)
        for entry in provider(beneficiary, member)
    ]
    return sorted(entries, key=lambda entry: (entry.is_to_come, entry.at), reverse=True)


def own_events(beneficiary, member):
    """What this app knows of the path: the file, and what the person was told."""
    deliveries = beneficiary.notice_deliveries.told().select_related("by__user")
    events = [
        TimelineEntry(
            at=delivery.delivered_at,
            title="Notice d’information remise",
            detail=f"{delivery.get_channel_display().lower()}, par {delivery.by}",
            icon="info-circle",
        )
        for delivery in deliveries
    ]
    welcomed_by = f"n°{NO_BREAK}{beneficiary.file_number}"
    if beneficiary.created_by:
        welcomed_by += f", par {beneficiary.created_by}"
    events.append(
        TimelineEntry(
            at=beneficiary.created_at,
            title="Dossier ouvert",
            detail=welcomed_by,
            icon="folder2-open",
        )
    )
    if beneficiary.closed_at:
        events.append(
            TimelineEntry(at=beneficiary.closed_at, title="Dossier clos", detail="", icon="archive")
        )
    return events
