"""Administrators: who has access to all customers, who to some, and why; giving, ending and taking roles."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.tenancy import access, granting
from partnerhub.tenancy.ends import DELEGATED_DAYS, DELEGATED_DAYS_AT_MOST
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.forms import EndForm, GrantForm, first_error
from partnerhub.web.request import Request
from partnerhub.web.rights import by_reach, place_of, until

MANAGE = Permission.MANAGE_ADMINISTRATORS
LAST_ONE = mark("somebody has to stay full administrator without an end")


class Refused(ValueError):
    """An act that its form, or the rules about rights, refuse: the text says why."""


def all_administrators(request: Request, scope: Scope) -> HttpResponse:
    """Show who has access to all customers and who to some; a POST gives a role (after a preview), ends or revokes one."""
    wrong = ""
    if request.method == "POST":
        scope.require(MANAGE)
        try:
            return ACTS.get(request.POST.get("act", ""), _grant)(request, scope)
        except (Refused, granting.WrongGrant) as refused:
            wrong = str(refused)
        except LastFullAdministrator:
            wrong = gettext(LAST_ONE)
    everything, some = by_reach(access.administrators(scope))
    can_change = scope.may(MANAGE)
    context = {
        "everything": everything,
        "some": some,
        "can_change": can_change,
        "form": GrantForm(request.POST if wrong else None),
        "roles": [(role.public, gettext(role.label), role.reaches_every_customer) for role in Role],
        "groups": access.customer_groups(scope) if can_change else [],
        "wrong": wrong,
        "days": DELEGATED_DAYS,
        "days_at_most": DELEGATED_DAYS_AT_MOST,
        "today": clock.today().isoformat(),
    }
    return render(request, "pages/administrators.html", context, status=422 if wrong else 200)


def _grant(request: Request, scope: Scope) -> HttpResponse:
    form = GrantForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    sent = form.cleaned_data
    plan = PlannedGrant(
        sent["email"], Role.from_public(sent["role"]), sent["name"], ids_named(scope, form.references()), sent["group"],
        sent["ends"], ids_named(scope, form.references("without")),
    )  # fmt: skip
    if not request.POST.get("confirmed"):
        return _preview(request, scope, plan, form)
    granting.grant_role(scope, plan)
    messages.success(
        request, gettext("%(person)s is %(role)s now.") % {"person": sent["email"], "role": gettext(plan.role.label)}
    )
    return redirect("administrators")


def ids_named(scope: Scope, references: list[str]) -> tuple[int, ...]:
    """Return the customers that a form names. Raise Refused."""
    try:
        return selectors.ids_of_references(scope, MANAGE, references)
    except OutOfReach:
        raise Refused(gettext("one of the ids is no customer of yours")) from None


def _preview(request: Request, scope: Scope, plan: PlannedGrant, form: GrantForm) -> HttpResponse:
    reach = granting.planned_reach(scope, plan)
    names = selectors.customer_names(scope, MANAGE, plan.customer_ids[:20])
    left_out = selectors.customer_names(scope, MANAGE, reach.left_out_ids[:20])
    every = selectors.count_among(scope, MANAGE, None)
    total = every - len(reach.left_out_ids) if reach.ids is None else selectors.count_among(scope, MANAGE, reach.ids)
    context = {
        "email": plan.email,
        "role": gettext(plan.role.label),
        "total": figures.count(total),
        "of": figures.count(every),
        "left_out": sorted(name for _, name in left_out.values()),
        "more_left_out": max(0, len(reach.left_out_ids) - 20),
        "names": sorted(name for _, name in names.values()),
        "more": max(0, len(plan.customer_ids) - 20),
        "until": figures.day(reach.last_day) if reach.last_day else "",
        "sent": [(name, "" if value is None else value) for name, value in form.cleaned_data.items()],
    }
    return render(request, "pages/administrators_preview.html", context)


def _revoke(request: Request, scope: Scope) -> HttpResponse:
    id_, seen, _ = right_of(request)
    email = granting.revoke_grant(scope, id_, seen=seen)
    messages.success(request, gettext("A right of %(person)s was revoked.") % {"person": email})
    return redirect("administrators")


def _change_end(request: Request, scope: Scope) -> HttpResponse:
    id_, seen, form = right_of(request)
    email = granting.change_end(scope, id_, form.cleaned_data["ends"], seen=seen)
    messages.success(request, gettext("A right of %(person)s has another last day.") % {"person": email})
    return redirect("administrators")


def right_of(request: Request) -> tuple[int, str, EndForm]:
    """Return the right that a form is about, the last day that its reader saw, and the form. Raise Refused."""
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    id_, seen = form.right()
    return id_, seen, form


ACTS: dict[str, Callable[[Request, Scope], HttpResponse]] = {
    "grant": _grant, "revoke": _revoke, "end": _change_end,
}  # fmt: skip


def why(request: Request, scope: Scope) -> HttpResponse:
    """Say through which rights somebody sees a customer, or that they do not."""
    email, reference = request.GET.get("person", "").strip(), request.GET.get("customer", "").strip()
    asked = bool(email and reference)
    reasons, name = [], ""
    if asked:
        (id_,) = selectors.ids_of_references(scope, Permission.VIEW_ADMINISTRATORS, [reference])
        name = selectors.customer_names(scope, Permission.VIEW_ADMINISTRATORS, [id_])[id_][1]
        reasons = [(gettext(one.role.label), place_of(one), until(one)) for one in access.why_visible(scope, email, id_)]
    context = {"email": email, "reference": reference, "asked": asked, "reasons": reasons, "name": name}
    return render(request, "pages/administrators_why.html", context)
