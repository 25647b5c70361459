-- One row per customer and closed week: its users by bands, its calls, how they sounded, what became of those in queues.
-- Additive counts only; ratios and means are metrics. licenses and assigned are those of lines active on the week's Saturday.
-- Inputs: user_week, user_part, poor_call, judged_day, queue_counted, license_saturday, counted_customer.
WITH known AS (
    SELECT customer_id FROM license_saturday
    UNION
    SELECT customer_id FROM user_part
    UNION
    SELECT customer_id FROM queue_counted
),
banded AS (
    SELECT
        customer_id,
        CAST(count(*) AS BIGINT) AS users_seen,
        CAST(sum(CASE WHEN calls >= 1 THEN 1 ELSE 0 END) AS BIGINT) AS active_users,
        CAST(sum(CASE WHEN calls >= $heavy_calls$ THEN 1 ELSE 0 END) AS BIGINT) AS heavy,
        CAST(sum(CASE WHEN calls >= $medium_calls$ AND calls < $heavy_calls$ THEN 1 ELSE 0 END) AS BIGINT) AS medium,
        CAST(sum(CASE WHEN calls >= 1 AND calls < $medium_calls$ AND calls < $heavy_calls$ THEN 1 ELSE 0 END) AS BIGINT)
            AS light,
        CAST(sum(CASE WHEN user_kind > 1 THEN 1 ELSE 0 END) AS BIGINT) AS other_seen,
        CAST(sum(CASE WHEN user_kind > 1 AND calls >= 1 THEN 1 ELSE 0 END) AS BIGINT) AS other_active,
        CAST(sum(CASE WHEN user_kind > 1 AND calls >= $heavy_calls$ THEN 1 ELSE 0 END) AS BIGINT) AS other_heavy,
        CAST(sum(CASE WHEN user_kind > 1 AND calls >= $medium_calls$ AND calls < $heavy_calls$ THEN 1 ELSE 0 END) AS BIGINT)
            AS other_medium
    FROM user_week
    WHERE user_kind > 0
    GROUP BY customer_id
),
called AS (
    SELECT
        customer_id,
        CAST(sum(calls) AS BIGINT) AS calls,
        CAST(sum(seconds) AS BIGINT) AS seconds,
        CAST(sum(queue_legs) AS BIGINT) AS queue_legs,
        CAST(sum(rated_calls) AS BIGINT) AS rated_calls,
        CAST(sum(unrated_calls) AS BIGINT) AS unrated_calls
    FROM user_part
    GROUP BY customer_id
),
poor AS (
    SELECT customer_id, CAST(sum(poor_calls) AS BIGINT) AS poor_calls FROM poor_call GROUP BY customer_id
),
measured AS (
    SELECT customer_id, sum(loss_sum) AS loss_sum, CAST(sum(loss_count) AS BIGINT) AS loss_count,
        sum(jitter_sum) AS jitter_sum, CAST(sum(jitter_count) AS BIGINT) AS jitter_count, sum(latency_sum) AS latency_sum,
        CAST(sum(latency_count) AS BIGINT) AS latency_count
    FROM judged_day
    GROUP BY customer_id
),
queued AS (
    SELECT
        customer_id,
        CAST(count(DISTINCT queue) AS BIGINT) AS queues,
        CAST(sum(offered) AS BIGINT) AS offered,
        CAST(sum(answered) AS BIGINT) AS answered,
        CAST(sum(abandoned) AS BIGINT) AS abandoned,
        CAST(sum(left_message) AS BIGINT) AS left_message,
        CAST(sum(abandoned - left_message) AS BIGINT) AS hung_up,
        CAST(sum(overflowed) AS BIGINT) AS overflowed,
        sum(answered_wait_seconds) AS answered_wait,
        CAST(sum(CASE WHEN answered_wait_seconds IS NOT NULL THEN answered ELSE 0 END) AS BIGINT) AS answered_known,
        sum(overflowed_wait_seconds) AS overflowed_wait,
        CAST(sum(CASE WHEN overflowed_wait_seconds IS NOT NULL THEN overflowed ELSE 0 END) AS BIGINT) AS overflowed_known,
        sum(abandoned_wait_seconds) AS abandoned_wait,
        CAST(sum(CASE WHEN abandoned_wait_seconds IS NOT NULL THEN abandoned ELSE 0 END) AS BIGINT) AS abandoned_known,
        max(is_derived) AS is_derived
    FROM queue_counted
    GROUP BY customer_id
)
SELECT
    k.customer_id,
    coalesce(l.licenses, 0) AS licenses,
    coalesce(l.assigned, 0) AS assigned,
    coalesce(b.users_seen, 0) AS users_seen,
    coalesce(b.active_users, 0) AS active_users,
    coalesce(b.heavy, 0) AS heavy,
    coalesce(b.medium, 0) AS medium,
    coalesce(b.light, 0) AS light,
    greatest(coalesce(l.assigned, 0), coalesce(b.users_seen, 0)) - coalesce(b.active_users, 0) AS quiet,
    coalesce(b.other_seen, 0) AS other_seen,
    coalesce(b.other_active, 0) AS other_active,
    coalesce(b.other_heavy, 0) AS other_heavy,
    coalesce(b.other_medium, 0) AS other_medium,
    coalesce(t.calls, 0) AS calls,
    coalesce(t.seconds, 0) AS seconds,
    coalesce(t.rated_calls, 0) AS rated_calls,
    coalesce(p.poor_calls, 0) AS poor_calls,
    coalesce(t.unrated_calls, 0) AS unrated_calls,
    m.loss_sum,
    coalesce(m.loss_count, 0) AS loss_count,
    m.jitter_sum,
    coalesce(m.jitter_count, 0) AS jitter_count,
    m.latency_sum,
    coalesce(m.latency_count, 0) AS latency_count,
    CASE WHEN q.customer_id IS NOT NULL OR coalesce(t.queue_legs, 0) > 0 THEN 1 ELSE 0 END AS has_queue,
    coalesce(q.queues, 0) AS queues,
    coalesce(q.offered, 0) AS offered,
    coalesce(q.answered, 0) AS answered,
    coalesce(q.abandoned, 0) AS abandoned,
    q.left_message,
    q.hung_up,
    coalesce(q.overflowed, 0) AS overflowed,
    q.answered_wait,
    coalesce(q.answered_known, 0) AS answered_known,
    q.overflowed_wait,
    coalesce(q.overflowed_known, 0) AS overflowed_known,
    q.abandoned_wait,
    coalesce(q.abandoned_known, 0) AS abandoned_known,
    coalesce(q.is_derived, 0) AS is_derived
FROM known k
JOIN counted_customer c ON c.customer_id = k.customer_id
LEFT JOIN license_saturday l ON l.customer_id = k.customer_id
LEFT JOIN banded b ON b.customer_id = k.customer_id
LEFT JOIN called t ON t.customer_id = k.customer_id
LEFT JOIN poor p ON p.customer_id = k.customer_id
LEFT JOIN measured m ON m.customer_id = k.customer_id
LEFT JOIN queued q ON q.customer_id = k.customer_id
ORDER BY k.customer_id
