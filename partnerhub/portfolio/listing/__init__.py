"""The customer list in memory: one array per fact, in the order of names, kept as new as the records."""
