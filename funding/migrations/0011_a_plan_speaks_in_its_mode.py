"""The contradictions SQL sees by itself, now that a plan may state rates or unit amounts."""

from django.db import migrations

OF_MODE = r"""
CREATE OR REPLACE FUNCTION funding_plan_contradictions(plan uuid) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH p AS (SELECT * FROM funding_cofundingplan WHERE id = plan),
    l AS (
        SELECT line.*, coalesce(
            line.stated_amount,
            line.unit_amount * p.planned_units,
            CASE p.mode WHEN 'rates' THEN round(p.declared_total * line.stated_rate / 100, 2) END
        ) AS amount
        FROM funding_cofundingline line JOIN p ON p.id = line.plan_id
        WHERE line.source_kind <> 'nature'
    ),
    t AS (SELECT coalesce(sum(amount), 0) AS total, count(*) FILTER (WHERE amount IS NULL) AS holes,
                 count(*) FILTER (WHERE amount IS NULL AND stated_rate IS NOT NULL) AS rated_holes,
                 sum(unit_amount) AS by_unit, bool_and(unit_amount IS NOT NULL) AS all_by_unit
          FROM l),
    b AS (SELECT CASE WHEN p.mode = 'rates' THEN coalesce(p.declared_total, t.total)
                 ELSE t.total END AS base FROM t, p)
    SELECT 'stated_rates' FROM t, b WHERE b.base > 0 AND t.rated_holes = 0 AND EXISTS (
        SELECT 1 FROM l WHERE stated_rate IS NOT NULL
        AND abs(stated_rate - amount * 100 / b.base) > 0.01
        AND abs(amount - b.base * stated_rate / 100) > 1)
    UNION ALL
    SELECT 'declared_total' FROM t, p WHERE t.total > 0 AND p.declared_total IS NOT NULL
        AND (t.total - p.declared_total > 1
             OR (p.declared_total - t.total > 1 AND t.holes = 0))
    UNION ALL
    SELECT 'units_total' FROM p WHERE abs(planned_units * unit_amount - declared_total) > 1
    UNION ALL
    SELECT 'unit_amounts' WHERE EXISTS (
        SELECT 1 FROM l, p
        WHERE abs(l.unit_amount * p.planned_units - l.stated_amount) > 1)
    UNION ALL
    SELECT 'unit_cost' FROM t, p WHERE t.all_by_unit
        AND abs(t.by_unit - p.unit_amount) * coalesce(p.planned_units, 1) > 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0010_a_signed_agreement_stays")]
    # Going back keeps it: without its column, no plan would have a mode to speak in.
    operations = [migrations.RunSQL(OF_MODE, migrations.RunSQL.noop)]
