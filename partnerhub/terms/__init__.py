"""The vocabulary as data, pure Python: codes with their labels, thresholds with their defaults, error codes."""
