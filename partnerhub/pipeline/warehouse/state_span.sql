-- One row per subscription and span of days in which one set-up and payment state is taken to have been in force.
-- Where nothing is known of earlier days, the present state stands in for them. Both ends are included.
-- Inputs: subscription (as it is now), past_state (what it was before).
SELECT id, setup_state, payment_state, state_from_date AS first_day, DATE '9999-12-31' AS last_day
FROM subscription
UNION ALL
SELECT p.id, p.setup_state, p.payment_state, p.from_date, p.to_date - 1
FROM past_state p
UNION ALL
SELECT s.id, s.setup_state, s.payment_state, DATE '0001-01-01', coalesce(min(p.from_date), s.state_from_date) - 1
FROM subscription s
LEFT JOIN past_state p ON p.id = s.id
GROUP BY s.id, s.setup_state, s.payment_state, s.state_from_date
