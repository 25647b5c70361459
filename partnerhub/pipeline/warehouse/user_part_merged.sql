-- One row per customer and user of a week that lies in several parts. Input: user_part_pieces.
SELECT
    customer_id,
    user_key,
    max(user_kind) AS user_kind,
    CAST(sum(legs) AS BIGINT) AS legs,
    CAST(sum(calls) AS BIGINT) AS calls,
    CAST(sum(user_calls) AS BIGINT) AS user_calls,
    CAST(sum(seconds) AS BIGINT) AS seconds,
    CAST(sum(queue_legs) AS BIGINT) AS queue_legs,
    bit_or(features) AS features,
    bit_or(seen_days) AS seen_days,
    bit_or(active_days) AS active_days,
    CAST(sum(rated_calls) AS BIGINT) AS rated_calls,
    CAST(sum(unrated_calls) AS BIGINT) AS unrated_calls
FROM user_part_pieces
GROUP BY customer_id, user_key
