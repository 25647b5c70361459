-- One row per customer, side of the toggle and closed week: license counts on the week's Saturday, $saturday$.
-- Additive counts only. known_lines counts every line that had a row by then; the sums are over active ones.
-- used_7d is empty where no active line's use is known. Clipped values are clipped per line and then summed.
-- Inputs: line_state, subscription, product, active_span.
SELECT
    s.customer_id::INTEGER AS customer_id,
    p.family,
    count(*)::INTEGER AS known_lines,
    count(*) FILTER (active)::INTEGER AS active_lines,
    count(l.used_7d) FILTER (active)::INTEGER AS used_lines,
    coalesce(sum(l.total) FILTER (active), 0)::BIGINT AS total,
    coalesce(sum(l.assigned) FILTER (active), 0)::BIGINT AS assigned,
    (sum(l.used_7d) FILTER (active))::BIGINT AS used_7d,
    coalesce(sum(greatest(l.assigned - l.used_7d, 0)) FILTER (active AND l.used_7d IS NOT NULL), 0)::BIGINT
        AS assigned_unused,
    coalesce(sum(greatest(l.total - l.assigned, 0)) FILTER (active), 0)::BIGINT AS available,
    coalesce(sum(greatest(l.assigned - l.total, 0)) FILTER (active), 0)::BIGINT AS overage
FROM (
    SELECT l.*, EXISTS (
        SELECT 1 FROM active_span a
        WHERE a.subscription_id = l.subscription_id AND $saturday$ BETWEEN a.first_day AND a.last_day
    ) AS active
    FROM line_state l
) l
JOIN subscription s ON s.subscription_id = l.subscription_id
JOIN product p ON p.code = l.product AND p.family <> ''
WHERE NOT s.is_own
GROUP BY s.customer_id, p.family
ORDER BY customer_id, p.family
