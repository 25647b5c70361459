"""`python -m bench.scan_one FIRST`: time a bare scan of the columns that the weekly marts need, from a week on. A child process."""

import json
import sys
import time
from datetime import date

import django


def main(first: date) -> None:
    """Read the columns week by week with nothing but the engine, and print the seconds."""
    django.setup()
    import duckdb

    from bench.calls_world import columns_read
    from partnerhub.pipeline.call_parts import ROWS, call_parts
    from partnerhub.tenancy.selectors import partners

    engine = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    parts = call_parts(partners()[0].id, ROWS, first=first)
    begun = time.perf_counter()
    for part in parts:
        engine.execute(f"SELECT {', '.join(columns_read())} FROM read_parquet('{part.path}')").fetchall()
    print(json.dumps({"seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
