"""What a funder expects of a report: what it wrote of itself, else what its kind usually asks."""

from dataclasses import dataclass
from decimal import Decimal

from funding.cerfa import grant_line
from funding.models import FunderProfile, ReportLine, ReportTemplate


@dataclass(frozen=True)
class FunderRules:
    """How one funder wants to be told, whoever said so."""

    report_line: str
    is_public: bool = True
    report_template: str = ReportTemplate.ACTION
    variance_percent: Decimal = Decimal("10.00")
    variance_amount: Decimal = Decimal("500.00")
    second_signature_above: Decimal | None = None
    logo_rule: str = ""
    required_indicators: tuple = ()
    is_stated: bool = False


def rules_of(funder):
    """The rules of an organisation as a funder."""
    return rules_of_all([funder])[funder.pk]


def rules_of_all(funders):
    """Organisation key → its rules as a funder, in one query."""
    profiles = {
        profile.organisation_id: profile
        for profile in FunderProfile.objects.filter(organisation__in={f.pk for f in funders})
    }
    return {
        funder.pk: _stated(profiles[funder.pk]) if funder.pk in profiles else _usual(funder)
        for funder in funders
    }


def _stated(profile):
    return FunderRules(
        report_line=profile.report_line,
        is_public=profile.is_public,
        report_template=profile.report_template,
        variance_percent=profile.variance_percent,
        variance_amount=profile.variance_amount,
        second_signature_above=profile.second_signature_above,
        logo_rule=profile.logo_rule,
        required_indicators=tuple(profile.required_indicators),
        is_stated=True,
    )


def _usual(funder):
    line = grant_line(funder.kind)
    return FunderRules(report_line=line, is_public=line != ReportLine.PRIVATE)
