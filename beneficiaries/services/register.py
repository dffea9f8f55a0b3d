"""Issuing the register of processing and the impact assessment, as they are on that day."""

from django.db import transaction

from beneficiaries.documents import DPIA, PROCESSING_REGISTER
from beneficiaries.duties.register import impact_assessment, processing_register
from inclusion.documents.issuing import issue_document
from inclusion.exceptions import Refused
from inclusion.organisations.models import Role

FACTS = {PROCESSING_REGISTER: processing_register, DPIA: impact_assessment}


@transaction.atomic
def issue_register(*, kind, by):
    """A numbered, verifiable copy of what the page shows now."""
    if by.role != Role.MANAGER:
        raise Refused("Seul·e un·e responsable émet ce document.")
    return issue_document(kind, FACTS[kind](by), subject=by, by=by)
