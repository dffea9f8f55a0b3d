"""Since when a device is where it is follows its status by itself, and so do the counts."""

from django.db import migrations

BUILD = """
-- Whoever changes a status without saying since when means now.
CREATE FUNCTION equipment_status_since() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.status_since = now();
    RETURN NEW;
END $$;
CREATE TRIGGER device_status_since BEFORE UPDATE OF status ON equipment_device
    FOR EACH ROW
    WHEN (NEW.status IS DISTINCT FROM OLD.status AND NEW.status_since = OLD.status_since)
    EXECUTE FUNCTION equipment_status_since();

CREATE FUNCTION equipment_local_day(instant timestamptz) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT (instant AT TIME ZONE 'Europe/Paris')::date $$;

-- Lines are added, never changed: two acts at once have no counter to wait for.
CREATE FUNCTION equipment_device_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO equipment_poolday
        (id, organisation_id, venue_key, status, day, present, arrived, received)
    SELECT gen_random_uuid(), organisation_id, venue_id, status, day,
        sum(present), sum(present), sum(received)
    FROM (
        SELECT organisation_id, venue_id, status, equipment_local_day(status_since) AS day,
            1 AS present, 0 AS received FROM come
        UNION ALL
        SELECT organisation_id, venue_id, status, equipment_local_day(received_at), 0, 1 FROM come
    ) AS counted GROUP BY organisation_id, venue_id, status, day;
    RETURN NULL;
END $$;

CREATE FUNCTION equipment_device_discarded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO equipment_poolday
        (id, organisation_id, venue_key, status, day, present, arrived, received)
    SELECT gen_random_uuid(), organisation_id, venue_id, status, day,
        sum(present), sum(present), sum(received)
    FROM (
        SELECT organisation_id, venue_id, status, equipment_local_day(status_since) AS day,
            -1 AS present, 0 AS received FROM gone
        UNION ALL
        SELECT organisation_id, venue_id, status, equipment_local_day(received_at), 0, -1 FROM gone
    ) AS counted GROUP BY organisation_id, venue_id, status, day;
    RETURN NULL;
END $$;

CREATE FUNCTION equipment_device_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO equipment_poolday
        (id, organisation_id, venue_key, status, day, present, arrived, received)
    WITH changed AS (
        SELECT n.organisation_id,
            o.venue_id AS left_venue, o.status AS left_status, o.status_since AS left_since,
            n.venue_id, n.status, n.status_since,
            -- A reservation given up makes nothing ready, a repaired device is not handed over
            -- a second time.
            CASE WHEN o.status = n.status THEN 0
                WHEN n.status = 'ready' AND o.status IN ('reserved', 'allocated') THEN 0
                WHEN n.status IN ('handed_over', 'on_loan') AND o.status = 'in_service' THEN 0
                ELSE 1 END AS arrived
        FROM gone AS o JOIN come AS n ON n.id = o.id
        WHERE (o.venue_id, o.status, o.status_since)
            IS DISTINCT FROM (n.venue_id, n.status, n.status_since)
    )
    SELECT gen_random_uuid(), organisation_id, venue, status, day, sum(present), sum(arrived), 0
    FROM (
        SELECT organisation_id, left_venue AS venue, left_status AS status,
            equipment_local_day(left_since) AS day, -1 AS present, 0 AS arrived FROM changed
        UNION ALL
        SELECT organisation_id, venue_id, status, equipment_local_day(status_since), 1, arrived
        FROM changed
    ) AS counted GROUP BY organisation_id, venue, status, day
    HAVING sum(present) <> 0 OR sum(arrived) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER device_entered AFTER INSERT ON equipment_device
    REFERENCING NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION equipment_device_entered();
CREATE TRIGGER device_discarded AFTER DELETE ON equipment_device
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION equipment_device_discarded();
CREATE TRIGGER device_changed AFTER UPDATE ON equipment_device
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION equipment_device_changed();
"""
UNDO = """
DROP FUNCTION
    equipment_device_changed, equipment_device_discarded, equipment_device_entered,
    equipment_local_day, equipment_status_since
    CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("equipment", "0005_what_left_stays")]
    operations = [migrations.RunSQL(BUILD, UNDO)]
