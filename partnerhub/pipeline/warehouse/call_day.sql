-- One row per customer and UTC day: how its calls were rated. A call is poor when any of its measurements meets a limit
-- (with $poor_beyond$ = 1: goes beyond it); a connected call without a rated measurement is unrated. Input: call_row.
SELECT
    customer_id,
    day,
    CAST(sum(CAST(call_rated AS BIGINT)) AS BIGINT) AS rated_calls,
    CAST(sum(CASE WHEN call_rated = 1 AND (
            CASE WHEN $poor_beyond$ = 1
                THEN coalesce(call_loss > $poor_loss_percent$, false) OR coalesce(call_jitter > $poor_jitter_ms$, false)
                    OR coalesce(call_latency > $poor_latency_ms$, false)
                ELSE coalesce(call_loss >= $poor_loss_percent$, false) OR coalesce(call_jitter >= $poor_jitter_ms$, false)
                    OR coalesce(call_latency >= $poor_latency_ms$, false)
            END
        ) THEN 1 ELSE 0 END) AS BIGINT) AS poor_calls,
    CAST(sum(CASE WHEN call_connected = 1 AND call_rated = 0 THEN 1 ELSE 0 END) AS BIGINT) AS unrated_calls
FROM call_row
WHERE heads_call = 1
GROUP BY customer_id, day
