"""Editing the details of a customer. Who comes second sees both versions on one page and chooses; nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio.customer.selectors import opened_customer
from partnerhub.portfolio.customer.services import WrongDetail, change_details, editable_details
from partnerhub.portfolio.customer.shapes import OpenedCustomer
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.texts import mark
from partnerhub.web import figures
from partnerhub.web.customer_head import head_of
from partnerhub.web.forms import DETAIL_LABELS, DetailsForm
from partnerhub.web.request import Request
from partnerhub.web.spoken import countries

NOTHING = mark("nothing")


@dataclass(frozen=True, slots=True)
class Compared:
    """A detail that two people would have differently: what stands there now, and what was sent."""

    name: str
    label: str
    now: str
    yours: str
    now_words: str
    your_words: str
    keeps_now: bool


def customer_details(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show what can be edited of a customer; a POST changes it, or says what somebody else changed meanwhile."""
    opened = opened_customer(scope, reference, needs=Permission.EDIT_CUSTOMERS)
    may = editable_details(scope, opened.id)
    if request.method != "POST":
        form = DetailsForm(may=may, initial=asdict(opened.details))
        return _page(request, scope, opened, form)
    form = DetailsForm(_chosen(request.POST), may=(*may, *(name for name in DETAIL_LABELS if name in request.POST)))
    version = form["version"].value()
    try:
        seen = int(version) if str(version).isdecimal() else 0
        made = change_details(scope, reference, seen=seen, changes=form.sent, on=clock.today())
    except WrongDetail as wrong:
        form.full_clean()
        form.add_error(wrong.field, _sentence(wrong))
        return _page(request, scope, opened, form, status=422)
    except Stale as stale:
        return _stale(request, scope, opened, stale)
    if made != opened.details:
        build_today.enqueue(scope.partner_id)
    messages.success(
        request, gettext("The details were saved.") if made != opened.details else gettext("Nothing was different.")
    )
    return redirect("customer", reference=reference)


def _chosen(sent: QueryDict) -> dict[str, str]:
    """Return what was sent. On the page that compares two versions each detail has two values, and one of them is chosen."""
    given = {name: value for name, value in sent.items() if isinstance(value, str)}
    for name in DETAIL_LABELS:
        if given.get(f"choice_{name}") in {"now", "yours"}:
            given[name] = given.get(f"{given[f'choice_{name}']}_{name}", "")
    return given


def _page(request: Request, scope: Scope, opened: OpenedCustomer, form: DetailsForm, status: int = 200) -> HttpResponse:
    context = head_of(scope, opened, "customer_details") | {
        "form": form,
        "was": [(f"was_{name}", getattr(opened.details, name)) for name in form.names],
        "version": form["version"].value(),
    }
    return render(request, "pages/customer_details.html", context, status=status)


def _sentence(wrong: WrongDetail) -> str:
    text = str(wrong)
    return f"{text[:1].upper()}{text[1:]}."


def _stale(request: Request, scope: Scope, opened: OpenedCustomer, stale: Stale) -> HttpResponse:
    """Show both versions: what only the other one changed is taken over unless the reader says otherwise."""
    compared = [
        _compared(name, str(stale.current[name]), str(value), request.POST)
        for name, value in stale.sent.items()
        if value != stale.current[name]
    ]
    same = [(name, value) for name, value in stale.sent.items() if value == stale.current[name]]
    context = head_of(scope, opened, "customer_details") | {
        "compared": compared, "same": same, "version": stale.current["version"], "number": figures.count(len(compared)),
    }  # fmt: skip
    return render(request, "pages/customer_details_stale.html", context, status=409)


def _compared(name: str, now: str, yours: str, posted: QueryDict) -> Compared:
    untouched = posted.get(f"was_{name}") == yours  # the reader left it as it was, so the difference is the other one's
    return Compared(name, gettext(DETAIL_LABELS[name]), now, yours, _words(name, now), _words(name, yours), untouched)


def _words(name: str, value: str) -> str:
    words: Mapping[str, Any] = {
        "country": lambda: countries().get(value, value), "managed_by": lambda: gettext(ManagedBy.from_public(value).label),
    }  # fmt: skip
    return str(words[name]()) if value and name in words else value or gettext(NOTHING)
