-- One row per license line of a product on the toggle, on the day $on$: its terms, its newest counts, the change in
-- seven days, and how it compares with similar lines. Additive counts only; percentages are metrics.
-- Inputs: line_state, week_ago (rows dated exactly seven days before), holder_use, call_use, subscription_on,
-- customer, product.
WITH line AS (
    SELECT
        s.customer_id::INTEGER AS customer_id,
        c.reference AS customer_reference,
        c.name AS customer,
        sort_name(c.name) AS customer_order,
        c.first_added_date,
        s.subscription_id,
        l.product,
        p.family,
        s.kind,
        s.start_date,
        s.end_date,
        s.added_date,
        s.auto_renews,
        s.setup_state,
        s.payment_state,
        s.cancelled_date,
        s.is_active,
        s.is_suspended,
        l.row_date,
        l.total,
        l.assigned,
        coalesce(l.used_7d, h.used_7d, u.used_7d) AS used_7d,
        coalesce(l.used_90d, h.used_90d, u.used_90d) AS used_90d,
        (l.used_7d IS NULL AND coalesce(h.used_7d, u.used_7d) IS NOT NULL) AS used_is_derived,
        w.assigned AS assigned_before,
        w.used_7d AS used_before,
        w.subscription_id IS NOT NULL AS has_before,
        s.added_date > $on$ - 7 AS is_new_in_week
    FROM line_state l
    JOIN subscription_on s ON s.subscription_id = l.subscription_id
    JOIN customer c ON c.id = s.customer_id AND NOT c.is_own
    JOIN product p ON p.code = l.product AND p.family <> ''
    LEFT JOIN week_ago w ON w.subscription_id = l.subscription_id AND w.product = l.product
    LEFT JOIN holder_use h ON h.subscription_id = l.subscription_id AND h.product = l.product
    LEFT JOIN call_use u ON u.subscription_id = l.subscription_id AND u.product = l.product
),
aged AS (
    -- Full months by clamping: the day of the month counts no later than the month's last day.
    SELECT
        *,
        greatest(12 * (year($on$) - year(added_date)) + month($on$) - month(added_date)
            - (day($on$) < least(day(added_date), day(last_day($on$))))::INTEGER, 0) AS months_since_added,
        greatest(12 * (year(end_date) - year($on$)) + month(end_date) - month($on$)
            - (day(end_date) < least(day($on$), day(last_day(end_date))))::INTEGER, 0) AS months_remaining
    FROM line
),
banded AS (
    SELECT
        *,
        is_active AND total >= $low_least_total$ AND $on$ - added_date >= $low_least_age_days$ AS is_comparable,
        CASE WHEN total < 10 THEN '5-9' WHEN total < 50 THEN '10-49' WHEN total < 250 THEN '50-249'
            WHEN total < 1000 THEN '250-999' ELSE '1000+' END AS size_band,
        CASE WHEN months_since_added < 3 THEN 'under 3 months' WHEN months_since_added < 12 THEN '3 to 11 months'
            ELSE '12 months or more' END AS age_band
    FROM aged
),
comparable AS (
    SELECT product, size_band, age_band, customer_id, assigned / total AS share FROM banded WHERE is_comparable
),
by_age AS (
    SELECT product, size_band, age_band, count(*) AS lines, count(DISTINCT customer_id) AS customers,
        quantile_cont(share, $low_percentile$ / 100.0) AS bound, median(share) AS middle
    FROM comparable GROUP BY product, size_band, age_band
),
by_size AS (
    SELECT product, size_band, count(*) AS lines, count(DISTINCT customer_id) AS customers,
        quantile_cont(share, $low_percentile$ / 100.0) AS bound, median(share) AS middle
    FROM comparable GROUP BY product, size_band
),
by_product AS (
    SELECT product, count(*) AS lines, count(DISTINCT customer_id) AS customers,
        quantile_cont(share, $low_percentile$ / 100.0) AS bound, median(share) AS middle
    FROM comparable GROUP BY product
),
compared AS (
    -- The narrowest comparison that has enough lines; cohort_level says which: 3 size and age, 2 size, 1 product, 0 none.
    SELECT
        b.*,
        CASE WHEN NOT b.is_comparable THEN NULL WHEN a.lines >= $cohort_least_lines$ THEN 3
            WHEN s.lines >= $cohort_least_lines$ THEN 2 WHEN p.lines >= $cohort_least_product_lines$ THEN 1
            ELSE 0 END AS cohort_level,
        [p.lines, s.lines, a.lines][cohort_level] AS cohort_lines,
        [p.customers, s.customers, a.customers][cohort_level] AS cohort_customers,
        [p.bound, s.bound, a.bound][cohort_level] AS cohort_bound,
        [p.middle, s.middle, a.middle][cohort_level] AS cohort_middle
    FROM banded b
    LEFT JOIN by_age a ON a.product = b.product AND a.size_band = b.size_band AND a.age_band = b.age_band
    LEFT JOIN by_size s ON s.product = b.product AND s.size_band = b.size_band
    LEFT JOIN by_product p ON p.product = b.product
)
SELECT
    customer_id,
    customer_reference,
    customer,
    customer_order,
    first_added_date,
    subscription_id,
    product,
    family,
    kind,
    start_date,
    end_date,
    added_date,
    auto_renews,
    setup_state,
    payment_state,
    cancelled_date,
    is_active,
    is_suspended,
    row_date,
    total,
    assigned,
    used_7d,
    used_90d,
    used_is_derived,
    greatest(total - assigned, 0) AS available,
    greatest(assigned - total, 0) AS overage,
    (used_7d IS NOT NULL)::INTEGER AS used_lines,
    CASE WHEN used_7d IS NOT NULL THEN total ELSE 0 END AS used_total,
    CASE WHEN used_7d IS NOT NULL THEN assigned ELSE 0 END AS used_assigned,
    (end_date - $on$)::INTEGER AS days_until_end,
    ($on$ - added_date)::INTEGER AS days_since_added,
    (end_date - start_date + 1)::INTEGER AS term_days,
    months_since_added::INTEGER AS months_since_added,
    months_remaining::INTEGER AS months_remaining,
    CASE WHEN has_before THEN assigned - assigned_before WHEN is_new_in_week THEN assigned END AS assignment_change,
    CASE WHEN has_before THEN used_7d - used_before WHEN is_new_in_week THEN used_7d END AS usage_change,
    is_new_in_week,
    size_band,
    age_band,
    cohort_level,
    cohort_lines,
    CASE WHEN cohort_customers >= $cohort_least_customers$ THEN cohort_middle END AS cohort_median,
    coalesce(CASE WHEN cohort_level = 0 THEN assigned * 100 < total * $low_floor_percent$
        ELSE assigned / total < cohort_bound AND assigned * 100 < total * $low_ceiling_percent$ END, false) AS is_low
FROM compared
ORDER BY customer_id, subscription_id, product
