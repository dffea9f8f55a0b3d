"""The officer's desk in the demo world: what it knows of its grants, and who read what.

Clermont's 15 000 € and Cournon's 10 000 €: 25 000 € granted, exactly.
"""

from datetime import timedelta

from funding.models import (
    FunderProfile,
    Grant,
    ReportLine,
    ReportSubmission,
    SharedGrant,
    SubmissionRead,
)
from funding.services.sharing import share_grant

CLERMONT, METROPOLE = "secours-populaire-63", "clermont-metropole"


def build_officer(world):
    """What each funder knows of its grants, and who has read the interim report."""
    for slug in (CLERMONT, "ccas-cournon", "limoges-metropole"):
        with world.inside(slug):
            for grant in Grant.objects.filter(organisation=world.organisations[slug]).awarded():
                share_grant(grant)
    with world.inside(METROPOLE):
        FunderProfile.objects.get_or_create(
            organisation=world.organisations[METROPOLE],
            defaults={"report_line": ReportLine.INTERCOMMUNAL},
        )
    _readings(world)


def _readings(world):
    """The log of the interim report, on the days it was read."""
    officer = world.members["agent"]
    with world.inside(CLERMONT):
        shared = SharedGrant.objects.filter(
            organisation=world.organisations[CLERMONT],
            to_organisation=world.organisations[METROPOLE],
        ).get()
        interim = ReportSubmission.objects.filter(grant_key=shared.grant_id).first()
        SubmissionRead.objects.bulk_create(
            SubmissionRead(
                organisation=world.organisations[CLERMONT],
                submission=interim,
                what=what,
                reader_label=officer.label,
                reader_organisation=officer.organisation.name,
                read_at=moment,
            )
            for what, moment in (
                ("report", interim.opened_at),
                ("records", interim.opened_at + timedelta(minutes=12)),
                ("pdf", interim.decided_at),
            )
        )
