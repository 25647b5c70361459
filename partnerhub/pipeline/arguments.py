"""Arguments that several commands take."""

import argparse
from datetime import date


def day(text: str) -> date:
    """Return a date given as YYYY-MM-DD, from 2000 through 2100."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-03-31") from None
    if not 2000 <= found.year <= 2100:
        raise argparse.ArgumentTypeError(f"{text} is outside 2000-01-01 to 2100-12-31")
    return found
