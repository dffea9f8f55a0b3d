"""Reads about what a person was told, agreed to and asked for."""

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import (
    Beneficiary,
    BeneficiaryStatus,
    Consent,
    ConsentPurpose,
    ConsentState,
    NoticeDelivery,
    RequestKind,
    RightsRequest,
)
from beneficiaries.notice_texts import NOTICES, language_label, version_in_use
from inclusion.organisations.models import Role
from inclusion.registry import TimelineEntry
from inclusion.text import NO_BREAK, counted, fold
from inclusion.ui.formats import day, short_day

PURPOSE_ORDER = {purpose: rank for rank, purpose in enumerate(ConsentPurpose.values)}
PURPOSE_ICONS = {
    ConsentPurpose.TRANSMISSION: "send",
    ConsentPurpose.SMS: "chat-dots",
    ConsentPurpose.PHOTO: "camera",
    ConsentPurpose.TESTIMONY: "chat-left-text",
}
# Of a consent: (tone, icon, word) by state; what has run out is said apart.
STATE_LABELS = {
    ConsentState.GIVEN: ("ok", "check-circle", "Accord donné"),
    ConsentState.REFUSED: ("neutral", "x-circle", "Refusé"),
    ConsentState.WITHDRAWN: ("neutral", "slash-circle", "Accord retiré"),
}
EXPIRED_LABEL = ("warn", "clock-history", "Accord échu")


# Consents


def current_consents(beneficiary):
    """The answer that now counts for each purpose and receiver, in the order of the purposes.

    An answer given may have run out since: ask `is_valid`.
    """
    found = Consent.objects.filter(
        organisation=beneficiary.organisation_id, beneficiary=beneficiary
    ).latest()
    return _ordered(found.select_related("by__user"))


def has_consent(beneficiary, purpose, receiver=""):
    """Whether the person agrees today; for a transmission, to that very structure.

    Ask it with the person's row locked: a withdrawal takes the same lock.
    """
    return any(
        consent.purpose == purpose and is_valid(consent)
        for consent in current_consents(beneficiary)
        if fold(consent.receiver) == fold(receiver)
    )


def is_valid(consent, on=None):
    """Given, and not run out."""
    if consent.state != ConsentState.GIVEN:
        return False
    return consent.valid_until is None or consent.valid_until >= (on or timezone.localdate())


def consent_label(consent):
    """(tone, icon, word) of the answer as it stands today."""
    if consent.state == ConsentState.GIVEN and not is_valid(consent):
        return EXPIRED_LABEL
    return STATE_LABELS[consent.state]


def _ordered(consents):
    return sorted(consents, key=lambda c: (PURPOSE_ORDER[c.purpose], fold(c.receiver)))


def _latest(consents):
    """The last row of each purpose and receiver, of rows in the order they were written."""
    return _ordered({(c.purpose, c.receiver): c for c in consents}.values())
