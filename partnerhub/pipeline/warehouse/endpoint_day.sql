-- One row per customer, endpoint type and UTC day: its measurements, rated or not, and the sums that means are made of.
-- Nothing here depends on what is called poor. Input: call_row.
SELECT
    customer_id,
    endpoint_type,
    day,
    CAST(sum(is_rated) AS BIGINT) AS rated,
    CAST(sum(1 - is_rated) AS BIGINT) AS unrated,
    sum(CASE WHEN is_rated = 1 THEN packet_loss END) AS loss_sum,
    count(CASE WHEN is_rated = 1 THEN packet_loss END) AS loss_count,
    sum(CASE WHEN is_rated = 1 THEN jitter END) AS jitter_sum,
    count(CASE WHEN is_rated = 1 THEN jitter END) AS jitter_count,
    sum(CASE WHEN is_rated = 1 THEN latency END) AS latency_sum,
    count(CASE WHEN is_rated = 1 THEN latency END) AS latency_count
FROM call_row
WHERE has_media = 1
GROUP BY customer_id, endpoint_type, day
