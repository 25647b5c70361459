"""Partner administrators of a customer: who may manage it, in which role, on what that rests and until when."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.portfolio.customer.selectors import opened_customer
from partnerhub.tenancy import granting
from partnerhub.tenancy.access import administrators_of
from partnerhub.tenancy.ends import DELEGATED_DAYS_AT_MOST, default_last_day
from partnerhub.tenancy.granting import WrongGrant
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Basis, Role
from partnerhub.web import figures
from partnerhub.web.customer_head import head_of
from partnerhub.web.forms import ASSIGNED_ROLES, AssignForm, first_error
from partnerhub.web.pages.administrators import Refused, right_of
from partnerhub.web.request import Request
from partnerhub.web.rights import shown


def customer_administrators(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show who may manage a customer; a POST assigns somebody, gives a right another end, or revokes it."""
    if request.method == "POST":
        return _act(request, scope, reference)
    opened = opened_customer(scope, reference, needs=Permission.VIEW_CUSTOMER_ADMINISTRATORS)
    rights = administrators_of(scope, opened.id)
    named = [one for one in rights if one.basis is not Basis.ALL]
    everywhere = [one for one in rights if one.basis is Basis.ALL]
    today = clock.today()
    context = head_of(scope, opened, "customer_administrators") | {
        "named": [shown([one]) for one in named],
        "everywhere": [shown([one]) for one in everywhere],
        "can_change": scope.may(Permission.ASSIGN_CUSTOMERS, opened.id),
        "roles": [(role.public, gettext(role.label)) for role in ASSIGNED_ROLES],
        "today": today.isoformat(),
        "suggested": default_last_day(today).isoformat(),
        "days_at_most": figures.count(DELEGATED_DAYS_AT_MOST),
    }
    return render(request, "pages/customer_administrators.html", context)


def _act(request: Request, scope: Scope, reference: str) -> HttpResponse:
    (id_,) = selectors.ids_of_references(scope, Permission.ASSIGN_CUSTOMERS, [reference])
    try:
        messages.success(request, ACTS.get(request.POST.get("act", ""), _assign)(request, scope, id_))
    except (Refused, WrongGrant) as refused:
        messages.error(request, gettext("Nothing was changed: %(wrong)s.") % {"wrong": refused})
    return redirect("customer_administrators", reference=reference)


def _assign(request: Request, scope: Scope, customer_id: int) -> str:
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    sent = form.cleaned_data
    role = Role.from_public(sent["role"])
    plan = PlannedGrant(sent["email"], role, sent["name"], (customer_id,), last_day=sent["ends"])
    granting.grant_role(scope, plan, needs=Permission.ASSIGN_CUSTOMERS)
    return gettext("%(email)s is %(role)s here now.") % {"email": sent["email"], "role": gettext(role.label)}


def _revoke(request: Request, scope: Scope, customer_id: int) -> str:
    id_, seen, _ = right_of(request)
    email = granting.revoke_grant(scope, id_, seen=seen, customer_id=customer_id)
    return gettext("A right of %(email)s was revoked.") % {"email": email}


def _change_end(request: Request, scope: Scope, customer_id: int) -> str:
    id_, seen, form = right_of(request)
    email = granting.change_end(scope, id_, form.cleaned_data["ends"], seen=seen, customer_id=customer_id)
    return gettext("A right of %(email)s has another last day.") % {"email": email}


ACTS: dict[str, Callable[[Request, Scope, int], str]] = {"assign": _assign, "revoke": _revoke, "end": _change_end}
