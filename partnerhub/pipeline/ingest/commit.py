"""The commit of an import: history into the lake, then records, ledger, trail and follow-up in one short transaction."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
from django.db import transaction

from partnerhub.kit import clock
from partnerhub.pipeline import lake
from partnerhub.pipeline.files.kinds import Kind
from partnerhub.pipeline.ingest import history
from partnerhub.pipeline.ingest.prepare import Prepared, Progress
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.portfolio.records import claim_version, mark_unjudged, store_records
from partnerhub.tenancy import audit
from partnerhub.tenancy.scope import Scope


def commit(
    scope: Scope,
    run: ImportRun,
    prepared: Prepared,
    engine: duckdb.DuckDBPyConnection,
    folder: Path,
    progress: Progress,
) -> None:
    """Store what was prepared. Raise FactsChanged or GivenUp, with nothing stored, when something came in between."""
    parts: Sequence[lake.Part] = []
    licenses = next((kind for kind in prepared.kinds if kind.name == "licenses"), None)
    if licenses and _has_changes(prepared, licenses):
        progress("writing history", 0, 0)
        rows = history.changed_history(prepared.stage, licenses)
        parts = lake.write_license_parts(engine, scope.partner_id, rows, folder / "history", run.id.hex)
    written = None if prepared.calling.is_empty else prepared.calling.write()
    progress("storing", 0, prepared.changes)
    with transaction.atomic():
        if prepared.changes:
            claim_version(scope, prepared.facts_version)
            _store(scope, prepared, progress)
            lake.register(scope.partner_id, lake.LICENSES, parts, run)
        if written:
            written.register(scope, run)
            prepared.calling.note_taken(run)
        _close(scope, run, prepared)
    prepared.calling.keep_aside(run)


class GivenUp(Exception):
    """Somebody gave the import up, or another worker committed it, while it was prepared."""


def _has_changes(prepared: Prepared, kind: Kind) -> bool:
    counts = prepared.summary[kind.name]
    return bool(counts["new"] or counts["changed"])


def _store(scope: Scope, prepared: Prepared, progress: Progress) -> None:
    today, touched, done = clock.today(), set[int](), 0
    for kind in prepared.kinds:
        licenses = kind.name == "licenses"
        batches = history.newest_rows(prepared.stage, kind, today) if licenses else prepared.stage.to_store(kind)
        for batch in batches:
            touched |= store_records(scope, kind.name, batch, today)
            done += len(batch)
            progress("storing", done, prepared.changes)
    mark_unjudged(scope, touched)


def _close(scope: Scope, run: ImportRun, prepared: Prepared) -> None:
    """Write the ledger row and the one entry in the trail."""
    still_open = ImportRun.objects.filter(id=run.id).exclude(state__in=(ImportState.COMMITTED, ImportState.DISCARDED))
    closed = still_open.update(
        state=ImportState.COMMITTED, summary=prepared.summary, warnings=prepared.problems.warning_count, stage="",
        asides=prepared.problems.aside_count, proposal=prepared.calling.proposal,
        finished_at=clock.now(),
    )  # fmt: skip
    if not closed:
        raise GivenUp
    run.refresh_from_db()
    names = [file["name"] for file in run.files]
    audit.record(scope, "import.committed", str(run.id), files=names[:20], number_of_files=len(names), records=run.summary)
