"""The sheet a person takes with her: when, where, with whom, what to bring, whom to call.

Nothing of the assessment, nor of the reason: she may show it to anyone.
"""

import re
from math import ceil

from django.utils import timezone

from beneficiaries.models import Gender, OfferKind, ReferralStatus
from beneficiaries.referral.plan import plan_of
from inclusion.documents.issuing import issue_document
from inclusion.documents.kinds import DocumentKind
from inclusion.organisations.models import Role

REFERRAL_SHEET = "referral_sheet"
HOURS_AT_MOST = 5
ADDRESS_AT_MOST = 3
SENTENCES_AT_MOST = 4
# Lines that hold on one page, and how they are then set; large print whenever it can be.
SIZES = [(15, "large"), (20, "close"), (1000, "closest")]
LINE_LENGTH = 48
# What the drawing takes; it is left out of a sheet that is full without it.
PLAN_LINES = 6
BRING_AT_MOST = 5
BRING_LENGTH = 60
NOTE_LENGTH = 150

kind = DocumentKind(
    code=REFERRAL_SHEET,
    label="Fiche d’orientation",
    prefix="FOR",
    template="referral_sheet",
    # It names a person.
    roles=frozenset({Role.MANAGER, Role.MEDIATOR}),
)


def issue_sheet(referral, *, by):
    """Issue the sheet of a chosen door, in the act's transaction; it replaces the former one."""
    offer = referral.offers.get(is_chosen=True)
    facts = sheet_facts(referral, offer)
    document = issue_document(
        REFERRAL_SHEET,
        facts,
        subject=referral,
        by=by,
        title="Votre rendez-vous" if facts["when"]["at"] else "Où aller",
        subtitle=f"{referral.beneficiary.file_number}, {referral.receiver_name}"[:120],
        replaces=referral.sheet,
    )
    referral.sheet = document
    referral.save(update_fields=["sheet"])
    return document


def sheet_facts(referral, offer):
    """Everything the sheet prints, frozen as plain values."""
    person, facts = referral.beneficiary, offer.facts
    sender = referral.organisation
    at = appointment_of(referral, offer)
    sheet = {
        "person": {
            "civility": {Gender.FEMALE: "Mme", Gender.MALE: "M."}.get(person.gender, ""),
            "name": str(person),
        },
        "when": {
            "at": timezone.localtime(at).isoformat(timespec="seconds") if at else "",
            "hours": [] if at else _hours(facts),
            "hours_note": "" if at else facts.get("hours_note", "")[:NOTE_LENGTH],
        },
        "place": {
            "name": referral.receiver_name or offer.title,
            "venue": facts.get("name", "") if offer.kind == OfferKind.WORKSHOP else "",
            "address_lines": list(facts.get("address_lines", []))[:ADDRESS_AT_MOST],
        },
        "plan": plan_of(referral, offer),
        "directions": _sentences(facts.get("directions", "")),
        "ask_for": facts.get("ask_for", ""),
        "bring": ["ce papier", *_things(facts.get("what_to_bring", ""))],
        "place_phone": facts.get("phone", "") if offer.kind == OfferKind.PLACE else "",
        "sender_phone": sender.phone,
        "will_be_called": referral.is_transmission and referral.status == ReferralStatus.SENT,
    }
    count = _line_count(sheet)
    if sheet["plan"].get("points"):
        if count + PLAN_LINES <= SIZES[1][0]:
            count += PLAN_LINES
        else:
            sheet["plan"]["points"] = []
    sheet["size"] = next(size for most, size in SIZES if count <= most)
    return sheet


def _line_count(sheet):
    """How many lines the sheet takes in large print, near enough: it must hold on one page."""
    texts = [
        *sheet["when"]["hours"],
        sheet["when"]["hours_note"],
        sheet["place"]["name"],
        sheet["place"]["venue"],
        *sheet["place"]["address_lines"],
        *sheet["directions"],
        sheet["ask_for"],
        *sheet["bring"],
    ]
    return sum(ceil(len(text) / LINE_LENGTH) for text in texts)


def _sentences(text):
    """One idea a line."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part][:SENTENCES_AT_MOST]


def appointment_of(referral, offer):
    """When she is expected: the appointment, or the session's own hour."""
    if referral.appointment_at:
        return referral.appointment_at
    starts_at = offer.facts.get("starts_at", "")
    return timezone.datetime.fromisoformat(starts_at) if starts_at else None


def _hours(facts):
    hours = facts.get("hours", [])
    lines = hours.splitlines() if isinstance(hours, str) else [str(line) for line in hours]
    return lines[:HOURS_AT_MOST]


def _things(text):
    """« Une pièce d’identité, votre téléphone » as a list, as a person ticks it off."""
    things = [part.strip(" .") for part in re.split(r"[;,\n]", text)]
    return [thing[:1].lower() + thing[1:][:BRING_LENGTH] for thing in things if thing][
        :BRING_AT_MOST
    ]
