-- What is measured, each measure once, on the tables of `snapshot.sql`. Integer counts only: rates are divided in
-- Python, so that counts of many installations can be added up. Each measure reads the part of the tables that was
-- asked for (jurisdictions, type, business, channel, months). Drills are not in the tables. Days and months are those
-- of Beijing. `$as_of` is the moment of the snapshot. {by} stands for one or more of the columns by which is counted.

-- name: rates
-- The counts of all rates (R07, R65), by the month of the decision: e-processing rate = paperless / approved; completed
-- online = approved_unvisited / approved; passed at first = approved_first / approved. By the month of receipt: applied
-- for online = (received - received_counter) / received; visits per case = visits / received; without a visit =
-- unvisited / received; corrections per case = corrections / received; mean hours to a decision = hours / closed.
SELECT {by},
       sum(received)::BIGINT AS received, sum(corrections)::BIGINT AS corrections, sum(visits)::BIGINT AS visits,
       sum(unvisited)::BIGINT AS unvisited, sum(closed)::BIGINT AS closed, sum(hours)::BIGINT AS hours,
       sum(ended)::BIGINT AS ended, sum(approved)::BIGINT AS approved, sum(declined)::BIGINT AS declined,
       sum(approved_first)::BIGINT AS approved_first, sum(approved_unvisited)::BIGINT AS approved_unvisited,
       coalesce(sum(approved) FILTER (WHERE channel = 'paperless'), 0)::BIGINT AS paperless,
       coalesce(sum(approved) FILTER (WHERE channel = 'online_with_paper'), 0)::BIGINT AS with_paper,
       coalesce(sum(approved) FILTER (WHERE channel = 'counter'), 0)::BIGINT AS at_counter,
       coalesce(sum(received) FILTER (WHERE channel = 'counter'), 0)::BIGINT AS received_counter
FROM cell
GROUP BY ALL
ORDER BY ALL;

-- name: days
-- Received and approved by day, the approved wholly paperless among them.
SELECT day, sum(received)::BIGINT AS received, sum(approved)::BIGINT AS approved,
       coalesce(sum(approved) FILTER (WHERE channel = 'paperless'), 0)::BIGINT AS paperless
FROM daily
GROUP BY day
ORDER BY day;

-- name: standing
-- How many applications stand where, by the channel they came by (R65).
SELECT status, channel, sum(applications)::BIGINT AS applications
FROM standing
GROUP BY status, channel
ORDER BY status, channel;

-- name: waiting
-- Where open cases wait: who waits for whom follows from the status; `age` is the time since the last step.
SELECT status,
       CASE WHEN since > $as_of - INTERVAL 1 DAY THEN 0
            WHEN since > $as_of - INTERVAL 3 DAY THEN 1
            WHEN since > $as_of - INTERVAL 7 DAY THEN 2
            ELSE 3 END AS age,
       sum(applications)::BIGINT AS applications,
       coalesce(sum(applications) FILTER (WHERE running AND due_at < $as_of), 0)::BIGINT AS overdue
FROM open
GROUP BY status, age
ORDER BY status, age;

-- name: decided
-- How long decided cases took, and how long those had taken that lapsed or were withdrawn, in bins (analytics.bins), by
-- the month of receipt.
SELECT month, bin, sum(decided)::BIGINT AS decided, sum(censored)::BIGINT AS censored
FROM duration
GROUP BY month, bin
ORDER BY month, bin;

-- name: pending
-- For how long those wait that are not decided yet, in the same bins: leaving them out would make the median too short,
-- so it is estimated by Kaplan-Meier from both.
SELECT date_trunc('month', received_at + INTERVAL 8 HOUR)::DATE AS month,
       least(255, floor(1e-9 + 8 * log2(1 + greatest(
           0, date_diff('microsecond', received_at, $as_of) / 3600000000))))::SMALLINT AS bin,
       sum(applications)::BIGINT AS pending
FROM open
WHERE status NOT IN ('approved', 'issued', 'archived')
GROUP BY month, bin
ORDER BY month, bin;
