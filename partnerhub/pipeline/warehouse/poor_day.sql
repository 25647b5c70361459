-- One row per customer, endpoint type and UTC day: the rated measurements that meet a limit (with $poor_beyond$ = 1: go
-- beyond it). Input: call_row.
SELECT customer_id, endpoint_type, day, count(*) AS poor
FROM call_row
WHERE is_rated = 1 AND CASE WHEN $poor_beyond$ = 1
        THEN packet_loss > $poor_loss_percent$ OR jitter > $poor_jitter_ms$ OR latency > $poor_latency_ms$
        ELSE packet_loss >= $poor_loss_percent$ OR jitter >= $poor_jitter_ms$ OR latency >= $poor_latency_ms$
    END
GROUP BY customer_id, endpoint_type, day
