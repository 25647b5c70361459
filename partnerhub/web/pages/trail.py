"""The audit trail: who did what, for whom, from where."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from partnerhub.tenancy import selectors
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number

PAGE = 50


def trail(request: Request, scope: Scope) -> HttpResponse:
    """Show the newest entries that the caller may see, and a way to older ones."""
    before = whole_number(request.GET.get("before", ""), 0) or None
    entries = selectors.audit_entries(scope, before=before, limit=PAGE + 1)
    context = {
        "entries": [(entry, figures.moment(entry.at), in_words(entry.details)) for entry in entries[:PAGE]],
        "older": entries[PAGE - 1].number if len(entries) > PAGE else None,
    }
    return render(request, "pages/trail.html", context)


def in_words(details: Mapping[str, object]) -> list[str]:
    """Return what an entry holds, one line each: lists and counts as people write them."""
    return [f"{name.replace('_', ' ')}: {_words(value)}" for name, value in details.items()]


def _words(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name} {_words(inner)}" for name, inner in value.items() if inner)
    if isinstance(value, list):
        return (
            " → ".join(map(str, value))
            if len(value) == 2 and all(isinstance(v, int) for v in value)
            else ", ".join(map(str, value))
        )
    return str(value)
