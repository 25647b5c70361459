"""`python -m bench.ask_calls DAY RUNS`: time every block of calling engagement as the page asks for it. A child process."""

import json
import resource
import sys
from datetime import date
from functools import partial

import django

from bench.ask import timed


def main(on: date, runs: int) -> None:
    """Ask for each block so often after a first time, and print the seconds."""
    django.setup()
    from partnerhub.reports.answer import answer, report_named
    from partnerhub.reports.shapes import Question
    from partnerhub.tenancy.scope import Scope
    from partnerhub.tenancy.selectors import partners

    partner = partners()[0]
    scope = Scope.system(partner.id, partner.name, "bench")
    blocks = {}
    for block in report_named("calling").blocks:
        ask = partial(answer, scope, "calling", Question(on=on, blocks=(block.name,), limit=10))
        assert ask().blocks[0].rows, block.name
        blocks[block.name] = [timed(ask) for _ in range(runs)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"blocks": blocks, "peak_mb": peak}))


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), int(sys.argv[2]))
