"""Questions about imports: their history, how one stands, what is wrong with it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import translation

from partnerhub.pipeline import faults
from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.calling.taking import aside_file
from partnerhub.pipeline.ingest.runs import reach_run, visible_runs
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.faults import BY_CODE

MOVING = {ImportState.WAITING, ImportState.CHECKING, ImportState.COMMITTING}


@dataclass(frozen=True, slots=True)
class FaultShape:
    """One thing wrong, in words."""

    code: str
    file: str
    line: int | None
    column: str
    value: str
    message: str
    advice: str
    is_warning: bool


@dataclass(frozen=True, slots=True)
class MappingShape:
    """What the headers of one kind of calling file are taken to mean: (header, column), and the columns there are."""

    kind: str
    headers: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportShape:
    """One import as pages and API show it."""

    id: uuid.UUID
    state: str
    label: str
    actor: str
    files: tuple[tuple[str, int], ...]  # (name, bytes)
    summary: tuple[tuple[str, int, int, int], ...]  # (kind, new, changed, unchanged)
    errors: int
    warnings: int
    stage: str
    done: int
    total: int
    problem: str
    created_at: datetime
    finished_at: datetime | None
    asides: int = 0
    has_aside: bool = False  # the rows that were set aside can be fetched
    beside: tuple[tuple[str, int, int, int], ...] = ()  # (kind, rows set aside, waiting for their customer, of no account)
    mappings: tuple[MappingShape, ...] = ()
    faults: tuple[FaultShape, ...] = ()

    @property
    def is_moving(self) -> bool:
        """Say whether work on it goes on."""
        return self.state in {state.public for state in MOVING}

    @property
    def gives_roles(self) -> bool:
        """Say whether its commit gives roles to people, or moves their ends."""
        return any(kind == "administrators" and new + changed for kind, new, changed, _ in self.summary)

    @property
    def changes(self) -> int:
        """Return how many records it changes."""
        return sum(new + changed for _, new, changed, _ in self.summary)

    @property
    def has_more_faults(self) -> bool:
        """Say whether more is wrong than is listed here."""
        return self.unlisted > 0

    @property
    def unlisted(self) -> int:
        """Return how much is wrong beyond what is listed here."""
        return self.errors + self.asides + self.warnings - len(self.faults)

    @property
    def may_be_mapped(self) -> bool:
        """Say whether somebody can still say what headers mean."""
        return bool(self.mappings) and self.state in {ImportState.READY.public, ImportState.REFUSED.public}


def import_history(scope: Scope, *, page: int, size: int) -> tuple[list[ImportShape], bool]:
    """Return a page of the partner's imports, newest first, and whether there are older ones."""
    found = visible_runs(scope).order_by("-created_at", "id")
    runs = list(found[(page - 1) * size : page * size + 1])
    return [_shape(run) for run in runs[:size]], len(runs) > size


def import_run(scope: Scope, run_id: uuid.UUID, *, faults: int) -> ImportShape:
    """Return one import with the first things that are wrong with it, in the language in force. Raise OutOfReach."""
    run = reach_run(scope, run_id)
    return _shape(run, tuple(_fault_shapes(run, faults)))


def fault_rows(scope: Scope, run_id: uuid.UUID, language: str) -> Iterator[tuple[object, ...]]:
    """Return everything listed as wrong with an import as rows below a header. Raise OutOfReach."""
    run = reach_run(scope, run_id)
    return _rows(run, language)


def _rows(run: ImportRun, language: str) -> Iterator[tuple[object, ...]]:
    yield faults.HEADER
    with translation.override(language):
        yield from faults.as_rows(run.faults.order_by("number").iterator())


def _fault_shapes(run: ImportRun, limit: int) -> Iterator[FaultShape]:
    for fault in run.faults.order_by("number")[:limit]:
        warning = BY_CODE[fault.code].is_warning
        yield FaultShape(
            fault.code,
            fault.file,
            fault.line,
            fault.column,
            fault.value,
            faults.message(fault),
            faults.advice(fault),
            warning,
        )


def aside_path(scope: Scope, run_id: uuid.UUID) -> Path:
    """Return the file with the rows of an import that were set aside. Raise OutOfReach, also when there is none."""
    path = aside_file(reach_run(scope, run_id))
    if not path.exists():
        raise OutOfReach(run_id)
    return path


def _mappings(run: ImportRun) -> Iterator[MappingShape]:
    for kind, columns in run.proposal.items():
        yield MappingShape(kind, tuple(columns.items()), CALLING_KINDS[kind].names)


def _shape(run: ImportRun, found: tuple[FaultShape, ...] = ()) -> ImportShape:
    state = ImportState(run.state)
    summary = tuple((kind, c["new"], c["changed"], c["unchanged"]) for kind, c in run.summary.items())
    return ImportShape(
        run.id, state.public, state.label, run.actor, tuple((file["name"], file["bytes"]) for file in run.files), summary,
        run.errors, run.warnings, run.stage, run.done, run.total, run.problem, run.created_at, run.finished_at,
        run.asides, aside_file(run).exists(),
        tuple((kind, c.get("aside", 0), c.get("waiting", 0), c.get("ignored", 0)) for kind, c in run.summary.items()),
        tuple(_mappings(run)), found,
    )  # fmt: skip
