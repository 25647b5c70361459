-- One row per customer, endpoint type and UTC day of a closed week: its measurements, good, poor and unrated, with the sums
-- that means are made of. Inputs: endpoint_day, poor_day, counted_customer.
WITH every AS (
    SELECT
        customer_id,
        endpoint_type,
        day,
        sum(rated) AS rated,
        sum(unrated) AS unrated,
        sum(loss_sum) AS loss_sum,
        sum(loss_count) AS loss_count,
        sum(jitter_sum) AS jitter_sum,
        sum(jitter_count) AS jitter_count,
        sum(latency_sum) AS latency_sum,
        sum(latency_count) AS latency_count
    FROM endpoint_day
    GROUP BY customer_id, endpoint_type, day
),
poor AS (
    SELECT customer_id, endpoint_type, day, sum(poor) AS poor FROM poor_day GROUP BY customer_id, endpoint_type, day
)
SELECT
    e.customer_id,
    e.endpoint_type,
    e.day,
    CAST(e.rated - coalesce(p.poor, 0) AS BIGINT) AS good,
    CAST(coalesce(p.poor, 0) AS BIGINT) AS poor,
    CAST(e.unrated AS BIGINT) AS unrated,
    e.loss_sum,
    CAST(e.loss_count AS BIGINT) AS loss_count,
    e.jitter_sum,
    CAST(e.jitter_count AS BIGINT) AS jitter_count,
    e.latency_sum,
    CAST(e.latency_count AS BIGINT) AS latency_count
FROM every e
JOIN counted_customer c ON c.customer_id = e.customer_id
LEFT JOIN poor p ON p.customer_id = e.customer_id AND p.endpoint_type = e.endpoint_type AND p.day = e.day
