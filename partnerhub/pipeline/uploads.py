"""Imports that begin on a page or over the API: files are stored first, then checked and committed in the background."""

import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import transaction

from partnerhub.kit.files import flush_to_disk
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.pipeline.tasks import check_import, commit_import
from partnerhub.tenancy import audit
from partnerhub.tenancy.scope import Scope


class Upload(Protocol):
    """A file as the framework hands it over."""

    name: Any

    def chunks(self, chunk_size: int | None = None) -> Iterable[bytes]:
        """Yield the content piece by piece."""
        ...


@transaction.atomic
def take_upload(scope: Scope, files: Iterable[Upload], options: Options) -> uuid.UUID:
    """Store files as they came, begin an import of them, and have it checked. Return its id."""
    run = runs.open_run(scope, options)
    with _no_folder_without_run(run):
        run.files = [_stored(run, number, file) for number, file in enumerate(files, start=1)]
    run.save(update_fields=["files"])
    audit.record(scope, "import.uploaded", str(run.id), files=[file["name"] for file in run.files][:20])
    check_import.enqueue(scope.partner_id, str(run.id))
    return run.id


@contextmanager
def _no_folder_without_run(run: ImportRun) -> Iterator[None]:
    """Remove what was stored when storing breaks off: the run it belongs to is never begun."""
    try:
        yield
    except BaseException:
        shutil.rmtree(runs.upload_folder(run), ignore_errors=True)
        raise


def _stored(run: ImportRun, number: int, file: Upload) -> dict[str, object]:
    """Write one file under a name of our own; the sender's name is only ever shown."""
    folder = runs.upload_folder(run)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number:04}"
    with path.open("wb") as out:
        for piece in file.chunks():
            out.write(piece)
    flush_to_disk(path)
    return {"name": (file.name or f"file {number}")[:200], "path": path.name, "bytes": path.stat().st_size}


@transaction.atomic
def ask_for_commit(scope: Scope, run_id: uuid.UUID) -> bool:
    """Have an import committed that was found in order. Return False when it is no longer waiting for that."""
    run = runs.reach_run(scope, run_id)
    taken = ImportRun.objects.filter(id=run.id, state=ImportState.READY).update(state=ImportState.COMMITTING)
    if taken:
        commit_import.enqueue(scope.partner_id, str(run.id), scope.actor, scope.person_id, scope.address)
    return bool(taken)


@transaction.atomic
def map_headers(scope: Scope, run_id: uuid.UUID, mapping: Mapping[str, Mapping[str, str]]) -> bool:
    """Say what headers of calling files mean and have the files checked anew. Return False when it is too late for that."""
    chosen = runs.choose_mapping(scope, run_id, mapping)
    if chosen:
        check_import.enqueue(scope.partner_id, str(run_id))
    return chosen


def discard(scope: Scope, run_id: uuid.UUID) -> None:
    """Give an import up."""
    runs.discard_run(scope, run_id)
