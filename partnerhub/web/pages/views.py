"""Saved views of the customer list: kept from the list itself, opened, shared and deleted."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.portfolio import views
from partnerhub.portfolio.listing.line import Unreadable
from partnerhub.portfolio.shapes import ViewShape
from partnerhub.portfolio.views import ViewPlan, WrongView
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.web.list_state import ListState, list_state
from partnerhub.web.request import Request


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view, the address that opens it, and whether the list is just so."""

    id: int
    name: str
    line: str
    url: str
    owner: str
    is_own: bool
    is_shared: bool
    is_open: bool
    may_delete: bool


@dataclass(frozen=True, slots=True)
class SavedViews:
    """The menu of views: those that can be opened, and whether the present one can be kept and shared."""

    views: tuple[ShownView, ...]
    may_save: bool
    may_share: bool
    query: str


def saved_views(scope: Scope, state: ListState) -> SavedViews:
    """Return the menu of views beside a list in some state."""
    query = urlencode({name: value for name, value in state.parameters().items() if name != "after"})
    shown = tuple(_shown(scope, one, query) for one in views.visible_views(scope))
    return SavedViews(shown, scope.may(Permission.SAVE_VIEWS), scope.may(Permission.SHARE_VIEWS), query)


def _shown(scope: Scope, view: ViewShape, open_query: str = "") -> ShownView:
    columns = {"columns": ",".join(view.columns)} if view.columns else {}
    query = QueryDict(mutable=True)
    query.update({"q": view.line, "sort": view.sort, **columns, "dense": "1" if view.is_dense else ""})
    url = list_state(query).url()
    return ShownView(
        view.id, view.name, view.line, url, view.owner, view.is_own, view.is_shared,
        is_open=url.partition("?")[2] == open_query,
        may_delete=view.is_own or scope.may(Permission.MANAGE_ADMINISTRATORS),
    )  # fmt: skip


def all_views(request: Request, scope: Scope) -> HttpResponse:
    """Show the views that the caller may open; a POST keeps, shares or deletes one."""
    if request.method == "POST":
        try:
            said, back = ACTS.get(request.POST.get("act", ""), _save)(request, scope)
            messages.success(request, said)
        except (WrongView, Unreadable) as refused:
            messages.error(request, gettext("Nothing was kept: %(wrong)s.") % {"wrong": refused})
            back = _back(request.POST.get("query", ""))
        return redirect(back)
    shown = [_shown(scope, one) for one in views.visible_views(scope)]
    return render(request, "pages/views.html", {"views": shown, "may_share": scope.may(Permission.SHARE_VIEWS)})


def _back(query: str) -> str:
    return reverse("customers") + (f"?{query}" if query else "")


def _save(request: HttpRequest, scope: Scope) -> tuple[str, str]:
    query = request.POST.get("query", "")
    state = list_state(QueryDict(query))
    if state.wrong:
        raise state.wrong
    kept = state.parameters()
    columns = tuple(filter(None, kept.get("columns", "").split(",")))
    plan = ViewPlan(
        request.POST.get("name", ""), kept.get("q", ""), kept.get("sort", ""), columns, state.dense,
        request.POST.get("shared") == "1",
    )  # fmt: skip
    views.save_view(scope, plan)
    return gettext("“%(name)s” is among the views now.") % {"name": " ".join(plan.name.split())}, _back(query)


def _share(request: HttpRequest, scope: Scope) -> tuple[str, str]:
    shared = request.POST.get("shared") == "1"
    name = views.share_view(scope, _id(request), shared=shared)
    said = gettext("“%(name)s” is shared now.") if shared else gettext("“%(name)s” is yours alone now.")
    return said % {"name": name}, reverse("views")


def _delete(request: HttpRequest, scope: Scope) -> tuple[str, str]:
    return gettext("“%(name)s” was deleted.") % {"name": views.delete_view(scope, _id(request))}, reverse("views")


def _id(request: HttpRequest) -> int:
    text = request.POST.get("view", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 12):
        raise OutOfReach("a view")
    return int(text)


ACTS: dict[str, Callable[[HttpRequest, Scope], tuple[str, str]]] = {"save": _save, "share": _share, "delete": _delete}
