"""The customer behind a row of the list: what it is, what it bought, who holds that, what was billed; and changing it."""
