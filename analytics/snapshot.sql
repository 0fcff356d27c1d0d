-- The tables of a snapshot, and how they are filled. A snapshot holds counts only, except `open`: what is not closed yet
-- is kept case by case (with the opaque identifier alone), because how long it has waited grows with every refresh.
-- Moments are UTC without zone; days and months are those of Beijing. No personal data. Beside the tables of counts
-- stand brief forms of them (analytics.snapshot.BRIEF): the same counts by fewer columns, for questions that ask less.

-- name: schema
-- The brief forms, five tables, are made from these.
CREATE TABLE state (watermark BIGINT, made_at TIMESTAMP, origin TEXT);
CREATE TABLE region (id TEXT, name TEXT, parent TEXT);
-- Counts by month × region × type × business × channel. By the month of receipt: received, corrections (demands for
-- completion), visits (to the counter), unvisited (cases without any), closed (decided by now), hours (whole hours from
-- receipt to decision of the closed, added up), ended (lapsed or withdrawn). By the month of the decision: approved,
-- declined (refused or not accepted), approved_first (without a demand for completion), approved_unvisited.
CREATE TABLE cell (
    month DATE, region TEXT, entity_type TEXT, business TEXT, channel TEXT,
    received BIGINT, corrections BIGINT, visits BIGINT, unvisited BIGINT, closed BIGINT, hours BIGINT, ended BIGINT,
    approved BIGINT, declined BIGINT, approved_first BIGINT, approved_unvisited BIGINT);
CREATE TABLE daily (day DATE, region TEXT, channel TEXT, received BIGINT, approved BIGINT);
-- How long cases took, by the month of receipt. `bin` is analytics.bins' number of a duration; `decided` were decided
-- then, `censored` lapsed or were withdrawn then.
CREATE TABLE duration (
    month DATE, region TEXT, business TEXT, channel TEXT, bin SMALLINT, decided BIGINT, censored BIGINT);
CREATE TABLE standing (
    region TEXT, entity_type TEXT, business TEXT, channel TEXT, status TEXT, applications BIGINT);
-- What is not closed yet. `id` is empty in what other installations report; `applications` is how many are alike.
CREATE TABLE open (
    id TEXT, region TEXT, entity_type TEXT, business TEXT, channel TEXT, status TEXT, received_at TIMESTAMP,
    since TIMESTAMP, due_at TIMESTAMP, running BOOLEAN, applications BIGINT);

-- name: application
-- One row for each application, the fold of its events; `sign` is 1 for what is, -1 for what is taken back.
CREATE TEMP TABLE application (
    sign TINYINT, id TEXT, region TEXT, entity_type TEXT, business TEXT, channel TEXT, status TEXT,
    received_at TIMESTAMP, since TIMESTAMP, decided_at TIMESTAMP, approved_at TIMESTAMP, due_at TIMESTAMP,
    running BOOLEAN, corrections INTEGER, visits INTEGER);

-- name: cell
SELECT month, region, entity_type, business, channel,
       sum(received)::BIGINT AS received, sum(corrections)::BIGINT AS corrections, sum(visits)::BIGINT AS visits,
       sum(unvisited)::BIGINT AS unvisited, sum(closed)::BIGINT AS closed, sum(hours)::BIGINT AS hours,
       sum(ended)::BIGINT AS ended, sum(approved)::BIGINT AS approved, sum(declined)::BIGINT AS declined,
       sum(approved_first)::BIGINT AS approved_first, sum(approved_unvisited)::BIGINT AS approved_unvisited
FROM (
    SELECT date_trunc('month', received_at + INTERVAL 8 HOUR)::DATE AS month, region, entity_type, business, channel,
           sign AS received, sign * corrections AS corrections, sign * visits AS visits,
           CASE WHEN visits = 0 THEN sign ELSE 0 END AS unvisited,
           CASE WHEN decided_at IS NOT NULL THEN sign ELSE 0 END AS closed,
           CASE WHEN decided_at IS NOT NULL
                THEN sign * greatest(0, date_diff('microsecond', received_at, decided_at) // 3600000000)
                ELSE 0 END AS hours,
           CASE WHEN status IN ('lapsed', 'withdrawn') AND decided_at IS NULL THEN sign ELSE 0 END AS ended,
           0 AS approved, 0 AS declined, 0 AS approved_first, 0 AS approved_unvisited
    FROM application
    UNION ALL
    SELECT date_trunc('month', decided_at + INTERVAL 8 HOUR)::DATE, region, entity_type, business, channel,
           0, 0, 0, 0, 0, 0, 0,
           CASE WHEN approved_at IS NOT NULL THEN sign ELSE 0 END,
           CASE WHEN approved_at IS NULL THEN sign ELSE 0 END,
           CASE WHEN approved_at IS NOT NULL AND corrections = 0 THEN sign ELSE 0 END,
           CASE WHEN approved_at IS NOT NULL AND visits = 0 THEN sign ELSE 0 END
    FROM application
    WHERE decided_at IS NOT NULL)
GROUP BY ALL;

-- name: daily
SELECT day, region, channel, sum(received)::BIGINT AS received, sum(approved)::BIGINT AS approved
FROM (
    SELECT (received_at + INTERVAL 8 HOUR)::DATE AS day, region, channel, sign AS received, 0 AS approved
    FROM application
    UNION ALL
    SELECT (approved_at + INTERVAL 8 HOUR)::DATE, region, channel, 0, sign
    FROM application
    WHERE approved_at IS NOT NULL)
GROUP BY ALL;

-- name: duration
SELECT date_trunc('month', received_at + INTERVAL 8 HOUR)::DATE AS month, region, business, channel,
       least(255, floor(1e-9 + 8 * log2(1 + greatest(
           0, date_diff('microsecond', received_at, coalesce(decided_at, since)) / 3600000000))))::SMALLINT AS bin,
       sum(CASE WHEN decided_at IS NOT NULL THEN sign ELSE 0 END)::BIGINT AS decided,
       sum(CASE WHEN decided_at IS NULL THEN sign ELSE 0 END)::BIGINT AS censored
FROM application
WHERE decided_at IS NOT NULL OR status IN ('lapsed', 'withdrawn')
GROUP BY ALL;

-- name: standing
SELECT region, entity_type, business, channel, status, sum(sign)::BIGINT AS applications
FROM application
GROUP BY ALL;

-- name: open
SELECT id, region, entity_type, business, channel, status, received_at, since, due_at, running,
       1::BIGINT AS applications
FROM application
WHERE sign = 1
  AND status NOT IN ('not_accepted', 'refused', 'publicised', 'withdrawn', 'lapsed');
