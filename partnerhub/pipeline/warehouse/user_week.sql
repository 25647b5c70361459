-- One row per customer and user of a closed week: the connected calls that are counted as the user's. Made anew of
-- user_part, which is kept for some weeks, so that other bands can be made of it.
-- user_kind: 1 a person, 2 a workspace, 3 a virtual line, 0 no calling user.
-- Inputs: user_part, counted_customer.
SELECT u.customer_id, u.user_key, u.user_kind, u.user_calls AS calls, u.features
FROM user_part u
JOIN counted_customer c ON c.customer_id = u.customer_id
WHERE u.user_key IS NOT NULL
