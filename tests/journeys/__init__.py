"""Journeys: user stories in a real browser against a real hub, started as anybody would start it."""
