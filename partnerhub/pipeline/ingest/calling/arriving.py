"""Rows that waited for their customer: once it is there they join the weeks they belong to."""

import shutil
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from partnerhub.pipeline.call_parts import ROWS, CallPart, call_parts, forget, rows_of_parts
from partnerhub.pipeline.files.problems import Problems
from partnerhub.pipeline.ingest.calling.fresh import Fresh, waiting_parts
from partnerhub.pipeline.ingest.calling.joining import Joiner, made_with
from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.calling.queue_rows import QueueRows
from partnerhub.pipeline.ingest.calling.staging import CallingStage
from partnerhub.pipeline.ingest.calling.taking import Written, waiting_written
from partnerhub.portfolio.records import customers_named
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.tenancy import audit
from partnerhub.tenancy.scope import Scope

Progress = Callable[[str, int, int], None]


def join_arrived(scope: Scope, progress: Progress) -> int:
    """Let the rows of customers that came meanwhile join, and return how many. Call it under the partner's lock.

    Killed anywhere it leaves before or after, and finds out by itself what is left to do.
    """
    parts = {kind: found for kind, found in waiting_parts(scope.partner_id).items() if found}
    if not parts:
        return 0
    folder = settings.HOME / "work" / f"import-{scope.partner_id}" / uuid.uuid4().hex
    problems = Problems()
    stage = CallingStage(folder, problems)
    try:
        for kind, found in parts.items():
            _restage(stage, kind, found)
        fresh = Fresh(stage, scope.partner_id)
        known = customers_named(scope, fresh.organizations())
        if not known:
            return 0
        progress("joining calls of new customers", 0, 0)
        return _join(scope, fresh, known, parts, progress)
    finally:
        stage.close()
        shutil.rmtree(folder, ignore_errors=True)


def _restage(stage: CallingStage, kind: str, parts: list[CallPart]) -> None:
    stage.open_kind(CALLING_KINDS[kind])
    rows = f"SELECT *, false AS flawed FROM {rows_of_parts(parts)}"
    stage.add(CALLING_KINDS[kind], f"SELECT * EXCLUDE (rid) FROM staged_{kind} UNION ALL BY NAME {rows}")


def _join(scope: Scope, fresh: Fresh, known: dict[str, int], parts: dict[str, list[CallPart]], progress: Progress) -> int:
    fresh.belong(known)
    fresh.take()
    queues = QueueRows(fresh) if "queues" in parts else None
    if queues:
        queues.take(Problems())
    made, replaced = Joiner(fresh, settings_in_force(scope).complete(), progress).write()
    made += queues.write() if queues else []
    made += waiting_written(fresh)
    joined = sum(counts.new for counts in fresh.counts.values())
    with transaction.atomic():
        for found in parts.values():
            forget(scope.partner_id, found)
        Written(made, replaced).register(scope, None)
        audit.record(scope, "calls.joined", f"{joined} rows", names=sorted(known)[:20])
    return joined


def rejoin_stale(scope: Scope, kept: int, progress: Progress) -> int:
    """Make the newest weeks anew whose rows were rated by another shortest media than is in force; return how many."""
    in_force = settings_in_force(scope).complete()
    weeks = sorted({part.week for part in call_parts(scope.partner_id, ROWS)})[-kept:]
    wrong = [part for part in call_parts(scope.partner_id, ROWS, weeks=weeks) if part.made_with != made_with(ROWS, in_force)]
    if not wrong:
        return 0
    folder = settings.HOME / "work" / f"import-{scope.partner_id}" / uuid.uuid4().hex
    stage = CallingStage(folder, Problems())
    try:
        stage.open_kind(CALLING_KINDS["calls"])
        fresh = Fresh(stage, scope.partner_id)
        fresh.belong({})
        fresh.take()
        stale = sorted({part.week for part in wrong})
        made, replaced = Joiner(fresh, in_force, progress).write(stale)
        with transaction.atomic():
            Written(made, replaced).register(scope, None)
        return len(replaced)
    finally:
        stage.close()
        shutil.rmtree(folder, ignore_errors=True)
