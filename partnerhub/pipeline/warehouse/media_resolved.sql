-- One row per media row of a week: to which call and leg it belongs, and what carried it.
-- Where the row does not say its call or its endpoint type, the leg that was measured does, else the call's first leg.
-- Inputs: media (of the week), leg_near.
WITH own AS (
    SELECT m.mid, min(l.rid) AS rid, min(l.call_id) AS call_id, min(l.endpoint) AS endpoint, max(l.in_week) AS in_week
    FROM media m
    JOIN leg_near l ON l.customer_id = m.customer_id AND l.report_id = m.report_key
    GROUP BY m.mid
),
called AS (
    SELECT
        m.*,
        o.rid AS leg_rid,
        coalesce(o.in_week, 0) AS leg_in_week,
        coalesce(m.correlation_id, o.call_id, 'report ' || m.report_key, 'media ' || m.media_id) AS call_id,
        coalesce(m.endpoint, o.endpoint) AS known_endpoint
    FROM media m
    LEFT JOIN own o ON o.mid = m.mid
),
first_leg AS (
    SELECT l.customer_id, l.call_id, arg_min(l.endpoint, (l.started_at, l.report_id)) AS endpoint
    FROM leg_near l
    JOIN (SELECT DISTINCT customer_id, call_id FROM called WHERE known_endpoint IS NULL) c
        ON c.customer_id = l.customer_id AND c.call_id = l.call_id
    GROUP BY l.customer_id, l.call_id
),
resolved AS (
    SELECT c.*, coalesce(c.known_endpoint, f.endpoint, 'unknown') AS endpoint_type
    FROM called c
    LEFT JOIN first_leg f ON c.known_endpoint IS NULL AND f.customer_id = c.customer_id AND f.call_id = c.call_id
)
SELECT
    *,
    CASE WHEN leg_in_week = 1
        THEN row_number() OVER (PARTITION BY leg_rid, leg_in_week ORDER BY started_at, media_id) END AS place_on_leg
FROM resolved
