"""Instalments: planned in one gesture, woken by what they wait for, called, cancelled."""

from django.utils import timezone

from funding.grant_acts import refuse_unless_open
from funding.instalment_cuts import cut
from funding.models import Grant, GrantNature, Instalment, InstalmentCondition, InstalmentState
from funding.refusals import act
from funding.selectors.payments import conditions_met, instalments_of
from funding.services.granting import locked_grant, reason_of
from inclusion.exceptions import Refused
from inclusion.journal.recording import record
from inclusion.money import ZERO
from inclusion.text import clean

WAITING = (InstalmentState.PLANNED, InstalmentState.CALLABLE)


@act
def plan_instalments(*, grant, parts, by, conditions=None, due_days=None):
    """Cut what is not yet called nor settled into instalments; those keep their place.

    `parts` is « 3 » or « 70/30 ». Unsaid, the first waits for the signature, the last for the
    final report, those between for the interim one.
    """
    grant = locked_grant(grant, by)
    refuse_unless_open(by, grant, "instalments")
    refuse_in_kind(grant)
    kept = [row for row in instalments_of(grant) if row.state not in WAITING or row.matched]
    rest = grant.granted_amount - sum(
        (row.planned_amount for row in kept if row.state != InstalmentState.CANCELLED), ZERO
    )
    if rest <= 0:
        raise Refused("Tout le montant accordé est déjà appelé ou versé.")
    amounts = cut(rest, parts)
    if min(amounts) <= 0:
        raise Refused("Une tranche est supérieure à zéro.")
    grant.instalments.exclude(pk__in=[row.pk for row in kept]).delete()
    first_rank = max((row.rank for row in kept), default=0) + 1
    conditions = conditions or usual_conditions(len(amounts), has_kept=bool(kept))
    due_days = due_days or [None] * len(amounts)
    Instalment.objects.bulk_create(
        Instalment(
            organisation_id=grant.organisation_id,
            grant=grant,
            rank=first_rank + position,
            planned_amount=amount,
            condition=condition,
            due_on=due_on,
        )
        for position, (amount, condition, due_on) in enumerate(
            zip(amounts, conditions, due_days, strict=True)
        )
    )
    record("instalments.planned", grant, by=by, amounts=[str(amount) for amount in amounts])
    wake_instalments(grant)
    return instalments_of(grant)


def usual_conditions(count, *, has_kept=False):
    """Signature first, the final report last, the interim one between."""
    first = [] if has_kept or count == 1 else [InstalmentCondition.SIGNATURE]
    last = InstalmentCondition.FINAL if has_kept or count > 1 else InstalmentCondition.SIGNATURE
    return [*first, *[InstalmentCondition.INTERIM] * (count - len(first) - 1), last]


@act
def set_instalment(*, instalment, condition, due_on, by, condition_note="", planned_amount=None):
    """Say what an instalment that was not called yet waits for, and how much it is."""
    instalment = _locked(instalment, by)
    refuse_unless_open(by, instalment.grant, "instalments")
    if instalment.state not in WAITING:
        raise Refused("Cette tranche est appelée, versée ou annulée\u00a0: elle ne change plus.")
    if condition == InstalmentCondition.DATE and due_on is None:
        raise Refused("Écrivez à quelle date cette tranche est attendue.")
    instalment.condition, instalment.due_on = condition, due_on
    instalment.condition_note = clean(condition_note)[:200]
    instalment.planned_amount = planned_amount or instalment.planned_amount
    # What it waits for has changed: it sleeps again until that is there.
    instalment.state = InstalmentState.PLANNED
    instalment.save(
        update_fields=["condition", "due_on", "condition_note", "planned_amount", "state"]
    )
    _refuse_beyond_the_grant(instalment.grant)
    record("instalment.set", instalment, by=by, condition=condition)
    wake_instalments(instalment.grant)
    return instalment


@act
def call_instalment(*, instalment, by, called_on=None, evidence=""):
    """Ask the funder for an instalment whose condition holds."""
    instalment = _locked(instalment, by)
    refuse_unless_open(by, instalment.grant, "call")
    if instalment.state not in WAITING:
        raise Refused("Cette tranche est déjà appelée, versée ou annulée.")
    called_on = called_on or timezone.localdate()
    if called_on > timezone.localdate():
        raise Refused("Une tranche ne s’appelle pas dans l’avenir.")
    evidence = clean(evidence)
    if instalment.condition == InstalmentCondition.EVIDENCE:
        if not (evidence or instalment.condition_note):
            raise Refused("Écrivez quelles pièces accompagnent cet appel.")
        instalment.condition_note = (evidence or instalment.condition_note)[:200]
    elif not conditions_met(instalment.grant)[instalment.condition](instalment):
        raise Refused(
            f"Sa condition n’est pas remplie\u00a0: {instalment.get_condition_display().lower()}."
        )
    instalment.state, instalment.called_on = InstalmentState.CALLED, called_on
    instalment.save(update_fields=["state", "called_on", "condition_note"])
    record("instalment.called", instalment, by=by, amount=instalment.planned_amount)
    return instalment


@act
def cancel_instalment(*, instalment, reason, by):
    """Say that an instalment will not be paid, and why."""
    instalment = _locked(instalment, by)
    refuse_unless_open(by, instalment.grant, "instalments")
    if instalment.state in (InstalmentState.PAID, InstalmentState.CANCELLED):
        raise Refused("Cette tranche est déjà versée ou annulée.")
    instalment.condition_note = reason_of(reason)[:200]
    instalment.state = InstalmentState.CANCELLED
    instalment.save(update_fields=["state", "condition_note"])
    record("instalment.cancelled", instalment, by=by)
    return instalment


def wake_instalments(grant):
    """Those whose condition now holds may be called. Returns them."""
    asleep = list(grant.instalments.filter(state=InstalmentState.PLANNED))
    if not asleep or not grant.is_awarded:
        return []
    met = conditions_met(grant)
    awake = [row for row in asleep if met[row.condition](row)]
    Instalment.objects.filter(pk__in=[row.pk for row in awake]).update(
        state=InstalmentState.CALLABLE
    )
    return awake


def refuse_in_kind(grant):
    if grant.nature == GrantNature.IN_KIND:
        raise Refused("Une aide en nature se remet\u00a0: elle n’a ni tranche ni versement.")


def _refuse_beyond_the_grant(grant):
    planned = sum(
        (row.planned_amount for row in grant.instalments.exclude(state=InstalmentState.CANCELLED)),
        ZERO,
    )
    if planned > grant.granted_amount:
        raise Refused("Les tranches dépasseraient ensemble le montant accordé.")


def _locked(instalment, by):
    """The instalment as it is now; its grant is locked first, as every act on money does."""
    locked_grant(Grant(pk=instalment.grant_id), by)
    return (
        Instalment.objects.visible_to(by)
        .locked()
        .select_related("grant__project", "grant__funder")
        .get(pk=instalment.pk)
    )
