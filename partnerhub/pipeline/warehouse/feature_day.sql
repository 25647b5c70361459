-- One row per customer, set of features (as bits) and UTC day: the calls that showed just these. Input: call_row.
SELECT customer_id, call_features AS features, day, count(*) AS calls
FROM call_row
WHERE heads_call = 1 AND call_features <> 0
GROUP BY customer_id, call_features, day
