"""What was paid is the sum of the payments, and a payment settles no more than it is."""

from django.db import migrations

# A plain reader of the sum after taking the row: the statement that follows a lock sees what the
# former holder committed.
PAYMENTS = """
CREATE FUNCTION funding_payment_is_added_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM funding_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    UPDATE funding_grant SET (paid_amount, paid_on) = (
        SELECT coalesce(sum(amount), 0), max(value_on) FROM funding_payment
        WHERE grant_id = NEW.grant_id)
    WHERE id = NEW.grant_id;
    RETURN NULL;
END $$;
CREATE TRIGGER funding_payment_is_added_up AFTER INSERT ON funding_payment
    FOR EACH ROW EXECUTE FUNCTION funding_payment_is_added_up();

CREATE FUNCTION funding_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a payment never changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'fundingpayment_stays';
END $$;
CREATE TRIGGER funding_payment_stays BEFORE UPDATE OR DELETE ON funding_payment
    FOR EACH ROW EXECUTE FUNCTION funding_payment_stays();

CREATE FUNCTION funding_paid_is_its_payments() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
    last_day date;
BEGIN
    SELECT coalesce(sum(amount), 0), max(value_on) INTO whole, last_day
        FROM funding_payment WHERE grant_id = NEW.id;
    IF NEW.paid_amount <> whole OR NEW.paid_on IS DISTINCT FROM last_day THEN
        RAISE EXCEPTION 'what was paid is the sum of the payments'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_paid_by_its_payments';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_paid_is_its_payments
    BEFORE INSERT OR UPDATE OF paid_amount, paid_on ON funding_grant
    FOR EACH ROW EXECUTE FUNCTION funding_paid_is_its_payments();
"""

MATCHES = """
CREATE FUNCTION funding_match_stays_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid funding_payment;
    planned funding_instalment;
BEGIN
    SELECT * INTO planned FROM funding_instalment WHERE id = NEW.instalment_id FOR NO KEY UPDATE;
    SELECT * INTO paid FROM funding_payment WHERE id = NEW.payment_id FOR NO KEY UPDATE;
    IF paid.grant_id <> planned.grant_id THEN
        RAISE EXCEPTION 'a payment settles the instalments of its own grant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paymentmatch_one_grant';
    END IF;
    IF planned.state = 'cancelled' THEN
        RAISE EXCEPTION 'a cancelled instalment is not settled'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paymentmatch_cancelled';
    END IF;
    IF paid.amount < NEW.amount + (SELECT coalesce(sum(amount), 0) FROM funding_paymentmatch
                                   WHERE payment_id = NEW.payment_id AND id <> NEW.id) THEN
        RAISE EXCEPTION 'matched beyond the payment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paymentmatch_within_payment';
    END IF;
    IF planned.planned_amount < NEW.amount + (
        SELECT coalesce(sum(amount), 0) FROM funding_paymentmatch
        WHERE instalment_id = NEW.instalment_id AND id <> NEW.id) THEN
        RAISE EXCEPTION 'matched beyond the instalment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paymentmatch_within_instalment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_match_stays_within BEFORE INSERT OR UPDATE ON funding_paymentmatch
    FOR EACH ROW EXECUTE FUNCTION funding_match_stays_within();

CREATE FUNCTION funding_instalment_covers_its_matches() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    matched numeric;
BEGIN
    SELECT coalesce(sum(amount), 0) INTO matched
        FROM funding_paymentmatch WHERE instalment_id = NEW.id;
    IF NEW.planned_amount < matched OR (NEW.state = 'cancelled' AND matched > 0)
        OR (NEW.state = 'paid' AND matched <> NEW.planned_amount)
        OR NEW.grant_id <> OLD.grant_id THEN
        RAISE EXCEPTION 'an instalment says what its payments say'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalment_settled';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_instalment_covers_its_matches BEFORE UPDATE ON funding_instalment
    FOR EACH ROW EXECUTE FUNCTION funding_instalment_covers_its_matches();
"""

UNDO = """
DROP TRIGGER funding_instalment_covers_its_matches ON funding_instalment;
DROP TRIGGER funding_match_stays_within ON funding_paymentmatch;
DROP TRIGGER funding_paid_is_its_payments ON funding_grant;
DROP TRIGGER funding_payment_stays ON funding_payment;
DROP TRIGGER funding_payment_is_added_up ON funding_payment;
DROP FUNCTION funding_instalment_covers_its_matches();
DROP FUNCTION funding_match_stays_within();
DROP FUNCTION funding_paid_is_its_payments();
DROP FUNCTION funding_payment_stays();
DROP FUNCTION funding_payment_is_added_up();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0008_a_grant_follows_its_path")]
    operations = [migrations.RunSQL(PAYMENTS + MATCHES, UNDO)]
