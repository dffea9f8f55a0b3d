"""What the pool's tests share: who does it, and what the journal kept."""

import json
from threading import Barrier, Thread

import pytest
from django.db import connection

from inclusion.exceptions import Refused
from inclusion.journal.models import Entry
from inclusion.journal.recording import chain_pending_entries
from inclusion.organisations.database import organisation


@pytest.fixture
def technician(inside, member_of):
    return member_of(inside, "TECHNICIAN")


@pytest.fixture
def mediator(inside, member_of):
    return member_of(inside, "MEDIATOR")


@pytest.fixture
def journal(inside):
    """journal("device.ready") → the facts of the one entry of that action."""

    def facts(action):
        chain_pending_entries(inside.pk)
        entry = Entry.objects.get(action=action)
        return {**json.loads(entry.facts), "actor": entry.actor_id}

    return facts


@pytest.fixture
def at_once():
    """at_once(organisation, act, times=2) → what each thread got: a result or its refusal."""

    def run(org, act, times=2):
        start, results = Barrier(times), []

        def one():
            try:
                start.wait()
                with organisation(org):
                    results.append(act())
            except Refused as refusal:
                results.append(refusal)
            finally:
                connection.close()

        threads = [Thread(target=one) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return run
