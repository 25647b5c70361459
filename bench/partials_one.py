"""`python -m bench.partials_one`: add up every part of the lake as ingest does, and print the seconds. A child process."""

import json
import time

import django


def main() -> None:
    """Write the partial aggregates that the parts lack."""
    django.setup()
    from django.db import transaction

    from partnerhub.pipeline.call_parts import PARTIALS, ROWS, call_parts, register_calls, write_part
    from partnerhub.pipeline.engine import open_engine, query, quoted
    from partnerhub.pipeline.ingest.calling.joining import made_with
    from partnerhub.pipeline.manifest import folder_of
    from partnerhub.tenancy.selectors import partners
    from partnerhub.terms.thresholds import DEFAULTS

    partner = partners()[0]
    engine = open_engine(folder_of(partner.id) / "spill")
    begun, made = time.perf_counter(), []
    for part in call_parts(partner.id, ROWS):
        engine.execute(f"CREATE OR REPLACE TEMP VIEW call_row AS SELECT * FROM read_parquet({quoted(part.path)})")
        for partial in PARTIALS:
            source = f"calls {partial}"
            sql = query("warehouse", partial, DEFAULTS)
            made.append(write_part(engine, partner.id, source, part.week, sql, made_with(source, DEFAULTS)))
    with transaction.atomic():
        register_calls(partner.id, made, [], None)
    print(json.dumps({"seconds": time.perf_counter() - begun}))


if __name__ == "__main__":
    main()
