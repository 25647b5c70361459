"""Door 1: HTML pages and their parts."""
