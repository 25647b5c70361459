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
    SELECT
        c.customer_id,
        list(CASE WHEN w.is_known THEN coalesce(k.active_users, 0) END ORDER BY w.week) AS usage_trend,
        list(k.poor_calls / nullif(k.rated_calls, 0) ORDER BY w.week) AS quality_trend,
        list(k.abandoned / nullif(k.offered, 0) ORDER BY w.week) AS queue_trend,
        max(k.week) FILTER (w.week < $week$) IS NOT NULL AS has_before
    FROM calling c
    CROSS JOIN week w
    LEFT JOIN call_week k ON k.customer_id = c.customer_id AND k.week = w.week
    GROUP BY c.customer_id
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
    w.endpoint_type AS worst_endpoint_type,
    CASE WHEN t.has_before AND $known_before$ = 1 THEN l.active_users - coalesce(b.active_users, 0) END
        AS active_users_change,
    b.rated_calls AS rated_before,
    b.poor_calls AS poor_before,
    b.offered AS offered_before,
    b.abandoned AS abandoned_before,
    t.usage_trend,
    t.quality_trend,
    t.queue_trend
FROM last l
JOIN customer c ON c.id = l.customer_id
JOIN trend t ON t.customer_id = l.customer_id
LEFT JOIN call_week b ON b.customer_id = l.customer_id AND b.week = $week$ - 7
LEFT JOIN worst w ON w.customer_id = l.customer_id
ORDER BY l.customer_id
