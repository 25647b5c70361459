-- One row per customer and user of one part of a week: its legs and connected calls, on which days (as bits, Sunday first),
-- and the calls that its rows head, rated and unrated. Rows without a user stand under an empty one: they belong to the
-- totals of their customer. Nothing here depends on what is called poor. Input: call_row.
SELECT
    customer_id,
    user_key,
    max(user_kind) AS user_kind,
    CAST(sum(is_leg) AS BIGINT) AS legs,
    CAST(sum(opens_call) AS BIGINT) AS calls,
    CAST(sum(opens_user_call) AS BIGINT) AS user_calls,
    CAST(sum(coalesce(seconds, 0)) AS BIGINT) AS seconds,
    CAST(sum(is_queue) AS BIGINT) AS queue_legs,
    bit_or(features) AS features,
    bit_or(day_bit) AS seen_days,
    bit_or(CASE WHEN is_connected = 1 AND user_kind > 0 THEN day_bit ELSE 0 END) AS active_days,
    CAST(sum(call_rated) AS BIGINT) AS rated_calls,
    CAST(sum(CASE WHEN call_connected = 1 AND call_rated = 0 THEN 1 ELSE 0 END) AS BIGINT) AS unrated_calls
FROM call_row
GROUP BY customer_id, user_key
