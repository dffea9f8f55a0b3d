"""What a funder writes of itself, and the programmes it or its grantees write."""

from funding.models import FunderProfile, FundingProgram
from funding.permissions import can_do_funding, speaks_for_a_funder
from funding.refusals import act
from inclusion.exceptions import Refused
from inclusion.journal.recording import record


@act
def write_profile(*, by, **values):
    """Write how the funder wants to be told: its first time or again."""
    _refuse_unless(speaks_for_a_funder(by))
    profile, _ = FunderProfile.objects.update_or_create(
        organisation_id=by.organisation_id, defaults=values
    )
    record("funder.profile_written", profile, by=by, is_published=profile.is_published)
    return profile


@act
def write_program(*, by, program=None, funder=None, **values):
    """Write a programme of ours; a grantee writes one about a funder for itself alone."""
    if funder is None:
        _refuse_unless(speaks_for_a_funder(by))
        funder = by.organisation
    else:
        _refuse_unless(can_do_funding(by))
        if funder.pk == by.organisation_id:
            raise Refused("Votre structure écrit ses propres dispositifs depuis son espace.")
        values["is_published"] = False
    if program is None:
        program = FundingProgram(organisation_id=by.organisation_id)
    else:
        program = FundingProgram.objects.filter(organisation=by.organisation_id).get(pk=program.pk)
    program.funder = funder
    for name, value in values.items():
        setattr(program, name, value)
    program.save()
    record("program.written", program, by=by, funder=funder.pk, is_published=program.is_published)
    return program


def _refuse_unless(allowed):
    if not allowed:
        raise Refused("Votre rôle ne permet pas cet acte.")
