"""Trials: starting one after a review, and what is done to one that runs."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio import selectors, trials
from partnerhub.portfolio.listing.line import Asked
from partnerhub.portfolio.listing.selectors import customer_list
from partnerhub.portfolio.ordering import MOST_LICENSES, NewCustomer, TrialOrder, WrongOrder, WrongTrial
from partnerhub.portfolio.shapes import TrialShape
from partnerhub.tenancy.gate import refusal
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Stale
from partnerhub.tenancy.scope import Scope
from partnerhub.web import figures
from partnerhub.web.forms import TrialActForm, TrialForm
from partnerhub.web.request import Request


def start(request: Request, scope: Scope) -> HttpResponse:
    """Ask what is to be tried by whom, show it once more, and start it. The same form sent twice starts one trial."""
    labels = selectors.product_labels()
    if request.method != "POST":
        return _form(request, scope, TrialForm(products=labels, initial=_asked_for(request)))
    form = TrialForm(request.POST, products=labels)
    step = request.POST.get("step", "")
    if step == "edit" or not form.is_valid():
        return _form(request, scope, form)
    try:
        if step == "confirm":
            return _started(request, scope, form)
        planned = trials.preview_trial(scope, _customer_of(form), _order_of(form), on=clock.today())
    except WrongOrder as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, _sentence(wrong))
        return _form(request, scope, form)
    return render(request, "pages/trial_review.html", _review(form, planned, labels))


def _asked_for(request: Request) -> dict[str, Any]:
    return {"customer": request.GET.get("customer", ""), "key": uuid.uuid4(), "days": 30}


FOUND, LONGEST_SEARCH = 8, 200


def _form(request: Request, scope: Scope, form: TrialForm) -> HttpResponse:
    reference = str(form["customer"].value() or "")
    search = request.GET.get("find", "").strip()
    context = {
        "form": form, "reference": reference, "customer": trials.trial_customer(scope, reference) if reference else "",
        "most": MOST_LICENSES, "search": search, "found": _found(scope, search) if search and not reference else [],
        "may_add": scope.may(Permission.ADD_CUSTOMERS),
    }  # fmt: skip
    wrong = form.is_bound and request.POST.get("step") != "edit" and form.errors
    return render(request, "pages/trial_start.html", context, status=422 if wrong else 200)


def _found(scope: Scope, search: str) -> list[tuple[str, str, str]]:
    """Return some customers that words find and for whom the caller may start a trial: name, id, address to go on."""
    asked, needs = Asked(search[:LONGEST_SEARCH]), (Permission.START_TRIALS,)
    rows = customer_list(scope, on=clock.today(), asked=asked, limit=FOUND, needs=needs).rows
    return [(row.name, row.reference, f"{reverse('start_trial')}?{urlencode({'customer': row.reference})}") for row in rows]


def _customer_of(form: TrialForm) -> str | NewCustomer:
    given = form.cleaned_data
    return given["customer"] or NewCustomer(given["name"], given["country"], given["domain"])


def _order_of(form: TrialForm) -> TrialOrder:
    given = form.cleaned_data
    return TrialOrder(form.quantities, given["administrator_email"], given["vertical"], given["days"])


def _review(form: TrialForm, planned: TrialShape, labels: Mapping[str, str]) -> dict[str, object]:
    return {
        "planned": planned, "is_new": not planned.customer_reference, "ends": figures.day(planned.end_date),
        "starts": figures.day(planned.start_date), "days": figures.count(form.cleaned_data["days"]),
        "products": [(labels[code], figures.count(number)) for code, number in form.quantities.items()],
        "administrator": form.cleaned_data["administrator_email"],
        "kept": [(field.html_name, field.value()) for field in form if field.value()],
    }  # fmt: skip


def _started(request: Request, scope: Scope, form: TrialForm) -> HttpResponse:
    key = form.cleaned_data["key"]
    made = trials.start_trial(scope, _customer_of(form), _order_of(form), on=clock.today(), key=key)
    build_today.enqueue(scope.partner_id)
    messages.success(
        request,
        gettext("The trial of %(customer)s runs until %(day)s.")
        % {
            "customer": made.customer,
            "day": figures.day(made.end_date),
        },
    )
    return redirect("customer_trials", reference=made.customer_reference)


def _sentence(wrong: WrongOrder) -> str:
    text = str(wrong)
    return f"{text[:1].upper()}{text[1:]}."


def change(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Ask for other products of a trial that runs; a POST extends, changes, cancels or converts it."""
    back = _back(request.POST.get("customer", ""))
    try:
        trial, held = trials.running_trial(scope, reference, on=clock.today())
        if request.method != "POST":
            return render(request, "pages/trial_products.html", {"trial": trial, "fields": _fields(held)})
        back = _back(trial.customer_reference)
        messages.success(request, _acted(request, scope, reference))
    except WrongOrder as refused:
        messages.error(request, gettext("Nothing was changed: %(wrong)s.") % {"wrong": refused})
        return redirect(back)
    except Stale as stale:
        compared = [(name, stale.current.get(name), value) for name, value in stale.sent.items()]
        return refusal(request, 409, compared=compared, current_url=back)
    build_today.enqueue(scope.partner_id)
    return redirect(back)


def _fields(held: Mapping[str, int]) -> list[tuple[str, str, int | str]]:
    return [(f"quantity-{code}", label, held.get(code, "")) for code, label in selectors.product_labels().items()]


def _acted(request: Request, scope: Scope, reference: str) -> str:
    form = TrialActForm(request.POST, products=selectors.product_labels())
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not form.is_valid():
        wrong = next(
            (f"{name}: {str(texts[0]).rstrip('.')}" for name, texts in form.errors.items()), gettext("choose what to do")
        )
        raise WrongTrial("act", wrong)
    return act(scope, reference, form, clock.today())


def _back(reference: str) -> str:
    return reverse("customer_trials", args=[reference]) if reference else reverse("customers")


def _extend(scope: Scope, reference: str, form: TrialActForm, on: date) -> str:
    given = form.cleaned_data
    made = trials.extend_trial(scope, reference, days=given["days"] or 0, on=on, seen=given["seen"])
    return gettext("The trial runs until %(day)s.") % {"day": figures.day(made.end_date)}


def _change(scope: Scope, reference: str, form: TrialActForm, on: date) -> str:
    trials.change_trial(scope, reference, products=form.quantities, on=on, seen=form.cleaned_data["seen"])
    return gettext("The products of the trial were changed.")


def _cancel(scope: Scope, reference: str, form: TrialActForm, on: date) -> str:
    trials.cancel_trial(scope, reference, on=on, seen=form.cleaned_data["seen"])
    return gettext("The trial was cancelled.")


def _convert(scope: Scope, reference: str, form: TrialActForm, on: date) -> str:
    given = form.cleaned_data
    made = trials.convert_trial(
        scope, reference, on=on, months=given["months"] or 0, end_date=given["end_date"], seen=given["seen"],
        auto_renews=given["auto_renews"],
    )  # fmt: skip
    said = gettext("%(name)s is paid and runs until %(day)s. Who held a license holds it still.")
    return said % {"name": made.reference, "day": figures.day(made.end_date)}


ACTS: dict[str, Callable[[Scope, str, TrialActForm, date], str]] = {
    "extend": _extend, "change": _change, "cancel": _cancel, "convert": _convert,
}  # fmt: skip
