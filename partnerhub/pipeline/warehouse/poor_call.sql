-- One row per customer: its calls with a rated measurement that meets a limit (with $poor_beyond$ = 1: goes beyond it).
-- The largest measurements of a call stand on its first row and hold rated ones only. Input: call_row.
SELECT customer_id, count(*) AS poor_calls
FROM call_row
WHERE CASE WHEN $poor_beyond$ = 1
        THEN call_loss > $poor_loss_percent$ OR call_jitter > $poor_jitter_ms$ OR call_latency > $poor_latency_ms$
        ELSE call_loss >= $poor_loss_percent$ OR call_jitter >= $poor_jitter_ms$ OR call_latency >= $poor_latency_ms$
    END
GROUP BY customer_id
