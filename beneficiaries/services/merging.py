"""Two files of one person become one: proposed, approved field by field, undone for 30 days.

Files are locked in the order of their keys, then the merge: two crossing merges meet, they do not
deadlock. The lock is the strong one: whoever is writing a row about the absorbed person finishes
first and it moves; whoever comes after finds the file merged (trigger `file_is_not_merged`).
"""

import json
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    DistinctPair,
    Merge,
    MergeStatus,
    ReferralMode,
)
from beneficiaries.relations import RESTRICTION
from beneficiaries.retention.rules import RULES, UNDOABLE_MERGE
from beneficiaries.search import keep_tokens
from inclusion.encryption.blind import blind_index
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.registry import registry

# What a merge chooses between the two files; names of one line go together.
FIELDS = {
    "first_name": ["first_name"],
    "last_name": ["last_name"],
    "usual_name": ["usual_name"],
    "birth_year": ["birth_year"],
    "gender": ["gender"],
    "situation": ["situation"],
    "phone": ["phone"],
    "email": ["email"],
    "preferred_contact": ["preferred_contact", "contact_hours"],
    "address": ["address", "postcode", "city", "insee_code"],
    "neighbourhood": ["is_priority_neighbourhood", "qpv_code", "qpv_vintage", "qpv_method"],
    "languages": ["languages"],
    "needs": ["needs"],
    "origin": ["origin", "referred_by"],
    "referent": ["referent_id"],
}
SURVIVOR, ABSORBED = "survivor", "absorbed"
UNDO_DAYS = RULES[UNDOABLE_MERGE].days


@transaction.atomic
def propose_merge(*, survivor, absorbed, by):
    """Say that two files are one person's; a manager will look at them side by side."""
    survivor, absorbed = _locked(survivor.pk, absorbed.pk, by)
    _refuse_unmergeable(survivor, absorbed)
    pair = _pair(survivor, absorbed)
    if pair.exists():
        if by.role != Role.MANAGER:
            raise Refused(
                "Ces deux dossiers ont été reconnus comme deux personnes. Voyez votre responsable."
            )
        pair.delete()
    crossing = Q(survivor=survivor, absorbed=absorbed) | Q(survivor=absorbed, absorbed=survivor)
    if Merge.objects.to_approve().filter(crossing).exists():
        raise Refused("Cette fusion est déjà proposée.")
    try:
        with transaction.atomic():
            merge = Merge.objects.create(
                organisation_id=by.organisation_id,
                survivor=survivor,
                absorbed=absorbed,
                proposed_by=by,
            )
    except IntegrityError as error:
        if "merge_absorbed_once" in str(error):
            raise Refused("Ce dossier est déjà dans une fusion.") from None
        raise
    record("merge.proposed", merge, by=by, files=_pseudonyms(survivor, absorbed))
    return merge


@transaction.atomic
def approve_merge(*, merge, by, choices=None):
    """Join the absorbed file to the survivor, field by field as chosen; the rows follow.

    `choices` maps a line of FIELDS to whose value stays; the survivor's, unless it is empty.
    """
    merge, survivor, absorbed = _locked_merge(merge, by)
    _refuse_unless_manager(by)
    if merge.status != MergeStatus.PROPOSED:
        raise Refused("Cette fusion a déjà été décidée.")
    _refuse_unmergeable(survivor, absorbed)
    _refuse_under_way(survivor, absorbed)
    choices = _checked(choices or {}, survivor, absorbed)
    before = _values(survivor)
    moved = {}
    for relation in registry.person_relations:
        ids = relation.move(absorbed, survivor)
        if ids:
            moved[relation.relation] = ids
    _take_over(survivor, absorbed, choices)
    merge.former = json.dumps(
        {
            "before": before,
            "after": _values(survivor),
            "absorbed": {
                "status": absorbed.status,
                "closed_at": absorbed.closed_at and absorbed.closed_at.isoformat(),
            },
        }
    )
    Beneficiary.objects.filter(pk=absorbed.pk).update(
        status=BeneficiaryStatus.MERGED, closed_at=None, merged_into=survivor
    )
    merge.choices, merge.moved = choices, moved
    merge.status, merge.decided_at, merge.decided_by = MergeStatus.DONE, timezone.now(), by
    merge.save()
    # Another proposal about the absorbed file has lost its object.
    Merge.objects.to_approve().filter(Q(survivor=absorbed) | Q(absorbed=absorbed)).update(
        status=MergeStatus.DECLINED, decided_at=merge.decided_at, decided_by=by
    )
    record(
        "merge.done",
        merge,
        by=by,
        files=_pseudonyms(survivor, absorbed),
        fields=sorted(name for name, whose in choices.items() if whose == ABSORBED),
        moved={name: len(ids) for name, ids in moved.items()},
    )
    return merge


@transaction.atomic
def decline_merge(*, merge, by):
    """They are two persons: it is remembered, and never proposed again."""
    merge, survivor, absorbed = _locked_merge(merge, by)
    _refuse_unless_manager(by)
    if merge.status != MergeStatus.PROPOSED:
        raise Refused("Cette fusion a déjà été décidée.")
    merge.status, merge.decided_at, merge.decided_by = MergeStatus.DECLINED, timezone.now(), by
    merge.save(update_fields=["status", "decided_at", "decided_by"])
    record("merge.declined", merge, by=by, files=_pseudonyms(survivor, absorbed))
    _remember_distinct(survivor, absorbed, by)
    return merge


@transaction.atomic
def undo_merge(*, merge, by, now=None):
    """Give back exactly what moved, within thirty days; what was written since stays."""
    merge, survivor, absorbed = _locked_merge(merge, by)
    _refuse_unless_manager(by)
    now = now or timezone.now()
    if merge.status != MergeStatus.DONE:
        raise Refused("Cette fusion n’est pas faite, ou elle a déjà été annulée.")
    if not merge.former or now >= undoable_until(merge):
        raise Refused(f"Une fusion s’annule pendant {UNDO_DAYS}\u00a0jours\u00a0: ils sont passés.")
    if survivor.merged_into_id:
        raise Refused(
            "Le dossier gardé a lui-même été joint à un autre depuis\u00a0: annulez d’abord"
            " cette fusion-là."
        )
    if survivor.limited_at:
        raise Refused("La personne a fait geler son dossier depuis\u00a0: il ne se défait pas.")
    if absorbed.merged_into_id != survivor.pk:
        raise Refused("Le dossier absorbé ne dépend plus de celui-ci.")
    former = json.loads(merge.former)
    for relation in reversed(registry.person_relations):
        ids = merge.moved.get(relation.relation)
        if ids:
            relation.move_back(ids, absorbed)
    _give_back(survivor, former)
    Beneficiary.objects.filter(pk=absorbed.pk).update(
        status=former["absorbed"]["status"],
        closed_at=former["absorbed"]["closed_at"],
        merged_into=None,
    )
    merge.status, merge.undone_at, merge.undone_by = MergeStatus.UNDONE, now, by
    merge.former = ""
    merge.save(update_fields=["status", "undone_at", "undone_by", "former"])
    record("merge.undone", merge, by=by, files=_pseudonyms(survivor, absorbed))
    return merge


@transaction.atomic
def mark_distinct(*, one, other, by):
    """« Ce n’est pas la même personne »: remembered."""
    one, other = _locked(one.pk, other.pk, by)
    if Merge.objects.to_approve().filter(
        Q(survivor=one, absorbed=other) | Q(survivor=other, absorbed=one)
    ):
        raise Refused("Leur fusion est proposée\u00a0: c’est au responsable de dire non.")
    if not _remember_distinct(one, other, by):
        raise Refused("C’est déjà noté\u00a0: ce sont deux personnes.")


def undoable_until(merge):
    return merge.decided_at + timedelta(days=UNDO_DAYS)


def survivor_of(beneficiary):
    """The file to open instead of this one: where it was joined, or itself."""
    while beneficiary.merged_into_id:
        beneficiary = beneficiary.merged_into
    return beneficiary


def default_choices(survivor, absorbed):
    """The survivor's value, or the absorbed one's where the survivor says nothing."""
    return {
        name: ABSORBED
        if _is_empty(survivor, names) and not _is_empty(absorbed, names)
        else SURVIVOR
        for name, names in FIELDS.items()
    }


UNSAID = {"", None, "non_communique", "unknown", "spontanee"}


def _is_empty(beneficiary, names):
    value = getattr(beneficiary, names[0])
    return value == [] or (not isinstance(value, list) and value in UNSAID)


def _checked(choices, survivor, absorbed):
    if not set(choices) <= set(FIELDS) or not set(choices.values()) <= {SURVIVOR, ABSORBED}:
        raise Refused("Pour chaque ligne, choisissez l’un des deux dossiers.")
    return {**default_choices(survivor, absorbed), **choices}


def _locked(one, other, by):
    """The two files of one organisation as they are now, locked in key order."""
    if one == other:
        raise Refused("Une fusion joint deux dossiers différents.")
    files = Beneficiary.objects.visible_to(by).filter(pk__in=[one, other])
    found = {file.pk: file for file in files.select_for_update(of=("self",)).order_by("pk")}
    if len(found) < 2:
        raise Refused("Ce dossier n’existe plus.")
    return found[one], found[other]


def _locked_merge(merge, by):
    keys = Merge.objects.visible_to(by).filter(pk=merge.pk).values_list("survivor", "absorbed")
    keys = keys.first()
    if keys is None:
        raise Refused("Cette fusion n’existe plus.")
    survivor, absorbed = _locked(*keys, by)
    merge = Merge.objects.visible_to(by).locked().get(pk=merge.pk)
    return merge, survivor, absorbed


def _refuse_unless_manager(by):
    if by.role != Role.MANAGER:
        raise Refused("Une fusion est décidée par le responsable.")


def _refuse_unmergeable(*files):
    for file in files:
        if file.status == BeneficiaryStatus.MERGED:
            raise Refused(f"Le dossier {file.file_number} a déjà été joint à un autre.")
        if file.status == BeneficiaryStatus.ARCHIVED:
            raise Refused(
                f"Le dossier {file.file_number} est en archive\u00a0: il ne se joint pas."
            )
        if file.limited_at:
            raise Refused(f"Le dossier {file.file_number} est gelé à la demande de la personne.")


def _refuse_under_way(survivor, absorbed):
    """What one person cannot have twice, nor lose silently."""
    if all(file.assessments.in_progress().exists() for file in (survivor, absorbed)):
        raise Refused(
            "Un diagnostic est en cours dans chacun des deux dossiers\u00a0: terminez-en un"
            " d’abord."
        )
    if _restricted_transmissions(survivor, absorbed):
        raise Refused(
            "Une orientation transmise repose sur un accord que l’autre dossier refuse\u00a0:"
            " retirez-la ou terminez-la d’abord."
        )


def _restricted_transmissions(survivor, absorbed):
    """Open transmissions under a consent that the other file's answer will override."""
    from beneficiaries.models import Consent, Referral

    files = [survivor, absorbed]
    strictest = {}
    for answer in Consent.objects.filter(beneficiary__in=files).latest():
        key = (answer.purpose, answer.receiver)
        strictest[key] = max(strictest.get(key, 0), RESTRICTION[answer.state])
    sent = Referral.objects.open().filter(
        beneficiary__in=files, mode=ReferralMode.TRANSMISSION, consent__isnull=False
    )
    return any(
        strictest.get((referral.consent.purpose, referral.consent.receiver))
        for referral in sent.select_related("consent")
    )


def _values(beneficiary):
    """What the lines of FIELDS say, as JSON holds it."""
    values = {name: getattr(beneficiary, name) for names in FIELDS.values() for name in names}
    values |= {
        name: getattr(beneficiary, name)
        for name in ("status", "closed_at", "first_contact_on", "last_contact_on")
    }
    return json.loads(json.dumps(values, default=str))


def _take_over(survivor, absorbed, choices):
    for line, whose in choices.items():
        if whose == ABSORBED:
            for name in FIELDS[line]:
                setattr(survivor, name, getattr(absorbed, name))
    contacts = [
        min(_known(survivor.first_contact_on, absorbed.first_contact_on), default=None),
        max(_known(survivor.last_contact_on, absorbed.last_contact_on), default=None),
    ]
    survivor.first_contact_on, survivor.last_contact_on = contacts
    if BeneficiaryStatus.ACTIVE in (survivor.status, absorbed.status):
        survivor.status, survivor.closed_at = BeneficiaryStatus.ACTIVE, None
        survivor.erasure_announced_on = None
    survivor.is_light = survivor.is_light and absorbed.is_light
    _save(survivor)


def _known(*values):
    return [value for value in values if value is not None]


def _give_back(survivor, former):
    """The values of before, for the lines nobody has corrected since."""
    now = _values(survivor)
    for name, value in former["before"].items():
        if now[name] == former["after"][name] != value:
            setattr(survivor, name, _as_python(survivor, name, value))
    _save(survivor)


def _as_python(survivor, name, value):
    field = survivor._meta.get_field(name.removesuffix("_id"))
    return field.target_field.to_python(value) if name.endswith("_id") else field.to_python(value)


def _save(survivor):
    survivor.phone_index = blind_index("phone", survivor.phone)
    survivor.email_index = blind_index("email", survivor.email)
    survivor.version += 1
    survivor.save()
    keep_tokens(survivor)


def _pair(one, other):
    first, second = sorted([one.pk, other.pk])
    return DistinctPair.objects.filter(first=first, second=second)


def _remember_distinct(one, other, by):
    first, second = sorted([one.pk, other.pk])
    _, is_new = DistinctPair.objects.get_or_create(
        organisation_id=by.organisation_id,
        first_id=first,
        second_id=second,
        defaults={"decided_by": by},
    )
    if is_new:
        record("beneficiary.distinct", one, by=by, other=other.pseudonym)
    return is_new


def _pseudonyms(*files):
    return [file.pseudonym for file in files]
