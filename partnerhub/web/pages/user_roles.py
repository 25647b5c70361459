"""Roles and security of one user: every administrator role in words, what it may do, how far it reaches, until when."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio import selectors as portfolio
from partnerhub.tenancy import access, granting
from partnerhub.tenancy.ends import DELEGATED_DAYS, DELEGATED_DAYS_AT_MOST
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.role_words import ROLE_WORDS, what_may
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import LastFullAdministrator
from partnerhub.tenancy.shapes import GrantShape, PlannedGrant
from partnerhub.tenancy.signin.factors import has_second_factor
from partnerhub.tenancy.users.selectors import user_head
from partnerhub.tenancy.users.shapes import UserHead
from partnerhub.terms.codes import HUB_ROLES, Role
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.forms import GrantForm, first_error
from partnerhub.web.pages.administrators import LAST_ONE, Refused, ids_named, right_of
from partnerhub.web.request import Request
from partnerhub.web.rights import ShownRight, by_reach

MANAGE = Permission.MANAGE_ADMINISTRATORS
NAMED = mark("Reaches the customers you name, or a group.")


@dataclass(frozen=True, slots=True)
class ShownRole:
    """One role, every text finished: what it is, what it may do, how many customers it would reach, what is held of it."""

    code: str
    label: str
    words: str
    may: list[str]
    is_wide: bool
    reach: str
    rights: tuple[ShownRight, ...]
    may_give: bool


def user_roles(request: Request, scope: Scope, user_id: int) -> HttpResponse:
    """Show every administrator role, and what somebody holds; a POST gives one (after a preview), ends or revokes one."""
    one, wrong = user_head(scope, user_id), ""
    if request.method == "POST":
        scope.require(MANAGE)
        try:
            return ACTS.get(request.POST.get("act", ""), _grant)(request, scope, one)
        except (Refused, granting.WrongGrant) as refused:
            wrong = str(refused)
        except LastFullAdministrator:
            wrong = gettext(LAST_ONE)
    can_change = scope.may(MANAGE) and user_id != scope.person_id
    context = {
        "one": one,
        "roles": _roles(scope, one, can_give=can_change),
        "can_change": scope.may(MANAGE),
        "groups": access.group_names(scope) if can_change else [],
        "wrong": wrong,
        "days": DELEGATED_DAYS,
        "days_at_most": DELEGATED_DAYS_AT_MOST,
        "today": clock.today().isoformat(),
        "is_self": user_id == scope.person_id,
    }
    return render(request, "pages/user_roles.html", context, status=422 if wrong else 200)


def _roles(scope: Scope, one: UserHead, *, can_give: bool) -> list[ShownRole]:
    held = access.administrators(scope, email=one.email)
    every = figures.count(portfolio.count_among(scope, Permission.VIEW_ADMINISTRATORS, None))
    everywhere = gettext("Reaches all %(number)s customers, and those to come.") % {"number": every}
    return [
        ShownRole(
            role.public, gettext(role.label), gettext(ROLE_WORDS[role]),
            [gettext(words) for words in what_may(role)], role.reaches_every_customer,
            everywhere if role.reaches_every_customer else gettext(NAMED),
            _rights(held, role), can_give and not (role.reaches_every_customer and _holds(held, role)),
        )
        for role in HUB_ROLES
    ]  # fmt: skip


def _holds(held: list[GrantShape], role: Role) -> bool:
    return any(grant.role is role for grant in held)


def _rights(held: list[GrantShape], role: Role) -> tuple[ShownRight, ...]:
    everything, some = by_reach(grant for grant in held if grant.role is role)
    return (*everything, *some)


def _grant(request: Request, scope: Scope, one: UserHead) -> HttpResponse:
    form = GrantForm({**request.POST.dict(), "email": one.email, "name": one.name})
    if not form.is_valid():
        raise Refused(first_error(form))
    sent = form.cleaned_data
    role = Role.from_public(sent["role"])
    plan = PlannedGrant(one.email, role, one.name, ids_named(scope, form.references()), sent["group"], sent["ends"])
    if not request.POST.get("confirmed"):
        return _preview(request, scope, plan, one, sent)
    granting.grant_role(scope, plan)
    messages.success(request, gettext("%(person)s is %(role)s now.") % {"person": one.name, "role": gettext(role.label)})
    return redirect("user_roles", one.id)


def _preview(request: Request, scope: Scope, plan: PlannedGrant, one: UserHead, sent: dict[str, object]) -> HttpResponse:
    reach = granting.planned_reach(scope, plan)
    context = {
        "one": one,
        "role": gettext(plan.role.label),
        "may": [gettext(words) for words in what_may(plan.role)],
        "total": figures.count(portfolio.count_among(scope, MANAGE, reach.ids)),
        "of": figures.count(portfolio.count_among(scope, MANAGE, None)),
        "until": figures.day(reach.last_day) if reach.last_day else "",
        "needs_factor": not has_second_factor(one.id),
        "sent": [(name, "" if sent[name] is None else sent[name]) for name in ("role", "customers", "group", "ends")],
    }
    return render(request, "pages/user_role_preview.html", context)


def _revoke(request: Request, scope: Scope, one: UserHead) -> HttpResponse:
    id_, seen, _ = right_of(request)
    granting.revoke_grant(scope, id_, seen=seen)
    messages.success(request, gettext("A right of %(person)s was revoked.") % {"person": one.name})
    return redirect("user_roles", one.id)


def _change_end(request: Request, scope: Scope, one: UserHead) -> HttpResponse:
    id_, seen, form = right_of(request)
    granting.change_end(scope, id_, form.cleaned_data["ends"], seen=seen)
    messages.success(request, gettext("A right of %(person)s has another last day.") % {"person": one.name})
    return redirect("user_roles", one.id)


ACTS: dict[str, Callable[[Request, Scope, UserHead], HttpResponse]] = {
    "grant": _grant, "revoke": _revoke, "end": _change_end,
}  # fmt: skip
