-- One row per calling customer on the day $on$: the last closed week's figures, those of the week before, and eight weeks of
-- them as lists, oldest first, empty where nothing was recorded. A calling customer has a line of Calling with licenses.
-- Always made in process, since it is made of marts. Inputs: call_week, endpoint_week (each with its week), week (the eight
-- newest closed ones, with whether anything was recorded), line_state, subscription, product, customer.
WITH calling AS (
    SELECT DISTINCT s.customer_id
    FROM line_state l
    JOIN subscription s ON s.subscription_id = l.subscription_id
    JOIN product p ON p.code = l.product AND p.family = 'CALLING'
    WHERE NOT s.is_own AND (l.total > 0 OR l.assigned > 0)
),
worst AS (
    SELECT customer_id, arg_max(endpoint_type, poor * 1000 - ascii(endpoint_type)) AS endpoint_type
    FROM endpoint_week
    WHERE week = $week$ AND poor > 0
    GROUP BY customer_id
),
trend AS (
    -- A column a week and no lists here: those of a million customers would not fit into memory while they are put together.
    SELECT
        customer_id,
        max(active_users) FILTER (week = $week$ - 49) AS u0,
        max(active_users) FILTER (week = $week$ - 42) AS u1,
        max(active_users) FILTER (week = $week$ - 35) AS u2,
        max(active_users) FILTER (week = $week$ - 28) AS u3,
        max(active_users) FILTER (week = $week$ - 21) AS u4,
        max(active_users) FILTER (week = $week$ - 14) AS u5,
        max(active_users) FILTER (week = $week$ - 7) AS u6,
        max(active_users) FILTER (week = $week$ - 0) AS u7,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 49) AS q0,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 42) AS q1,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 35) AS q2,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 28) AS q3,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 21) AS q4,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 14) AS q5,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 7) AS q6,
        max(poor_calls / nullif(rated_calls, 0)) FILTER (week = $week$ - 0) AS q7,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 49) AS a0,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 42) AS a1,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 35) AS a2,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 28) AS a3,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 21) AS a4,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 14) AS a5,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 7) AS a6,
        max(abandoned / nullif(offered, 0)) FILTER (week = $week$ - 0) AS a7,
        max(week) FILTER (week < $week$) IS NOT NULL AS has_before
    FROM call_week
    GROUP BY customer_id
),
known AS (
    SELECT list(is_known ORDER BY week) AS weeks FROM week
),
last AS (
    -- Of a week in which nothing was recorded nothing is known; in any other a customer without a row has zero of everything.
    SELECT customer_id, loss_sum, jitter_sum, latency_sum, left_message, hung_up, answered_wait, overflowed_wait, abandoned_wait,
        CASE WHEN $known$ = 1 THEN coalesce(COLUMNS(* EXCLUDE (customer_id, loss_sum, jitter_sum, latency_sum, left_message,
            hung_up, answered_wait, overflowed_wait, abandoned_wait)), 0) END
    FROM (
        SELECT a.customer_id, k.* EXCLUDE (week, customer_id)
        FROM calling a
        LEFT JOIN call_week k ON k.customer_id = a.customer_id AND k.week = $week$
    )
)
SELECT
    l.* EXCLUDE (customer_id),
    c.id::INTEGER AS customer_id,
    c.reference AS customer_reference,
    c.name AS customer,
    sort_name(c.name) AS customer_order,
    w.endpoint_type AS worst_endpoint_type,
    CASE WHEN t.has_before AND $known_before$ = 1 THEN l.active_users - coalesce(b.active_users, 0) END
        AS active_users_change,
    b.rated_calls AS rated_before,
    b.poor_calls AS poor_before,
    b.offered AS offered_before,
    b.abandoned AS abandoned_before,
    [
        CASE WHEN n.weeks[1] THEN coalesce(t.u0, 0) END,
        CASE WHEN n.weeks[2] THEN coalesce(t.u1, 0) END,
        CASE WHEN n.weeks[3] THEN coalesce(t.u2, 0) END,
        CASE WHEN n.weeks[4] THEN coalesce(t.u3, 0) END,
        CASE WHEN n.weeks[5] THEN coalesce(t.u4, 0) END,
        CASE WHEN n.weeks[6] THEN coalesce(t.u5, 0) END,
        CASE WHEN n.weeks[7] THEN coalesce(t.u6, 0) END,
        CASE WHEN n.weeks[8] THEN coalesce(t.u7, 0) END
    ] AS usage_trend,
    [t.q0, t.q1, t.q2, t.q3, t.q4, t.q5, t.q6, t.q7] AS quality_trend,
    [t.a0, t.a1, t.a2, t.a3, t.a4, t.a5, t.a6, t.a7] AS queue_trend
FROM last l
JOIN customer c ON c.id = l.customer_id
CROSS JOIN known n
LEFT JOIN trend t ON t.customer_id = l.customer_id
LEFT JOIN call_week b ON b.customer_id = l.customer_id AND b.week = $week$ - 7
LEFT JOIN worst w ON w.customer_id = l.customer_id
ORDER BY l.customer_id
