-- One row per customer, endpoint type and UTC day of a closed week: its measurements, good, poor and unrated. Kept for some
-- weeks, for the way from a spike to its day. Inputs: endpoint_day, counted_customer.
SELECT
    e.customer_id,
    e.endpoint_type,
    e.day,
    CAST(sum(e.good) AS BIGINT) AS good,
    CAST(sum(e.poor) AS BIGINT) AS poor,
    CAST(sum(e.unrated) AS BIGINT) AS unrated
FROM endpoint_day e
JOIN counted_customer c ON c.customer_id = e.customer_id
GROUP BY e.customer_id, e.endpoint_type, e.day
ORDER BY e.customer_id, e.endpoint_type, e.day
