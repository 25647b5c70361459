-- One row per customer, endpoint type and closed week: its measurements, good, poor and unrated. Input: judged_day.
SELECT
    customer_id,
    endpoint_type,
    CAST(sum(good) AS BIGINT) AS good,
    CAST(sum(poor) AS BIGINT) AS poor,
    CAST(sum(unrated) AS BIGINT) AS unrated
FROM judged_day
GROUP BY customer_id, endpoint_type
ORDER BY customer_id, endpoint_type
