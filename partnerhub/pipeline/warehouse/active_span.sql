-- One row per subscription and span of days on which it was active: begun, not over, not cancelled, set up, paid.
-- Inputs: subscription, state_span.
SELECT
    s.id,
    s.subscription_id,
    s.customer_id,
    greatest(s.start_date, p.first_day) AS first_day,
    least(s.end_date, p.last_day, coalesce(s.cancelled_date - 1, DATE '9999-12-31')) AS last_day
FROM subscription s
JOIN state_span p ON p.id = s.id
WHERE p.setup_state IN ('DONE', 'PARTIAL')
  AND p.payment_state = 'PAID'
  AND greatest(s.start_date, p.first_day)
      <= least(s.end_date, p.last_day, coalesce(s.cancelled_date - 1, DATE '9999-12-31'))
