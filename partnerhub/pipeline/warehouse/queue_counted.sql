-- One row per customer, queue and UTC day: what became of the calls that entered the queue. Where a file says so for a
-- customer's day, the figures derived from call records are not taken for that day.
-- Inputs: queue_file (rows of queue files), queue_day (derived), counted_customer.
WITH sent AS (
    SELECT DISTINCT customer_id, day FROM queue_file
),
every AS (
    SELECT customer_id, queue, day, offered, answered, abandoned, left_message, overflowed, answered_wait_seconds,
        overflowed_wait_seconds, abandoned_wait_seconds, 0 AS is_derived
    FROM queue_file
    UNION ALL
    SELECT d.customer_id, d.queue, d.day, d.offered, d.answered, d.abandoned, d.left_message, d.overflowed,
        CASE WHEN d.answered = 0 THEN 0 ELSE d.answered_wait_seconds END,
        CASE WHEN d.overflowed = 0 THEN 0 ELSE d.overflowed_wait_seconds END,
        CASE WHEN d.abandoned = 0 THEN 0 ELSE d.abandoned_wait_seconds END,
        1
    FROM queue_day d
    LEFT JOIN sent s ON s.customer_id = d.customer_id AND s.day = d.day
    WHERE s.customer_id IS NULL
)
SELECT e.*
FROM every e
JOIN counted_customer c ON c.customer_id = e.customer_id
