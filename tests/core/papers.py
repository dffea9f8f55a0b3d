"""Documents of the simplest kind, drawn without an engine: a few bytes that carry their code."""

from uuid import uuid4

from inclusion.documents import kinds
from inclusion.documents.issuing import issue_document, issue_documents
from inclusion.documents.kinds import DocumentKind
from inclusion.organisations.models import Role
from inclusion.places.models import Venue

KIND = DocumentKind(
    code="test_receipt",
    label="Reçu d’essai",
    prefix="RE",
    template="receipt",
    roles=frozenset({Role.MANAGER, Role.MEDIATOR}),
)


def know_the_kind(monkeypatch):
    """Register the kind for one test, and draw it without WeasyPrint."""
    monkeypatch.setitem(kinds._kinds, KIND.code, KIND)
    monkeypatch.setattr("inclusion.documents.drawing.render", draw)


def draw(template, facts):
    """The « PDF » of these facts: same facts, same bytes."""
    document = facts["document"]
    return b"%PDF-1.7\n" + f"{document['number']} {document['verification_url']}\n".encode()


def issue(org, member, *, facts=None, **fields):
    """Issue one receipt about a new venue; in the organisation's context."""
    venue = Venue.objects.create(organisation=org, name=f"Salle {uuid4()}")
    return issue_document(KIND.code, facts or {}, subject=venue, by=member, **fields)


def issue_many(org, member, count):
    """Issue that many receipts in one job."""
    venues = [Venue.objects.create(organisation=org, name=f"Salle {uuid4()}") for _ in range(count)]
    return issue_documents(KIND.code, [({}, venue, "") for venue in venues], by=member)
