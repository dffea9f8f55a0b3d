"""The 100 % rule, ceilings and seals, for whoever writes: the services, or plain SQL.

`allocated_amount` is kept by the service under a lock. Here it is recounted at the end of each
transaction, in the organisation of the row whatever the session says: two that charge at once end
one after the other, and the second is refused.
"""

from django.db import migrations

# Nothing is charged to a grant that is not running, nor once its final report has left; what a
# report printed stays as printed until a newer version of that report is opened.
MAY_MOVE = r"""
CREATE FUNCTION funding_allocation_may_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_grant uuid;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.report_id IS NOT NULL AND (
        TG_OP = 'DELETE'
        OR (OLD.expense_id, OLD.grant_id, OLD.amount)
            IS DISTINCT FROM (NEW.expense_id, NEW.grant_id, NEW.amount)
        OR (NEW.report_id IS DISTINCT FROM OLD.report_id AND NOT EXISTS (
            SELECT 1 FROM funding_financialreport former
            JOIN funding_financialreport newer
                ON newer.organisation_id = former.organisation_id
                AND newer.grant_id = former.grant_id AND newer.kind = former.kind
                AND newer.version > former.version
            WHERE former.id = OLD.report_id))) THEN
        RAISE EXCEPTION 'an allocation printed in a report does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_sealed';
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.report_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM funding_financialreport
        WHERE id = NEW.report_id AND grant_id = NEW.grant_id) THEN
        RAISE EXCEPTION 'an allocation is printed in a report of its own grant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_report_of_grant';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.expense_id, OLD.grant_id, OLD.amount)
        IS NOT DISTINCT FROM (NEW.expense_id, NEW.grant_id, NEW.amount) THEN
        RETURN NEW;
    END IF;
    FOREACH its_grant IN ARRAY CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.grant_id]
        WHEN 'DELETE' THEN ARRAY[OLD.grant_id]
        ELSE ARRAY[OLD.grant_id, NEW.grant_id] END
    LOOP
        IF NOT EXISTS (
            SELECT 1 FROM funding_grant WHERE id = its_grant
            AND state IN ('granted', 'contracted', 'running', 'reporting')) THEN
            RAISE EXCEPTION 'nothing is charged to a grant that is not running'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_open_grant';
        END IF;
        IF (SELECT state FROM funding_financialreport
            WHERE grant_id = its_grant AND kind = 'final'
            ORDER BY version DESC LIMIT 1) = 'submitted' THEN
            RAISE EXCEPTION 'the final report of the grant has left'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_open_report';
        END IF;
    END LOOP;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funding_allocation_may_move
    BEFORE INSERT OR UPDATE OR DELETE ON funding_expenseallocation
    FOR EACH ROW EXECUTE FUNCTION funding_allocation_may_move();
"""

# What may be charged to a grant: its own project's checked and paid expenses, dated in its period
# (and the programme's days of grace), on the programme's accounts. A credit note counts with its
# invoice. This is the one definition; the application asks for it.
REALISED_BASE = r"""
CREATE FUNCTION funding_realised_base(its_grant uuid) RETURNS numeric
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(e.eligible_amount), 0)
    FROM funding_grant g
    LEFT JOIN funding_fundingprogram p ON p.id = g.program_id
    JOIN funding_expense e ON e.organisation_id = g.organisation_id
        AND e.project_id = g.project_id AND e.state = 'checked'
    LEFT JOIN funding_expense o ON o.organisation_id = e.organisation_id AND o.id = e.credit_of_id
    WHERE g.id = its_grant
    AND coalesce(o.invoiced_on, e.invoiced_on)
        BETWEEN g.eligible_from AND g.eligible_to + coalesce(p.grace_days, 0)
    AND coalesce(o.paid_on, e.paid_on)
        BETWEEN g.eligible_from AND g.eligible_to + coalesce(p.grace_days, 0)
    AND (coalesce(jsonb_array_length(p.eligible_accounts), 0) = 0 OR EXISTS (
        SELECT 1 FROM jsonb_array_elements_text(p.eligible_accounts) AS prefix
        WHERE starts_with(e.account, prefix)))
$$;
"""

RECOUNT = r"""
CREATE FUNCTION funding_recount_expense(org bigint, its_expense uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    kept text := current_setting('app.organisation_id', true);
    said numeric;
    eligible numeric;
    counted numeric;
    is_mixed boolean;
BEGIN
    PERFORM set_config('app.organisation_id', org::text, true);
    SELECT allocated_amount, eligible_amount INTO said, eligible
    FROM funding_expense WHERE organisation_id = org AND id = its_expense;
    SELECT coalesce(sum(amount), 0), coalesce(bool_or(sign(amount) <> sign(eligible)), false)
    INTO counted, is_mixed
    FROM funding_expenseallocation WHERE organisation_id = org AND expense_id = its_expense;
    IF coalesce(said, 0) <> counted OR is_mixed THEN
        RAISE EXCEPTION 'the allocations of an expense do not add up to what it says'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_recounted';
    END IF;
    PERFORM set_config('app.organisation_id', coalesce(kept, ''), true);
END $$;

CREATE FUNCTION funding_recount_grant(org bigint, its_grant uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    kept text := current_setting('app.organisation_id', true);
    granted numeric;
    cap numeric;
    counted numeric;
BEGIN
    PERFORM set_config('app.organisation_id', org::text, true);
    -- Those who charge two expenses to one grant at once end one after the other.
    SELECT granted_amount, rate_cap INTO granted, cap
    FROM funding_grant WHERE organisation_id = org AND id = its_grant FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO counted
    FROM funding_expenseallocation WHERE organisation_id = org AND grant_id = its_grant;
    IF counted > coalesce(granted, 0) THEN
        RAISE EXCEPTION 'more is charged to a grant than was granted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_granted';
    END IF;
    IF cap IS NOT NULL AND counted > 0
        AND counted > trunc(cap * funding_realised_base(its_grant) / 100, 2) THEN
        RAISE EXCEPTION 'more is charged to a grant than its rate allows'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'expenseallocation_rate';
    END IF;
    PERFORM set_config('app.organisation_id', coalesce(kept, ''), true);
END $$;

CREATE FUNCTION funding_allocation_recounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM funding_recount_expense(NEW.organisation_id, NEW.expense_id);
        PERFORM funding_recount_grant(NEW.organisation_id, NEW.grant_id);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.expense_id <> NEW.expense_id) THEN
        PERFORM funding_recount_expense(OLD.organisation_id, OLD.expense_id);
    END IF;
    -- A credit note gone, more is charged than before.
    IF TG_OP = 'DELETE' AND OLD.amount < 0 THEN
        PERFORM funding_recount_grant(OLD.organisation_id, OLD.grant_id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_allocation_recounts
    AFTER INSERT OR DELETE OR UPDATE OF expense_id, grant_id, amount ON funding_expenseallocation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_allocation_recounts();

CREATE FUNCTION funding_expense_recounts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    capped uuid;
BEGIN
    PERFORM funding_recount_expense(NEW.organisation_id, NEW.id);
    IF TG_OP = 'UPDATE' OR NEW.eligible_amount < 0 THEN
        FOR capped IN
            SELECT DISTINCT g.id FROM funding_grant g
            WHERE g.organisation_id = NEW.organisation_id AND g.rate_cap IS NOT NULL
            AND g.project_id IN (
                NEW.project_id, CASE TG_OP WHEN 'UPDATE' THEN OLD.project_id END)
            ORDER BY g.id
        LOOP
            PERFORM funding_recount_grant(NEW.organisation_id, capped);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_expense_recounts
    AFTER INSERT OR UPDATE OF allocated_amount, eligible_amount, state, account, invoiced_on,
        paid_on, project_id ON funding_expense
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_expense_recounts();

CREATE FUNCTION funding_grant_recounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM funding_recount_grant(NEW.organisation_id, NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_grant_recounts
    AFTER UPDATE OF granted_amount, rate_cap, eligible_from, eligible_to, program_id, project_id
    ON funding_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.granted_amount < OLD.granted_amount OR NEW.rate_cap IS NOT NULL)
    EXECUTE FUNCTION funding_grant_recounts();
"""

# An expense that a report printed stays what it was; what is still free of it may be charged.
EXPENSE_SEALED = r"""
CREATE FUNCTION funding_expense_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'allocated_amount') <> (to_jsonb(NEW) - 'allocated_amount')
        AND EXISTS (SELECT 1 FROM funding_expenseallocation
            WHERE organisation_id = OLD.organisation_id AND expense_id = OLD.id
            AND report_id IS NOT NULL) THEN
        RAISE EXCEPTION 'an expense printed in a report does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'expense_sealed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_expense_sealed BEFORE UPDATE ON funding_expense
    FOR EACH ROW EXECUTE FUNCTION funding_expense_sealed();
"""

UNDO = """
DROP TRIGGER funding_expense_sealed ON funding_expense;
DROP TRIGGER funding_grant_recounts ON funding_grant;
DROP TRIGGER funding_expense_recounts ON funding_expense;
DROP TRIGGER funding_allocation_recounts ON funding_expenseallocation;
DROP TRIGGER funding_allocation_may_move ON funding_expenseallocation;
DROP FUNCTION funding_expense_sealed();
DROP FUNCTION funding_grant_recounts();
DROP FUNCTION funding_expense_recounts();
DROP FUNCTION funding_allocation_recounts();
DROP FUNCTION funding_recount_grant(bigint, uuid);
DROP FUNCTION funding_recount_expense(bigint, uuid);
DROP FUNCTION funding_realised_base(uuid);
DROP FUNCTION funding_allocation_may_move();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_what_is_published_stays")]
    operations = [migrations.RunSQL(MAY_MOVE + REALISED_BASE + RECOUNT + EXPENSE_SEALED, UNDO)]
