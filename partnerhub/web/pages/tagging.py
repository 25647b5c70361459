"""Hanging a tag on many customers: on chosen ones, or after a preview on all of a line; what became of each; undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from partnerhub.kit import clock
from partnerhub.portfolio import tagging, tags, tasks
from partnerhub.portfolio.listing.line import Unreadable, read_line
from partnerhub.portfolio.shapes import TagOutcome, TagRunShape
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.list_state import label_of_column
from partnerhub.web.request import Request

SHOWN = 100
WORDS = {
    "added": (mark("added"), "circle-check", "good"),
    "removed": (mark("removed"), "circle-check", "good"),
    "had": (mark("had it already"), "circle-dashed", "quiet"),
    "had not": (mark("did not have it"), "circle-dashed", "quiet"),
    "left_out": (mark("left out: not yours to tag any more"), "ban", "watch"),
    "waiting": (mark("waiting"), "hourglass", "plain"),
}


def tag_customers(request: Request, scope: Scope) -> HttpResponse:
    """Hang a tag on customers or take it off: on chosen ones at once, on all that a line asks for after a preview."""
    given = request.POST
    label, adds = given.get("tag", ""), given.get("adds") != "0"
    back = given.get("back", "") if given.get("back", "").startswith("?") else ""
    try:
        if not given.get("all"):
            run = tagging.tag_customers(
                scope, label=label, adds=adds, references=given.getlist("customers"), on=clock.today()
            )
            return _begun(request, scope, run, back)
        asked = read_line(given.get("q", ""))
        if given.get("confirmed"):
            run = tagging.tag_customers(scope, label=label, adds=adds, asked=asked, on=clock.today())
            return _begun(request, scope, run, back)
        label = tags.checked_label(label)
        total, changing = tagging.to_be_tagged(scope, on=clock.today(), asked=asked, label=label, adds=adds)
    except (tags.WrongTag, Unreadable) as refused:
        messages.error(request, gettext("Nothing was tagged: %(wrong)s.") % {"wrong": refused})
        return redirect(reverse("customers") + back)
    context = {
        "label": label, "adds": adds, "line": str(asked), "back": back, "total": figures.count(total),
        "changing": figures.count(changing), "same": figures.count(total - changing),
        "number": total, "change": changing,
    }  # fmt: skip
    return render(request, "pages/tag_preview.html", context)


def _begun(request: Request, scope: Scope, run: TagRunShape, back: str) -> HttpResponse:
    """Go back to the list when all is done, else to the page that shows how far it is."""
    if run.is_finished:
        messages.success(request, _said(run), extra_tags=f"run:{run.id}" if run.changed else "")
        return redirect(reverse("customers") + back)
    tasks.go_on_tagging.enqueue(scope.partner_id, scope.person_id, scope.address, run.id)
    return redirect("tag_run", run.id)


def _said(run: TagRunShape) -> str:
    number = run.changed
    if run.adds and run.unchanged:
        said = ngettext(
            "“%(tag)s” was hung on %(number)s customer; %(same)s had it already.",
            "“%(tag)s” was hung on %(number)s customers; %(same)s had it already.", number,
        )  # fmt: skip
    elif run.adds:
        said = ngettext("“%(tag)s” was hung on %(number)s customer.", "“%(tag)s” was hung on %(number)s customers.", number)
    elif run.unchanged:
        said = ngettext(
            "“%(tag)s” was taken off %(number)s customer; %(same)s did not have it.",
            "“%(tag)s” was taken off %(number)s customers; %(same)s did not have it.", number,
        )  # fmt: skip
    else:
        said = ngettext(
            "“%(tag)s” was taken off %(number)s customer.", "“%(tag)s” was taken off %(number)s customers.", number
        )
    return said % {"tag": run.label, "number": figures.count(number), "same": figures.count(run.unchanged)}


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """What became of a customer, every text finished."""

    name: str
    reference: str
    url: str
    words: str
    icon: str
    tone: str


def tag_run(request: Request, scope: Scope, run: str) -> HttpResponse:
    """Show how far a call of tagging is and what became of each customer; htmx asks for the part until it is done."""
    found = tagging.tag_run(scope, run)
    after = max(0, int(request.GET["after"])) if request.GET.get("after", "").isdecimal() else 0
    outcomes = tagging.tag_outcomes(scope, run, after=after, limit=SHOWN)
    context = {
        "run": found,
        "said": _said(found),
        "counts": [figures.count(found.done), figures.count(found.total), figures.count(found.left_out)],
        "rows": list(_outcomes(found, outcomes)),
        "next": f"?after={after + SHOWN}" if after + SHOWN < found.total else "",
        "first": "?" if after else "",
        "customer_label": label_of_column("customer"),
        "can_undo": found.is_finished and not found.is_undone and found.changed,
    }
    return render(request, "pages/tag_run.html" + ("#progress" if request.htmx else ""), context)


def _outcomes(run: TagRunShape, outcomes: list[TagOutcome]) -> Iterator[ShownOutcome]:
    changed, unchanged = ("added", "had") if run.adds else ("removed", "had not")
    for one in outcomes:
        word = {"changed": changed, "unchanged": unchanged}.get(one.outcome, one.outcome)
        words, icon, tone = WORDS[word]
        yield ShownOutcome(one.name, one.reference, reverse("customer", args=[one.reference]), gettext(words), icon, tone)


def undo_tagging(request: Request, scope: Scope, run: str) -> HttpResponse:
    """Take back what one call of tagging changed."""
    try:
        return _begun(request, scope, tagging.undo_tagging(scope, run), "")
    except tags.WrongTag as refused:
        messages.error(request, gettext("Nothing was undone: %(wrong)s.") % {"wrong": refused})
    return redirect("customers")
