-- One row per customer, endpoint type and UTC day of a closed week: its measurements, good, poor and unrated. Kept for some
-- weeks, for the way from a spike to its day. Input: judged_day.
SELECT customer_id, endpoint_type, day, good, poor, unrated
FROM judged_day
ORDER BY customer_id, endpoint_type, day
