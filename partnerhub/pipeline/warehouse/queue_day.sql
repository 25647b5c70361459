-- One row per customer, queue and UTC day: what became of the calls that entered the queue, derived from call records.
-- Hung up sooner than $short_abandon_seconds$ seconds is not counted at all. Input: call_row.
SELECT
    customer_id,
    queue,
    day,
    count(*) AS offered,
    CAST(sum(CASE WHEN queue_outcome = 1 THEN 1 ELSE 0 END) AS BIGINT) AS answered,
    CAST(sum(CASE WHEN queue_outcome IN (2, 4) THEN 1 ELSE 0 END) AS BIGINT) AS abandoned,
    CAST(sum(CASE WHEN queue_outcome = 2 THEN 1 ELSE 0 END) AS BIGINT) AS left_message,
    CAST(sum(CASE WHEN queue_outcome = 3 THEN 1 ELSE 0 END) AS BIGINT) AS overflowed,
    sum(CASE WHEN queue_outcome = 1 THEN wait_seconds END) AS answered_wait_seconds,
    sum(CASE WHEN queue_outcome = 3 THEN wait_seconds END) AS overflowed_wait_seconds,
    sum(CASE WHEN queue_outcome IN (2, 4) THEN wait_seconds END) AS abandoned_wait_seconds
FROM call_row
WHERE is_queue = 1 AND NOT (queue_outcome = 4 AND wait_seconds < $short_abandon_seconds$)
GROUP BY customer_id, queue, day
