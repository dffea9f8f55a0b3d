"""The review cycle as the database holds it: who moves a submission, from where, and over what."""

from django.db import migrations

from inclusion.organisations.grants import allow, revoke

# The funder does not see the grant nor the report: the submission says which they are.
WHOSE = r"""
CREATE OR REPLACE FUNCTION funding_submission_goes_to_its_funder() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    SELECT r.grant_id, r.version INTO NEW.grant_key, NEW.version
        FROM funding_financialreport r JOIN funding_grant g ON g.id = r.grant_id
        WHERE r.id = NEW.report_id AND r.state = 'submitted'
        AND g.funder_id = NEW.to_organisation_id;
    IF NEW.state <> 'submitted' OR NEW.grant_key IS NULL THEN
        RAISE EXCEPTION 'a submission is a submitted report sent to the funder of its grant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_to_its_funder';
    END IF;
    -- A version leaves when the one before was sent back, taken back, or asked to be completed.
    IF EXISTS (
        SELECT 1 FROM funding_reportsubmission s
        WHERE s.organisation_id = NEW.organisation_id AND s.grant_key = NEW.grant_key
        AND s.kind = NEW.kind AND s.state NOT IN ('rejected', 'withdrawn', 'replaced')) THEN
        RAISE EXCEPTION 'a version of this report is still with the funder'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_one_at_a_time';
    END IF;
    RETURN NEW;
END $$;
"""

PATH = r"""
CREATE FUNCTION funding_signatory(member uuid, org bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT user_id FROM organisations_membership
    WHERE id = member AND organisation_id = org AND role = 'OFFICER' AND ended_at IS NULL
$$;

CREATE FUNCTION funding_accepted_amount(submission uuid) RETURNS numeric
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(s.claimed_amount, s.granted_amount) - coalesce((
        SELECT sum(amount) FROM funding_rejectedamount
        WHERE submission_id = s.id AND cancelled_at IS NULL), 0)
    FROM funding_reportsubmission s WHERE s.id = submission
$$;

CREATE OR REPLACE FUNCTION funding_submission_is_decided_once() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    me bigint := nullif(current_setting('app.organisation_id', true), '')::bigint;
    waits boolean;
    threshold numeric;
BEGIN
    SELECT EXISTS (SELECT 1 FROM funding_complementrequest
                   WHERE submission_id = OLD.id AND outcome = '') INTO waits;
    IF me = OLD.organisation_id THEN
        -- The association takes back what was not opened, or replaces what was sent back.
        IF (OLD.state, NEW.state) NOT IN (
                ('submitted', 'withdrawn'), ('in_review', 'replaced'), ('rejected', 'replaced'))
            OR (OLD.state = 'in_review' AND NOT waits)
            OR (OLD.opened_at, OLD.decided_at, OLD.decided_by, OLD.accepted_amount, OLD.signed_at,
                OLD.signed_by, OLD.signed_amount, OLD.reopened_at)
               IS DISTINCT FROM
               (NEW.opened_at, NEW.decided_at, NEW.decided_by, NEW.accepted_amount, NEW.signed_at,
                NEW.signed_by, NEW.signed_amount, NEW.reopened_at)
            OR (OLD.decision_reason, OLD.reopening_reason, OLD.opened_by_label,
                OLD.decided_by_label, OLD.signed_by_label, OLD.reopened_by_label)
               IS DISTINCT FROM
               (NEW.decision_reason, NEW.reopening_reason, NEW.opened_by_label,
                NEW.decided_by_label, NEW.signed_by_label, NEW.reopened_by_label) THEN
            RAISE EXCEPTION 'the association does not decide of its own report'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_path';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('submitted', 'in_review'), ('in_review', 'approved'), ('in_review', 'rejected'),
            ('approved', 'in_review'), ('approved', 'closed')))
        OR (NEW.state = OLD.state AND OLD.state <> 'in_review') THEN
        RAISE EXCEPTION 'a decision is taken once, after the review was opened'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_path';
    END IF;
    IF OLD.state = 'approved' AND NEW.state = 'in_review' AND NEW.reopening_reason = '' THEN
        RAISE EXCEPTION 'an approval is taken back with a reason'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_reopened_why';
    END IF;
    IF NEW.state = 'closed' AND NOT EXISTS (
        SELECT 1 FROM funding_discharge WHERE submission_id = NEW.id) THEN
        RAISE EXCEPTION 'a grant is closed by its discharge'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_discharged';
    END IF;
    IF NEW.state = 'approved' AND OLD.state = 'in_review' THEN
        IF EXISTS (
            SELECT 1 FROM funding_reportmessage q
            WHERE q.submission_id = NEW.id AND q.kind = 'question' AND NOT EXISTS (
                SELECT 1 FROM funding_reportmessage c
                WHERE c.question_id = q.id AND c.kind = 'closing')) THEN
            RAISE EXCEPTION 'a question is still open'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_no_open_question';
        END IF;
        IF waits THEN
            RAISE EXCEPTION 'a complement is still awaited'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_no_complement';
        END IF;
        IF NEW.decided_at IS NOT NULL THEN
            IF NEW.accepted_amount IS DISTINCT FROM funding_accepted_amount(NEW.id) THEN
                RAISE EXCEPTION 'what is accepted is what is asked less what is set aside'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'reportsubmission_adds_up';
            END IF;
            IF funding_signatory(NEW.decided_by, NEW.to_organisation_id) IS NULL THEN
                RAISE EXCEPTION 'an officer of the funder signs'
                    USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'reportsubmission_signed_by_an_officer';
            END IF;
            SELECT second_signature_above INTO threshold FROM funding_funderprofile
                WHERE organisation_id = NEW.to_organisation_id;
            IF NEW.accepted_amount > threshold AND (
                NEW.signed_by IS NULL OR NEW.signed_amount IS DISTINCT FROM NEW.accepted_amount
                OR funding_signatory(NEW.signed_by, NEW.to_organisation_id) IS NULL
                OR funding_signatory(NEW.signed_by, NEW.to_organisation_id)
                   = funding_signatory(NEW.decided_by, NEW.to_organisation_id)) THEN
                RAISE EXCEPTION 'two different officers sign above the amount of the funder'
                    USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'reportsubmission_two_signatures';
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

ASKED = r"""

CREATE FUNCTION funding_review_row_keeps_its_sides() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_state text;
BEGIN
    SELECT s.state INTO its_state FROM funding_reportsubmission s
        WHERE s.id = NEW.submission_id AND s.to_organisation_id = NEW.organisation_id
        AND s.organisation_id = NEW.to_organisation_id;
    IF its_state IS NULL THEN
        RAISE EXCEPTION 'a funder writes about what it received'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_sides';
    END IF;
    IF TG_TABLE_NAME = 'funding_discharge' THEN
        IF TG_OP = 'INSERT' AND its_state <> 'approved' THEN
            RAISE EXCEPTION 'a discharge closes an approved report'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'discharge_of_an_approved_report';
        END IF;
    ELSIF its_state <> 'in_review' THEN
        RAISE EXCEPTION 'the review of this report is not open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_complement_keeps_its_sides BEFORE INSERT OR UPDATE
    ON funding_complementrequest FOR EACH ROW EXECUTE FUNCTION funding_review_row_keeps_its_sides();
CREATE TRIGGER funding_rejection_keeps_its_sides BEFORE INSERT OR UPDATE
    ON funding_rejectedamount FOR EACH ROW EXECUTE FUNCTION funding_review_row_keeps_its_sides();
CREATE TRIGGER funding_discharge_keeps_its_sides BEFORE INSERT OR UPDATE
    ON funding_discharge FOR EACH ROW EXECUTE FUNCTION funding_review_row_keeps_its_sides();

CREATE FUNCTION funding_complement_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.outcome <> '' OR NEW.outcome = '' THEN
        RAISE EXCEPTION 'a request ends once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complementrequest_ends_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_complement_ends_once BEFORE UPDATE ON funding_complementrequest
    FOR EACH ROW EXECUTE FUNCTION funding_complement_ends_once();

CREATE FUNCTION funding_rejections_stay_within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.cancelled_at IS NOT NULL THEN
        RAISE EXCEPTION 'a rejection is cancelled once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rejectedamount_cancelled_once';
    END IF;
    -- Two officers who set lines aside at once wait for each other here.
    PERFORM 1 FROM funding_reportsubmission WHERE id = NEW.submission_id FOR NO KEY UPDATE;
    IF NEW.cancelled_at IS NULL AND funding_accepted_amount(NEW.submission_id) < NEW.amount THEN
        RAISE EXCEPTION 'more is set aside than was asked'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rejectedamount_within_the_claim';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_rejections_stay_within BEFORE INSERT OR UPDATE ON funding_rejectedamount
    FOR EACH ROW EXECUTE FUNCTION funding_rejections_stay_within();

CREATE FUNCTION funding_discharge_is_the_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.received_on IS NOT NULL THEN
            RAISE EXCEPTION 'a repayment is received once'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'discharge_received_once';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM funding_reportsubmission s WHERE s.id = NEW.submission_id
        AND s.kind = 'final' AND s.accepted_amount = NEW.accepted_amount
        AND s.granted_amount = NEW.granted_amount
        AND coalesce(s.claimed_amount, s.granted_amount) = NEW.claimed_amount) THEN
        RAISE EXCEPTION 'a discharge is the account of an approved final report'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'discharge_of_an_approved_report';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_discharge_is_the_account BEFORE INSERT OR UPDATE ON funding_discharge
    FOR EACH ROW EXECUTE FUNCTION funding_discharge_is_the_account();

-- What is shared comes from the sender's own rows.
CREATE FUNCTION funding_copy_is_the_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_reportsubmission s JOIN funding_grant g ON g.id = s.grant_key
        WHERE s.id = NEW.submission_id AND s.organisation_id = NEW.organisation_id
        AND s.snapshot_sha256 = NEW.snapshot_sha256 AND s.snapshot = NEW.snapshot
        AND g.project_id = NEW.project_key) OR NOT EXISTS (
        SELECT 1 FROM funding_grant g WHERE g.project_id = NEW.project_key
        AND g.funder_id = NEW.to_organisation_id) THEN
        RAISE EXCEPTION 'a copy goes to a co-funder, as it was frozen'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sharedcopy_of_a_submission';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_copy_is_the_submission BEFORE INSERT ON funding_sharedcopy
    FOR EACH ROW EXECUTE FUNCTION funding_copy_is_the_submission();

CREATE FUNCTION funding_shared_grant_is_the_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_grant g WHERE g.id = NEW.grant_id
        AND g.organisation_id = NEW.organisation_id AND g.funder_id = NEW.to_organisation_id) THEN
        RAISE EXCEPTION 'a grant is shared with its funder'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sharedgrant_with_its_funder';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_shared_grant_is_the_grant BEFORE INSERT OR UPDATE ON funding_sharedgrant
    FOR EACH ROW EXECUTE FUNCTION funding_shared_grant_is_the_grant();
"""

# The submissions there are already: the owner of the tables reads them past the policies, once.
FILL = r"""
ALTER TABLE funding_reportsubmission NO FORCE ROW LEVEL SECURITY;
ALTER TABLE funding_financialreport NO FORCE ROW LEVEL SECURITY;
ALTER TABLE funding_reportsubmission DISABLE TRIGGER funding_submission_is_decided_once;
UPDATE funding_reportsubmission s SET grant_key = r.grant_id, version = r.version
    FROM funding_financialreport r WHERE r.id = s.report_id;
ALTER TABLE funding_reportsubmission ENABLE TRIGGER funding_submission_is_decided_once;
ALTER TABLE funding_financialreport FORCE ROW LEVEL SECURITY;
ALTER TABLE funding_reportsubmission FORCE ROW LEVEL SECURITY;
"""

DECISION = (
    "state, opened_at, opened_by_label, decided_at, decided_by, decided_by_label, accepted_amount,"
    " decision_reason, signed_at, signed_by, signed_by_label, signed_amount, reopened_at,"
    " reopened_by_label, reopening_reason, withdrawn_at, withdrawn_by_label"
)
# Table → the only columns that are ever written again.
WRITTEN_AGAIN = {
    "funding_complementrequest": "outcome, ended_at, ended_by_label",
    "funding_rejectedamount": "cancelled_at, cancelled_by_label",
    "funding_discharge": "received_on, received_by_label",
    "funding_dischargefile": "",
    "funding_submissionread": "",
    "funding_sharedreviewvote": "",
    "funding_sharedreviewconsent": "",
    "funding_sharedcopy": "ended_at",
}


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_what_the_database_refuses")]
    operations = [
        migrations.RunSQL(WHOSE + PATH + ASKED, migrations.RunSQL.noop),
        # The application role adds to a review; of what is written it changes the end only.
        allow(f"UPDATE ({DECISION})", "funding_reportsubmission"),
        revoke("UPDATE, DELETE, TRUNCATE", *WRITTEN_AGAIN),
        *(
            allow(f"UPDATE ({columns})", table)
            for table, columns in WRITTEN_AGAIN.items()
            if columns
        ),
        revoke("DELETE, TRUNCATE", "funding_sharedgrant"),
    ]
