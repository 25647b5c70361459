-- One row per customer, endpoint type and UTC day: its measurements, rated as calls are, and the sums that means are made of.
-- Input: call_row.
WITH judged AS (
    SELECT
        customer_id,
        endpoint_type,
        day,
        is_rated,
        CASE WHEN is_rated = 1 AND (
            CASE WHEN $poor_beyond$ = 1
                THEN coalesce(packet_loss > $poor_loss_percent$, false) OR coalesce(jitter > $poor_jitter_ms$, false)
                    OR coalesce(latency > $poor_latency_ms$, false)
                ELSE coalesce(packet_loss >= $poor_loss_percent$, false) OR coalesce(jitter >= $poor_jitter_ms$, false)
                    OR coalesce(latency >= $poor_latency_ms$, false)
            END
        ) THEN 1 ELSE 0 END AS is_poor,
        CASE WHEN is_rated = 1 THEN packet_loss END AS packet_loss,
        CASE WHEN is_rated = 1 THEN jitter END AS jitter,
        CASE WHEN is_rated = 1 THEN latency END AS latency
    FROM call_row
    WHERE has_media = 1
)
SELECT
    customer_id,
    endpoint_type,
    day,
    CAST(sum(is_rated - is_poor) AS BIGINT) AS good,
    CAST(sum(is_poor) AS BIGINT) AS poor,
    CAST(sum(1 - is_rated) AS BIGINT) AS unrated,
    sum(packet_loss) AS loss_sum,
    count(packet_loss) AS loss_count,
    sum(jitter) AS jitter_sum,
    count(jitter) AS jitter_count,
    sum(latency) AS latency_sum,
    count(latency) AS latency_count
FROM judged
GROUP BY customer_id, endpoint_type, day
