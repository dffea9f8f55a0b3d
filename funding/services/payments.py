"""Money that came in, or went back, and which instalments it settles."""

from django.utils import timezone

from funding.grant_acts import refuse_unless_open
from funding.models import Instalment, InstalmentState, Payment, PaymentMatch
from funding.refusals import act
from funding.selectors.payments import instalments_of, payments_of
from funding.services.granting import follow_up, locked_grant
from funding.services.instalments import refuse_in_kind
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.text import clean
from inclusion.ui.formats import euros


@act
def record_payment(*, grant, amount, value_on, by, reference="", settles=True):
    """Record a payment; it settles the instalments in their order, those called first.

    A negative amount is money given back: it settles nothing, and never beyond what was paid.
    """
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "pay")
    refuse_in_kind(grant)
    _refuse_a_strange_payment(grant, amount, value_on)
    payment = Payment.objects.create(
        organisation_id=grant.organisation_id,
        grant=grant,
        amount=amount,
        value_on=value_on,
        reference=clean(reference)[:80],
        created_by=by,
    )
    record("payment.recorded", payment, by=by, grant=grant.pk, amount=amount)
    if settles and amount > 0:
        _settle_in_order(payment, grant)
    grant.refresh_from_db(fields=["paid_amount", "paid_on"])
    follow_up(grant)
    return payment


@act
def match_payment(*, payment, instalment, amount, by):
    """Say how much of a payment settles an instalment; never beyond either."""
    grant, payment = _locked_payment(payment, by)
    instalment = Instalment.objects.visible_to(by).locked().get(pk=instalment.pk)
    if instalment.grant_id != grant.pk:
        raise Refused("Un versement règle les tranches de sa propre subvention.")
    if amount <= 0:
        raise Refused("Un rapprochement est supérieur à zéro.")
    left = payments_of(grant).get(pk=payment.pk).unmatched
    if amount > left:
        raise Refused(f"Il ne reste que {euros(max(left, 0))} de ce versement à rapprocher.")
    to_come = instalments_of(grant).get(pk=instalment.pk).left
    if amount > to_come:
        raise Refused(f"Il ne reste que {euros(to_come)} à régler de cette tranche.")
    match = _match(payment, instalment, amount)
    record("payment.matched", payment, by=by, instalment=instalment.pk, amount=amount)
    return match


@act
def unmatch_payment(*, match, by):
    """Undo one match: the money stays, its instalment waits again."""
    match = PaymentMatch.objects.select_related("payment", "instalment").get(
        organisation=by.organisation_id, pk=match.pk
    )
    _, payment = _locked_payment(match.payment, by)
    instalment = match.instalment
    deleted, _ = PaymentMatch.objects.filter(pk=match.pk).delete()
    if not deleted:
        raise Refused("Ce rapprochement est déjà défait.")
    if instalment.state == InstalmentState.PAID:
        _set_state(instalment, InstalmentState.CALLED)
    record("payment.unmatched", payment, by=by, instalment=instalment.pk, amount=match.amount)


@act
def reverse_payment(*, payment, by, reason):
    """Correct a wrong entry by its opposite: what it settled waits again, both stay written."""
    grant, payment = _locked_payment(payment, by)
    reason = clean(reason)
    if not reason:
        raise Refused("Écrivez pourquoi ce versement est annulé.")
    reference = f"Annule {payment.pk}"[:80]
    if grant.payments.filter(reference=reference).exists():
        raise Refused("Ce versement est déjà annulé.")
    if payment.reference.startswith("Annule "):
        raise Refused("Une annulation ne s’annule pas\u00a0: enregistrez le versement à nouveau.")
    for match in payment.matches.select_related("instalment"):
        instalment = match.instalment
        match.delete()
        if instalment.state == InstalmentState.PAID:
            _set_state(instalment, InstalmentState.CALLED)
    opposite = Payment.objects.create(
        organisation_id=grant.organisation_id,
        grant=grant,
        amount=-payment.amount,
        value_on=payment.value_on,
        reference=reference,
        created_by=by,
    )
    record("payment.reversed", payment, by=by, opposite=opposite.pk, reason=reason[:200])
    follow_up(grant)
    return opposite


def _settle_in_order(payment, grant):
    """The money goes to the instalments in their order, those already called first."""
    rest = payment.amount
    waiting = [row for row in instalments_of(grant) if row.state != InstalmentState.CANCELLED]
    for row in sorted(waiting, key=lambda row: (row.state != InstalmentState.CALLED, row.rank)):
        part = min(rest, row.left)
        if part > 0:
            _match(payment, row, part)
            rest -= part


def _match(payment, instalment, amount):
    match = PaymentMatch.objects.create(
        organisation_id=payment.organisation_id,
        payment=payment,
        instalment=instalment,
        amount=amount,
    )
    if not instalments_of(payment.grant).get(pk=instalment.pk).left:
        _set_state(instalment, InstalmentState.PAID)
    return match


def _set_state(instalment, state):
    instalment.state = state
    instalment.save(update_fields=["state"])


def _refuse_a_strange_payment(grant, amount, value_on):
    if not amount:
        raise Refused("Un versement n’est pas nul.")
    if grant.paid_amount + amount < 0:
        raise Refused(
            f"On ne rend pas plus que ce qui est versé\u00a0: {euros(grant.paid_amount)}."
        )
    if value_on > timezone.localdate():
        raise Refused("Un versement s’enregistre quand il est reçu\u00a0: vérifiez sa date.")
    if grant.decided_on and value_on < grant.decided_on:
        raise Refused("Un versement suit la décision\u00a0: vérifiez sa date.")


def _locked_payment(payment, by):
    """The payment, and its grant locked: two matches of one grant wait for each other."""
    payment = Payment.objects.visible_to(by).get(pk=payment.pk)
    grant = locked_grant(payment.grant, by)
    refuse_unless_open(by, grant, "pay")
    return grant, payment
