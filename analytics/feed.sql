-- What is asked of the inner database (it runs on SQLite and on PostgreSQL), and how the answers are folded into
-- `application` of snapshot.sql (in DuckDB). `{of_touched}` narrows down to cases with steps after the watermark.

-- name: steps
-- Every step of the cases, up to the last one that belongs to the reading.
SELECT id, case_id, action, status, at AS moment
FROM case_event
WHERE id <= {reaches} {of_touched};

-- name: subjects
-- What the cases are about, drills aside. `collects`: a licence on paper lies at the counter to be called for.
SELECT c.id AS case_id, c.authority_id AS region, c.entity_type, c.business, c.channel, c.received_at,
       {due_at} AS due_at, c.clock_stopped_at IS NULL AS running, coalesce(l.paper_sheets, 0) > 0 AS collects
FROM "case" c
LEFT JOIN licence l ON l.case_id = c.id
WHERE NOT c.drill {of_touched};

-- name: regions
SELECT id, name, coalesce(parent_id, '') AS parent
FROM authority;

-- name: schema
-- By which definitions a snapshot was counted: one that was counted by others is built anew.
CREATE TABLE IF NOT EXISTS counted_by (definitions TEXT);

-- name: staging
CREATE OR REPLACE TEMP TABLE subject (
    id TEXT, region TEXT, entity_type TEXT, business TEXT, channel TEXT, received_at TIMESTAMP, due_at TIMESTAMP,
    running BOOLEAN, collects BOOLEAN);

-- name: subject
-- SQLite knows no moments, and says "" where one is missing.
SELECT CAST(case_id AS TEXT), CAST(region AS TEXT), CAST(entity_type AS TEXT), CAST(business AS TEXT),
       CAST(channel AS TEXT), CAST(CAST(received_at AS TEXT) AS TIMESTAMP),
       CAST(nullif(CAST(due_at AS TEXT), '') AS TIMESTAMP), CAST(running AS BOOLEAN), CAST(collects AS BOOLEAN)
FROM part;

-- name: fold
-- Each case as it is (sign 1), and as the last snapshot counted it (sign -1): its steps up to the watermark, under what
-- `open` says of it, because a case that is not closed may change its channel. Decided is a case when it is first
-- approved, refused or not accepted. Visits to the counter: one for an application made there, and one more for each
-- completion; one where paper is brought to an application made online; one where a licence on paper is called for
-- after an application without paper. A demand for completion counts when it is made.
INSERT INTO application
WITH step AS (
    SELECT CAST(id AS BIGINT) AS id, CAST(case_id AS TEXT) AS case_id, CAST(action AS TEXT) AS action,
           CAST(status AS TEXT) AS status, CAST(CAST(moment AS TEXT) AS TIMESTAMP) AS moment
    FROM part),
folded AS (
    SELECT sign, case_id, arg_max(status, id) AS status, arg_max(moment, id) AS since,
           arg_min(moment, id) FILTER (WHERE status IN ('approved', 'refused', 'not_accepted')) AS decided_at,
           arg_min(moment, id) FILTER (WHERE status = 'approved') AS approved_at,
           count(*) FILTER (WHERE action = 'return') AS corrections,
           count(*) FILTER (WHERE status = 'issued') > 0 AS issued
    FROM step, (VALUES (1), (-1)) AS signs (sign)
    WHERE sign = 1 OR id <= $watermark
    GROUP BY sign, case_id),
named AS (
    SELECT f.*, coalesce(o.region, s.region) AS region, coalesce(o.entity_type, s.entity_type) AS entity_type,
           coalesce(o.business, s.business) AS business, coalesce(o.channel, s.channel) AS channel,
           coalesce(o.received_at, s.received_at) AS received_at, s.due_at, s.running, s.collects
    FROM folded f
    JOIN subject s ON s.id = f.case_id
    LEFT JOIN open o ON f.sign = -1 AND o.id = f.case_id)
SELECT sign, case_id, region, entity_type, business, channel, status, received_at, since, decided_at, approved_at,
       due_at, running, corrections,
       CASE channel WHEN 'counter' THEN 1 + corrections
                    WHEN 'online_with_paper' THEN 1
                    ELSE CAST(collects AND issued AS INTEGER) END
FROM named;

-- name: months
SELECT DISTINCT strftime(received_at + INTERVAL 8 HOUR, '%Y-%m') AS month
FROM application
WHERE sign = 1
ORDER BY month;

-- name: month
SELECT * EXCLUDE (sign)
FROM application
WHERE sign = 1 AND strftime(received_at + INTERVAL 8 HOUR, '%Y-%m') = '{month}' {rest}
ORDER BY received_at, id

-- name: kept
UNION ALL BY NAME
SELECT * FROM read_parquet({file}) WHERE id NOT IN (SELECT id FROM application)
