"""list-100k, list-1m, status-1m: the customer page beside bare SQL for the same rows, and judging every customer at midnight."""

from pathlib import Path

from bench.child import in_child
from bench.table import Result, beside, p95

SMALL, LARGE = 100_000, 1_000_000
RATIO, GROWTH = 3.0, 2.0
PAGE_SECONDS, STATUS_SECONDS = 0.100, 300.0


def measured(folder: Path, customers: int, *, full: bool) -> dict:
    """Fill a hub and ask it."""
    home = folder.parent / f"list-{customers}"
    filled = {} if home.exists() else in_child(home, "bench.list_fill", customers)
    return in_child(home, "bench.list_ask", 40 if full else 12) | {"judging": filled.get("seconds")}


def run_100k(folder: Path, *, full: bool) -> list[Result]:
    """Measure the list of 100,000 customers."""
    return results("list-100k", SMALL, measured(folder, SMALL, full=full))


def run_1m(folder: Path, *, full: bool) -> list[Result]:
    """Measure the list of a million customers, its growth, its first start, and judging all of them."""
    small, large = measured(folder, SMALL, full=full), measured(folder, LARGE, full=full)
    found = results("list-1m", LARGE, large)
    size = f"{LARGE:,} customers"
    for name, times in large["questions"].items():
        theirs = small["questions"][name]["ours"]
        found.append(beside(f"list-1m/{name} growth", size, times["ours"], f"{SMALL:,} customers", theirs, GROWTH))
    if large["judging"]:
        found.append(Result("status-1m", size, large["judging"], "goal 5 minutes", STATUS_SECONDS, 1.0, 1))
    return found


def results(name: str, customers: int, asked: dict) -> list[Result]:
    """Return the lines of one size."""
    size, found = f"{customers:,} customers, {customers * 3:,} terms", []
    for question, times in asked["questions"].items():
        title, runs = f"{name}/{question}", len(times["ours"])
        found.append(beside(title, size, times["ours"], "bare SQL", times["theirs"], RATIO, asked["peak_mb"]))
        found.append(Result(f"{title} p95", size, p95(times["ours"]), "goal 100 ms", PAGE_SECONDS, 1.0, runs))
    found.append(Result(f"{name} first list of a process", size, asked["first"], "goal 30 s", 30.0, 1.0, 1))
    return found
