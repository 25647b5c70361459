"""Groups of customers: put together by hand or by a line of filters, renamed, filled, emptied and deleted."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from partnerhub.portfolio import grouping, selectors
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
            if request.POST.get("line") and not request.POST.get("confirmed"):
                return _preview(request, scope)
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


def _preview(request: Request, scope: Scope) -> HttpResponse:
    """Show how many customers a line finds before a group follows it."""
    form = _sent(request)
    found = grouping.found_by_line(scope, form.cleaned_data["line"])
    before = next((one for one in access.customer_groups(scope) if one.id == form.cleaned_data["group"]), None)
    context = {
        "total": figures.count(len(found)),
        "number": len(found),
        "name": before.name if before else form.cleaned_data["name"],
        "before": before and figures.count(len(before.customers)),
        "grants": before.grants if before else 0,
        "line": form.cleaned_data["line"],
        "url": f"{reverse('customers')}?{urlencode({'q': form.cleaned_data['line']})}",
        "sent": [(name, "" if value is None else value) for name, value in form.cleaned_data.items()],
        "act": request.POST.get("act", ""),
    }
    return render(request, "pages/group_preview.html", context)


def _sent(request: Request) -> GroupForm:
    form = GroupForm(request.POST)
    if not form.is_valid():
        raise groups.WrongGroup(first_error(form))
    return form


def _more(number: int) -> str:
    return figures.count(number - NAMED) if number > NAMED else ""


def _done(request: Request, scope: Scope) -> str:
    form = _sent(request)
    return ACTS.get(request.POST.get("act", ""), _create)(scope, form)


def _create(scope: Scope, form: GroupForm) -> str:
    name, line = form.cleaned_data["name"], form.cleaned_data["line"]
    if line:
        grouping.create_group_by_line(scope, name, line)
        return gettext("Whoever the line finds is in the group from now on.")
    groups.create_group(scope, name)
    return gettext("The group can be filled now.")


def _change_line(scope: Scope, form: GroupForm) -> str:
    grouping.change_group_line(scope, _id(form), form.cleaned_data["line"], seen=form.cleaned_data["seen"])
    return gettext("The group follows another line now.")


def _rename(scope: Scope, form: GroupForm) -> str:
    groups.rename_group(scope, _id(form), form.cleaned_data["name"], seen=form.cleaned_data["seen"])
    return gettext("The group was renamed.")


def _add(scope: Scope, form: GroupForm) -> str:
    came, _ = groups.change_members(scope, _id(form), add=_customers(scope, form))
    said = ngettext("%(number)s customer was added.", "%(number)s customers were added.", came)
    return said % {"number": figures.count(came)}


def _remove(scope: Scope, form: GroupForm) -> str:
    _, went = groups.change_members(scope, _id(form), remove=_customers(scope, form))
    said = ngettext("%(number)s customer was taken out.", "%(number)s customers were taken out.", went)
    return said % {"number": figures.count(went)}


def _delete(scope: Scope, form: GroupForm) -> str:
    return gettext("“%(name)s” was deleted.") % {"name": groups.delete_group(scope, _id(form))}


def _id(form: GroupForm) -> int:
    return int(form.cleaned_data["group"] or 0)


def _customers(scope: Scope, form: GroupForm) -> tuple[int, ...]:
    try:
        return selectors.ids_of_references(scope, MANAGE, named_customers(form.cleaned_data["customers"]))
    except OutOfReach:
        raise groups.WrongGroup(gettext("one of the ids is no customer of yours")) from None


ACTS: dict[str, Callable[[Scope, GroupForm], str]] = {
    "create": _create, "rename": _rename, "line": _change_line, "add": _add, "remove": _remove, "delete": _delete,
}  # fmt: skip
