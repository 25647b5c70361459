"""Door 2: JSON."""
