"""Whether an expense may be charged to a grant at all, and the sentence when it may not.

Dates and accounts only: how much may be charged is `funding/services/allocations.py`.
"""

from datetime import timedelta

from inclusion.ui.formats import day


def grace_of(grant):
    """Days after the period in which what was bought may still be invoiced and paid."""
    return timedelta(days=grant.program.grace_days if grant.program else 0)


def last_day(grant, end):
    """The last day of an invoice that a period up to `end` counts: one that ends with the grant's
    own takes the programme's days of grace as well.
    """
    return end + grace_of(grant) if end >= grant.eligible_to else end


def why_not(expense, grant):
    """The sentence that says why `expense` cannot be charged to `grant`, or None.

    A credit note is judged by its invoice.
    """
    origin = expense.credit_of or expense
    first, last = grant.eligible_from, last_day(grant, grant.eligible_to)
    period = f"du {day(first)} au {day(last)}"
    if expense.project_id != grant.project_id:
        return "Cette subvention est donnée pour un autre projet."
    if not first <= origin.invoiced_on <= last:
        return (
            f"La pièce est du {day(origin.invoiced_on)}, la subvention de {grant.funder} paie"
            f" {period}."
        )
    if origin.paid_on is None:
        return "Cette dépense n’est pas encore payée\u00a0: notez sa date de paiement d’abord."
    if not first <= origin.paid_on <= last:
        return (
            f"Elle a été payée le {day(origin.paid_on)}, la subvention de {grant.funder} paie"
            f" {period}."
        )
    accounts = grant.program.eligible_accounts if grant.program else []
    if accounts and not expense.account.startswith(tuple(accounts)):
        return (
            f"Le dispositif «\u00a0{grant.program.label}\u00a0» ne paie pas le compte"
            f" {expense.account}, seulement {', '.join(accounts)}."
        )
    return None
