"""What no path of the application can do, even with plain SQL."""

from django.db import migrations

from inclusion.organisations.grants import allow, revoke

# The contradictions that SQL can see by itself, each by the code the detector gives it.
CONTRADICTIONS = r"""
CREATE FUNCTION funding_plan_contradictions(plan uuid) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH p AS (SELECT * FROM funding_cofundingplan WHERE id = plan),
    l AS (
        SELECT line.*, coalesce(line.stated_amount, line.unit_amount * p.planned_units) AS amount
        FROM funding_cofundingline line JOIN p ON p.id = line.plan_id
        WHERE line.source_kind <> 'nature'
    ),
    t AS (SELECT coalesce(sum(amount), 0) AS total, count(*) FILTER (WHERE amount IS NULL) AS holes,
                 count(*) FILTER (WHERE amount IS NULL AND stated_rate IS NOT NULL) AS rated_holes
          FROM l)
    SELECT 'stated_rates' FROM t WHERE t.total > 0 AND t.rated_holes = 0 AND EXISTS (
        SELECT 1 FROM l WHERE stated_rate IS NOT NULL
        AND abs(stated_rate - amount * 100 / t.total) > 0.01
        AND abs(amount - t.total * stated_rate / 100) > 1)
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
$$;
"""

# A plan that a grant or an explanation refers to is what they were written about: it stays.
PLAN_STAYS = r"""
CREATE FUNCTION funding_plan_is_referred_to(plan uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM funding_grant WHERE plan_id = plan)
        OR EXISTS (SELECT 1 FROM funding_findingexplanation WHERE plan_id = plan)
$$;
CREATE FUNCTION funding_plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF funding_plan_is_referred_to(OLD.id) AND (TG_OP = 'DELETE'
        OR (OLD.project_id, OLD.version, OLD.source) IS DISTINCT FROM
           (NEW.project_id, NEW.version, NEW.source)
        OR (OLD.declared_total, OLD.planned_units, OLD.unit_amount) IS DISTINCT FROM
           (NEW.declared_total, NEW.planned_units, NEW.unit_amount)) THEN
        RAISE EXCEPTION 'a plan in use does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cofundingplan_stays';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funding_plan_stays BEFORE UPDATE OR DELETE ON funding_cofundingplan
    FOR EACH ROW EXECUTE FUNCTION funding_plan_stays();
CREATE FUNCTION funding_line_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP <> 'INSERT' AND funding_plan_is_referred_to(OLD.plan_id))
        OR (TG_OP <> 'DELETE' AND funding_plan_is_referred_to(NEW.plan_id)) THEN
        RAISE EXCEPTION 'a plan in use does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'cofundingplan_stays';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funding_line_stays BEFORE INSERT OR UPDATE OR DELETE ON funding_cofundingline
    FOR EACH ROW EXECUTE FUNCTION funding_line_stays();
"""

# A report leaves explained, and once submitted is what the funder reads: it never changes.
REPORT_LEAVES_EXPLAINED = r"""
CREATE FUNCTION funding_report_leaves_explained() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_plan uuid;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.state = 'submitted' THEN
        RAISE EXCEPTION 'a submitted report does not change'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'financialreport_stays';
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.state <> 'draft' THEN
        SELECT plan_id INTO its_plan FROM funding_grant WHERE id = NEW.grant_id;
        IF EXISTS (SELECT 1 FROM funding_cofundingplan
                   WHERE id = its_plan AND unexplained_count > 0)
            OR EXISTS (
                SELECT 1 FROM funding_plan_contradictions(its_plan) AS code
                WHERE NOT EXISTS (SELECT 1 FROM funding_findingexplanation e
                                  WHERE e.plan_id = its_plan AND e.code = code)) THEN
            RAISE EXCEPTION 'a blocking finding of the plan is not explained'
                USING ERRCODE = 'check_violation',
                CONSTRAINT = 'financialreport_explained_before_it_leaves';
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funding_report_leaves_explained
    BEFORE INSERT OR UPDATE OR DELETE ON funding_financialreport
    FOR EACH ROW EXECUTE FUNCTION funding_report_leaves_explained();
"""

SUBMISSION = r"""
CREATE FUNCTION funding_submission_goes_to_its_funder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'submitted' OR NOT EXISTS (
        SELECT 1 FROM funding_financialreport r JOIN funding_grant g ON g.id = r.grant_id
        WHERE r.id = NEW.report_id AND r.state = 'submitted'
        AND g.funder_id = NEW.to_organisation_id) THEN
        RAISE EXCEPTION 'a submission is a submitted report sent to the funder of its grant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_to_its_funder';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_submission_goes_to_its_funder BEFORE INSERT ON funding_reportsubmission
    FOR EACH ROW EXECUTE FUNCTION funding_submission_goes_to_its_funder();

CREATE FUNCTION funding_submission_is_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('submitted', 'in_review'), ('in_review', 'approved'), ('in_review', 'rejected'))
        OR OLD.state IN ('approved', 'rejected') THEN
        RAISE EXCEPTION 'a decision is taken once, after the review was opened'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_path';
    END IF;
    IF NEW.state = 'approved' AND EXISTS (
        SELECT 1 FROM funding_reportmessage q
        WHERE q.submission_id = NEW.id AND q.kind = 'question' AND NOT EXISTS (
            SELECT 1 FROM funding_reportmessage c
            WHERE c.question_id = q.id AND c.kind = 'closing')) THEN
        RAISE EXCEPTION 'a question is still open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_no_open_question';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_submission_is_decided_once BEFORE UPDATE ON funding_reportsubmission
    FOR EACH ROW EXECUTE FUNCTION funding_submission_is_decided_once();

CREATE FUNCTION funding_crossing_keeps_its_sides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_reportsubmission s WHERE s.id = NEW.submission_id
        AND s.organisation_id = NEW.organisation_id
        AND s.to_organisation_id = NEW.to_organisation_id) THEN
        RAISE EXCEPTION 'the file of a submission goes from its sender to its receiver'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'submissionfile_sides';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_crossing_keeps_its_sides BEFORE INSERT ON funding_submissionfile
    FOR EACH ROW EXECUTE FUNCTION funding_crossing_keeps_its_sides();

-- The funder asks and closes, the grantee answers; always inside one submission.
CREATE FUNCTION funding_message_keeps_its_sides() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_reportsubmission s WHERE s.id = NEW.submission_id
        AND CASE NEW.kind
            WHEN 'answer' THEN (s.organisation_id, s.to_organisation_id)
            ELSE (s.to_organisation_id, s.organisation_id)
            END = (NEW.organisation_id, NEW.to_organisation_id))
        OR (NEW.question_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM funding_reportmessage q WHERE q.id = NEW.question_id
            AND q.submission_id = NEW.submission_id AND q.kind = 'question')) THEN
        RAISE EXCEPTION 'a message goes from one side of its submission to the other'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportmessage_sides';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_message_keeps_its_sides BEFORE INSERT ON funding_reportmessage
    FOR EACH ROW EXECUTE FUNCTION funding_message_keeps_its_sides();
"""

UNDO = """
DROP TRIGGER funding_message_keeps_its_sides ON funding_reportmessage;
DROP TRIGGER funding_crossing_keeps_its_sides ON funding_submissionfile;
DROP TRIGGER funding_submission_is_decided_once ON funding_reportsubmission;
DROP TRIGGER funding_submission_goes_to_its_funder ON funding_reportsubmission;
DROP TRIGGER funding_report_leaves_explained ON funding_financialreport;
DROP TRIGGER funding_line_stays ON funding_cofundingline;
DROP TRIGGER funding_plan_stays ON funding_cofundingplan;
DROP FUNCTION funding_message_keeps_its_sides();
DROP FUNCTION funding_crossing_keeps_its_sides();
DROP FUNCTION funding_submission_is_decided_once();
DROP FUNCTION funding_submission_goes_to_its_funder();
DROP FUNCTION funding_report_leaves_explained();
DROP FUNCTION funding_line_stays();
DROP FUNCTION funding_plan_stays();
DROP FUNCTION funding_plan_is_referred_to(uuid);
DROP FUNCTION funding_plan_contradictions(uuid);
"""

APPEND_ONLY = ("funding_findingexplanation", "funding_submissionfile", "funding_reportmessage")
DECISION = (
    "state, opened_at, opened_by_label, decided_at, decided_by_label, accepted_amount,"
    " decision_reason"
)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]
    operations = [
        migrations.RunSQL(CONTRADICTIONS + PLAN_STAYS + REPORT_LEAVES_EXPLAINED + SUBMISSION, UNDO),
        # The application role adds to threads and never rewrites them; it only sets a decision.
        revoke("UPDATE, DELETE, TRUNCATE", *APPEND_ONLY, "funding_reportsubmission"),
        allow(f"UPDATE ({DECISION})", "funding_reportsubmission"),
    ]
