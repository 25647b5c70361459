"""`python -m bench.build_one DAY`: time the build of one day. A child process."""

import json
import resource
import sys
import time
from datetime import date

import django


def main(day: date) -> None:
    """Build the day and print the seconds it took."""
    django.setup()
    from partnerhub.pipeline.run import build_partners

    begun = time.perf_counter()
    outcomes = [outcome for _, outcome in build_partners(day)]
    seconds = time.perf_counter() - begun
    assert not any(outcome.skipped for outcome in outcomes)
    print(json.dumps({"seconds": seconds, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
