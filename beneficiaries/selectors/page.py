"""What a person's page shows: each room's panel, and her path across all of them.

The number of queries does not depend on her history: each room reads what it shows at once.
"""

from itertools import chain

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject

from beneficiaries.models import (
    Beneficiary,
    ExternalResult,
    Hold,
    Note,
    NoteLevel,
    RetentionSetting,
)
from beneficiaries.presentation import informed_words, shown
from beneficiaries.selectors import assessments, notes, referrals, rights
from beneficiaries.selectors.files import own_events, worded
from beneficiaries.selectors.households import households_panel
from beneficiaries.selectors.retention import retention_panel
from inclusion.encryption.blind import shown_phone
from inclusion.registry import registry

# The path's latest steps stand on the page; the others unfold.
STEPS_AT_FIRST = 8
ROOMS = (assessments, referrals, notes, rights)


def page_files(member):
    """The files a member sees, each with the small facts her page shows, in one query."""
    external = ExternalResult.objects.filter(beneficiary=OuterRef("pk"))
    restricted = Note.objects.filter(
        beneficiary=OuterRef("pk"), level=NoteLevel.RESTRICTED, erased_at__isnull=True
    )
    return (
        Beneficiary.objects.visible_to(member)
        .with_notice()
        .select_related("referent__user", "created_by__user")
        .annotate(
            external_facts=ArraySubquery(
                external.order_by("-taken_on", "-pk").values(
                    fact=JSONObject(tool="tool", level="level", taken_on="taken_on")
                )
            ),
            delay_facts=ArraySubquery(
                RetentionSetting.objects.filter(organisation=OuterRef("organisation")).values(
                    fact=JSONObject(rule="rule", days="days")
                )
            ),
            hold_facts=ArraySubquery(
                Hold.objects.open()
                .filter(beneficiary=OuterRef("pk"))
                .order_by("review_on", "pk")
                .values(fact=JSONObject(reason="reason", review_on="review_on"))
            ),
            restricted_note_count=Coalesce(
                Subquery(
                    restricted.order_by()
                    .values("beneficiary")
                    .annotate(number=Count("pk"))
                    .values("number")
                ),
                0,
            ),
        )
    )


def person_page(beneficiary, member):
    """The context of her page but for the breadcrumb."""
    # Rights first: it reads the deliveries, answers and requests that the path shows too.
    duties = rights.rights_panel(beneficiary, member)
    events = timeline(beneficiary, member)
    return {
        "beneficiary": beneficiary,
        "informed_words": informed_words(beneficiary),
        "consent_badges": rights.consent_badges(beneficiary),
        "assessment": assessments.assessment_panel(beneficiary, member),
        "referrals": referrals.referrals_panel(beneficiary, member),
        "notes": notes.notes_panel(beneficiary, member),
        "rights": duties,
        "retention": retention_panel(beneficiary, member),
        "contact": contact_lines(beneficiary),
        "needs_words": worded(beneficiary, "needs").lower(),
        "languages_words": worded(beneficiary, "languages").lower(),
        **households_panel(beneficiary, member),
        "events": [shown(entry) for entry in events[:STEPS_AT_FIRST]],
        "older_events": [shown(entry) for entry in events[STEPS_AT_FIRST:]],
    }


def contact_lines(beneficiary):
    """(label, words) of how to reach her; what she would rather not say is told so."""
    lines = []
    preferred = beneficiary.get_preferred_contact_display() if beneficiary.preferred_contact else ""
    if words := ", ".join(part for part in (preferred, beneficiary.contact_hours) if part):
        lines.append(("Préfère", words))
    for name, label, words in (
        ("phone", "Téléphone", shown_phone(beneficiary.phone)),
        ("email", "Courriel", beneficiary.email),
        ("address", "Adresse", beneficiary.address),
    ):
        if words:
            lines.append((label, words))
        elif name in beneficiary.declined:
            lines.append((label, "ne souhaite pas le dire"))
    return lines


def timeline(beneficiary, member):
    """Every event of her path, in any room or app: to come first, then latest first."""
    providers = [*(room.timeline_entries for room in ROOMS), *registry.timeline]
    entries = chain(
        own_events(beneficiary, member),
        *(provider(beneficiary, member) for provider in providers),
    )
    return sorted(entries, key=lambda entry: (entry.is_to_come, entry.at), reverse=True)
