"""import-100k: 100,000 subscriptions with their license rows, beside a bare csv + insert loop."""

from datetime import date
from pathlib import Path

from bench.child import in_child
from bench.table import Result, beside
from bench.worlds import write_licenses, write_records

ON = date(2026, 11, 22)
SUBSCRIPTIONS = 100_000
SECONDS, COMMIT_SECONDS, MEGABYTES = 30.0, 5.0, 300.0


def run(folder: Path, *, full: bool) -> list[Result]:
    """Import into a fresh hub that knows the customers, and load the same files with a bare loop, in turn."""
    folder.mkdir(parents=True)
    customers, subscriptions = write_records(folder / "files", SUBSCRIPTIONS, ON)
    licenses = folder / "files" / "licenses.csv"
    write_licenses(licenses, SUBSCRIPTIONS, ON)
    rows = SUBSCRIPTIONS * 4
    ours, theirs, commits, peaks = [], [], [], []
    for number in range(5 if full else 3):
        home = folder / f"home-{number}"
        in_child(home, "bench.import_one", customers)
        measured = in_child(home, "bench.import_one", subscriptions, licenses)
        ours.append(measured["seconds"])
        commits.append(measured["commit_seconds"])
        peaks.append(measured["peak_mb"])
        theirs.append(in_child(home, "bench.bare_loop", subscriptions, licenses)["seconds"])
    size = f"{SUBSCRIPTIONS:,} subscriptions, {rows:,} rows, {rows / sorted(ours)[len(ours) // 2]:,.0f} rows/s"
    peak = max(peaks)
    return [
        beside("import-100k", size, ours, "goal 30 s", [SECONDS], 1.0, peak),
        beside(
            "import-100k commit of 100,000 rows",
            size,
            [seconds / rows * 100_000 for seconds in commits],
            "goal 5 s",
            [COMMIT_SECONDS],
            1.0,
        ),
        beside("import-100k beside a bare loop", size, ours, "bare csv + insert loop, no checks", theirs, 60.0),
        Result("import-100k peak memory", size, peak, "goal 300 MB", MEGABYTES, 1.0, len(peaks)),
    ]
