"""Customers: the list of those in reach."""

from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import Field

from partnerhub.api.customer import as_object
from partnerhub.api.door import ApiRequest, Text, answers, api, needs
from partnerhub.api.shapes import CustomersOut
from partnerhub.kit import clock
from partnerhub.portfolio.listing.finding import SORTS, Sort
from partnerhub.portfolio.listing.line import Unreadable, read_line
from partnerhub.portfolio.listing.selectors import UnknownPlace, customer_list
from partnerhub.portfolio.shapes import FacetShape
from partnerhub.reports.answer import Unanswerable
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.statuses import Status
from partnerhub.terms.texts import mark

FIND = needs(Permission.FIND_CUSTOMERS)


@api.get("customers", auth=FIND, response=answers(CustomersOut, 422), tags=["Customers"], summary=mark("List customers"))
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
        raise Unanswerable(
            gettext('no status "%(name)s"; there are %(known)s') % {"name": status, "known": ", ".join(Status)}
        )
    order = Sort(sort.removeprefix("-"), sort.startswith("-"))
    if order.name not in SORTS:
        raise Unanswerable(gettext('no order "%(name)s"; there are %(known)s') % {"name": sort, "known": ", ".join(SORTS)})
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
