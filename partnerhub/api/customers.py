"""Customers: the list and the customer behind each row."""

from typing import Annotated, Any

from pydantic import Field

from partnerhub.api.door import ApiRequest, Text, answers, api, needs
from partnerhub.api.shapes import CustomerDetailOut, CustomersOut
from partnerhub.kit import clock
from partnerhub.portfolio import selectors
from partnerhub.portfolio.shapes import CustomerRow
from partnerhub.reports.answer import Unanswerable
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.statuses import Status

FIND = needs(Permission.FIND_CUSTOMERS)


@api.get("customers", auth=FIND, response=answers(CustomersOut, 422), tags=["Customers"], summary="List customers")
def list_customers(
    request: ApiRequest, q: Text = "", status: Text = "", after: Text = "", limit: Annotated[int, Field(ge=1, le=1000)] = 50
) -> dict[str, Any]:
    """Return customers in reach by name: those that match a search and carry a status, if given."""
    if status and status not in set(Status):
        raise Unanswerable(f'no status "{status}"; there are {", ".join(Status)}')
    page = selectors.customer_list(
        request.scope, on=clock.today(), search=q, status=Status(status) if status else None, after=after, limit=limit
    )
    return {"items": [as_object(row) for row in page.rows], "total": page.total, "after": page.after}


@api.get(
    "customers/{path:customer_id}", auth=FIND, response=answers(CustomerDetailOut, 404, 422), tags=["Customers"],
    summary="Get a customer",
)  # fmt: skip
def get_customer(request: ApiRequest, customer_id: Text) -> dict[str, Any]:
    """Return one customer with the facts behind its statuses and its subscriptions."""
    found = selectors.customer_named(request.scope, customer_id)
    card = selectors.customer_card(request.scope, found, on=clock.today())
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
        "domain": row.domain, "next_end_date": row.next_end_date, "last_admin_sign_in_at": row.last_admin_sign_in_at,
        "console_url": row.console_url,
    }  # fmt: skip
