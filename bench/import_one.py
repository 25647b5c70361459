"""`python -m bench.import_one FILE…`: time one import and the commit inside it. A child process."""

import json
import resource
import sys
import time
from pathlib import Path

import django


def main(paths: list[Path]) -> None:
    """Import the files and print the seconds of the whole, and those of the transaction that commits."""
    django.setup()
    from partnerhub.config.start import make_ready
    from partnerhub.pipeline.ingest import commit, runs
    from partnerhub.pipeline.ingest.prepare import Options
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    make_ready()
    partner = partners()[0]
    spent = [0.0]
    for name in ("_store", "_close"):  # what runs inside the transaction
        setattr(commit, name, timing(getattr(commit, name), spent))
    begun = time.perf_counter()
    run = runs.import_paths(Scope.system(partner.id, partner.name, "bench"), paths, Options(), dry_run=False)
    seconds = time.perf_counter() - begun
    assert run.state == "COMMITTED", run.errors
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "commit_seconds": spent[0], "peak_mb": peak}))


def timing(work, spent: list[float]):
    """Return work that adds the time it takes."""

    def timed(*args, **kwargs):
        begun = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            spent[0] += time.perf_counter() - begun

    return timed


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
