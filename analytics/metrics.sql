-- What is measured, each measure once. Integer counts only: rates are divided in Python, so that counts of many
-- installations can be added up. All measures read the view `counted`, which leaves drills out. Months are those
-- of Beijing time. `$as_of` is the moment of the snapshot.

-- name: totals
-- All applications, those decided and how, and those that needed no completion before they were approved.
SELECT count(*) AS received,
       count(*) FILTER (WHERE open) AS open,
       count(*) FILTER (WHERE approved_at IS NOT NULL) AS approved,
       count(*) FILTER (WHERE approved_at IS NOT NULL AND channel = 'paperless') AS approved_paperless,
       count(*) FILTER (WHERE approved_at IS NOT NULL AND NOT returned) AS approved_first_pass,
       count(*) FILTER (WHERE status IN ('refused', 'not_accepted')) AS declined,
       count(*) FILTER (WHERE running AND due_at < $as_of) AS overdue
FROM counted;

-- name: applications_by_status_and_channel
-- How many applications stand where, by the channel they came by (R65).
SELECT status, channel, count(*) AS applications
FROM counted
GROUP BY status, channel
ORDER BY status, channel;

-- name: e_processing_by_month_and_region
-- The e-processing rate's two counts: approved registrations, and those of them handled wholly paperless (R07, R65).
SELECT strftime(approved_at + INTERVAL 8 HOUR, '%Y-%m') AS month, region,
       count(*) AS approved,
       count(*) FILTER (WHERE channel = 'paperless') AS paperless
FROM counted
WHERE approved_at IS NOT NULL
GROUP BY month, region
ORDER BY month, region;

-- name: waiting
-- Where open cases wait: who waits for whom follows from the status; `age` is the time since the last step.
SELECT status,
       CASE WHEN last_at > $as_of - INTERVAL 1 DAY THEN 0
            WHEN last_at > $as_of - INTERVAL 3 DAY THEN 1
            WHEN last_at > $as_of - INTERVAL 7 DAY THEN 2
            ELSE 3 END AS age,
       count(*) AS applications,
       count(*) FILTER (WHERE running AND due_at < $as_of) AS overdue
FROM counted
WHERE open
GROUP BY status, age
ORDER BY status, age;

-- name: decision_times
-- Whole hours from receiving to decision, of decided cases and of those still pending (`decided` 0): leaving the
-- pending out would make the median too short, so it is estimated by Kaplan-Meier from these counts.
SELECT CAST(greatest(0, epoch(coalesce(decided_at, $as_of) - received_at) / 3600) AS BIGINT) AS hours,
       count(*) FILTER (WHERE decided_at IS NOT NULL) AS decided,
       count(*) FILTER (WHERE decided_at IS NULL) AS pending
FROM counted
GROUP BY hours
ORDER BY hours;

-- name: cube
-- Counts by month received × region × type × business × channel, for adding up over installations.
SELECT strftime(received_at + INTERVAL 8 HOUR, '%Y-%m') AS month, region, entity_type, business, channel,
       count(*) AS received,
       count(*) FILTER (WHERE approved_at IS NOT NULL) AS approved,
       count(*) FILTER (WHERE status IN ('refused', 'not_accepted')) AS declined,
       count(*) FILTER (WHERE returned) AS returned
FROM counted
GROUP BY month, region, entity_type, business, channel
ORDER BY month, region, entity_type, business, channel;
