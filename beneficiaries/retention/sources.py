"""What this app knows of contacts with persons, and of what puts an erasure off."""

from django.db.models import Max
from django.utils import timezone

from beneficiaries.models import (
    Assessment,
    Beneficiary,
    Hold,
    Note,
    NoteKind,
    Referral,
    RightsRequest,
)
from beneficiaries.retention.rules import Block, block_sources, contact_sources
from inclusion.ui.formats import day

# What a note tells of her coming or calling; a decision or an observation is ours alone.
CONTACTS = [NoteKind.CONTACT, NoteKind.MEETING]


def _latest(rows, instant):
    found = rows.order_by().values_list("beneficiary_id").annotate(Max(instant))
    return {key: timezone.localdate(at) for key, at in found}


def last_notes(people):
    return _latest(Note.objects.filter(beneficiary__in=people, kind__in=CONTACTS), "written_at")


def last_assessments(people):
    return _latest(Assessment.objects.filter(beneficiary__in=people), "started_at")


def last_referrals(people):
    return _latest(Referral.objects.filter(beneficiary__in=people), "created_at")


def last_requests(people):
    rows = RightsRequest.objects.filter(beneficiary__in=people).order_by()
    return dict(rows.values_list("beneficiary_id").annotate(Max("received_on")))


def what_keeps(people, today):
    """A hold, a referral under way, a request to answer, a file frozen at her asking."""
    found = {}

    def keep(key, code, words, **more):
        found.setdefault(key, []).append(Block(code, words, **more))

    for hold in Hold.objects.open().filter(beneficiary__in=people).order_by("opened_at"):
        words = f"{hold.get_reason_display()}, à revoir le {day(hold.review_on)}."
        keep(hold.beneficiary_id, "hold", words, is_conservation=True)
    for referral in Referral.objects.open().filter(beneficiary__in=people):
        words = f"Une orientation est en cours\u00a0: {referral.get_need_display().lower()}."
        keep(referral.beneficiary_id, "referral", words)
    for request in RightsRequest.objects.open().filter(beneficiary__in=people):
        words = f"Sa demande du {day(request.received_on)} attend une réponse."
        keep(request.beneficiary_id, "rights_request", words)
    for file in Beneficiary.objects.filter(pk__in=people, limited_at__isnull=False):
        words = f"La personne a demandé le {day(file.limited_at)} que son dossier soit gelé."
        keep(file.pk, "limitation", words)
    return found


def register():
    from beneficiaries.relations import ENTRIES
    from beneficiaries.retention.certificate import register_kinds
    from beneficiaries.selectors import retention as retention_pages
    from inclusion.registry import registry

    register_kinds()
    registry.person_relations += ENTRIES
    registry.todo += retention_pages.TODO
    contact_sources.extend([last_notes, last_assessments, last_referrals, last_requests])
    block_sources.append(what_keeps)
