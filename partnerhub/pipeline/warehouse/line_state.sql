-- One row per license line: its newest row up to a day, whatever its age; what that row leaves open stays open.
-- Inputs: earlier_state (the same for an earlier day), license_row (rows after that day, up to this one).
SELECT
    subscription_id,
    product,
    max(date) AS row_date,
    arg_max_null(total, date) AS total,
    arg_max_null(assigned, date) AS assigned,
    arg_max_null(used_7d, date) AS used_7d,
    arg_max_null(used_90d, date) AS used_90d
FROM (
    SELECT subscription_id, product, row_date AS date, total, assigned, used_7d, used_90d FROM earlier_state
    UNION ALL
    SELECT subscription_id, product, date, total, assigned, used_7d, used_90d FROM license_row
)
GROUP BY subscription_id, product
