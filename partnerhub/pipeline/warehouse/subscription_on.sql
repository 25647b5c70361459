-- One row per subscription: how it stood on the day $on$.
-- Inputs: subscription, state_span.
SELECT
    s.id,
    s.subscription_id,
    s.customer_id,
    s.kind,
    s.start_date,
    s.end_date,
    s.added_date,
    s.auto_renews,
    p.setup_state,
    p.payment_state,
    s.cancelled_date,
    NOT is_over AND s.start_date <= $on$ AND p.setup_state IN ('DONE', 'PARTIAL') AND p.payment_state = 'PAID' AS is_active,
    NOT is_over AND p.payment_state IN ('UNPAID', 'PAST_DUE') AS is_suspended,
    NOT is_over AND p.setup_state <> 'DONE' AS waits_for_setup
FROM (
    SELECT *, end_date < $on$ OR coalesce(cancelled_date <= $on$, false) AS is_over FROM subscription
) s
JOIN state_span p ON p.id = s.id AND $on$ BETWEEN p.first_day AND p.last_day
