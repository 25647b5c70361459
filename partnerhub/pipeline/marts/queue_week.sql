-- One row per customer, queue and closed week: what became of the calls that entered it. Input: queue_counted.
SELECT
    customer_id,
    queue,
    CAST(sum(offered) AS BIGINT) AS offered,
    CAST(sum(answered) AS BIGINT) AS answered,
    CAST(sum(abandoned) AS BIGINT) AS abandoned,
    CAST(sum(left_message) AS BIGINT) AS left_message,
    CAST(sum(overflowed) AS BIGINT) AS overflowed,
    sum(answered_wait_seconds) AS answered_wait,
    sum(overflowed_wait_seconds) AS overflowed_wait,
    sum(abandoned_wait_seconds) AS abandoned_wait,
    max(is_derived) AS is_derived
FROM queue_counted
GROUP BY customer_id, queue
ORDER BY customer_id, queue
