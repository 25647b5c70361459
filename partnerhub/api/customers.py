"""Customers: the list and the customer behind each row."""

from typing import Annotated, Any

from pydantic import Field

from partnerhub.api.door import ApiRequest, Text, answers, api, needs
from partnerhub.api.launches import launch_customer
from partnerhub.api.shapes import CustomerDetailOut, CustomersOut
from partnerhub.api.trials import start_trial
from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.portfolio.listing.finding import SORTS, Sort
from partnerhub.portfolio.listing.line import Unreadable, read_line
from partnerhub.portfolio.listing.selectors import UnknownPlace, customer_list
from partnerhub.portfolio.shapes import CustomerRow, FacetShape
from partnerhub.reports.answer import Unanswerable
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.statuses import Status

FIND = needs(Permission.FIND_CUSTOMERS)
FIRST = (start_trial, launch_customer)  # an id may have slashes, so customers/{customer_id}/… have to come first


@api.get("customers", auth=FIND, response=answers(CustomersOut, 422), tags=["Customers"], summary="List customers")
def list_customers(
    request: ApiRequest,
    q: Text = "",
    status: Text = "",
    sort: Text = "name",
    after: Text = "",
    limit: Annotated[int, Field(ge=1, le=1000)] = 50,
    facets: bool = False,
) -> dict[str, Any]:
    """Return the customers in reach that a line of filters asks for, as the page of customers takes it in `q`.

    `sort` is the name of an order, with a minus in front the other way round; `after` is that of the page before.
    """
    if status and status not in set(Status):
        raise Unanswerable(f'no status "{status}"; there are {", ".join(Status)}')
    order = Sort(sort.removeprefix("-"), sort.startswith("-"))
    if order.name not in SORTS:
        raise Unanswerable(f'no order "{sort}"; there are {", ".join(SORTS)}')
    try:
        asked = read_line(f"{q} status:{status}" if status else q)
        page = customer_list(
            request.scope, on=clock.today(), asked=asked, sort=order, after=after, limit=limit, with_facets=facets
        )
    except Unreadable as unreadable:
        meant = f"; was {unreadable.suggestion} meant?" if unreadable.suggestion else ""
        raise Unanswerable(f"q, sign {unreadable.place + 1}: {unreadable.problem}{meant}") from None
    except UnknownPlace:
        raise Unanswerable(f'after: no customer "{after}" to go on from') from None
    found = {"items": [as_object(row) for row in page.rows], "total": page.total, "after": page.after}
    return found | ({"facets": [_facet(one) for one in page.facets]} if facets else {})


def _facet(facet: FacetShape) -> dict[str, Any]:
    return {"name": facet.name, "label": facet.label, "values": dict(facet.values), "none": facet.none}


@api.get(
    "customers/{path:customer_id}", auth=FIND, response=answers(CustomerDetailOut, 404, 422), tags=["Customers"],
    summary="Get a customer",
)  # fmt: skip
def get_customer(request: ApiRequest, customer_id: Text) -> dict[str, Any]:
    """Return one customer with the facts behind its statuses and its subscriptions."""
    card = selectors.customer_card_named(request.scope, customer_id, on=clock.today())
    reasons = [{"status": str(r.status), "fact": r.fact, "date": r.on} for r in card.reasons]
    subscriptions = [
        {
            "subscription_id": s.reference, "kind": s.kind, "start_date": s.start_date, "end_date": s.end_date,
            "auto_renews": s.auto_renews, "setup_state": s.setup_state, "payment_state": s.payment_state,
            "cancelled_date": s.cancelled_date,
            "lines": [{name: getattr(line, name) for name in line.__slots__} for line in s.lines],
        }
        for s in card.subscriptions
    ]  # fmt: skip
    return as_object(card.row) | {"reasons": reasons, "subscriptions": subscriptions}


def as_object(row: CustomerRow) -> dict[str, Any]:
    """Return a customer as the API has it."""
    return {
        "customer_id": row.reference, "customer": row.name, "statuses": [str(status) for status in row.statuses],
        "tags": list(row.tags), "managed_by": row.managed_by, "products": list(row.products), "country": row.country,
        "domain": row.domain, "next_end_date": row.next_end_date, "expires_date": row.expires_date,
        "renews_date": row.renews_date, "licenses": row.licenses, "assigned": row.assigned,
        "last_admin_sign_in_at": row.last_admin_sign_in_at,
        "console_url": row.console_url,
    }  # fmt: skip
