"""Reads of the personal files: finding someone, who looks like someone, a person's path."""

import json
from dataclasses import dataclass

from django.db.models import Q
from rapidfuzz.distance import OSA

from beneficiaries.models import Beneficiary, BeneficiaryStatus, NoticeDelivery, SearchToken
from beneficiaries.search import SLIP_FROM, understand
from inclusion.encryption.blind import blind_index, shown_phone
from inclusion.journal.models import Entry
from inclusion.registry import TimelineEntry
from inclusion.text import NO_BREAK, fold

FOUND_AT_MOST = 20
# Fewer answers than this, and names that merely begin so are added.
ENOUGH = 3
# Above anything a token holds: the end of a range of beginnings.
LAST = "\uffff"
# A letter too many and another too few share a token as well: two slips in a long word are one.
TWO_SLIPS_FROM = 9
RESEMBLING_AT_MOST = 200
CORRECTIONS_AT_MOST = 20


def find_beneficiaries(member, query, limit=FOUND_AT_MOST):
    """The persons of the member's organisation that `query` may mean, best first, `limit` at most.

    Exact words first, then what sounds the same, then names that begin so, then names one slip
    away. A file joined to another answers as the one it was joined to. The query is neither kept
    nor logged; an empty list says nothing about other organisations.
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
    if asked.words and len(found) < min(ENOUGH, limit):
        found += _resembling(files, asked, limit - len(found), but=found)
    by_key = _files(member).in_bulk(found)
    return [by_key[key] for key in found]


def _numbered(member, asked):
    """The files that the numbers of the query leave."""
    files = Beneficiary.objects.visible_to(member).in_use()
    if asked.phone:
        return files.filter(phone_index=blind_index("phone", asked.phone))
    if asked.email:
        return files.filter(email_index=blind_index("email", asked.email))
    if asked.file_number:
        numbered = Beneficiary.objects.visible_to(member).filter(file_number=asked.file_number)
        joined_to = numbered.exclude(merged_into=None).values("merged_into")
        files = files.filter(Q(file_number=asked.file_number) | Q(pk__in=joined_to))
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


def _resembling(files, asked, limit, but=()):
    """The keys of files whose names have every word, but for a slip; nearest first.

    The tokens propose; the distance between the words then decides.
    """
    names = (
        files.carrying(*asked.slipped)
        .exclude(pk__in=but)
        .values_list("pk", "first_name", "last_name", "usual_name", "sort_name")
    )
    ranked = []
    for pk, *parts, sort_name in names[:RESEMBLING_AT_MOST]:
        distance = _distance(asked.words, fold(" ".join(parts)).split())
        if distance is not None:
            ranked.append((distance, sort_name, pk))
    return [pk for *_, pk in sorted(ranked)[:limit]]


def _distance(words, names):
    """How many slips separate these words from these names; None when one has no like."""
    total = 0
    for word in words:
        if len(word) == 1:
            if not any(name.startswith(word) for name in names):
                return None
            continue
        allowed = 0 if len(word) < SLIP_FROM else 1 if len(word) < TWO_SLIPS_FROM else 2
        nearest = min(
            (OSA.distance(word, name, score_cutoff=allowed) for name in names), default=allowed + 1
        )
        if nearest > allowed:
            return None
        total += nearest
    return total


def _files(member):
    return Beneficiary.objects.visible_to(member).select_related("referent__user").with_notice()


@dataclass(frozen=True)
class Correction:
    """One field that someone else corrected: who, when, and what it says now."""

    field: str
    label: str
    by: object
    at: object
    value: str


def corrections_since(beneficiary, version):
    """What was corrected after that version of the file, as the journal of acts tells it."""
    entries = (
        Entry.objects.about(beneficiary)
        .filter(action="beneficiary.updated")
        .select_related("actor__user")
        .order_by("-seq")[:CORRECTIONS_AT_MOST]
    )
    found = {}
    for entry in entries:
        facts = json.loads(entry.facts)
        if facts.get("version", 0) > version:
            for name in facts["fields"]:
                found.setdefault(name, entry)
    return [
        Correction(
            field=name,
            label=str(Beneficiary._meta.get_field(name).verbose_name),
            by=entry.actor,
            at=entry.at,
            value=worded(beneficiary, name),
        )
        for name, entry in found.items()
    ]


def worded(beneficiary, name):
    """What a file says in one field, in words."""
    field = Beneficiary._meta.get_field(name)
    value = getattr(beneficiary, name)
    if name == "phone":
        return shown_phone(value)
    if isinstance(value, list):
        labels = dict(getattr(field.base_field, "choices", None) or [])
        return ", ".join(str(labels.get(each, each)) for each in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return "" if value is None else str(value)


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


def own_events(beneficiary, member):
    """What this app knows of the path: the file, and what the person was told."""
    deliveries = [each for each in beneficiary.notice_deliveries.all() if each.is_told]
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
