-- What evaluations of pilots are computed from: integer counts by month and region, divided in Python. `$entity_type`
-- and `$business` narrow them down unless empty. Months are those of Beijing; drills are in no snapshot.

-- name: panel
-- By the month of receipt: received, corrections, visits, closed, hours, ended, established. By the month of the
-- decision: approved, and of those approved_first and paperless.
SELECT month, region,
       sum(received)::BIGINT AS received, sum(corrections)::BIGINT AS corrections, sum(visits)::BIGINT AS visits,
       sum(closed)::BIGINT AS closed, sum(hours)::BIGINT AS hours, sum(ended)::BIGINT AS ended,
       (coalesce(sum(received) FILTER (WHERE business = 'establishment'), 0))::BIGINT AS established,
       sum(approved)::BIGINT AS approved, sum(approved_first)::BIGINT AS approved_first,
       (coalesce(sum(approved) FILTER (WHERE channel = 'paperless'), 0))::BIGINT AS paperless
FROM cell
WHERE ($entity_type = '' OR entity_type = $entity_type) AND ($business = '' OR business = $business)
GROUP BY month, region
ORDER BY month, region;

-- name: types
-- Which types there are, those with the most cases first.
SELECT entity_type, sum(received)::BIGINT AS received
FROM cell
GROUP BY entity_type
ORDER BY received DESC, entity_type;

-- name: regions
SELECT DISTINCT cell.region, coalesce(region.name, '') AS name
FROM cell LEFT JOIN region ON region.id = cell.region
ORDER BY cell.region;

-- name: businesses
SELECT DISTINCT business FROM cell ORDER BY business;

-- name: months
SELECT min(month) AS first, max(month) AS last FROM cell;
