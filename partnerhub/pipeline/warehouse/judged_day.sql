-- One row per customer, endpoint type and UTC day of a closed week: its measurements, good, poor and unrated, with the sums
-- that means are made of. Inputs: endpoint_day, counted_customer.
SELECT
    e.customer_id,
    e.endpoint_type,
    e.day,
    e.rated - e.poor AS good,
    e.poor,
    e.unrated,
    e.loss_sum,
    e.loss_count,
    e.jitter_sum,
    e.jitter_count,
    e.latency_sum,
    e.latency_count
FROM endpoint_day e
JOIN counted_customer c ON c.customer_id = e.customer_id
