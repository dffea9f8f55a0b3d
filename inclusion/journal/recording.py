"""Recording acts and reads: collected while the transaction works, chained just before it commits.

Pending entries ride on Django's own list of commit hooks, which drops those of a savepoint that
was rolled back: a refused act leaves no entry. The chain's head, the last lock of all, is taken
only when everything else is done.
"""

import json
from dataclasses import dataclass

from django.db import connection, transaction

from inclusion.ids import uuid7
from inclusion.journal.models import subject_name
from inclusion.organisations.database import active_organisation_id


@dataclass
class PendingEntry:
    """An entry waiting for its number; as a commit hook it does nothing."""

    organisation_id: int
    chain: str
    action: str
    actor_id: object
    subject_type: str
    subject_id: str
    facts: str
    is_chained: bool = False

    def __call__(self):
        """Chained before the commit: nothing is left to do after it."""


def canonical(facts):
    """JSON with sorted keys and no spaces: the same facts are always the same characters."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def record(action, subject, *, by=None, chain="acts", **facts):
    """Record that `by` did `action` on `subject`; facts are ids, numbers and codes, never names."""
    transaction.on_commit(
        PendingEntry(
            organisation_id=active_organisation_id(),
            chain=chain,
            action=action,
            actor_id=by.pk if by else None,
            subject_type=subject._meta.label_lower,
            subject_id=subject_name(subject),
            facts=canonical(facts),
        )
    )


def record_read(subject, *, by, what):
    """Record that `by` read a personal file."""
    transaction.on_commit(
        PendingEntry(
            organisation_id=active_organisation_id(),
            chain="reads",
            action=f"read.{what}",
            actor_id=by.pk,
            subject_type=subject._meta.label_lower,
            subject_id=subject_name(subject),
            facts="{}",
        )
    )


def chain_pending_entries(org_id):
    """Write the pending entries of `org_id`; called in its context, before the commit."""
    pending = [
        hook
        for _, hook, *_ in connection.run_on_commit
        if isinstance(hook, PendingEntry) and not hook.is_chained and hook.organisation_id == org_id
    ]
    if not pending:
        return
    # Reads after acts, always: two transactions take the two heads in the same order.
    pending.sort(key=lambda entry: entry.chain)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO journal_entry (id, organisation_id, chain, action, actor_id,"
            " subject_type, subject_id, facts) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    uuid7(),
                    e.organisation_id,
                    e.chain,
                    e.action,
                    e.actor_id,
                    e.subject_type,
                    e.subject_id,
                    e.facts,
                )
                for e in pending
            ],
        )
    for entry in pending:
        entry.is_chained = True
