-- One row per active license line of Calling whose customer's calls are known: licenses used in 7 and in 90 days, derived
-- from them. Different users are shared over the customer's lines by what is assigned, by largest remainder.
-- Inputs: line_state, subscription_on, product, users_7d, users_90d (customer, users).
WITH line AS (
    SELECT
        s.customer_id,
        l.subscription_id,
        l.product,
        l.assigned,
        sum(l.assigned) OVER customers AS assigned_of_all,
        count(*) OVER customers AS lines
    FROM line_state l
    JOIN subscription_on s ON s.subscription_id = l.subscription_id AND s.is_active
    JOIN product p ON p.code = l.product AND p.family = 'CALLING'
    WINDOW customers AS (PARTITION BY s.customer_id)
),
wanted AS (
    SELECT
        l.*,
        w.users AS users_7d,
        q.users AS users_90d,
        CASE WHEN assigned_of_all > 0 THEN assigned / assigned_of_all ELSE 1 / lines END AS share
    FROM line l
    JOIN users_90d q ON q.customer_id = l.customer_id
    LEFT JOIN users_7d w ON w.customer_id = l.customer_id
),
whole AS (
    SELECT
        *,
        floor(coalesce(users_7d, 0) * share + 1e-9) AS whole_7d,
        floor(users_90d * share + 1e-9) AS whole_90d,
        row_number() OVER (
            PARTITION BY customer_id
            ORDER BY coalesce(users_7d, 0) * share - floor(coalesce(users_7d, 0) * share + 1e-9) DESC, subscription_id, product
        ) AS place_7d,
        row_number() OVER (
            PARTITION BY customer_id
            ORDER BY users_90d * share - floor(users_90d * share + 1e-9) DESC, subscription_id, product
        ) AS place_90d
    FROM wanted
)
SELECT
    subscription_id,
    product,
    (whole_7d + (place_7d <= coalesce(users_7d, 0) - sum(whole_7d) OVER customers)::INTEGER)::INTEGER AS used_7d,
    (whole_90d + (place_90d <= users_90d - sum(whole_90d) OVER customers)::INTEGER)::INTEGER AS used_90d
FROM whole
WINDOW customers AS (PARTITION BY customer_id)
