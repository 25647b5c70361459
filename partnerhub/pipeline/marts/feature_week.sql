-- One row per customer, calling feature and closed week: the calls that showed it, and the users on the legs that did.
-- Inputs: feature_part, user_week, queue_counted, user_part, feature (every code with its bit), counted_customer.
WITH called AS (
    SELECT d.customer_id, f.code, sum(d.calls) AS calls
    FROM (SELECT customer_id, features, sum(calls) AS calls FROM feature_part GROUP BY customer_id, features) d
    JOIN feature f ON (d.features & f.bit) <> 0
    GROUP BY d.customer_id, f.code
),
used AS (
    SELECT u.customer_id, f.code, sum(u.users) AS users
    FROM (
        SELECT customer_id, features, count(*) AS users FROM user_week WHERE features <> 0 GROUP BY customer_id, features
    ) u
    JOIN feature f ON (u.features & f.bit) <> 0
    GROUP BY u.customer_id, f.code
),
queued AS (
    SELECT customer_id FROM queue_counted
    UNION
    SELECT customer_id FROM user_part WHERE queue_legs > 0
)
SELECT
    c.customer_id,
    c.code AS feature,
    CAST(c.calls AS BIGINT) AS calls,
    CAST(coalesce(u.users, 0) AS BIGINT) AS users,
    CASE WHEN q.customer_id IS NOT NULL THEN 1 ELSE 0 END AS has_queue
FROM called c
JOIN counted_customer n ON n.customer_id = c.customer_id
LEFT JOIN used u ON u.customer_id = c.customer_id AND u.code = c.code
LEFT JOIN queued q ON q.customer_id = c.customer_id
ORDER BY c.customer_id, feature
