"""Imports as acts: take files in, check them, commit or discard. Each run is checked and committed at most once."""

import logging
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from partnerhub.kit import clock
from partnerhub.kit.files import only_one
from partnerhub.kit.words import made_visible
from partnerhub.pipeline import lake
from partnerhub.pipeline.engine import full_disk_told, open_engine
from partnerhub.pipeline.files.problems import Problems
from partnerhub.pipeline.files.unpack import DISK_FULL, Source, files_under
from partnerhub.pipeline.ingest.calling.arriving import join_arrived
from partnerhub.pipeline.ingest.commit import GivenUp, commit
from partnerhub.pipeline.ingest.due import bring_due_rows
from partnerhub.pipeline.ingest.prepare import KINDS, Options, Prepared, Progress, prepare, silent
from partnerhub.pipeline.models import ImportFault, ImportRun, ImportState
from partnerhub.portfolio.records import FactsChanged
from partnerhub.portfolio.services import refresh_statuses
from partnerhub.tenancy import audit
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import scope_of_actor

TRIES = 5
log = logging.getLogger(__name__)
OPEN_STATES = (ImportState.WAITING, ImportState.CHECKING, ImportState.READY, ImportState.REFUSED, ImportState.FAILED)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where one import works: a folder for throw-away files, and an engine."""

    folder: Path
    engine: duckdb.DuckDBPyConnection


@contextmanager
def workplace(partner_id: int) -> Iterator[Workplace]:
    """Be the only one who writes for a partner, starting clean: what an interrupted predecessor left is removed."""
    folder = settings.HOME / "work" / f"import-{partner_id}"
    with only_one(settings.HOME / "work" / f"partner-{partner_id}.lock"):
        shutil.rmtree(folder, ignore_errors=True)
        lake.remove_garbage(partner_id)
        folder.mkdir(parents=True)
        engine = open_engine(folder / "spill", memory="256MB", threads=1)
        try:
            yield Workplace(folder, engine)
        finally:
            engine.close()
            shutil.rmtree(folder, ignore_errors=True)


def open_run(scope: Scope, options: Options) -> ImportRun:
    """Begin an import. Nothing is known of its files yet."""
    scope.require(Permission.IMPORT_RECORDS if options.kind in KINDS else Permission.IMPORT_CALLING)
    return ImportRun.objects.create(
        partner_id=scope.partner_id, person_id=scope.person_id, actor=scope.actor, kind=options.kind,
        encoding=options.encoding, strict=options.strict, mapping=dict(options.mapping), created_at=clock.now(),
    )  # fmt: skip


def import_paths(
    scope: Scope, paths: Sequence[Path], options: Options, *, dry_run: bool, progress: Progress = silent
) -> ImportRun:
    """Take in files from this machine in one go: check them and, unless something is wrong, commit them."""
    sources = files_under(paths)
    progress("waiting for its turn", 0, 0)
    with workplace(scope.partner_id) as place:
        _close_interrupted(scope)
        run = open_run(scope, options)
        run.files = [
            {"name": s.name, "path": made_visible(str(s.path), 1000), "bytes": s.path.stat().st_size}
            for s in sources
            if s.path.exists()
        ]
        run.save(update_fields=["files"])
        with failures_noted(run.id):
            _work(scope, run, sources, place, wants_commit=not dry_run, progress=progress)
    if dry_run:
        _step(run, (ImportState.READY,), ImportState.DISCARDED)  # nobody can commit it later: its files are not kept
    return run


def _close_interrupted(scope: Scope) -> None:
    """Note of imports of this machine's files that they broke off: under the lock, none but a killed one is still open."""
    for run in ImportRun.objects.filter(partner_id=scope.partner_id, state=ImportState.WAITING):
        if not upload_folder(run).exists():
            ImportRun.objects.filter(id=run.id).update(
                state=ImportState.FAILED, problem="It was interrupted. Nothing was changed; import the files again."
            )


def check_run(scope: Scope, run_id: uuid.UUID) -> None:
    """Check the stored files of a run and note what it would do and what is wrong with it."""
    run = ImportRun.objects.get(id=run_id)
    if _step(run, (ImportState.WAITING, ImportState.CHECKING), ImportState.CHECKING):
        with workplace(scope.partner_id) as place:
            _work(scope, run, stored_sources(run), place, wants_commit=False, progress=_noting(run))


def commit_run(scope: Scope, run_id: uuid.UUID) -> None:
    """Commit a run that was found in order, checking its stored files once more with the same function."""
    run = ImportRun.objects.get(id=run_id)
    if _step(run, (ImportState.READY, ImportState.COMMITTING), ImportState.COMMITTING):
        with workplace(scope.partner_id) as place:
            _work(scope, run, stored_sources(run), place, wants_commit=True, progress=_noting(run))


@transaction.atomic
def discard_run(scope: Scope, run_id: uuid.UUID) -> None:
    """Give a run up. Its stored files are removed; its row stays in the history."""
    run = reach_run(scope, run_id)
    if _step(run, OPEN_STATES, ImportState.DISCARDED):
        audit.record(scope, "import.discarded", str(run.id))
        transaction.on_commit(lambda: shutil.rmtree(upload_folder(run), ignore_errors=True))


def reach_run(scope: Scope, run_id: uuid.UUID) -> ImportRun:
    """Return a run of the caller's partner; those who may not import records have their own. Raise OutOfReach."""
    run = visible_runs(scope).filter(id=run_id).first()
    if run is None:
        raise OutOfReach(run_id)
    return run


def visible_runs(scope: Scope) -> QuerySet[ImportRun]:
    """Return the runs that the caller may see: the partner's, or only the caller's own."""
    scope.require(Permission.IMPORT_CALLING)
    found = ImportRun.objects.filter(partner_id=scope.partner_id)
    return found if scope.may(Permission.IMPORT_RECORDS) else found.filter(person_id=scope.person_id or 0)


@transaction.atomic
def choose_mapping(scope: Scope, run_id: uuid.UUID, mapping: Mapping[str, Mapping[str, str]]) -> bool:
    """Say which columns the headers of calling files mean, and let the files be checked anew. False when it is too late."""
    run = reach_run(scope, run_id)
    if not _step(run, (ImportState.READY, ImportState.REFUSED), ImportState.WAITING):
        return False
    chosen = {kind: {**run.mapping.get(kind, {}), **columns} for kind, columns in mapping.items()}
    ImportRun.objects.filter(id=run.id).update(mapping=run.mapping | chosen)
    audit.record(scope, "import.mapped", str(run.id), mapping=chosen)
    return True


@contextmanager
def failures_noted(run_id: uuid.UUID) -> Iterator[None]:
    """Let the pages see when work on a run broke off, and that nothing was stored."""
    try:
        yield
    except Exception as wrong:
        full = isinstance(wrong, OSError) and wrong.errno in DISK_FULL
        problem = "No space left on the disk." if full else f"Unexpected: {type(wrong).__name__}."
        over = (ImportState.COMMITTED, ImportState.DISCARDED)
        with suppress(DatabaseError):  # a full disk takes no note either
            ImportRun.objects.filter(id=run_id).exclude(state__in=over).update(
                state=ImportState.FAILED, problem=f"{problem} Nothing was changed; send the files again."
            )
        raise


def _step(run: ImportRun, before: Sequence[ImportState], after: ImportState) -> bool:
    """Move a run on, unless somebody else did so first."""
    moved = ImportRun.objects.filter(id=run.id, state__in=before).update(state=after)
    run.state = after if moved else run.state
    return bool(moved)


def upload_folder(run: ImportRun) -> Path:
    """Return where the uploaded files of a run are kept."""
    return Path(settings.UPLOADS_DIR) / run.id.hex


def stored_sources(run: ImportRun) -> list[Source]:
    """Return the uploaded files of a run, under the names their senders gave them."""
    return [Source(file["name"], upload_folder(run) / file["path"]) for file in run.files]


def _noting(run: ImportRun) -> Progress:
    """Return a reporter that lets the pages see how far a run is."""

    def note(stage: str, done: int, total: int) -> None:
        ImportRun.objects.filter(id=run.id).update(stage=stage[:80], done=done, total=total)

    return note


@full_disk_told()
def _work(
    scope: Scope, run: ImportRun, sources: Sequence[Source], place: Workplace, *, wants_commit: bool, progress: Progress
) -> None:
    for _ in range(TRIES):
        if not ImportRun.objects.filter(id=run.id, state=run.state).exists():
            break  # given up, or done by another worker, while this one waited for its turn
        prepared = _prepared(scope, run, sources, place, progress)
        try:
            if prepared.problems.error_count or not wants_commit:
                _note_outcome(run, prepared)
            else:
                _commit(scope, run, prepared, place, progress)
            return
        except GivenUp:
            break
        except FactsChanged:
            continue
        finally:
            prepared.close()
    else:
        raise FactsChanged
    run.refresh_from_db()


def _prepared(scope: Scope, run: ImportRun, sources: Sequence[Source], place: Workplace, progress: Progress) -> Prepared:
    folder = place.folder / uuid.uuid4().hex
    options = Options(run.kind, run.encoding, run.strict, run.mapping)
    is_own = run.person_id is None or run.person_id == scope.person_id
    sender = scope if is_own else scope_of_actor(scope.partner_id, run.person_id, "upload")
    return prepare(scope, sources, folder, place.engine, options=options, progress=progress, sender=sender)


def _commit(scope: Scope, run: ImportRun, prepared: Prepared, place: Workplace, progress: Progress) -> None:
    _keep_faults(run, prepared.problems)
    quiet_in_transaction = silent if run.state == ImportState.COMMITTING else progress
    commit(scope, run, prepared, place.engine, place.folder, quiet_in_transaction)
    try:
        join_arrived(scope, silent)
        bring_due_rows(scope, clock.today())
        refresh_statuses(scope, on=clock.today())
    except (OSError, DatabaseError, duckdb.Error):  # what is committed is in, and must not be called failed
        log.exception("the import is in; the statuses it touches are judged with the next build")


@transaction.atomic
def _note_outcome(run: ImportRun, prepared: Prepared) -> None:
    """Write what the check found. Raise GivenUp when the import was given up meanwhile."""
    noted = ImportRun.objects.filter(id=run.id, state=run.state).update(
        state=ImportState.REFUSED if prepared.problems.error_count else ImportState.READY, summary=prepared.summary,
        errors=prepared.problems.error_count, warnings=prepared.problems.warning_count, stage="",
        asides=prepared.problems.aside_count, proposal=prepared.calling.proposal,
    )  # fmt: skip
    if not noted:
        raise GivenUp
    _keep_faults(run, prepared.problems)
    run.refresh_from_db()


def _keep_faults(run: ImportRun, problems: Problems) -> None:
    ImportFault.objects.filter(run=run).delete()
    ImportFault.objects.bulk_create(
        ImportFault(
            run=run, number=number, code=found.fault.code, file=found.file[:300], line=found.line,
            column=found.column[:100], value=found.value[:400], params=found.params,
        )
        for number, found in enumerate(problems.listed(), start=1)
    )  # fmt: skip
