"""Imports: send files, see what they would do, commit or discard."""

import uuid
from typing import Annotated, Any

from django.utils import translation
from django.utils.translation import gettext
from ninja import File, Form, UploadedFile
from ninja.responses import Status
from pydantic import Field

from partnerhub.api.door import ApiRequest, Number, Text, answers, api, needs, problem, require_fresh_session
from partnerhub.api.shapes import ImportOut, ImportsOut
from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest import selectors
from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.prepare import KINDS, Options
from partnerhub.pipeline.ingest.selectors import ImportShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

READ = needs(Permission.IMPORT_CALLING)
WRITE = needs(Permission.IMPORT_CALLING, writes=True)
LISTED = 1000
COUNTED = ("kind", "new", "changed", "unchanged", "aside", "waiting", "ignored")
EVERY_KIND = (*KINDS, *CALLING_KINDS)
Language = Annotated[str, Field(pattern="^(en|sv)$")]


@api.post("imports", auth=WRITE, response=answers(ImportOut, 422, status=201), tags=["Imports"], summary=mark("Send files"))
def send_files(
    request: ApiRequest, files: File[list[UploadedFile]], kind: Form[Text] = "", encoding: Form[Text] = "",
    strict: Form[bool] = False,
) -> Any:  # fmt: skip
    """Store files and have them checked. Nothing is changed until the import is committed."""
    if kind and kind not in EVERY_KIND:
        return problem(
            422, gettext('no kind "%(name)s"; there are %(known)s') % {"name": kind, "known": ", ".join(EVERY_KIND)}
        )
    run_id = uploads.take_upload(request.scope, files, Options(kind, encoding, strict))
    return Status(201, as_object(selectors.import_run(request.scope, run_id, faults=LISTED)))


@api.get("imports", auth=READ, response=answers(ImportsOut, 422), tags=["Imports"], summary=mark("List imports"))
def list_imports(request: ApiRequest, page: Number = 1, size: Annotated[int, Field(ge=1, le=200)] = 50) -> dict[str, Any]:
    """Return the history of imports, newest first."""
    runs, more = selectors.import_history(request.scope, page=page, size=size)
    return {"items": [as_object(run) for run in runs], "has_more": more}


@api.get(
    "imports/{import_id}", auth=READ, response=answers(ImportOut, 404, 422), tags=["Imports"], summary=mark("Get an import")
)
def get_import(request: ApiRequest, import_id: uuid.UUID, language: Language = "en") -> dict[str, Any]:
    """Return where an import stands and what is wrong with it, in English or Swedish."""
    with translation.override(language):
        return as_object(selectors.import_run(request.scope, import_id, faults=LISTED))


@api.post(
    "imports/{import_id}/commit", auth=WRITE, response=answers(ImportOut, 404, 409, 422, status=202),
    tags=["Imports"], summary=mark("Commit an import"),
)  # fmt: skip
def commit_import(request: ApiRequest, import_id: uuid.UUID) -> Any:
    """Commit an import that is ready. Asking again changes nothing; one that is not ready answers 409."""
    if selectors.import_run(request.scope, import_id, faults=0).gives_roles:
        require_fresh_session(request)
    taken = uploads.ask_for_commit(request.scope, import_id)
    run = selectors.import_run(request.scope, import_id, faults=LISTED)
    if not taken and run.state not in {"committing", "committed"}:
        return problem(
            409, gettext("the import is %(state)s, not ready") % {"state": run.state}, current={"state": run.state}
        )
    return Status(202, as_object(run))


@api.post(
    "imports/{import_id}/discard", auth=WRITE, response=answers(ImportOut, 404, 422), tags=["Imports"],
    summary=mark("Give an import up"),
)  # fmt: skip
def discard_import(request: ApiRequest, import_id: uuid.UUID) -> dict[str, Any]:
    """Give an import up; nothing of it was stored."""
    uploads.discard(request.scope, import_id)
    return as_object(selectors.import_run(request.scope, import_id, faults=0))


def as_object(run: ImportShape) -> dict[str, Any]:
    """Return an import as the API has it."""
    return {
        "id": run.id, "state": run.state, "actor": run.actor, "files": [name for name, _ in run.files],
        "summary": [
            dict(zip(COUNTED, (*counts, *beside[1:]), strict=True))
            for counts, beside in zip(run.summary, run.beside, strict=True)
        ],
        "errors": run.errors, "warnings": run.warnings, "stage": run.stage, "problem": run.problem,
        "created_at": run.created_at, "finished_at": run.finished_at,
        "faults": [
            {name: getattr(fault, name) for name in ("code", "file", "line", "column", "value", "message", "advice")}
            for fault in run.faults
        ],
    }  # fmt: skip
