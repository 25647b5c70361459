"""Customers: the list a partner's day begins with."""

from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.portfolio.listing.selectors import UnknownPlace, customer_list
from partnerhub.portfolio.shapes import CustomerPage
from partnerhub.reports.shapes import Question
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.web import customer_list as listed
from partnerhub.web import figures
from partnerhub.web.list_state import ListState, list_state
from partnerhub.web.pages.analytics import export_response
from partnerhub.web.request import Request


def customers(request: Request, scope: Scope) -> HttpResponse:
    """Show the customers in reach: those that a line of filters asks for, in an order, with counts of every facet."""
    state = list_state(request.GET)
    may_list = scope.may(Permission.LIST_CUSTOMERS)
    must_search = not may_list and not state.asked.words
    labels = selectors.product_labels()
    try:
        page = None if must_search or state.wrong else _page(scope, state)
    except UnknownPlace:
        return redirect(replace(state, after="").url())
    context = {
        "state": state,
        "page": page,
        "heads": listed.heads(scope, state),
        "rows": [listed.shown(row, labels) for row in page.rows] if page else [],
        "total": figures.count(page.total) if page else "",
        "next": replace(state, after=page.after).url() if page and page.after else "",
        "first": replace(state, after="").url() if state.after else "",
        "facets": listed.facets(page, state, labels) if page else [],
        "applied": list(listed.applied(state, labels)),
        "questions": listed.questions(state, scope) if may_list else [],
        "numbers": listed.numbers(scope),
        "chooser": listed.chooser(state),
        "kept": listed.hidden(state.parameters(), ("q", "after")),
        "kept_columns": listed.hidden(state.parameters(), ("columns", "dense", "after")),
        "suggestion": listed.suggestion(state),
        "wrong_place": state.wrong.place + 1 if state.wrong else 0,
        "must_search": must_search,
        "can_export": scope.may(Permission.EXPORT) and scope.may(Permission.VIEW_ANALYTICS),
        "can_tag": scope.may(Permission.EDIT_TAGS) and not must_search,
        "known_tags": [code for facet in page.facets if facet.name == "tag" for code, _ in facet.values] if page else [],
        "back": state.url().removeprefix(reverse("customers")),
        "can_start_trial": scope.may(Permission.START_TRIALS),
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


def customers_export(request: Request, scope: Scope) -> HttpResponseBase:
    """Send the list as a file: the customers and columns that are shown, in their order, or everything."""
    scope.require(Permission.VIEW_ANALYTICS)
    form, state = request.GET.get("format", "csv"), list_state(request.GET)
    if request.GET.get("rows") != "shown":
        return export_response(scope, "customers", Question(), form)
    question = Question(search=state.line, sort=state.sort.name, descending=state.sort.descending)
    return export_response(scope, "customers", question, form, columns=("customer_id", "customer", *state.columns))
