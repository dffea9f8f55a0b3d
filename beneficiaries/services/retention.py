"""Keeping time: the last contact, the announcement, the delays an organisation chose."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    Note,
    NoteKind,
    NoteLevel,
    RetentionSetting,
)
from beneficiaries.retention.rules import (
    BENEFICIARY_FILE,
    GRACE_DAYS,
    LIGHT_FILE,
    RULES,
    announced_from,
    blocks_of,
    first_day_of,
    last_contacts,
    own_delays,
    rule_of,
    since_of,
)
from beneficiaries.services.files import refuse_if_limited
from beneficiaries.services.locking import lock_person
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.database import active_organisation_id
from inclusion.organisations.models import Role
from inclusion.text import clean

BATCH = 200
# Files in use, whose time runs.
RUNNING = [BeneficiaryStatus.ACTIVE, BeneficiaryStatus.DORMANT, BeneficiaryStatus.CLOSED]


def in_batches(files):
    """The keys of these files, a batch at a time, in key order."""
    after = None
    while True:
        page = files.order_by("pk") if after is None else files.filter(pk__gt=after).order_by("pk")
        keys = list(page.values_list("pk", flat=True)[:BATCH])
        if not keys:
            return
        yield keys
        after = keys[-1]


def recompute_last_contact(keys):
    """Bring these files in line with what the apps know; returns how many changed.

    Only what she did counts. A contact after the announcement of an erasure cancels it.
    """
    latest = last_contacts(keys)
    files = Beneficiary.objects.filter(pk__in=keys).locked().order_by("pk")
    changed = [file for file in files if _follow(file, latest.get(file.pk))]
    _keep(changed)
    return len(changed)


def _keep(files):
    """Save what a contact changes, in one statement: a CASE for each file takes far longer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE beneficiaries_beneficiary AS file SET last_contact_on = new.contact_on,"
            " erasure_announced_on = new.announced_on, status = new.status"
            " FROM unnest(%s::uuid[], %s::date[], %s::date[], %s::text[])"
            " AS new (id, contact_on, announced_on, status) WHERE file.id = new.id",
            [
                [file.pk for file in files],
                [file.last_contact_on for file in files],
                [file.erasure_announced_on for file in files],
                [str(file.status) for file in files],
            ],
        )


def _follow(file, contact_on):
    """Set what the contact changes; returns whether it changes anything."""
    is_changed = contact_on != file.last_contact_on
    file.last_contact_on = contact_on
    announced_on = file.erasure_announced_on
    if announced_on and contact_on and contact_on >= announced_on:
        file.erasure_announced_on = None
        is_changed = True
        if file.status == BeneficiaryStatus.DORMANT:
            file.status = BeneficiaryStatus.ACTIVE
        record("beneficiary.erasure_cancelled", file)
    return is_changed


def silent_since(day):
    """Files in use whose person has not been heard of since that day or before."""
    since = (
        Q(last_contact_on__lte=day)
        | Q(last_contact_on__isnull=True, first_contact_on__lte=day)
        | Q(
            last_contact_on__isnull=True,
            first_contact_on__isnull=True,
            created_at__lt=_midnight(day + timedelta(days=1)),
        )
    )
    return Beneficiary.objects.filter(since, status__in=RUNNING)


def _midnight(day):
    from datetime import datetime, time

    return timezone.make_aware(datetime.combine(day, time()))


@transaction.atomic
def announce_erasures(keys, today):
    """Of these files, announce those near their term and say so to their referent (to-do).

    A file that something keeps is announced when nothing does any more.
    """
    delays = own_delays()
    kept = blocks_of(keys, today)
    announced = 0
    waiting = Beneficiary.objects.filter(
        pk__in=keys, status__in=RUNNING, erasure_announced_on__isnull=True
    )
    for file in waiting.locked().order_by("pk"):
        rule = rule_of(file)
        if rule.code == LIGHT_FILE or file.pk in kept:
            continue
        if today < announced_from(rule, since_of(file), delays):
            continue
        file.erasure_announced_on = today
        if file.status == BeneficiaryStatus.ACTIVE:
            file.status = BeneficiaryStatus.DORMANT
        file.save(update_fields=["erasure_announced_on", "status"])
        record("beneficiary.erasure_announced", file)
        announced += 1
    return announced


def near_their_term(today):
    """Files that may have to be announced: a bound, `announce_erasures` looks at each."""
    return silent_since(
        first_day_of(RULES[BENEFICIARY_FILE], today, own_delays()) + timedelta(days=GRACE_DAYS + 2)
    )


@transaction.atomic
def resume_contact(*, beneficiary, by):
    """She came back, or called: a note says so, and her file starts its time again."""
    beneficiary = lock_person(beneficiary, by)
    refuse_if_limited(beneficiary)
    if beneficiary.erasure_announced_on is None:
        raise Refused("L’effacement de ce dossier n’est pas annoncé.")
    Note.objects.create(
        organisation_id=by.organisation_id,
        beneficiary=beneficiary,
        level=NoteLevel.TEAM,
        kind=NoteKind.CONTACT,
        body="La personne a repris contact.",
        author=by,
    )
    beneficiary.last_contact_on = timezone.localdate()
    beneficiary.erasure_announced_on = None
    if beneficiary.status == BeneficiaryStatus.DORMANT:
        beneficiary.status = BeneficiaryStatus.ACTIVE
    beneficiary.save(update_fields=["last_contact_on", "erasure_announced_on", "status"])
    record("beneficiary.erasure_cancelled", beneficiary, by=by)
    return beneficiary


@transaction.atomic
def set_delay(*, rule, days, by, justification=""):
    """Choose a delay: a shorter one freely, a longer one with a written justification."""
    if by.role != Role.MANAGER:
        raise Refused("C’est au responsable d’en décider.")
    line = RULES.get(rule)
    if line is None or not line.is_adjustable:
        raise Refused("Ce délai ne se règle pas ici.")
    if not 1 <= days <= 3650:
        raise Refused("Un délai compte de 1 à 3\u202f650\u00a0jours.")
    if line.code == BENEFICIARY_FILE and days <= GRACE_DAYS:
        raise Refused(f"Ce délai dépasse les {GRACE_DAYS}\u00a0jours de l’annonce.")
    justification = clean(justification)
    if days > line.longest and not justification:
        raise Refused("Garder plus longtemps que la règle se justifie par écrit.")
    RetentionSetting.objects.update_or_create(
        organisation_id=active_organisation_id(),
        rule=rule,
        defaults={
            "days": days,
            "justification": justification,
            "set_at": timezone.now(),
            "set_by": by,
        },
    )
    record("retention.delay_set", by.organisation, by=by, rule=rule, days=days)


@transaction.atomic
def reset_delay(*, rule, by):
    """Back to the rule's own delay."""
    if by.role != Role.MANAGER:
        raise Refused("C’est au responsable d’en décider.")
    deleted, _ = RetentionSetting.objects.filter(
        organisation=by.organisation_id, rule=rule
    ).delete()
    if not deleted:
        raise Refused("Ce délai est déjà celui de la règle.")
    record("retention.delay_reset", by.organisation, by=by, rule=rule)
