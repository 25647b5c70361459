-- One row per customer, endpoint type and UTC day of a week that lies in several parts. Input: endpoint_day_pieces.
SELECT
    customer_id,
    endpoint_type,
    day,
    CAST(sum(rated) AS BIGINT) AS rated,
    CAST(sum(unrated) AS BIGINT) AS unrated,
    CAST(sum(poor) AS BIGINT) AS poor,
    sum(loss_sum) AS loss_sum,
    CAST(sum(loss_count) AS BIGINT) AS loss_count,
    sum(jitter_sum) AS jitter_sum,
    CAST(sum(jitter_count) AS BIGINT) AS jitter_count,
    sum(latency_sum) AS latency_sum,
    CAST(sum(latency_count) AS BIGINT) AS latency_count
FROM endpoint_day_pieces
GROUP BY customer_id, endpoint_type, day
