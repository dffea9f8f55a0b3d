"""What each kind of job does, and the decorators that fix whose context it does it in."""

from collections.abc import Callable
from dataclasses import dataclass

from inclusion.organisations.database import NoOrganisation, organisation


@dataclass(frozen=True)
class Handler:
    """How a kind of job runs: `run(job)`, what it is called on screen, and when it has one, the
    page of its own where it is followed: `page(job)`.
    """

    label: str
    run: Callable
    page: Callable | None = None


_handlers: dict[str, Handler] = {}


def handler_for(kind):
    return _handlers[kind]


def organisation_task(kind, *, label, page=None):
    """Register `run(job, in_organisation)` for jobs that belong to an organisation.

    `in_organisation()` opens one short transaction in that organisation's context; no transaction
    stays open between two of them. A job without organisation is refused.
    """

    def register(function):
        def run(job):
            if job.organisation_id is None:
                raise NoOrganisation(f"{kind} needs an organisation")
            return function(job, lambda: organisation(job.organisation_id))

        _handlers[kind] = Handler(label, run, page)
        return function

    return register


def platform_task(kind, *, label):
    """Register `run(job)` for jobs of the platform itself: login mails, housekeeping."""

    def register(function):
        _handlers[kind] = Handler(label, function)
        return function

    return register
