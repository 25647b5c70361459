"""Imports: send files, see what they would change and what is wrong with them, commit or discard; and the history."""

import csv
import io
import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django_htmx.http import HttpResponseClientRedirect

from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest import selectors
from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.prepare import KINDS, Options
from partnerhub.tenancy.gate import require_fresh
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import LANGUAGES
from partnerhub.web import figures
from partnerhub.web.forms import UploadForm, status_of
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number

LISTED = 50


def imports(request: Request, scope: Scope) -> HttpResponse:
    """Show the upload form and the history of imports; a POST stores the files and has them checked."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        options = Options(form.cleaned_data["kind"], form.cleaned_data["encoding"], form.cleaned_data["strict"])
        run_id = uploads.take_upload(scope, form.cleaned_data["given"], options)
        there = resolve_url("import", run_id)
        return HttpResponseClientRedirect(there) if request.htmx else redirect(there)
    page = whole_number(request.GET.get("page", ""), 1)
    runs, more = selectors.import_history(scope, page=page, size=LISTED)
    context = {
        "form": form,
        "kinds": KINDS.values() if scope.may(Permission.IMPORT_RECORDS) else (),
        "calling_kinds": CALLING_KINDS.values(),
        "runs": [(run, figures.moment(run.created_at)) for run in runs],
        "next": page + 1 if more else None,
    }
    return render(request, "pages/imports.html", context, status=status_of(request, form))


def import_run(request: Request, scope: Scope, run_id: uuid.UUID) -> HttpResponse:
    """Show one import: how far it is, what it would change, what is wrong. htmx asks again while it is under way."""
    language = request.GET.get("language", "en")
    language = language if language in LANGUAGES else "en"
    with translation.override(language):
        run = selectors.import_run(scope, run_id, faults=LISTED * 4)
    context = {
        "run": run,
        "created": figures.moment(run.created_at),
        "finished": figures.moment(run.finished_at),
        "language": language,
        "languages": list(LANGUAGES.items()),
        "unlisted": figures.count(run.unlisted) if run.has_more_faults else "",
        "rows": [(*counts, *beside[1:]) for counts, beside in zip(run.summary, run.beside, strict=True)],
        "has_beside": any(sum(beside[1:]) for beside in run.beside),
    }
    template = "pages/import.html" + ("#run" if request.htmx else "")
    return render(request, template, context)


def import_faults(request: Request, scope: Scope, run_id: uuid.UUID) -> HttpResponseBase:
    """Send everything that is wrong with an import as CSV, in English or Swedish."""
    language = request.GET.get("language", "en")
    rows = selectors.fault_rows(scope, run_id, language if language in LANGUAGES else "en")
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run_id.hex[:8]}-errors.csv"'
    return response


def _lines(rows: Iterator[tuple[object, ...]]) -> Iterator[str]:
    yield "\ufeff"
    for row in rows:
        out = io.StringIO()
        csv.writer(out).writerow([f"'{cell}" if str(cell).startswith(("=", "+", "-", "@")) else cell for cell in row])
        yield out.getvalue()


def import_aside(request: Request, scope: Scope, run_id: uuid.UUID) -> HttpResponseBase:
    """Send the rows that were set aside, each with file, line, column, code and value."""
    path = selectors.aside_path(scope, run_id)
    with path.open(newline="", encoding="utf-8") as file:
        rows = iter([tuple(row) for row in csv.reader(file)])
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run_id.hex[:8]}-set-aside.csv"'
    return response


def import_columns(request: Request, scope: Scope, run_id: uuid.UUID) -> HttpResponse:
    """Take what the headers of calling files mean, and have the files checked anew."""
    known = {shape.kind: shape for shape in selectors.import_run(scope, run_id, faults=0).mappings}
    mapping: dict[str, dict[str, str]] = {}
    for name, column in request.POST.items():
        kind, _, header = name.partition(":")
        if kind in known and header in dict(known[kind].headers) and column in ("", *known[kind].columns):
            mapping.setdefault(kind, {})[header] = str(column)
    if not mapping or not uploads.map_headers(scope, run_id, mapping):
        messages.info(request, "The columns of this import cannot be changed any more.")
    return redirect("import", run_id)


def import_commit(request: Request, scope: Scope, run_id: uuid.UUID) -> HttpResponse:
    """Commit an import that was found in order. Asking twice commits once. One that gives roles asks for a fresh proof."""
    if selectors.import_run(scope, run_id, faults=0).gives_roles:
        require_fresh(request)
    if not uploads.ask_for_commit(scope, run_id):
        messages.info(request, "This import was committed or given up already.")
    return redirect("import", run_id)


def import_discard(request: Request, scope: Scope, run_id: uuid.UUID) -> HttpResponse:
    """Give an import up. Nothing of it was stored."""
    uploads.discard(scope, run_id)
    messages.success(request, "The import was given up; nothing was changed.")
    return redirect("imports")
