-- One row per customer, endpoint type and UTC day of one part of a week: its measurements, rated and of these poor, or not
-- rated, with the sums that means are made of. Poor: rated, and one of the three meets its limit (with $poor_beyond$ = 1: goes
-- beyond it). Input: call_row.
SELECT
    customer_id,
    endpoint_type,
    day,
    CAST(sum(is_rated) AS BIGINT) AS rated,
    CAST(sum(1 - is_rated) AS BIGINT) AS unrated,
    CAST(sum(CASE WHEN is_rated = 1 AND CASE WHEN $poor_beyond$ = 1
            THEN packet_loss > $poor_loss_percent$ OR jitter > $poor_jitter_ms$ OR latency > $poor_latency_ms$
            ELSE packet_loss >= $poor_loss_percent$ OR jitter >= $poor_jitter_ms$ OR latency >= $poor_latency_ms$
        END THEN 1 ELSE 0 END) AS BIGINT) AS poor,
    sum(CASE WHEN is_rated = 1 THEN packet_loss END) AS loss_sum,
    count(CASE WHEN is_rated = 1 THEN packet_loss END) AS loss_count,
    sum(CASE WHEN is_rated = 1 THEN jitter END) AS jitter_sum,
    count(CASE WHEN is_rated = 1 THEN jitter END) AS jitter_count,
    sum(CASE WHEN is_rated = 1 THEN latency END) AS latency_sum,
    count(CASE WHEN is_rated = 1 THEN latency END) AS latency_count
FROM call_row
WHERE has_media = 1
GROUP BY customer_id, endpoint_type, day
