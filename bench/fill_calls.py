"""`python -m bench.fill_calls ROWS WEEKS DAY CUSTOMERS`: fill a data folder with customers and weeks of calls in the lake. A child process."""

import json
import sys
from datetime import date
from pathlib import Path

import django


def main(rows: int, weeks: int, on: date, customers: int) -> None:
    """Import the customers, each with a Calling line, and put the weeks into the lake, without anything added up."""
    django.setup()
    import duckdb
    from django.conf import settings
    from django.db import transaction

    from bench.calls_world import name_organizations, week_sql, weeks_before
    from bench.worlds import write_licenses, write_records
    from partnerhub.config.start import make_ready
    from partnerhub.pipeline.call_parts import ROWS, register_calls, write_part
    from partnerhub.pipeline.ingest import runs
    from partnerhub.pipeline.ingest.prepare import Options
    from partnerhub.portfolio.records import customers_named
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    make_ready()
    partner = partners()[0]
    scope = Scope.system(partner.id, partner.name, "bench")
    files = Path(settings.HOME) / "files"
    paths = write_records(files, customers, on)
    write_licenses(files / "licenses.csv", customers, on)
    name_organizations(paths[0])
    run = runs.import_paths(scope, [*paths, files / "licenses.csv"], Options(), dry_run=False)
    assert run.state == "COMMITTED", run.errors
    first = min(customers_named(scope, {f"org-{number}" for number in range(customers)}).values())
    engine = duckdb.connect(config={"threads": 2, "memory_limit": "2GB"})
    parts = [
        write_part(engine, partner.id, ROWS, week, week_sql(rows // weeks, week, number, customers, first), "20")
        for number, week in enumerate(weeks_before(on, weeks))
    ]
    with transaction.atomic():
        register_calls(partner.id, parts, [], None)
    print(json.dumps({"rows": sum(part.rows for part in parts), "bytes": sum(part.path.stat().st_size for part in parts)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), date.fromisoformat(sys.argv[3]), int(sys.argv[4]))
