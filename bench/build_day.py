"""build-day: one more day at 100,000 customers costs that day, however many days were built before."""

from datetime import date, timedelta
from pathlib import Path

from bench.child import hub, in_child
from bench.table import Result, beside

FIRST = date(2026, 5, 24)
CUSTOMERS = 100_000
LIMIT = 1.5


def run(folder: Path, *, full: bool) -> list[Result]:
    """Build three more days after 1 day of history, and after 180, in turn."""
    days_before = (1, 180)
    runs = 5 if full else 3
    homes = {}
    for days in days_before:
        homes[days] = folder / str(days)
        last = FIRST + timedelta(days=180)
        history = [last - timedelta(days=back) for back in reversed(range(days))]
        in_child(homes[days], "bench.fill", CUSTOMERS, last, *history)
        hub(homes[days], "build", "--as-of", last)
    times: dict[int, list[float]] = {days: [] for days in days_before}
    peak = 0.0
    for step in range(1, runs + 1):
        day = FIRST + timedelta(days=180 + step)
        for days in days_before:
            in_child(homes[days], "bench.fill", CUSTOMERS, day, day)
            measured = in_child(homes[days], "bench.build_one", day)
            times[days].append(measured["seconds"])
            peak = max(peak, measured["peak_mb"])
    size = f"{CUSTOMERS:,} customers, {CUSTOMERS * 3:,} lines"
    return [beside("build-day after 180 days", size, times[180], "after 1 day", times[1], LIMIT, peak)]
