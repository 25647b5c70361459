"""rollup-20m, rollup-100m, close-week, ingest-5m and calling-page: calls from files to pages, each beside its baseline."""

import os
import shutil
from datetime import date
from pathlib import Path

from bench.calls_world import write_export
from bench.child import hub, in_child
from bench.table import Result, beside, p95

ON = date(2026, 11, 22)
LAST_WEEK, EVER = date(2026, 11, 15), date(2026, 1, 4)
WEEKS, CUSTOMERS = 8, 5000
SMALL, LARGE = 20_000_000, 100_000_000
TEN_GIGABYTES = 14_100_000  # rows of one file
ROLLUP, GROWTH, ONE_WEEK, INGEST = 1.8, 5.2, 1.0, 2.5
MEGABYTES, INGEST_MEGABYTES = 1000.0, 2000.0
BLOCK_SECONDS = 0.150
AS_ADDED_UP, ANOTHER = 150, 149  # limits of jitter: the one that ingest added up by, and one that makes it look again


def scaled(rows: int) -> int:
    """Return a number of rows, divided by BENCH_DIVISOR for a try on a small machine; sizes and names say the true one."""
    return rows // int(os.environ.get("BENCH_DIVISOR", "1"))


def run_20m(folder: Path, *, full: bool) -> list[Result]:
    """Add up every week of 20 million call records."""
    return _rolled(folder, "rollup-20m", scaled(SMALL), 5 if full else 3)[0]


def run_100m(folder: Path, *, full: bool) -> list[Result]:
    """Add up every week of 100 million call records, and of 20 million in the same run, so that growth shows."""
    _, small = _rolled(folder / "small", "rollup-20m", scaled(SMALL), 3)
    shutil.rmtree(folder / "small")
    results, large = _rolled(folder, "rollup-100m", scaled(LARGE), 3)
    size = f"{scaled(LARGE):,} rows"
    return [*results, beside("rollup-100m growth", size, large, f"{scaled(SMALL):,} rows", small, GROWTH)]


def _rolled(home: Path, name: str, rows: int, runs: int) -> tuple[list[Result], list[float]]:
    """Return the results of adding up all weeks, and the seconds of doing it as the hub does after ingest."""
    in_child(home, "bench.fill_calls", rows, WEEKS, ON, CUSTOMERS)
    scans, raw = _in_turn(home, EVER, AS_ADDED_UP, runs)  # nothing was added up at ingest
    in_child(home, "bench.partials_one")
    more_scans, ours = _in_turn(home, EVER, AS_ADDED_UP, runs)
    again_scans, anew = _in_turn(home, EVER, ANOTHER, runs)
    size, scan = f"{rows:,} rows, {WEEKS} weeks", "bare scan"
    peak = max(one["peak_mb"] for one in (*ours, *anew, *raw))
    seconds = [one["seconds"] for one in ours]
    return [
        beside(name, size, seconds, scan, more_scans, ROLLUP, peak),
        beside(f"{name} thresholds changed", size, [one["seconds"] for one in anew], scan, again_scans, ROLLUP),
        beside(f"{name} nothing added up at ingest", size, [one["seconds"] for one in raw], scan, scans, ROLLUP),
        Result(f"{name} peak memory", size, peak, "goal 1000 MB", MEGABYTES, 1.0, runs),
    ], seconds


def _in_turn(home: Path, first: date, jitter: int, runs: int) -> tuple[list[float], list[dict[str, float]]]:
    """Return the seconds of bare scans and what closing the weeks from one on took, in turn, after one of each."""
    scans, ours = [], []
    for number in range(runs + 1):
        scan = in_child(home, "bench.scan_one", first)["seconds"]
        measured = in_child(home, "bench.roll_one", ON, first, jitter)
        if number:
            scans.append(scan)
            ours.append(measured)
    return scans, ours


def run_week(folder: Path, *, full: bool) -> list[Result]:
    """Close one more week after seven that are closed: of 20 million records, and of 100 million when there is time."""
    found = []
    for rows in (scaled(SMALL), scaled(LARGE)) if full else (scaled(SMALL),):
        home = folder / str(rows)
        in_child(home, "bench.fill_calls", rows, WEEKS, ON, CUSTOMERS)
        in_child(home, "bench.partials_one")
        scans, ours = _in_turn(home, LAST_WEEK, AS_ADDED_UP, 5 if full else 3)
        shutil.rmtree(home)
        size, peak = f"{rows // WEEKS:,} rows in the week", max(one["peak_mb"] for one in ours)
        name, seconds = f"close-week of {rows // 1_000_000} million", [one["seconds"] for one in ours]
        found.append(beside(name, size, seconds, "bare scan of the week", scans, ONE_WEEK, peak))
    return found


def run_ingest(folder: Path, *, full: bool) -> list[Result]:
    """Import five million call records and what was measured of them, and turn the same files into Parquet, in turn."""
    rows = scaled(5_000_000)
    paths = write_export(folder / "files", rows, LAST_WEEK)
    theirs, ours, peaks = [], [], []
    for number in range(3):
        home = folder / f"home-{number}"
        in_child(home, "bench.fill_calls", 0, 0, ON, CUSTOMERS)
        theirs.append(in_child(home, "bench.bare_csv", *paths)["seconds"])
        measured = in_child(home, "bench.import_one", *paths)
        ours.append(measured["seconds"])
        peaks.append(measured["peak_mb"])
        shutil.rmtree(home)
    total = sum(path.stat().st_size for path in paths) / 1e9
    size = f"{rows:,} rows of 84 columns and media, {total:.1f} GB, {rows / sorted(ours)[1]:,.0f} rows/s"
    return [
        beside("ingest-5m", size, ours, "bare DuckDB read_csv to Parquet", theirs, INGEST, max(peaks)),
        Result("ingest-5m peak memory", size, max(peaks), "goal 2000 MB", INGEST_MEGABYTES, 1.0, len(peaks)),
    ]


def run_large(folder: Path, *, full: bool) -> list[Result]:
    """Import one file of ten gigabytes once, for its memory."""
    rows = scaled(TEN_GIGABYTES)
    calls, _ = write_export(folder / "files", rows, LAST_WEEK)
    home = folder / "home"
    in_child(home, "bench.fill_calls", 0, 0, ON, CUSTOMERS)
    measured = in_child(home, "bench.import_one", calls)
    size = f"one file of {calls.stat().st_size / 1e9:.1f} GB, {rows:,} rows, {rows / measured['seconds']:,.0f} rows/s"
    return [Result("ingest-10gb peak memory", size, measured["peak_mb"], "goal 2000 MB", INGEST_MEGABYTES, 1.0, 1)]


def run_page(folder: Path, *, full: bool) -> list[Result]:
    """Ask for every block of the page, with 5,000 customers and with 100,000."""
    results = []
    for customers in (CUSTOMERS, scaled(100_000)):
        home = folder / str(customers)
        in_child(home, "bench.fill_calls", customers * 160, 16, ON, customers)
        in_child(home, "bench.partials_one")
        hub(home, "build", "--as-of", ON)
        measured = in_child(home, "bench.ask_calls", ON, 40 if full else 20)
        size = f"{customers:,} customers, 16 weeks"
        for block, times in measured["blocks"].items():
            name = f"calling-page/{block} p95, {customers:,}"
            results.append(
                Result(name, size, p95(times), "goal 150 ms", BLOCK_SECONDS, 1.0, len(times), measured["peak_mb"])
            )
    return results
