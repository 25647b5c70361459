"""Tags: all of them with what they mean and how many customers carry them; hanging them on many customers at once."""

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerhub.kit import clock
from partnerhub.portfolio import tags
from partnerhub.portfolio.listing.line import Unreadable, read_line
from partnerhub.portfolio.shapes import TagRunShape
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.list_state import LABELS
from partnerhub.web.request import Request


def all_tags(request: Request, scope: Scope) -> HttpResponse:
    """Show the tags that customers in reach carry; a POST creates, changes, merges or deletes one."""
    wrong, given = "", {}
    if request.method == "POST":
        given = {name: str(value) for name, value in request.POST.items()}
        try:
            messages.success(request, ACTS.get(given.get("act", ""), _create)(scope, given))
            return redirect("tags")
        except tags.WrongTag as refused:
            wrong = str(refused)
    listed = tags.visible_tags(scope, clock.today())
    context = {
        "title": LABELS["tags"],
        "tags": [(tag, figures.count(tag.customers), f"{reverse('customers')}?q={_asks_for(tag.label)}") for tag in listed],
        "can_edit": scope.may(Permission.EDIT_TAGS),
        "wrong": wrong,
        "given": given,
        "longest": tags.LONGEST,
        "longest_description": tags.LONGEST_DESCRIPTION,
    }
    return render(request, "pages/tags.html", context, status=422 if wrong else 200)


def _asks_for(label: str) -> str:
    return quote(f'tag:"{label}"')


def _create(scope: Scope, given: dict[str, str]) -> str:
    tags.create_tag(scope, label=given.get("label", ""), description=given.get("description", ""))
    return f"“{given['label'].strip()}” can be hung on customers now."


def _change(scope: Scope, given: dict[str, str]) -> str:
    label = given.get("tag", "")
    tags.change_tag(scope, label, new_label=given.get("label", ""), description=given.get("description", ""))
    return f"“{label}” was changed."


def _merge(scope: Scope, given: dict[str, str]) -> str:
    number = tags.merge_tags(scope, given.get("tag", ""), into=given.get("into", ""))
    return f"{figures.count(number)} customers have “{given['into']}” instead of “{given['tag']}”."


def _delete(scope: Scope, given: dict[str, str]) -> str:
    number = tags.delete_tag(scope, given.get("tag", ""))
    return f"“{given['tag']}” was removed from {figures.count(number)} customers."


ACTS: dict[str, Callable[[Scope, dict[str, str]], str]] = {
    "create": _create, "change": _change, "merge": _merge, "delete": _delete,
}  # fmt: skip


def tag_customers(request: Request, scope: Scope) -> HttpResponse:
    """Hang a tag on customers or take it off: on chosen ones at once, on all that a line asks for after a preview."""
    given = request.POST
    label, adds = given.get("tag", ""), given.get("adds") != "0"
    back = given.get("back", "") if given.get("back", "").startswith("?") else ""
    try:
        if given.get("all"):
            asked = read_line(given.get("q", ""))
            if not given.get("confirmed"):
                label = tags.checked_label(label)
                total, changing = tags.to_be_tagged(scope, on=clock.today(), asked=asked, label=label, adds=adds)
                context = {
                    "label": label, "adds": adds, "line": str(asked), "back": back,
                    "total": figures.count(total), "changing": figures.count(changing),
                    "same": figures.count(total - changing),
                }  # fmt: skip
                return render(request, "pages/tag_preview.html", context)
            run = tags.tag_customers(scope, label=label, adds=adds, asked=asked, on=clock.today())
        else:
            run = tags.tag_customers(scope, label=label, adds=adds, references=given.getlist("customers"), on=clock.today())
    except (tags.WrongTag, Unreadable) as refused:
        messages.error(request, f"Nothing was tagged: {refused}.")
        return redirect(reverse("customers") + back)
    messages.success(request, _said(run), extra_tags=f"undo:{run.id}" if run.changed else "")
    return redirect(reverse("customers") + back)


def _said(run: TagRunShape) -> str:
    done = f"“{run.label}” was {'hung on' if run.adds else 'taken off'} {figures.count(run.changed)} customers"
    had = f"; {figures.count(run.unchanged)} {'had it already' if run.adds else 'did not have it'}" if run.unchanged else ""
    return f"{done}{had}."


def undo_tagging(request: Request, scope: Scope, run: str) -> HttpResponse:
    """Take back what one call of tagging changed."""
    try:
        messages.success(request, _said(tags.undo_tagging(scope, run)))
    except tags.WrongTag as refused:
        messages.error(request, f"Nothing was undone: {refused}.")
    return redirect("customers")
