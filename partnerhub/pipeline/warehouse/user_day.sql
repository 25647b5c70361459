-- One row per customer, user and UTC day: its legs, and the connected calls that are counted as the user's on that day.
-- Rows without a user are kept under an empty one: they belong to their customer's totals. Input: call_row.
SELECT
    customer_id,
    user_key,
    max(user_kind) AS user_kind,
    day,
    CAST(sum(CAST(is_leg AS BIGINT)) AS BIGINT) AS legs,
    CAST(sum(CAST(opens_call AS BIGINT)) AS BIGINT) AS calls,
    CAST(sum(CAST(opens_user_call AS BIGINT)) AS BIGINT) AS user_calls,
    CAST(sum(coalesce(seconds, 0)) AS BIGINT) AS seconds,
    CAST(sum(CAST(is_queue AS BIGINT)) AS BIGINT) AS queue_legs,
    bit_or(features) AS features
FROM call_row
WHERE is_leg = 1
GROUP BY customer_id, user_key, day
