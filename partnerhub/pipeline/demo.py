"""Importing the made-up partner through the same pipes as anybody's files."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from partnerhub.pipeline.build import Progress, build
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.models import ImportState
from partnerhub.portfolio.selectors import has_customers
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import PartnerShape

BYTES_IN_A_CALL = 200 * 10**6
CALLING = ("calls", "media", "queues")  # they come last, when their customers are there


class DemoRefused(Exception):
    """The partner's records do not go together with made-up ones."""


def is_empty(partner: PartnerShape) -> bool:
    """Say whether a partner has no customers yet."""
    return not has_customers(Scope.system(partner.id, partner.name, "hub demo"))


def import_demo(partner: PartnerShape, folder: Path, on: date, progress: Progress) -> None:
    """Import a folder of made-up files and build the day. Raise DemoRefused when something does not fit."""
    scope = Scope.system(partner.id, partner.name, "hub demo")
    for paths in _calls(folder):
        run = runs.import_paths(scope, paths, Options(), dry_run=False, progress=progress)
        if run.state != ImportState.COMMITTED:
            fault = run.faults.order_by("number").first()
            raise DemoRefused(f"the made-up files do not fit this partner's records ({fault and fault.code})")
    build(scope, on, progress=progress)


def _calls(folder: Path) -> Iterator[list[Path]]:
    """Yield the files in calls: all at once while they are small, else records first and then days by the handful.

    The newest days come first: those behind them change nothing of what is so today, so that it is judged once. Calling
    files come last.
    """
    calls = sorted(path for path in folder.iterdir() if path.name.startswith(CALLING))
    records = sorted(path for path in folder.iterdir() if not path.name.startswith(("licenses", *CALLING)))
    days = sorted((path for path in folder.iterdir() if path.name.startswith("licenses")), reverse=True)
    call, size = records, sum(path.stat().st_size for path in records)
    for path in days:
        if size + path.stat().st_size > BYTES_IN_A_CALL:
            yield call
            call, size = [], 0
        call.append(path)
        size += path.stat().st_size
    yield call
    if calls:
        yield calls
