"""Customers: the list a partner's day begins with, and the customer behind each row."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerhub.kit import clock
from partnerhub.metrics import lines
from partnerhub.portfolio import selectors
from partnerhub.portfolio.listing.finding import COMPARE
from partnerhub.portfolio.listing.selectors import UnknownPlace, customer_list
from partnerhub.portfolio.listing.suggesting import suggestions
from partnerhub.portfolio.shapes import CustomerCard, CustomerPage, SubscriptionRow
from partnerhub.reports.shapes import Question
from partnerhub.tenancy import granting
from partnerhub.tenancy.access import administrators_of
from partnerhub.tenancy.ends import default_last_day
from partnerhub.tenancy.granting import WrongGrant
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.shapes import PlannedGrant
from partnerhub.terms.codes import Role
from partnerhub.web import customer_list as listed
from partnerhub.web import figures, list_filters
from partnerhub.web.bars import Bar, bar_of
from partnerhub.web.forms import ASSIGNED_ROLES, AssignForm, first_error
from partnerhub.web.hot import drawn
from partnerhub.web.list_state import LONGEST_LINE, ListState, changed_by_form, list_state
from partnerhub.web.pages.administrators import Refused, right_of
from partnerhub.web.pages.analytics import export_response
from partnerhub.web.pages.trials import shown_trials
from partnerhub.web.pages.views import saved_views
from partnerhub.web.request import Request
from partnerhub.web.rights import shown
from partnerhub.web.shown import TRIAL_WORDS


def customers(request: Request, scope: Scope) -> HttpResponse:
    """Show the customers in reach: those that a line of filters asks for, in an order, with counts of every facet."""
    state = list_state(request.GET)
    if state.wrong is None and (changed := changed_by_form(state, request.GET)):
        return redirect(changed.url())
    if state.wrong and request.headers.get("X-Typing"):
        return HttpResponse(status=204)  # what was found before stays until the line can be read
    may_list = scope.may(Permission.LIST_CUSTOMERS)
    must_search = not may_list and not state.asked.words
    can_tag = scope.may(Permission.EDIT_TAGS) and not must_search
    labels = selectors.product_labels()
    try:
        page = None if must_search or state.wrong else _page(scope, state)
    except UnknownPlace:
        return redirect(replace(state, after="").url())
    context = {
        "state": state,
        "page": page,
        "heads": listed.heads(scope, state),
        "rows": drawn(
            "customer_rows.html", rows=listed.shown_rows(page.rows, labels), columns=state.columns, can_tag=can_tag
        )
        if page and page.rows
        else "",
        "total": figures.count(page.total) if page else "",
        "next": replace(state, after=page.after).url() if page and page.after else "",
        "first": replace(state, after="").url() if state.after else "",
        "filters": list_filters.filters(page, state, labels) if page and page.facets else None,
        "applied": list(list_filters.applied(state, labels)),
        "questions": list_filters.questions(state, scope) if may_list else [],
        "views": saved_views(scope, state),
        "numbers": list_filters.numbers(scope),
        "signs": list(COMPARE),
        "chooser": listed.chooser(state),
        "kept": listed.hidden(state.parameters(), ("q", "after")),
        "kept_columns": listed.hidden(state.parameters(), ("columns", "dense", "after")),
        "suggestion": listed.suggestion(state),
        "wrong_place": state.wrong.place + 1 if state.wrong else 0,
        "must_search": must_search,
        "can_export": scope.may(Permission.EXPORT) and scope.may(Permission.VIEW_ANALYTICS),
        "can_tag": can_tag,
        "known_tags": [code for facet in page.facets if facet.name == "tag" for code, _ in facet.values] if page else [],
        "back": state.url().removeprefix(reverse("customers")),
        "can_start_trial": scope.may(Permission.START_TRIALS),
        "can_add": scope.may(Permission.ADD_CUSTOMERS),
        "can_import": scope.may(Permission.IMPORT_RECORDS),
        "exports": list(listed.exports(state)),
    }
    template = "pages/customers.html" + ("#found" if request.htmx else "")
    return render(request, template, context)


def _page(scope: Scope, state: ListState) -> CustomerPage:
    with_facets = scope.may(Permission.LIST_CUSTOMERS)
    return customer_list(
        scope, on=clock.today(), asked=state.asked, sort=state.sort, after=state.after, with_facets=with_facets
    )


def customers_suggest(request: Request, scope: Scope) -> HttpResponse:
    """Show how the line may go on that somebody types: the part below the field, for scripts only."""
    labels = selectors.product_labels()
    found = [
        (one.line, list_filters.label_of(one.facet.name, one.value, labels) if one.value else one.facet.label,
         one.facet.label if one.value else one.line.split()[-1], figures.count(one.count) if one.count is not None else "")
        for one in suggestions(scope, request.GET.get("q", "")[:LONGEST_LINE], on=clock.today())
    ]  # fmt: skip
    return render(request, "parts/suggestions.html", {"found": found})


def customer_why(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show why a customer has its statuses: the facts and days behind each. htmx gets the part for the drawer."""
    card = selectors.customer_card_named(scope, reference, on=clock.today())
    context = {"name": card.row.name, "url": reverse("customer", args=[reference]), "reasons": listed.why(card.reasons)}
    return render(request, "pages/customer_why.html" + ("#why" if request.htmx else ""), context)


def customers_export(request: Request, scope: Scope) -> HttpResponseBase:
    """Send the list as a file: the customers and columns that are shown, in their order, or everything."""
    scope.require(Permission.VIEW_ANALYTICS)
    form, state = request.GET.get("format", "csv"), list_state(request.GET)
    if request.GET.get("rows") != "shown":
        return export_response(scope, "customers", Question(), form)
    question = Question(search=state.line, sort=state.sort.name, descending=state.sort.descending)
    return export_response(scope, "customers", question, form, columns=("customer_id", "customer", *state.columns))


@dataclass(frozen=True, slots=True)
class ShownSubscription:
    """A subscription of a customer, every text finished."""

    name: str
    reference: str
    term: str
    renewal: str
    state: str
    lines: tuple[tuple[str, Bar], ...]


def customer(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show one customer: its statuses with the facts behind them, and what it bought."""
    card = selectors.customer_card_named(scope, reference, on=clock.today())
    context = {
        "customer": listed.shown(card.row, {}),  # products are named beside their lines
        "reasons": listed.why(card.reasons),
        "subscriptions": [_subscription(one) for one in card.subscriptions],
        "product_label": lines.product.label,
        **shown_trials(scope, card),
        **_administrators(scope, card.row.id, reference),
        **_acts(scope, card),
    }
    return render(request, "pages/customer.html", context)


def _acts(scope: Scope, card: CustomerCard) -> dict[str, object]:
    """Return what can be done from the head of the page: set up what waits, ask to be let in where one is not."""
    reference, id_ = card.row.reference, card.row.id
    waits = any(one.setup_state != "done" and not one.is_over(clock.today()) for one in card.subscriptions)
    may_set_up = waits and scope.may(Permission.SET_UP_ORDERS, id_)
    may_ask = scope.may(Permission.REQUEST_ACCESS, id_) and not card.row.may_launch
    return {
        "setup_url": f"{reverse('orders')}?customer={reference}" if may_set_up else "",
        "ask_url": f"{reverse('access')}?customer={reference}" if may_ask else "",
    }


def _administrators(scope: Scope, customer_id: int, reference: str) -> dict[str, object]:
    """Return what the part about administrators shows: nothing to whom it is none of their business."""
    if not scope.may(Permission.VIEW_CUSTOMER_ADMINISTRATORS, customer_id):
        return {}
    return {
        "rights": [shown([one]) for one in administrators_of(scope, customer_id)],
        "can_change": scope.may(Permission.ASSIGN_CUSTOMERS, customer_id),
        "roles": [(role.public, role.label) for role in ASSIGNED_ROLES],
        "to": reverse("customer_administrators", args=[reference]),
        "here": True,
        "today": clock.today().isoformat(),
        "suggested": default_last_day(clock.today()).isoformat(),
    }


def change_administrators(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Assign an administrator to a customer, give such a right another end, or revoke it; then show the customer."""
    (id_,) = selectors.ids_of_references(scope, Permission.ASSIGN_CUSTOMERS, [reference])
    try:
        messages.success(request, ACTS.get(request.POST.get("act", ""), _assign)(request, scope, id_))
    except (Refused, WrongGrant) as refused:
        messages.error(request, f"Nothing was changed: {refused}.")
    return redirect(reverse("customer", args=[reference]) + "#administrators")


def _assign(request: Request, scope: Scope, customer_id: int) -> str:
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise Refused(first_error(form))
    sent = form.cleaned_data
    role = Role.from_public(sent["role"])
    plan = PlannedGrant(sent["email"], role, sent["name"], (customer_id,), last_day=sent["ends"])
    granting.grant_role(scope, plan, needs=Permission.ASSIGN_CUSTOMERS)
    return f"{sent['email']} is {role.label} here now."


def _revoke(request: Request, scope: Scope, customer_id: int) -> str:
    id_, seen, _ = right_of(request)
    return f"A right of {granting.revoke_grant(scope, id_, seen=seen, customer_id=customer_id)} was revoked."


def _change_end(request: Request, scope: Scope, customer_id: int) -> str:
    id_, seen, form = right_of(request)
    email = granting.change_end(scope, id_, form.cleaned_data["ends"], seen=seen, customer_id=customer_id)
    return f"A right of {email} has another last day."


ACTS: dict[str, Callable[[Request, Scope, int], str]] = {"assign": _assign, "revoke": _revoke, "end": _change_end}


def _subscription(one: SubscriptionRow) -> ShownSubscription:
    name = TRIAL_WORDS if one.kind == "trial" else one.reference
    ends = figures.day(one.end_date)
    renewal = f"cancelled {figures.day(one.cancelled_date)}" if one.cancelled_date else (
        f"renews after {ends}" if one.auto_renews else f"ends {ends}"
    )  # fmt: skip
    states = [f"set-up {one.setup_state}"] if one.setup_state != "done" else []
    states += [one.payment_state.replace("_", " ")] if one.payment_state != "paid" else []
    lines = tuple((line.product, bar_of(line.total, line.assigned, line.used_7d, line.row_date)) for line in one.lines)
    return ShownSubscription(
        name, one.reference, f"{figures.day(one.start_date)} – {ends}", renewal, ", ".join(states), lines
    )
