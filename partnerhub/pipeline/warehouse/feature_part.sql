-- One row per customer and set of features (as bits) of one part of a week: the calls that showed just these. Input: call_row.
SELECT customer_id, call_features AS features, count(*) AS calls
FROM call_row
WHERE call_features <> 0
GROUP BY customer_id, call_features
