"""Groups of customers: made, renamed, filled, emptied and deleted by hand."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from partnerhub.portfolio import selectors
from partnerhub.tenancy import access, groups
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.forms import GroupForm, first_error, named_customers
from partnerhub.web.request import Request

MANAGE = Permission.MANAGE_ADMINISTRATORS
NAMED = 5


def all_groups(request: Request, scope: Scope) -> HttpResponse:
    """Show the groups with their customers; a POST creates, renames, fills, empties or deletes one."""
    wrong = ""
    if request.method == "POST":
        scope.require(MANAGE)
        try:
            messages.success(request, _done(request, scope))
            return redirect("administrators_groups")
        except groups.WrongGroup as refused:
            wrong = str(refused)
    context = {
        "groups": [
            (one, figures.count(len(one.customers)), [name for _, name in one.customers[:NAMED]], _more(len(one.customers)))
            for one in access.customer_groups(scope)
        ],
        "can_change": scope.may(MANAGE),
        "longest": groups.LONGEST,
        "wrong": wrong,
    }
    return render(request, "pages/groups.html", context, status=422 if wrong else 200)


def _more(number: int) -> str:
    return figures.count(number - NAMED) if number > NAMED else ""


def _done(request: Request, scope: Scope) -> str:
    form = GroupForm(request.POST)
    if not form.is_valid():
        raise groups.WrongGroup(first_error(form))
    return ACTS.get(request.POST.get("act", ""), _create)(scope, form)


def _create(scope: Scope, form: GroupForm) -> str:
    groups.create_group(scope, form.cleaned_data["name"])
    return "The group can be filled now."


def _rename(scope: Scope, form: GroupForm) -> str:
    groups.rename_group(scope, _id(form), form.cleaned_data["name"], seen=form.cleaned_data["seen"])
    return "The group was renamed."


def _add(scope: Scope, form: GroupForm) -> str:
    came, _ = groups.change_members(scope, _id(form), add=_customers(scope, form))
    return f"{figures.count(came)} customers were added."


def _remove(scope: Scope, form: GroupForm) -> str:
    _, went = groups.change_members(scope, _id(form), remove=_customers(scope, form))
    return f"{figures.count(went)} customers were taken out."


def _delete(scope: Scope, form: GroupForm) -> str:
    return f"“{groups.delete_group(scope, _id(form))}” was deleted."


def _id(form: GroupForm) -> int:
    return int(form.cleaned_data["group"] or 0)


def _customers(scope: Scope, form: GroupForm) -> tuple[int, ...]:
    try:
        return selectors.ids_of_references(scope, MANAGE, named_customers(form.cleaned_data["customers"]))
    except OutOfReach:
        raise groups.WrongGroup("one of the ids is no customer of yours") from None


ACTS: dict[str, Callable[[Scope, GroupForm], str]] = {
    "create": _create, "rename": _rename, "add": _add, "remove": _remove, "delete": _delete,
}  # fmt: skip
