"""Proving the journal: every hash recomputed here, apart from the trigger that wrote it."""

import hashlib
from dataclasses import dataclass

from inclusion.journal.models import Chain, Entry, Head

GENESIS = "0" * 64


@dataclass(frozen=True)
class ChainReport:
    """What verifying one chain found; `problem` is empty when all is well."""

    chain: str
    entries: int
    problem: str = ""


def entry_hash(entry, prev_hash):
    """SHA-256 over the previous hash and every field of the entry, as the trigger computes it."""
    from datetime import UTC

    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    parts = [
        prev_hash,
        str(entry.organisation_id),
        entry.chain,
        str(entry.seq),
        at,
        entry.action,
        str(entry.actor_id or ""),
        entry.subject_type,
        entry.subject_id,
        entry.facts,
    ]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _head(chain):
    head = Head.objects.filter(chain=chain).first()
    return (head.seq, head.hash) if head else (0, GENESIS)


def verify_chain(chain):
    """Walk one chain of the active organisation from its first entry to its head.

    Others may write meanwhile: the head read before must lie on the chain walked, the head read
    after must not be behind it.
    """
    before = _head(chain)
    hashes_at_head = {0: GENESIS}
    expected_seq, prev = 0, GENESIS
    for entry in Entry.objects.filter(chain=chain).order_by("seq").iterator(chunk_size=2000):
        expected_seq += 1
        if entry.seq != expected_seq:
            return ChainReport(chain, expected_seq - 1, f"l’écriture n° {expected_seq} manque")
        if entry.prev_hash != prev or entry.hash != entry_hash(entry, prev):
            return ChainReport(chain, expected_seq - 1, f"l’écriture n° {entry.seq} a été modifiée")
        prev = entry.hash
        if entry.seq == before[0]:
            hashes_at_head[entry.seq] = prev
    after = _head(chain)
    if hashes_at_head.get(before[0]) != before[1] or after[0] < expected_seq:
        return ChainReport(chain, expected_seq, "la fin de la chaîne ne correspond pas à sa tête")
    return ChainReport(chain, expected_seq)


def verify_active_organisation():
    """A report per chain for the organisation whose context is open."""
    return [verify_chain(chain) for chain in Chain.values]
