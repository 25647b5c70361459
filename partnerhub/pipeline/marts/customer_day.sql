-- One row per customer of the partner on the day $on$: its statuses and how fresh its license rows are.
-- The newest dates are empty for a customer that never had a line of Meetings, of Calling, or of either.
-- The partner's own organization is in no customer count and not here.
-- Inputs: customer, customer_status, line_state, subscription, product.
SELECT
    c.id::INTEGER AS customer_id,
    c.reference AS customer_reference,
    c.name AS customer,
    sort_name(c.name) AS customer_order,
    t.status_bits::INTEGER AS status_bits,
    max(l.row_date) FILTER (p.family <> '') AS newest_row_date,
    max(l.row_date) FILTER (p.family = 'MEETINGS') AS newest_meetings_date,
    max(l.row_date) FILTER (p.family = 'CALLING') AS newest_calling_date
FROM customer c
JOIN customer_status t ON t.id = c.id
LEFT JOIN subscription s ON s.customer_id = c.id
LEFT JOIN line_state l ON l.subscription_id = s.subscription_id
LEFT JOIN product p ON p.code = l.product
WHERE NOT c.is_own
GROUP BY c.id, c.reference, c.name, t.status_bits
ORDER BY customer_id
