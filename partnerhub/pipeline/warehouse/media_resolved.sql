-- One row per media row of a week: to which call and leg it belongs, and what carried it.
-- Where the row does not say its call or its endpoint type, the leg that was measured does, else the call's first leg.
-- words is the number of what it says in words; media_id is empty where leg_id or report_id says it.
-- Inputs: media (of the week), leg_near.
WITH own AS (
    SELECT m.mid, max(l.rid) AS rid  -- legs of the week beside have numbers below 0
    FROM media m
    JOIN leg_near l ON l.customer_id = m.customer_id AND l.report_id = m.report_key
    GROUP BY m.mid
),
called AS (
    SELECT
        m.*,
        l.rid AS leg_rid,
        coalesce(l.in_week, 0) AS leg_in_week,
        coalesce(m.correlation_id, l.call_id, 'report ' || m.report_key, 'media ' || m.media_id) AS call_id,
        coalesce(m.endpoint, l.endpoint) AS known_endpoint
    FROM media m
    LEFT JOIN own o ON o.mid = m.mid
    LEFT JOIN leg_near l ON l.rid = o.rid
),
first_leg AS (
    SELECT l.customer_id, l.call_id, arg_min(l.endpoint, (l.started_at, l.report_id)) AS endpoint
    FROM leg_near l
    JOIN (SELECT DISTINCT customer_id, call_id FROM called WHERE known_endpoint IS NULL) c
        ON c.customer_id = l.customer_id AND c.call_id = l.call_id
    GROUP BY l.customer_id, l.call_id
),
several AS (
    SELECT leg_rid FROM called WHERE leg_in_week = 1 GROUP BY leg_rid HAVING count(*) > 1
),
placed AS (
    SELECT mid, row_number() OVER (PARTITION BY leg_rid ORDER BY started_at, media_id) AS place
    FROM called
    WHERE leg_in_week = 1 AND leg_rid IN (SELECT leg_rid FROM several)
)
SELECT
    c.mid,
    c.customer_id,
    c.call_id,
    c.started_at,
    c.packet_loss,
    c.jitter,
    c.latency,
    c.media_seconds,
    c.needs_leg,
    c.words,
    CASE WHEN c.report_key IS NULL THEN c.media_id ELSE '' END AS media_id,
    c.leg_rid,
    coalesce(c.known_endpoint, f.endpoint, 'unknown') AS endpoint_type,
    CASE WHEN c.leg_in_week = 1 THEN coalesce(p.place, 1) END AS place_on_leg
FROM called c
LEFT JOIN first_leg f ON c.known_endpoint IS NULL AND f.customer_id = c.customer_id AND f.call_id = c.call_id
LEFT JOIN placed p ON p.mid = c.mid
