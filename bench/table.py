"""Results: what was measured against what, how they are printed and kept."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
LATEST = HERE / "latest.json"
DOCS = HERE.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True)
class Result:
    """One line: medians in seconds (or megabytes, where the name says so), their ratio, and the ratio's limit."""

    name: str
    size: str
    ours_seconds: float
    baseline: str
    baseline_seconds: float
    limit: float
    runs: int
    peak_mb: float | None = None
    on: str = field(default_factory=lambda: f"{datetime.now(UTC):%Y-%m-%d}")

    @property
    def ratio(self) -> float:
        """Return how many times the baseline ours took."""
        return self.ours_seconds / self.baseline_seconds

    @property
    def is_within(self) -> bool:
        """Say whether the ratio keeps its limit."""
        return self.ratio <= self.limit


def beside(
    name: str, size: str, ours: list[float], baseline: str, theirs: list[float], limit: float, peak: float | None = None
):
    """Return a result from the runs of ours and of the baseline."""
    return Result(name, size, median(ours), baseline, median(theirs), limit, len(ours), peak)


def p95(values: list[float]) -> float:
    """Return the value that 95 of 100 runs did not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def machine() -> str:
    """Return on what and when this was measured."""
    model = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}, {datetime.now(UTC):%Y-%m-%d}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def keep(results: list[Result]) -> list[Result]:
    """Write the results where scripts find them, in place of earlier ones of the same name, and return all there are."""
    found = json.loads(LATEST.read_text()) if LATEST.exists() else []
    known = [Result(**{name: value for name, value in row.items() if name != "ratio"}) for row in found]
    new = {result.name: result for result in results}
    every = [new.pop(result.name, result) for result in known] + list(new.values())
    LATEST.write_text(json.dumps([asdict(one) | {"ratio": round(one.ratio, 3)} for one in every], indent=1) + "\n")
    return every


def printed(results: list[Result]) -> str:
    """Return the results as a table of text; the last line counts those within and over their limits."""
    heads = ("name", "size", "ours", "baseline", "", "ratio", "limit", "peak MB", "runs", "")
    lines = [heads, *(_cells(result) for result in results)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    text = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
    within = sum(result.is_within for result in results)
    return f"{machine()}\n\n{text}\n\n{within} within, {len(results) - within} over"


def as_markdown(results: list[Result]) -> str:
    """Return the results as the page of the docs."""
    head = "| name | size | ours | baseline | | ratio | limit | peak MB | runs | | on |\n|---|---|--:|---|--:|--:|--:|--:|--:|---|---|"
    body = "\n".join(f"| {' | '.join((*_cells(result), result.on))} |" for result in results)
    return (
        "# Benchmarks\n\nMade by `make bench-full` (the part that fits in ten minutes: `make bench`). Medians of the runs; ours and its "
        f"baseline in turn within one process tree. Absolute times belong to the machine, ratios carry over.\n\n{machine()}\n\n"
        f"{head}\n{body}\n"
    )


def _cells(result: Result) -> tuple[str, ...]:
    unit = "MB" if "MB" in result.baseline else "s"
    amount = "{:.0f} MB" if unit == "MB" else "{:.4f} s"
    return (
        result.name, result.size, amount.format(result.ours_seconds), result.baseline, amount.format(result.baseline_seconds),
        f"{result.ratio:.2f}", f"{result.limit:.2f}", f"{result.peak_mb:.0f}" if result.peak_mb else "", str(result.runs),
        "within" if result.is_within else "OVER",
    )  # fmt: skip
