"""Each act counts by itself: what a session and a person add to the lines follows what is noted."""

from django.db import migrations

BUILD = """
CREATE FUNCTION workshops_month(instant timestamptz) RETURNS date
    LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT date_trunc('month', equipment_local_day(instant)::timestamp)::date $$;
CREATE FUNCTION workshops_month_number(month date) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT (extract(year FROM month) * 12 + extract(month FROM month) - 1)::integer $$;
CREATE FUNCTION workshops_month_of_number(number integer) RETURNS date
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT make_date(number / 12, number % 12 + 1, 1) $$;

-- What closed sessions are about: one key a value of an axis.
CREATE FUNCTION workshops_session_keys(ids uuid[])
    RETURNS TABLE (session_id uuid, month date, key text) LANGUAGE sql STABLE AS $$
    WITH held AS MATERIALIZED (
        SELECT s.id, workshops_month(s.starts_at) AS month, s.workshop_id, s.series_id, s.kind,
            coalesce(s.venue_id::text, s.modality) AS place, w.topic, w.procedures
        FROM workshops_workshopsession s
        JOIN workshops_workshop w
            ON w.organisation_id = s.organisation_id AND w.id = s.workshop_id
        WHERE s.id = ANY(ids) AND s.status = 'closed'
    )
    SELECT h.id, h.month, k.key FROM held h CROSS JOIN LATERAL (
        SELECT unnest(ARRAY['total|', 'topic|' || h.topic, 'workshop|' || h.workshop_id,
            'venue|' || h.place, 'kind|' || h.kind]) AS key
        UNION ALL SELECT 'series|' || h.series_id WHERE h.series_id IS NOT NULL
        UNION ALL SELECT 'procedure|' || p FROM unnest(h.procedures) AS p
    ) k
    UNION ALL
    SELECT DISTINCT h.id, h.month, 'leader|' || coalesce(f.led_as, 'none')
    FROM held h LEFT JOIN workshops_facilitator f ON f.session_id = h.id
        AND f.session_id = ANY(ids)
$$;

CREATE FUNCTION workshops_person_keys(a workshops_attendance) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE AS $$
    SELECT unnest(ARRAY['age|' || a.age_band, 'gender|' || a.gender, 'situation|' || a.situation,
        'qpv|' || CASE a.is_priority_neighbourhood
            WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END])
$$;

-- "axis|value" → [sessions, named, walk-ins, anonymous] of each closed session somebody came to.
CREATE FUNCTION workshops_counts_of_sessions(ids uuid[])
    RETURNS TABLE (session_id uuid, counts jsonb) LANGUAGE sql STABLE AS $$
    WITH came AS MATERIALIZED (
        SELECT a.session_id, a.beneficiary_id IS NOT NULL AS is_named,
            k.key FROM workshops_attendance a CROSS JOIN LATERAL workshops_person_keys(a) AS k(key)
        WHERE a.session_id = ANY(ids) AND a.status = 'seen'
    ), heads AS MATERIALIZED (
        SELECT a.session_id, count(a.beneficiary_id) AS named,
            count(*) - count(a.beneficiary_id) AS walk_ins
        FROM workshops_attendance a
        WHERE a.session_id = ANY(ids) AND a.status = 'seen' GROUP BY a.session_id
    ), held AS MATERIALIZED (
        SELECT s.id, s.anonymous_count AS anonymous, s AS line, coalesce(h.named, 0) AS named,
            coalesce(h.walk_ins, 0) AS walk_ins
        FROM workshops_workshopsession s LEFT JOIN heads h ON h.session_id = s.id
        WHERE s.id = ANY(ids) AND s.status = 'closed'
    ), unnamed AS (
        SELECT h.id AS session_id, u.key, u.count FROM held h CROSS JOIN LATERAL (VALUES
            @classes@
        ) AS u(key, count) WHERE u.count > 0
    ), personal AS (
        SELECT session_id, key, sum(named) AS named, sum(walk_ins) AS walk_ins,
            sum(anonymous) AS anonymous
        FROM (
            SELECT session_id, key, is_named::int AS named, (NOT is_named)::int AS walk_ins,
                0 AS anonymous FROM came
            UNION ALL SELECT session_id, key, 0, 0, count FROM unnamed
        ) AS each GROUP BY session_id, key
    ), lines AS (
        SELECT k.session_id, k.key, jsonb_build_array(1, h.named, h.walk_ins, h.anonymous) AS four
        FROM workshops_session_keys(ids) k JOIN held h ON h.id = k.session_id
        WHERE h.named + h.walk_ins + h.anonymous > 0
        UNION ALL
        SELECT p.session_id, p.key, jsonb_build_array(0, p.named, p.walk_ins, p.anonymous)
        FROM personal p JOIN held h ON h.id = p.session_id
    )
    SELECT session_id, jsonb_object_agg(key, four) FROM lines GROUP BY session_id
$$;

-- "axis|value" → the months in which each of these persons came.
CREATE FUNCTION workshops_months_of_people(ids uuid[])
    RETURNS TABLE (beneficiary_id uuid, months jsonb) LANGUAGE sql STABLE AS $$
    WITH came AS MATERIALIZED (
        SELECT a.* FROM workshops_attendance a
        WHERE a.beneficiary_id = ANY(ids) AND a.status = 'seen'
    ), about AS MATERIALIZED (
        SELECT * FROM workshops_session_keys((SELECT array_agg(DISTINCT session_id) FROM came))
    ), keyed AS (
        SELECT c.beneficiary_id, k.key, k.month FROM came c JOIN about k USING (session_id)
        UNION
        SELECT c.beneficiary_id, p.key, k.month
        FROM came c JOIN about k ON k.session_id = c.session_id AND k.key = 'total|'
        CROSS JOIN LATERAL workshops_person_keys(c) AS p(key)
    ), listed AS (
        SELECT beneficiary_id, key,
            jsonb_agg(workshops_month_number(month) ORDER BY month) AS months
        FROM keyed GROUP BY beneficiary_id, key
    )
    SELECT beneficiary_id, jsonb_object_agg(key, months) FROM listed GROUP BY beneficiary_id
$$;

-- Two acts at once about one session or one person: the second counts after the first.
-- Compiling these statements would take ten times what running them takes; and what was written a
-- moment ago is not in the planner's statistics: it would go through it row against row.
CREATE FUNCTION workshops_count(sessions uuid[], people uuid[]) RETURNS void
    LANGUAGE plpgsql SET jit = off SET enable_nestloop = off AS $$
BEGIN
    IF cardinality(sessions) > 0 THEN
        INSERT INTO workshops_countedsession (id, organisation_id, session_id, month, counts)
            SELECT gen_random_uuid(), s.organisation_id, s.id, workshops_month(s.starts_at), '{}'
            FROM workshops_workshopsession s
            WHERE s.id = ANY(sessions) AND s.status = 'closed' ORDER BY s.id
            ON CONFLICT (organisation_id, session_id) DO NOTHING;
        PERFORM 1 FROM workshops_countedsession c WHERE c.session_id = ANY(sessions)
            ORDER BY c.session_id FOR UPDATE;
        UPDATE workshops_countedsession c
            SET counts = coalesce(n.counts, '{}'), month = workshops_month(s.starts_at)
            FROM workshops_workshopsession s
            LEFT JOIN workshops_counts_of_sessions(sessions) n ON n.session_id = s.id
            WHERE c.session_id = ANY(sessions) AND s.id = ANY(sessions) AND s.id = c.session_id
            AND (c.counts, c.month)
                IS DISTINCT FROM (coalesce(n.counts, '{}'), workshops_month(s.starts_at));
        DELETE FROM workshops_countedsession c
            WHERE c.session_id = ANY(sessions) AND NOT EXISTS (
                SELECT 1 FROM workshops_workshopsession s
                WHERE s.id = c.session_id AND s.id = ANY(sessions) AND s.status = 'closed');
    END IF;
    IF cardinality(people) > 0 THEN
        INSERT INTO workshops_countedperson (id, organisation_id, beneficiary_id, months)
            SELECT gen_random_uuid(), b.organisation_id, b.id, '{}'
            FROM beneficiaries_beneficiary b WHERE b.id = ANY(people) ORDER BY b.id
            ON CONFLICT (organisation_id, beneficiary_id) DO NOTHING;
        PERFORM 1 FROM workshops_countedperson c WHERE c.beneficiary_id = ANY(people)
            ORDER BY c.beneficiary_id FOR UPDATE;
        UPDATE workshops_countedperson c SET months = coalesce(n.months, '{}')
            FROM (
                SELECT p.id, m.months FROM unnest(people) AS p(id)
                LEFT JOIN workshops_months_of_people(people) m ON m.beneficiary_id = p.id
            ) n
            WHERE c.beneficiary_id = n.id AND c.months <> coalesce(n.months, '{}');
        DELETE FROM workshops_countedperson c
            WHERE c.beneficiary_id = ANY(people) AND c.months = '{}';
    END IF;
END $$;

-- ---- From what is counted to the lines ----
-- While a person is forgotten, what is taken back is kept beside: no figure moves.
CREATE FUNCTION workshops_sessions_recounted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signs integer[] := CASE WHEN current_setting('app.figures_keep', true) = 'on'
        THEN ARRAY[1, -1] ELSE ARRAY[1] END;
    query text := 'INSERT INTO workshops_figureline (id, organisation_id, month, axis, value,'
        ' sessions, named, walk_ins, anonymous, people, is_kept)'
        ' SELECT gen_random_uuid(), d.organisation_id, d.month, split_part(d.key, ''|'', 1),'
        ' split_part(d.key, ''|'', 2), sign * d.a, sign * d.b, sign * d.c, sign * d.d, 0, sign < 0'
        ' FROM (SELECT t.organisation_id, t.month, e.key, sum(t.sign * (e.value->>0)::int) AS a,'
        ' sum(t.sign * (e.value->>1)::int) AS b, sum(t.sign * (e.value->>2)::int) AS c,'
        ' sum(t.sign * (e.value->>3)::int) AS d FROM (%s) t, jsonb_each(t.counts) e'
        ' GROUP BY 1, 2, 3) d, unnest($1) AS sign'
        ' WHERE d.a <> 0 OR d.b <> 0 OR d.c <> 0 OR d.d <> 0';
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(query, 'SELECT *, 1 AS sign FROM come') USING signs;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(query, 'SELECT *, -1 AS sign FROM gone') USING signs;
    ELSE
        EXECUTE format(query, 'SELECT *, 1 AS sign FROM come'
            ' UNION ALL SELECT *, -1 FROM gone') USING signs;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER counted_inserted AFTER INSERT ON workshops_countedsession
    REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_sessions_recounted();
CREATE TRIGGER counted_updated AFTER UPDATE ON workshops_countedsession
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_sessions_recounted();
CREATE TRIGGER counted_deleted AFTER DELETE ON workshops_countedsession
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_sessions_recounted();

CREATE FUNCTION workshops_people_recounted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signs integer[] := CASE WHEN current_setting('app.figures_keep', true) = 'on'
        THEN ARRAY[1, -1] ELSE ARRAY[1] END;
    query text := 'INSERT INTO workshops_figureline (id, organisation_id, month, axis, value,'
        ' before, sessions, named, walk_ins, anonymous, people, is_kept)'
        ' SELECT gen_random_uuid(), d.organisation_id, workshops_month_of_number(d.month),'
        ' split_part(d.key, ''|'', 1), split_part(d.key, ''|'', 2),'
        ' workshops_month_of_number(d.before), 0, 0, 0, 0, sign * d.people, sign < 0'
        ' FROM (SELECT organisation_id, key, month, before, sum(sign) AS people FROM ('
        '   SELECT t.organisation_id, t.sign, e.key, m.value::int AS month,'
        '   lag(m.value::int) OVER (PARTITION BY t.id, t.sign, e.key ORDER BY m.at) AS before'
        '   FROM (%s) t, jsonb_each(t.months) e,'
        '   jsonb_array_elements_text(e.value) WITH ORDINALITY AS m(value, at)'
        ' ) each GROUP BY 1, 2, 3, 4) d, unnest($1) AS sign WHERE d.people <> 0';
BEGIN
    IF TG_OP = 'INSERT' THEN
        EXECUTE format(query, 'SELECT *, 1 AS sign FROM come') USING signs;
    ELSIF TG_OP = 'DELETE' THEN
        EXECUTE format(query, 'SELECT *, -1 AS sign FROM gone') USING signs;
    ELSE
        EXECUTE format(query, 'SELECT *, 1 AS sign FROM come'
            ' UNION ALL SELECT *, -1 FROM gone') USING signs;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER counted_inserted AFTER INSERT ON workshops_countedperson
    REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_people_recounted();
CREATE TRIGGER counted_updated AFTER UPDATE ON workshops_countedperson
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_people_recounted();
CREATE TRIGGER counted_deleted AFTER DELETE ON workshops_countedperson
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_people_recounted();

-- ---- From the acts to what is counted ----
-- Whoever writes a great many rows at once says so, and counts them once, afterwards.
CREATE FUNCTION workshops_counting_waits() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT coalesce(current_setting('app.figures_wait', true), '') = 'on' $$;

-- Rows of the closed sessions among these, and the persons in them.
CREATE FUNCTION workshops_count_rows(rows workshops_attendance[]) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE sessions uuid[]; people uuid[];
BEGIN
    SELECT array_agg(DISTINCT r.session_id), array_agg(DISTINCT r.beneficiary_id)
            FILTER (WHERE r.beneficiary_id IS NOT NULL)
        INTO sessions, people
        FROM unnest(rows) r JOIN workshops_workshopsession s
            ON s.id = r.session_id AND s.status = 'closed';
    PERFORM workshops_count(sessions, people);
END $$;

CREATE FUNCTION workshops_attendances_noted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE rows workshops_attendance[];
BEGIN
    IF workshops_counting_waits() THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(c) INTO rows FROM come c;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(g) INTO rows FROM gone g;
    ELSE
        SELECT array_agg(e.line) INTO rows
            FROM (SELECT c AS line FROM come c UNION ALL SELECT g FROM gone g) e;
    END IF;
    PERFORM workshops_count_rows(rows);
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_counted AFTER INSERT ON workshops_attendance
    REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_attendances_noted();
CREATE TRIGGER attendance_recounted AFTER UPDATE ON workshops_attendance
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_attendances_noted();
CREATE TRIGGER attendance_uncounted AFTER DELETE ON workshops_attendance
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_attendances_noted();

CREATE FUNCTION workshops_people_of(sessions uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(DISTINCT a.beneficiary_id) FROM workshops_attendance a
    WHERE a.session_id = ANY(sessions) AND a.beneficiary_id IS NOT NULL
$$;

CREATE FUNCTION workshops_sessions_held() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moved uuid[]; counted uuid[];
BEGIN
    IF workshops_counting_waits() THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO counted FROM come WHERE status = 'closed';
    ELSE
        SELECT array_agg(n.id) INTO moved FROM gone o JOIN come n ON n.id = o.id
            WHERE (o.status = 'closed' OR n.status = 'closed')
            AND (o.status, o.starts_at, o.workshop_id, o.series_id, o.venue_id, o.modality, o.kind)
                IS DISTINCT FROM
                (n.status, n.starts_at, n.workshop_id, n.series_id, n.venue_id, n.modality, n.kind);
        SELECT array_agg(n.id) INTO counted FROM gone o JOIN come n ON n.id = o.id
            WHERE n.status = 'closed' AND (@old@) IS DISTINCT FROM (@new@);
    END IF;
    PERFORM workshops_count(moved || counted, workshops_people_of(moved));
    RETURN NULL;
END $$;
CREATE TRIGGER session_counted AFTER INSERT ON workshops_workshopsession
    REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_sessions_held();
CREATE TRIGGER session_recounted AFTER UPDATE ON workshops_workshopsession
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_sessions_held();

CREATE FUNCTION workshops_session_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM workshops_countedsession WHERE session_id = OLD.id;
    RETURN OLD;
END $$;
CREATE TRIGGER session_uncounted BEFORE DELETE ON workshops_workshopsession
    FOR EACH ROW EXECUTE FUNCTION workshops_session_goes();

CREATE FUNCTION workshops_leaders_named() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sessions uuid[];
BEGIN
    IF workshops_counting_waits() THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT s.id) INTO sessions FROM come c
            JOIN workshops_workshopsession s ON s.id = c.session_id AND s.status = 'closed';
    ELSE
        SELECT array_agg(DISTINCT s.id) INTO sessions FROM gone c
            JOIN workshops_workshopsession s ON s.id = c.session_id AND s.status = 'closed';
    END IF;
    PERFORM workshops_count(sessions, workshops_people_of(sessions));
    RETURN NULL;
END $$;
CREATE TRIGGER leader_counted AFTER INSERT ON workshops_facilitator
    REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_leaders_named();
CREATE TRIGGER leader_uncounted AFTER DELETE ON workshops_facilitator
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION workshops_leaders_named();

CREATE FUNCTION workshops_workshop_said_anew() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sessions uuid[];
BEGIN
    SELECT array_agg(id) INTO sessions FROM workshops_workshopsession
        WHERE organisation_id = NEW.organisation_id AND workshop_id = NEW.id
        AND status = 'closed';
    PERFORM workshops_count(sessions, workshops_people_of(sessions));
    RETURN NULL;
END $$;
CREATE TRIGGER workshop_recounted AFTER UPDATE ON workshops_workshop FOR EACH ROW
    WHEN (OLD.topic IS DISTINCT FROM NEW.topic OR OLD.procedures IS DISTINCT FROM NEW.procedures)
    EXECUTE FUNCTION workshops_workshop_said_anew();
"""
UNDO = """
DROP FUNCTION
    workshops_workshop_said_anew, workshops_leaders_named, workshops_session_goes,
    workshops_sessions_held, workshops_people_of, workshops_attendances_noted,
    workshops_count_rows, workshops_counting_waits, workshops_people_recounted,
    workshops_sessions_recounted, workshops_count, workshops_months_of_people,
    workshops_counts_of_sessions, workshops_person_keys, workshops_session_keys,
    workshops_month_of_number, workshops_month_number, workshops_month
    CASCADE;
"""
CLASSES = {
    "age": {
        "moins_de_douze": "anonymous_under_12",
        "douze_dix_huit": "anonymous_from_12",
        "dix_huit_vingt_quatre": "anonymous_from_18",
        "vingt_cinq_trente_neuf": "anonymous_from_25",
        "quarante_cinquante_neuf": "anonymous_from_40",
        "soixante_soixante_neuf": "anonymous_from_60",
        "soixante_dix_plus": "anonymous_from_70",
    },
    "gender": {"feminin": "anonymous_women", "masculin": "anonymous_men"},
    "situation": {
        "retraite": "anonymous_retired",
        "sans_emploi": "anonymous_job_seekers",
        "en_emploi": "anonymous_employed",
        "scolarise": "anonymous_at_school",
    },
}
COUNTERS = ["anonymous_count", *(name for names in CLASSES.values() for name in names.values())]


def _classes():
    """One (key, count) a class, what was not said last."""
    rows = [
        f"('{axis}|{code}', (h.line).{name})"
        for axis, names in CLASSES.items()
        for code, name in names.items()
    ]
    for axis, names in CLASSES.items():
        said = " - ".join(f"(h.line).{name}" for name in names.values())
        rows.append(f"('{axis}|non_communique', (h.line).anonymous_count - {said})")
    return ",\n            ".join([*rows, "('qpv|unknown', (h.line).anonymous_count)"])


def build():
    """The statements, with the counters of each class written out."""
    written = {
        "@classes@": _classes(),
        "@old@": ", ".join(f"o.{name}" for name in COUNTERS),
        "@new@": ", ".join(f"n.{name}" for name in COUNTERS),
    }
    statements = BUILD
    for mark, words in written.items():
        statements = statements.replace(mark, words)
    return statements


class Migration(migrations.Migration):
    dependencies = [
        ("equipment", "0006_the_pool_is_counted"),
        ("workshops", "0003_a_closed_session_does_not_change"),
    ]
    operations = [migrations.RunSQL(build(), UNDO)]
