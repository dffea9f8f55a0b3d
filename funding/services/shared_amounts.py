"""What approved reports say of a grant in one figure each."""

from decimal import Decimal

from funding.models import ReportKind
from inclusion.money import ZERO, share_of

HANDED_OVER, IN_NEIGHBOURHOODS = "devices_handed_over", "devices_in_priority_neighbourhood"
COMPUTED_SHARE = "share_in_qpv"


def justified_amount(approved):
    """What was accepted: by the final report, else by the last interim one; they overlap."""
    finals = [each for each in approved if each.kind == ReportKind.FINAL]
    last = (finals or approved)[-1:]
    return last[0].accepted_amount if last else ZERO


def neighbourhood_share(snapshot):
    """The share of what was done in priority neighbourhoods, in percent; None when masked."""
    indicators = {each["code"]: each for each in snapshot["indicators"]}
    computed = indicators.get(COMPUTED_SHARE)
    if computed and not computed["is_masked"] and computed["value"] is not None:
        return Decimal(str(computed["value"]))
    whole, part = indicators.get(HANDED_OVER), indicators.get(IN_NEIGHBOURHOODS)
    if not whole or not part or not whole["value"] or part["value"] is None:
        return None
    return share_of(part["value"], whole["value"])
