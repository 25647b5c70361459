"""Helpers without a domain word: dates and weeks, files, discovery, near words."""
