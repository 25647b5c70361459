"""The customer list at two sizes and on two databases: the page beside bare SQL and beside the framework's own list, judging
every customer at midnight, tagging ten thousand, exporting everything."""

from pathlib import Path

from bench.child import in_child
from bench.databases import POSTGRESQL, SQLITE, running
from bench.table import Result, beside, p95

SMALL, LARGE, BULK = 100_000, 1_000_000, 10_000
RATIO, GROWTH = 3.0, 2.0
PAGE_SECONDS, STATUS_SECONDS, START_SECONDS, BULK_SECONDS = 0.100, 300.0, 5.0, 5.0
BEGIN_SECONDS, EXPORT_MB, EXPORT_RATIO = 1.0, 200.0, 25.0
BOTH = (SQLITE, POSTGRESQL)


class Hub:
    """A hub full of customers, kept for the other benchmarks of this call. It lives while the block does."""

    def __init__(self, folder: Path, customers: int, kind: str) -> None:
        self.home = folder.parent / f"list-{customers}-{kind}"
        self.customers, self.database = customers, running(kind, self.home.with_name(f"database-{customers}"))
        self.judging: float | None = None  # seconds, when it was filled just now

    def __enter__(self) -> "Hub":
        self.environment = self.database.__enter__()
        if not self.home.exists():
            self.judging = self.child("list_fill", self.customers)["seconds"]
        return self

    def __exit__(self, *wrong: object) -> None:
        self.database.__exit__(*wrong)

    def child(self, module: str, *arguments: object) -> dict:
        """Run one piece of work on this hub."""
        return in_child(self.home, f"bench.{module}", *arguments, **self.environment)


def run_100k(folder: Path, *, full: bool) -> list[Result]:
    """Measure the list of 100,000 customers; on PostgreSQL as well when there is time."""
    return [one for kind in (BOTH if full else (SQLITE,)) for one in _list(folder, SMALL, kind, full=full)]


def run_1m(folder: Path, *, full: bool) -> list[Result]:
    """Measure the list of a million customers and how it grew from 100,000, on both databases."""
    found = []
    for kind in BOTH:
        large = _list(folder, LARGE, kind, full=full)
        small = {one.name.partition("/")[2]: one for one in _list(folder, SMALL, kind, full=full)}
        found += large
        for one in large:
            same = small.get(one.name.partition("/")[2])
            if same and one.baseline == "bare SQL":
                size = f"{LARGE:,} customers, {kind}"
                found.append(
                    Result(
                        f"{one.name} growth",
                        size,
                        one.ours_seconds,
                        f"{SMALL:,} customers",
                        same.ours_seconds,
                        GROWTH,
                        one.runs,
                    )
                )
    return found


def run_status(folder: Path, *, full: bool) -> list[Result]:
    """Measure judging a million customers, none of whom was judged before."""
    found = []
    for kind in BOTH:
        with Hub(folder, LARGE, kind) as hub:
            seconds = hub.judging or hub.child("list_judge")["seconds"]
            found.append(_goal(f"status-1m {kind}", f"{LARGE:,} customers", seconds, "goal 5 minutes", STATUS_SECONDS))
    return found


def run_bulk(folder: Path, *, full: bool) -> list[Result]:
    """Measure hanging a tag on ten thousand of 100,000 customers."""
    found = []
    for kind in BOTH if full else (SQLITE,):
        with Hub(folder, SMALL, kind) as hub:
            times = hub.child("bulk_tag", BULK, 5 if full else 3)
            size, ours = f"{BULK:,} of {SMALL:,} customers, {kind}", sorted(times["ours"])
            found.append(_goal(f"bulk-10k {kind}", size, ours[len(ours) // 2], "goal 5 s", BULK_SECONDS, len(ours)))
            bare = "bare inserts, no outcomes, no trail"
            found.append(beside(f"bulk-10k {kind} beside bare rows", size, times["ours"], bare, times["theirs"], 60.0))
    return found


def run_export(folder: Path, *, full: bool) -> list[Result]:
    """Measure the export of a million customers as CSV."""
    found = []
    for kind in BOTH:
        with Hub(folder, LARGE, kind) as hub:
            done = hub.child("export_list", 3)
            assert done["rows"] == LARGE, done["rows"]
            size, name = f"{LARGE:,} customers, {kind}", f"export-1m {kind}"
            found.append(_goal(f"{name} first row", size, sorted(done["first"])[1], "goal 1 s", BEGIN_SECONDS, 3))
            found.append(_goal(f"{name} memory on top", size, done["mb"], "goal 200 MB", EXPORT_MB, 3))
            bare = "bare query and CSV writer, no tags, no rights"
            found.append(beside(f"{name} whole", size, done["whole"], bare, done["theirs"], EXPORT_RATIO, done["peak"]))
    return found


def _goal(name: str, size: str, ours: float, goal: str, limit: float, runs: int = 1) -> Result:
    return Result(name, size, ours, goal, limit, 1.0, runs)


def _list(folder: Path, customers: int, kind: str, *, full: bool) -> list[Result]:
    with Hub(folder, customers, kind) as hub:
        asked = hub.child("list_ask", 40 if full else 12)
    name = f"list-{'1m' if customers == LARGE else '100k'}" + ("" if kind == SQLITE else f" {kind}")
    size, found = f"{customers:,} customers, {customers * 3:,} terms", []
    for question, times in asked["questions"].items():
        title, runs = f"{name}/{question}", len(times["ours"])
        found.append(beside(title, size, times["ours"], "bare SQL", times["theirs"], RATIO, asked["peak_mb"]))
        found.append(_goal(f"{title} p95", size, p95(times["ours"]), "goal 100 ms", PAGE_SECONDS, runs))
        if times["framework"]:
            mine = times["ours"][: len(times["framework"])]
            found.append(
                beside(f"{title} beside the framework", size, mine, "the framework's list", times["framework"], 1.0)
            )
    found.append(_goal(f"{name} first list of a process", size, asked["first"], "goal 5 s", START_SECONDS))
    return found
