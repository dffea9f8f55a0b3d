"""A rate cap is one number: the report and the allocations ask the same function for its base."""

from django.db import migrations

# What may be charged to a grant: its own project's checked and paid expenses, dated in its period
# (and the programme's days of grace), on the programme's accounts. A credit note counts with its
# invoice. A report asks for the invoices of its own period only.
BASE = r"""
DROP FUNCTION funding_realised_base({before});
CREATE FUNCTION funding_realised_base({now}) RETURNS numeric
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(e.eligible_amount), 0)
    FROM funding_grant g
    LEFT JOIN funding_fundingprogram p ON p.id = g.program_id
    JOIN funding_expense e ON e.organisation_id = g.organisation_id
        AND e.project_id = g.project_id AND e.state = 'checked'
    LEFT JOIN funding_expense o ON o.organisation_id = e.organisation_id AND o.id = e.credit_of_id
    WHERE g.id = its_grant
    AND coalesce(o.invoiced_on, e.invoiced_on) BETWEEN {first} AND {last}
    AND coalesce(o.paid_on, e.paid_on)
        BETWEEN g.eligible_from AND g.eligible_to + coalesce(p.grace_days, 0)
    AND (coalesce(jsonb_array_length(p.eligible_accounts), 0) = 0 OR EXISTS (
        SELECT 1 FROM jsonb_array_elements_text(p.eligible_accounts) AS prefix
        WHERE starts_with(e.account, prefix)))
$$;
"""
LAST = "g.eligible_to + coalesce(p.grace_days, 0)"
REALISED_BASE = BASE.format(
    before="uuid",
    now="its_grant uuid, first date DEFAULT NULL, last date DEFAULT NULL",
    first="greatest(g.eligible_from, first)",
    last=f"least({LAST}, last)",
)
UNDO = BASE.format(
    before="uuid, date, date", now="its_grant uuid", first="g.eligible_from", last=LAST
)


class Migration(migrations.Migration):
    dependencies = [("funding", "0012_what_crossed_stays")]

    operations = [migrations.RunSQL(REALISED_BASE, UNDO)]
