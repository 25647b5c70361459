"""`python -m bench [--full] [NAME]`: run benchmarks, print their table, keep it for scripts."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bench import build_day, calling, customer_list, import_100k, report_100k, small_hub
from bench.table import DOCS, Result, as_markdown, keep, printed

BENCHMARKS = {
    "report-100k": report_100k.run,
    "build-day": build_day.run,
    "import-100k": import_100k.run,
    "small-hub": small_hub.run,
    "list-100k": customer_list.run_100k,
    "bulk-10k": customer_list.run_bulk,
    "rollup-20m": calling.run_20m,
    "close-week": calling.run_week,
    "ingest-5m": calling.run_ingest,
    "calling-page": calling.run_page,
    "ingest-10gb": calling.run_large,
    "rollup-100m": calling.run_100m,
    "list-1m": customer_list.run_1m,
    "status-1m": customer_list.run_status,
    "export-1m": customer_list.run_export,
}
HOURS_ALLOWED = {
    "rollup-100m",
    "ingest-5m",
    "ingest-10gb",
    "calling-page",
    "list-1m",
    "status-1m",
    "export-1m",
}  # only when named, or with --full


def main() -> int:
    """Run what was asked for and return 1 when something is over its limit."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--full", action="store_true", help="more runs, and the page of the docs")
    options = parser.parse_args()
    unknown = set(options.name) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as folder:
        for name in options.name or [name for name in BENCHMARKS if options.full or name not in HOURS_ALLOWED]:
            print(f"{name} …", file=sys.stderr, flush=True)
            results += BENCHMARKS[name](Path(folder) / name, full=options.full)
            every = keep(results)  # after each, so that stopping loses only what runs
            if options.full:
                DOCS.write_text(as_markdown(every))
    print(printed(results))
    return int(any(not result.is_within for result in results))


if __name__ == "__main__":
    os.environ.pop("HUB_HOME", None)
    sys.exit(main())
