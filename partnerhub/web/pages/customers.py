"""Customers: the list a partner's day begins with."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.portfolio.customer.selectors import customer_card_named
from partnerhub.portfolio.listing.finding import COMPARE
from partnerhub.portfolio.listing.selectors import UnknownPlace, customer_list
from partnerhub.portfolio.listing.suggesting import suggestions
from partnerhub.portfolio.shapes import CustomerPage
from partnerhub.reports.shapes import Question
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.web import customer_list as listed
from partnerhub.web import figures, list_filters
from partnerhub.web.hot import drawn
from partnerhub.web.list_state import LONGEST_LINE, ListState, changed_by_form, list_state
from partnerhub.web.pages.analytics import export_response
from partnerhub.web.pages.views import saved_views
from partnerhub.web.request import Request


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
        (one.line, list_filters.label_of(one.facet.name, one.value, labels) if one.value else gettext(one.facet.label),
         gettext(one.facet.label) if one.value else one.line.split()[-1],
         figures.count(one.count) if one.count is not None else "")
        for one in suggestions(scope, request.GET.get("q", "")[:LONGEST_LINE], on=clock.today())
    ]  # fmt: skip
    return render(request, "parts/suggestions.html", {"found": found})


def customer_why(request: Request, scope: Scope, reference: str) -> HttpResponse:
    """Show why a customer has its statuses: the facts and days behind each. htmx gets the part for the drawer."""
    card = customer_card_named(scope, reference, on=clock.today())
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
