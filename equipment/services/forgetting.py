"""Donors long after their last gift: how to reach them goes first, who they were much later.

A company's name is no one's; the person who answered for it is. What the register, the accounts
and the receipts must still say stays until its own time is over.
"""

from django.conf import settings
from django.utils import timezone

from beneficiaries.retention.rules import RULES, Rule, last_day, own_delays, register_rule
from equipment.models import Collection, Device, Donation, DonorKind
from equipment.models.donations import Donor
from equipment.selectors.giving import last_gift_days
from inclusion.documents.destroying import destroy_documents_about
from inclusion.jobs import outbox
from inclusion.jobs.handlers import organisation_task
from inclusion.jobs.rounds import ask_everywhere
from inclusion.journal.recording import record
from inclusion.organisations.database import active_organisation_id

FORGET_JOB = "equipment.forget_donors"
DONOR_CONTACT, DONOR_IDENTITY = "donor_contact", "donor_identity"
BATCH = 100
FORGOTTEN_DONOR = "Particulier, identité effacée"


def register_rules():
    """The two lines of the table of delays, which the night's work and its page both read."""
    register_rule(
        Rule(
            code=DONOR_CONTACT,
            what="Coordonnées des donateurs de matériel",
            since="dernier don, ou dernière annonce sans suite",
            months=36,
            then="rien",
            final="téléphone, courriel, contact et signataire effacés",
            ground="Recommandation CNIL pour les donateurs",
        )
    )
    register_rule(
        Rule(
            code=DONOR_IDENTITY,
            what="Identité des donateurs, conventions, reçus fiscaux",
            since="dernier don",
            months=120,
            then="gardés pour le registre d’entrée, les reçus (six ans) et les comptes (dix ans)",
            final="nom et adresse du particulier effacés, papiers détruits",
            ground="LPF, article L102 E\u202f; code de commerce, article L123-22",
            is_adjustable=False,
        )
    )


def ask_for_forgetting():
    """Record tonight's work for each organisation; asked twice on one day, recorded once."""
    ask_everywhere(FORGET_JOB, timezone.localdate())


@organisation_task(FORGET_JOB, label="Effacement des coordonnées de donateurs")
def run_forgetting(job, in_organisation):
    """In batches of one short transaction."""
    today = timezone.localdate()
    while settings.RETENTION_ERASES:
        with outbox.holding(job):
            done = forget_donors(today=today)
        if done < BATCH:
            break
    with outbox.holding(job):
        outbox.finish(job)


def forget_donors(*, today):
    """Forget what is due in the active organisation, at most a batch; returns how many donors."""
    delays = own_delays()
    since = last_gift_days(active_organisation_id())
    contact = _due(RULES[DONOR_CONTACT], since, delays, today, contact_erased_at__isnull=True)
    for donor in contact:
        _forget_contact(donor)
    identity = []
    if len(contact) < BATCH:
        identity = _due(
            RULES[DONOR_IDENTITY],
            since,
            delays,
            today,
            identity_erased_at__isnull=True,
            contact_erased_at__isnull=False,
        )
        for donor in identity:
            _forget_identity(donor)
    return max(len(contact), len(identity))


def _due(rule, since, delays, today, **still):
    keys = [key for key, day in since.items() if last_day(rule, day, delays) < today]
    return list(
        Donor.objects.filter(pk__in=keys, **still)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")[:BATCH]
    )


def _forget_contact(donor):
    donor.contact_name = donor.email = donor.phone = donor.signatory_name = ""
    donor.contact_erased_at = timezone.now()
    donor.save(
        update_fields=["contact_name", "email", "phone", "signatory_name", "contact_erased_at"]
    )
    for donation in Donation.objects.filter(donor=donor).order_by("pk"):
        donation.agreed_name = donation.availability = ""
        donation.save(update_fields=["agreed_name", "availability"])
    for collection in Collection.objects.filter(donation__donor=donor).order_by("pk"):
        collection.donor_signer = collection.donor_strokes = ""
        collection.save(update_fields=["donor_signer", "donor_strokes"])
    record("donor.contact_erased", donor)


def _forget_identity(donor):
    """The name and street of a person, and every paper that says them; a company keeps its name."""
    donor.identity_erased_at = timezone.now()
    if donor.kind == DonorKind.INDIVIDUAL:
        donor.name, donor.address = FORGOTTEN_DONOR, ""
        Device.objects.filter(donation__donor=donor).update(donor_name="")
    donor.save(update_fields=["name", "address", "identity_erased_at"])
    donations = list(Donation.objects.filter(donor=donor).order_by("pk"))
    for donation in donations:
        donation.address = ""
        donation.save(update_fields=["address"])
    keys = [donation.pk for donation in donations]
    collections = Collection.objects.filter(donation__in=keys).values_list("pk", flat=True)
    papers = destroy_documents_about(Donation, keys)
    papers += destroy_documents_about(Collection, list(collections))
    record("donor.identity_erased", donor, papers=papers)
