"""Access for some hours: asked for by somebody of the partner, approved or refused by the customer itself."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.metrics import lines
from partnerhub.portfolio import selectors
from partnerhub.tenancy import approvals
from partnerhub.tenancy.approvals import WrongAccess
from partnerhub.tenancy.ends import ACCESS_HOURS_AT_MOST, REQUESTS_LAPSE_AFTER_DAYS
from partnerhub.tenancy.gate import require_fresh
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import AccessShape
from partnerhub.terms.codes import AccessLevel, AccessState
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.access_forms import AnswerForm, AskForm
from partnerhub.web.forms import first_error
from partnerhub.web.request import Request
from partnerhub.web.state import whole_number

PAGE = 30
ASK = Permission.REQUEST_ACCESS
TONES = {
    AccessState.ASKED: ("act", "hourglass"), AccessState.APPROVED: ("good", "circle-check"),
    AccessState.REFUSED: ("bad", "ban"), AccessState.WITHDRAWN: ("quiet", "x"),
    AccessState.LAPSED: ("quiet", "calendar-off"), AccessState.ENDED: ("quiet", "clock"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownAccess:
    """A request, every text finished, and what its reader may do about it."""

    id: int
    customer: str
    who: str
    email: str
    role: str
    asked_by: str
    level: str
    reason: str
    hours: int
    asked: str
    lapses: str
    state: str
    tone: str
    icon: str
    outcome: str
    answer: str
    may_answer: bool
    may_withdraw: bool
    may_end: bool


def access(request: Request, scope: Scope) -> HttpResponse:
    """Show who asked which customer for access and what became of it; a POST asks, answers, takes back or ends."""
    form, wrong = AskForm(initial=_asked_for(request)), ""
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""), _ask)
        form = AskForm(request.POST) if act is _ask else form
        try:
            messages.success(request, act(request, scope))
            return redirect("access")
        except WrongAccess as refused:
            wrong = str(refused)
    before = whole_number(request.GET.get("before", ""), 0) or None
    found = approvals.access_requests(scope, before=before, limit=PAGE + 1)
    shown = [shown_access(one) for one in found[:PAGE]]
    can_ask = scope.may(ASK)
    context = {
        "customer_label": gettext(lines.customer.label),
        "waiting": [one for one in shown if one.may_answer],
        "requests": [one for one in shown if not one.may_answer],
        "older": found[PAGE - 1].id if len(found) > PAGE else None,
        "form": form if can_ask else None,
        "wrong": wrong,
        "levels": [(level.public, gettext(level.label)) for level in AccessLevel],
        "hours_at_most": ACCESS_HOURS_AT_MOST,
        "lapse_days": REQUESTS_LAPSE_AFTER_DAYS,
        "answers": scope.may(Permission.APPROVE_ACCESS),
    }
    return render(request, "pages/access.html", context, status=422 if wrong else 200)


def _asked_for(request: Request) -> dict[str, object]:
    return {"customer": request.GET.get("customer", "")[:100], "key": uuid.uuid4()}


def _ask(request: Request, scope: Scope) -> str:
    scope.require(ASK)
    form = AskForm(request.POST)
    if not form.is_valid():
        raise WrongAccess("form", first_error(form))
    given = form.cleaned_data
    try:
        (id_,) = selectors.ids_of_references(scope, Permission.FIND_CUSTOMERS, [given["customer"]])
    except OutOfReach:
        raise WrongAccess("customer", gettext("this id is no customer of yours")) from None
    approvals.ask_for_access(
        scope, id_, level=AccessLevel.from_public(given["level"]), reason=given["reason"], hours=given["hours"],
        email=given["email"], key=given["key"],
    )  # fmt: skip
    return gettext("The customer's own administrators are told. You see their answer here.")


def _answer(request: Request) -> AnswerForm:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise WrongAccess("form", first_error(form))
    return form


def _approve(request: Request, scope: Scope) -> str:
    require_fresh(request)  # only this act of the page lets somebody in
    given = _answer(request).cleaned_data
    approvals.approve_access(scope, given["request"], hours=given["hours"], answer=given["answer"])
    return gettext("Access is open. It ends by itself, and you can end it at any time.")


def _refuse(request: Request, scope: Scope) -> str:
    given = _answer(request).cleaned_data
    approvals.refuse_access(scope, given["request"], answer=given["answer"])
    return gettext("Nobody is let in.")


def _withdraw(request: Request, scope: Scope) -> str:
    approvals.withdraw_access(scope, _answer(request).cleaned_data["request"])
    return gettext("The request was taken back.")


def _end(request: Request, scope: Scope) -> str:
    approvals.end_access(scope, _answer(request).cleaned_data["request"])
    return gettext("The access is ended.")


ACTS: dict[str, Callable[[Request, Scope], str]] = {
    "ask": _ask, "approve": _approve, "refuse": _refuse, "withdraw": _withdraw, "end": _end,
}  # fmt: skip


def shown_access(one: AccessShape) -> ShownAccess:
    """Return a request as pages show it."""
    tone, icon = TONES[one.state]
    return ShownAccess(
        one.id, one.customer, one.name, one.email, gettext(one.role.label),
        "" if one.asked_by == one.email else one.asked_by,
        gettext(one.level.label), one.reason, one.hours, figures.moment(one.asked_at), figures.moment(one.lapses_at),
        gettext(one.state.label), tone, icon, _outcome(one), one.answer, one.may_answer, one.may_withdraw, one.may_end,
    )  # fmt: skip


def _outcome(one: AccessShape) -> str:
    """Return what became of a request, in words."""
    words = gettext(ENDED_EARLY if one.state is AccessState.ENDED and one.ended_by else OUTCOMES[one.state])
    return words % {
        "answered": f"{one.answered_by}, {figures.moment(one.answered_at)}" if one.answered_by else "",
        "ended": f"{one.ended_by}, {figures.moment(one.ended_at)}",
        "ends": figures.moment(one.ends_at), "lapses": figures.moment(one.lapses_at),
    }  # fmt: skip


ENDED_EARLY = mark("ended by %(ended)s")
OUTCOMES = {
    AccessState.ASKED: mark("waits for an answer until %(lapses)s"),
    AccessState.APPROVED: mark("until %(ends)s, approved by %(answered)s"),
    AccessState.REFUSED: mark("refused by %(answered)s"),
    AccessState.WITHDRAWN: mark("taken back before anybody answered"),
    AccessState.LAPSED: mark("nobody answered in time"),
    AccessState.ENDED: mark("ended %(ends)s, approved by %(answered)s"),
}
