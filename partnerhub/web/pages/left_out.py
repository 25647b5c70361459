"""Customers that a right on all of them, or on a group, leaves out: shown, changed after a look at what would be left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.portfolio import selectors
from partnerhub.tenancy import access, exclusions
from partnerhub.tenancy.granting import WrongGrant
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import GrantShape, PlannedReach
from partnerhub.web import figures
from partnerhub.web.access_forms import LeftOutForm
from partnerhub.web.forms import first_error
from partnerhub.web.pages.administrators import LAST_ONE
from partnerhub.web.request import Request
from partnerhub.web.rights import place_of, until

MANAGE = Permission.MANAGE_ADMINISTRATORS
NAMED = 20


def left_out(request: Request, scope: Scope, grant_id: int) -> HttpResponse:
    """Show whom a right leaves out; a POST shows what would be left, or (confirmed) leaves them out."""
    before = exclusions.left_out_of(scope, grant_id)
    (right,) = [one for one in access.administrators(scope) if one.id == grant_id]
    if request.method != "POST":
        names = selectors.customer_names(scope, MANAGE, before)
        return _page(request, right, before, "\n".join(sorted(reference for reference, _ in names.values())))
    form = LeftOutForm(request.POST)
    try:
        if not form.is_valid():
            raise WrongGrant(first_error(form))
        ids = selectors.ids_of_references(scope, MANAGE, form.references())
        if not request.POST.get("confirmed"):
            return _preview(request, scope, right, form, exclusions.planned_exclusions(scope, grant_id, ids))
        email = exclusions.change_exclusions(scope, grant_id, ids, seen=form.seen_ids())
    except OutOfReach:
        wrong = gettext("one of the ids is no customer of yours")
    except WrongGrant as refused:
        wrong = str(refused)
    except LastFullAdministrator:
        wrong = gettext(LAST_ONE)
    else:
        messages.success(request, gettext("What %(email)s sees through this right was changed.") % {"email": email})
        return redirect("administrators")
    return _page(request, right, before, request.POST.get("customers", ""), wrong)


def _page(request: Request, right: GrantShape, before: tuple[int, ...], text: str, wrong: str = "") -> HttpResponse:
    context = {
        "right": right, "role": gettext(right.role.label), "place": place_of(right), "until": until(right),
        "customers": text, "seen": " ".join(map(str, before)), "wrong": wrong,
    }  # fmt: skip
    return render(request, "pages/left_out.html", context, status=422 if wrong else 200)


def _preview(request: Request, scope: Scope, right: GrantShape, form: LeftOutForm, reach: PlannedReach) -> HttpResponse:
    total = selectors.count_among(scope, MANAGE, None)
    seen = total - len(reach.left_out_ids) if reach.ids is None else selectors.count_among(scope, MANAGE, reach.ids)
    names = selectors.customer_names(scope, MANAGE, reach.left_out_ids[:NAMED])
    context = {
        "right": right, "role": gettext(right.role.label), "total": figures.count(seen), "of": figures.count(total),
        "names": sorted(name for _, name in names.values()), "more": max(0, len(reach.left_out_ids) - NAMED),
        "customers": form.cleaned_data["customers"], "seen": form.cleaned_data["seen"],
    }  # fmt: skip
    return render(request, "pages/left_out_preview.html", context)
