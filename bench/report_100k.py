"""report-100k: every block of the subscription report beside the same aggregate written by hand over the same mart."""

from datetime import date, timedelta
from pathlib import Path

from bench.child import hub, in_child
from bench.table import Result, beside, p95

ON = date(2026, 11, 22)
SMALL, LARGE = 10_000, 100_000
RATIO, GROWTH = 3.0, 4.0
BLOCK_SECONDS, PAGE_SECONDS = 0.150, 1.0


def history(weeks: int) -> list[date]:
    """Return the Saturdays of so many closed weeks, and the last eight days."""
    saturday = ON - timedelta(days=1)
    return sorted(
        {saturday - timedelta(days=7 * week) for week in range(weeks)} | {ON - timedelta(days=n) for n in range(8)}
    )


def run(folder: Path, *, full: bool) -> list[Result]:
    """Measure in two sizes, so that growth shows."""
    measured = {}
    for customers in (SMALL, LARGE):
        home = folder / str(customers)
        in_child(home, "bench.fill", customers, ON, *history(26))
        hub(home, "build", "--as-of", ON)
        measured[customers] = in_child(home, "bench.ask", ON, 40 if full else 20)
    size = f"{LARGE:,} customers, {LARGE * 3:,} lines, 26 weeks"
    results = []
    for block, times in measured[LARGE]["blocks"].items():
        name = f"report-100k/{block}"
        peak = measured[LARGE]["peak_mb"]
        results.append(beside(name, size, times["ours"], "hand-written DuckDB", times["theirs"], RATIO, peak))
        runs = len(times["ours"])
        results.append(Result(f"{name} p95", size, p95(times["ours"]), "goal 150 ms", BLOCK_SECONDS, 1.0, runs))
        small = measured[SMALL]["blocks"][block]["ours"]
        results.append(beside(f"{name} growth", size, times["ours"], f"{SMALL:,} customers", small, GROWTH))
    page = measured[LARGE]["page"]
    results.append(Result("report-100k page with all blocks p95", size, p95(page), "goal 1 s", PAGE_SECONDS, 1.0, len(page)))
    return results
