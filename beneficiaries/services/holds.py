"""Keeping a file beyond its time: for a reason, looked at again within six months."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from beneficiaries.models import BeneficiaryStatus, Hold, HoldReason
from beneficiaries.retention.rules import REVIEW_MONTHS, add_months
from beneficiaries.services.locking import lock_file
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.organisations.models import Role
from inclusion.text import clean


@transaction.atomic
def open_hold(*, beneficiary, reason, words, review_on, by):
    """Stop the erasure of a file. One that is no longer in use goes to the archive at once;

    one still in use goes there when its time comes (the night's work), and not before: the person
    is still accompanied.
    """
    _refuse_unless_manager(by)
    beneficiary = lock_file(beneficiary, by)
    if reason not in HoldReason.values:
        raise Refused("Choisissez un motif de conservation.")
    words = clean(words)
    if not words:
        raise Refused("Précisez pourquoi ce dossier doit être conservé.")
    review_on = _checked_review(review_on)
    if beneficiary.status == BeneficiaryStatus.MERGED:
        raise Refused("Ce dossier a été joint à un autre\u00a0: conservez celui-là.")
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                organisation_id=by.organisation_id,
                beneficiary=beneficiary,
                reason=reason,
                words=words,
                review_on=review_on,
                opened_by=by,
            )
    except IntegrityError as error:
        if "hold_once" in str(error):
            raise Refused("Ce dossier est déjà conservé pour ce motif.") from None
        raise
    if beneficiary.status in (BeneficiaryStatus.DORMANT, BeneficiaryStatus.CLOSED):
        archive(beneficiary)
    record("hold.opened", beneficiary, by=by, hold=hold.pk, reason=reason, review_on=review_on)
    return hold


@transaction.atomic
def renew_hold(*, hold, review_on, by):
    """Looked at again: still needed, until the next review."""
    _refuse_unless_manager(by)
    hold = _locked_hold(hold, by)
    hold.review_on = _checked_review(review_on)
    hold.save(update_fields=["review_on"])
    record("hold.renewed", hold.beneficiary, by=by, hold=hold.pk, review_on=hold.review_on)
    return hold


@transaction.atomic
def release_hold(*, hold, by):
    """No longer needed: without another one, the file takes its course again."""
    _refuse_unless_manager(by)
    hold = _locked_hold(hold, by)
    hold.released_at, hold.released_by = timezone.now(), by
    hold.save(update_fields=["released_at", "released_by"])
    beneficiary = hold.beneficiary
    if beneficiary.status == BeneficiaryStatus.ARCHIVED and not beneficiary.holds.open().exists():
        # As if it had just been found without contact: the next night announces its erasure.
        beneficiary.status, beneficiary.erasure_announced_on = BeneficiaryStatus.DORMANT, None
        beneficiary.save(update_fields=["status", "erasure_announced_on"])
    record("hold.released", beneficiary, by=by, hold=hold.pk)
    return hold


def archive(beneficiary):
    """Out of the sight of those who accompany, kept for its duty only; the file is locked."""
    beneficiary.status, beneficiary.closed_at = BeneficiaryStatus.ARCHIVED, None
    beneficiary.save(update_fields=["status", "closed_at"])


def _checked_review(review_on):
    today = timezone.localdate()
    if not review_on or not today < review_on <= add_months(today, REVIEW_MONTHS):
        raise Refused(f"La date de revue est à venir, dans les {REVIEW_MONTHS}\u00a0mois au plus.")
    return review_on


def _locked_hold(hold, by):
    """The file first, then its hold, as in every act on a file."""
    try:
        hold = Hold.objects.visible_to(by).get(pk=hold.pk)
        beneficiary = lock_file(hold.beneficiary, by)
        hold = Hold.objects.visible_to(by).select_for_update(of=("self",)).get(pk=hold.pk)
    except Hold.DoesNotExist:
        raise Refused("Cette conservation n’existe plus.") from None
    if hold.released_at:
        raise Refused("Cette conservation est déjà levée.")
    hold.beneficiary = beneficiary
    return hold


def _refuse_unless_manager(by):
    if by.role != Role.MANAGER:
        raise Refused("C’est au responsable d’en décider.")
