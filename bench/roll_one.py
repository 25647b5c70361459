"""`python -m bench.roll_one DAY FIRST POOR`: time closing all weeks from FIRST on, with another limit of jitter. A child process.

With the limit that the partial aggregates were made with, nothing is read but them; with any other one the measurements are.
"""

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django


def main(on: date, first: date, poor: int) -> None:
    """Close the weeks anew and print the seconds it took."""
    django.setup()
    from partnerhub.pipeline import manifest
    from partnerhub.pipeline.call_weeks import CallWeeks, Facts
    from partnerhub.pipeline.engine import open_engine
    from partnerhub.pipeline.manifest import BuiltCallWeek
    from partnerhub.pipeline.output import Output
    from partnerhub.tenancy.selectors import partners
    from partnerhub.terms.thresholds import DEFAULTS

    partner = partners()[0]
    known = manifest.load(partner.id)
    folder = Path(manifest.folder_of(partner.id)).parent / "rolling"
    engine = open_engine(folder / "spill")
    engine.execute("CREATE TABLE customer AS SELECT range::INTEGER AS id, false AS is_own FROM range(1, 5002)")
    facts = Facts({**DEFAULTS, "poor_jitter_ms": poor}, "", "")
    weeks = CallWeeks(engine, Output(engine, folder), known, partner.id, facts, folder)
    for week, parts in weeks._parts().items():
        if week < first:  # as if it were closed already
            built = BuiltCallWeek(weeks._inputs(week, parts), facts.thresholds(), "never read", "", "")
            known.call_weeks[week.isoformat()] = built
    begun = time.perf_counter()
    closed = weeks.bring_up_to(on, lambda stage, done, total: None)
    seconds = time.perf_counter() - begun
    for path in folder.glob("*.*"):
        path.unlink()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "weeks": closed, "peak_mb": peak}))


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
