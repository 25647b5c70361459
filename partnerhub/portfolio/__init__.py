"""What a partner manages: customers, subscriptions, license lines, orders, invoices, tags, and their statuses."""
