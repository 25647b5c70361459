"""`python -m bench.fill CUSTOMERS DAY…`: fill a data folder with a world and its license history. A child process."""

import json
import sys
import uuid
from datetime import date
from pathlib import Path

import django


def main(customers: int, on: date, days: list[date]) -> None:
    """Import the records and put the days into the lake."""
    django.setup()
    from django.conf import settings
    from django.db import transaction

    from bench.worlds import day_sql, write_records
    from partnerhub.config.start import make_ready
    from partnerhub.pipeline import lake
    from partnerhub.pipeline.engine import open_engine, quoted
    from partnerhub.pipeline.ingest import runs
    from partnerhub.pipeline.ingest.prepare import Options
    from partnerhub.portfolio.records import claim_version, facts_version
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    make_ready()
    partner = partners()[0]
    scope = Scope.system(partner.id, partner.name, "bench")
    if not facts_version(scope):
        paths = write_records(Path(settings.HOME) / "files", customers, on)
        run = runs.import_paths(scope, paths, Options(), dry_run=False)
        assert run.state == "COMMITTED", run.errors
    engine = open_engine(Path(settings.HOME) / "spill")
    parts = []
    for day in days:
        path = settings.LAKE_DIR / str(partner.id) / "licenses" / day.isoformat() / f"{uuid.uuid4().hex}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        engine.execute(f"COPY ({day_sql(customers, day)}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
        parts.append(lake.Part(day, path, customers * 3))
    with transaction.atomic():
        claim_version(scope, facts_version(scope))
        lake.register(partner.id, lake.LICENSES, parts)
    print(json.dumps({"parts": len(parts)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), date.fromisoformat(sys.argv[2]), [date.fromisoformat(day) for day in sys.argv[3:]])
