"""The nightly recount: what should not be is written down, and never repaired by itself."""

from django.utils import timezone

from funding.models import ReconciliationFinding
from funding.selectors.reconciliation import what_is_wrong
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.rounds import ask_everywhere
from inclusion.organisations.database import active_organisation_id

RECONCILE_JOB = "funding.reconcile"


def ask_to_reconcile(today=None):
    """Record this night's job of every organisation; asked twice in a day, recorded once."""
    ask_everywhere(RECONCILE_JOB, today or timezone.localdate())


@organisation_task(RECONCILE_JOB, label="Rapprochement des dépenses")
def run_reconciling(job, in_organisation):
    with outbox.holding(job):
        reconcile()
        outbox.finish(job)


def reconcile():
    """Open what is newly wrong, close what is right again; returns (opened, closed)."""
    key, now = active_organisation_id(), timezone.now()
    standing = {
        (each.code, each.expense_id, each.grant_id): each
        for each in ReconciliationFinding.objects.filter(organisation=key, gone_at__isnull=True)
    }
    found = {
        (code, expense, grant): sentence for code, expense, grant, sentence in what_is_wrong(key)
    }
    ReconciliationFinding.objects.bulk_create(
        ReconciliationFinding(
            organisation_id=key,
            code=code,
            expense_id=expense,
            grant_id=grant,
            facts={"sentence": sentence},
            found_at=now,
        )
        for (code, expense, grant), sentence in found.items()
        if (code, expense, grant) not in standing
    )
    gone = [each.pk for mark, each in standing.items() if mark not in found]
    ReconciliationFinding.objects.filter(pk__in=gone).update(gone_at=now)
    return len(found) - len(standing.keys() & found.keys()), len(gone)
