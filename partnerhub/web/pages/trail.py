"""The audit trail: who did what, for whom, from where."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render

from partnerhub.tenancy import selectors
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.speaking import word
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number

PAGE = 50
FACTS = (  # what entries hold beside who did what, and what two editors differ in, named as it is stored
    mark("about"), mark("accent"), mark("accepted"), mark("added"), mark("after"), mark("before"), mark("by"),
    mark("changed"), mark("changes"), mark("chat url"), mark("city"), mark("contact"), mark("country"), mark("customer"),
    mark("customer id"), mark("customer ids"), mark("customers"), mark("days"), mark("description"), mark("device"),
    mark("domain"), mark("ends date"), mark("factors"), mark("files"), mark("given"), mark("group"), mark("hint"),
    mark("hours"), mark("into"), mark("invited"), mark("kind"), mark("label"), mark("language"), mark("launch"),
    mark("left out"), mark("legal name"), mark("level"), mark("line"), mark("lines"), mark("logo digest"), mark("made at"),
    mark("mails"), mark("mapping"), mark("moved"), mark("name"), mark("names"), mark("new customer"), mark("number"),
    mark("number of files"), mark("opened"), mark("password"), mark("person"), mark("phone"), mark("plan"),
    mark("postal code"), mark("products"), mark("reason"), mark("records"), mark("removed"), mark("request"),
    mark("rights"), mark("role"), mark("run"), mark("secret changed"), mark("sessions"), mark("shared"), mark("some"),
    mark("some added"), mark("some removed"), mark("state"), mark("step"), mark("street"), mark("subscription"),
    mark("ticket url"), mark("tokens"), mark("until"), mark("version"), mark("zone"),
)  # fmt: skip


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
    return [f"{word(name.replace('_', ' '))}: {_words(value)}" for name, value in details.items()]


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
