"""Tags: all of them with what they mean and how many customers carry them; made, changed, merged and deleted."""

from collections.abc import Callable
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from partnerhub.kit import clock
from partnerhub.portfolio import tags
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.list_state import label_of_column
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
        "title": label_of_column("tags"),
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
    return gettext("“%(tag)s” can be hung on customers now.") % {"tag": given["label"].strip()}


def _change(scope: Scope, given: dict[str, str]) -> str:
    label = given.get("tag", "")
    tags.change_tag(scope, label, new_label=given.get("label", ""), description=given.get("description", ""))
    return gettext("“%(tag)s” was changed.") % {"tag": label}


def _merge(scope: Scope, given: dict[str, str]) -> str:
    number = tags.merge_tags(scope, given.get("tag", ""), into=given.get("into", ""))
    said = ngettext(
        "%(number)s customer has “%(into)s” instead of “%(tag)s”.",
        "%(number)s customers have “%(into)s” instead of “%(tag)s”.",
        number,
    )
    return said % {"number": figures.count(number), "into": given["into"], "tag": given["tag"]}


def _delete(scope: Scope, given: dict[str, str]) -> str:
    number = tags.delete_tag(scope, given.get("tag", ""))
    said = ngettext(
        "“%(tag)s” was removed from %(number)s customer.", "“%(tag)s” was removed from %(number)s customers.", number
    )
    return said % {"tag": given["tag"], "number": figures.count(number)}


ACTS: dict[str, Callable[[Scope, dict[str, str]], str]] = {
    "create": _create, "change": _change, "merge": _merge, "delete": _delete,
}  # fmt: skip
