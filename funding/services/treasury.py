"""The bank's balance of a day, and what is committed to be spent."""

from funding.models import CashBalance, Commitment
from funding.permissions import can_do_funding
from funding.refusals import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record


@act
def note_balance(*, on, amount, by):
    """Note what the bank statement says of a day; noted again, it is corrected."""
    _refuse_strangers(by)
    balance, _ = CashBalance.objects.update_or_create(
        organisation_id=by.organisation_id, on=on, defaults={"amount": amount, "noted_by": by}
    )
    record("cash.noted", balance, by=by, on=on.isoformat(), amount=amount)
    return balance


@act
def add_commitment(*, by, **values):
    """Write down money that will go out whatever happens."""
    _refuse_strangers(by)
    commitment = Commitment.objects.create(
        organisation_id=by.organisation_id, created_by=by, **values
    )
    record("commitment.added", commitment, by=by, amount=commitment.amount)
    return commitment


@act
def remove_commitment(*, commitment, by):
    """What will not be spent after all."""
    _refuse_strangers(by)
    deleted, _ = Commitment.objects.visible_to(by).filter(pk=commitment.pk).delete()
    if not deleted:
        raise Refused("Cet engagement est déjà retiré.")
    record("commitment.removed", commitment, by=by, amount=commitment.amount)


def _refuse_strangers(by):
    if not can_do_funding(by):
        raise Refused("Votre rôle ne permet pas cet acte.")
