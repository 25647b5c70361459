"""Orders to set up, the terms that are accepted on the way, and customers added by hand."""

from collections.abc import Callable
from typing import Annotated, Any

from django.utils.translation import gettext
from ninja.responses import Status
from pydantic import Field

from partnerhub.api.door import ApiRequest, Text, answers, api, needs, problem
from partnerhub.api.setup_shapes import (
    AddCustomerIn,
    AddedCustomerOut,
    BeginSetupIn,
    MapOrderIn,
    OrderDetailOut,
    OrdersOut,
    SetUpProductsIn,
    SuggestionOut,
    TermsOut,
)
from partnerhub.kit import clock
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio.ordering import NewCustomer, WrongOrder
from partnerhub.portfolio.setup import orders, steps
from partnerhub.portfolio.setup.adding import add_new_customer
from partnerhub.portfolio.setup.matching import possible_duplicates, suggested_organizations
from partnerhub.portfolio.setup.orders import OrderFilter, UnknownOrder
from partnerhub.portfolio.setup.shapes import OrderRow, SuggestedCustomer
from partnerhub.reports.answer import Unanswerable
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import SetupState, SubscriptionKind
from partnerhub.terms.texts import mark

SET_UP, ACT = needs(Permission.SET_UP_ORDERS), needs(Permission.SET_UP_ORDERS, writes=True)
ADD = Permission.ADD_CUSTOMERS
ORDER = answers(OrderDetailOut, 404, 409, 422)


@api.get("orders", auth=SET_UP, response=answers(OrdersOut, 422), tags=["Orders"], summary=mark("List orders to set up"))
def list_orders(
    request: ApiRequest, q: Text = "", state: Text = "", kind: Text = "", product: Text = "", customer: Text = "",
    after: Text = "", limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> dict[str, Any]:  # fmt: skip
    """Return the orders in reach that are not fully set up, the oldest first. `after` is that of the page before."""
    known = {"state": (state, ("pending", "partial")), "kind": (kind, SubscriptionKind.publics())}
    for name, (value, codes) in known.items():
        if value and value not in codes:
            raise Unanswerable(
                gettext('no %(what)s "%(name)s"; there are %(known)s')
                % {"what": name, "name": value, "known": ", ".join(codes)}
            )
    asked = OrderFilter(q, state, kind, product, customer)
    try:
        page = orders.orders_to_set_up(request.scope, on=clock.today(), asked=asked, after=after, limit=limit)
    except UnknownOrder:
        raise Unanswerable(gettext('after: no order "%(name)s" to go on from') % {"name": after}) from None
    return {"items": [_as_object(row) for row in page.rows], "total": page.total, "after": page.after}


@api.get("terms", auth=SET_UP, response=answers(TermsOut), tags=["Orders"], summary=mark("Get the terms in force"))
def get_terms(request: ApiRequest) -> dict[str, Any]:
    """Return the terms and conditions that are accepted before an order, or an organization, is set up."""
    agreement = steps.agreement_in_force(request.scope)
    return {"version": agreement.version, "title": agreement.title, "paragraphs": list(agreement.paragraphs)}


@api.post(
    "orders/{path:order_id}/organization", auth=ACT, response=ORDER, tags=["Orders"], summary=mark("Say whose order it is")
)
def map_order(request: ApiRequest, order_id: Text, given: MapOrderIn) -> Any:
    """Give an order to a customer, known or new. Until something is set up another one can be said; the contact stays."""
    new = given.new_customer
    if (given.customer_id is None) == (new is None):
        return problem(
            422,
            gettext("say either a known customer or a new one"),
            errors=[_pointer("customer_id", gettext("one of the two"))],
        )
    customer = given.customer_id if new is None else NewCustomer(new.name, new.country, new.domain)
    return _acted(request, order_id, lambda: orders.map_order(
        request.scope, order_id, customer=customer or "", contact=given.contact, version=given.version, on=clock.today(),
        key=given.key,
    ))  # fmt: skip


@api.post(
    "orders/{path:order_id}/begin", auth=ACT, response=ORDER, tags=["Orders"], summary=mark("Accept the terms and begin")
)
def begin_setup(request: ApiRequest, order_id: Text, given: BeginSetupIn) -> Any:
    """Accept the terms in force for the customer, unless somebody did, and let the set-up of the order begin."""
    scope = request.scope
    subject = orders.subject_of(orders.order_card(scope, order_id, on=clock.today()).row)
    return _acted(request, order_id, lambda: steps.get_started(
        scope, subject, agreement=given.accepted_terms, version=given.version
    ))  # fmt: skip


@api.post("orders/{path:order_id}/products", auth=ACT, response=ORDER, tags=["Orders"], summary=mark("Set up products"))
def set_up_products(request: ApiRequest, order_id: Text, given: SetUpProductsIn) -> Any:
    """Mark products of an order as set up: the order is, too, when none is left."""
    scope, chosen = request.scope, given.products
    if chosen is None:
        row = orders.order_card(scope, order_id, on=clock.today()).row
        chosen = [one.code for one in row.products if row.setup_state != SetupState.DONE.public]
    return _acted(request, order_id, lambda: orders.set_up_products(
        scope, order_id, products=chosen, version=given.version, on=clock.today()
    ))  # fmt: skip


@api.get("orders/{path:order_id}", auth=SET_UP, response=answers(OrderDetailOut, 404, 422), tags=["Orders"],
         summary=mark("Get an order"))  # fmt: skip
def get_order(request: ApiRequest, order_id: Text) -> dict[str, Any]:
    """Return an order with how far its set-up is, and customers that it may belong to beside the one it names."""
    return _detail(request.scope, order_id)


@api.post("customers", auth=needs(ADD, writes=True), response=answers(AddedCustomerOut, 422, status=201),
          tags=["Customers"], summary=mark("Add a customer"))  # fmt: skip
def add_customer(request: ApiRequest, given: AddCustomerIn) -> Any:
    """Add a customer. Whose role reaches named customers only is assigned to it. The same `key` again adds nobody."""
    new = NewCustomer(given.name, given.country, given.domain)
    try:
        reference = add_new_customer(request.scope, new, on=clock.today(), key=given.key)
    except WrongOrder as wrong:
        return problem(422, str(wrong), errors=[_pointer(wrong.field, str(wrong))])
    return Status(201, {"customer_id": reference})


@api.get("similar-customers", auth=needs(ADD), response=answers(list[SuggestionOut], 422), tags=["Customers"],
         summary=mark("Find similar customers"))  # fmt: skip
def similar_customers(request: ApiRequest, name: Text, domain: Text = "") -> list[dict[str, Any]]:
    """Return the customers in reach that may be the one that is about to be added, and why."""
    found = possible_duplicates(request.scope, NewCustomer(name, "", domain), on=clock.today())
    return [_suggestion(one) for one in found]


def _acted(request: ApiRequest, order_id: str, act: Callable[[], object]) -> Any:
    try:
        act()
    except WrongOrder as wrong:
        return problem(422, str(wrong), errors=[_pointer(wrong.field, str(wrong))])
    build_today.enqueue(request.scope.partner_id)
    return _detail(request.scope, order_id)


def _pointer(field: str, detail: str) -> dict[str, Any]:
    return {"pointer": f"/{field}", "detail": detail}


def _detail(scope: Scope, order_id: str) -> dict[str, Any]:
    card = orders.order_card(scope, order_id, on=clock.today())
    accepted = steps.accepted_terms(scope, orders.subject_of(card.row))
    may_choose = scope.may(Permission.FIND_CUSTOMERS) and not card.is_fixed
    suggested = suggested_organizations(scope, card, contact=card.setup.contact, on=clock.today()) if may_choose else []
    names = (
        "version", "contact", "ordered_for", "mapped_by", "mapped_at", "begun_by", "begun_at", "finished_by", "finished_at",
    )  # fmt: skip
    return _as_object(card.row) | {name: getattr(card.setup, name) for name in names} | {
        "accepted_terms": accepted.version if accepted else None, "is_fixed": card.is_fixed,
        "suggestions": [_suggestion(one) for one in suggested],
    }  # fmt: skip


def _suggestion(one: SuggestedCustomer) -> dict[str, Any]:
    reasons = [{"fact": because.fact, "date": because.on} for because in one.reasons]
    return {
        "customer_id": one.reference, "customer": one.name, "country": one.country, "domain": one.domain, "reasons": reasons,
    }  # fmt: skip


def _as_object(row: OrderRow) -> dict[str, Any]:
    products = [
        {"product": one.code, **{name: getattr(one, name) for name in one.__slots__ if name != "code"}}
        for one in row.products
    ]
    return {
        "subscription_id": row.reference, "customer_id": row.customer_reference, "customer": row.customer, "kind": row.kind,
        "setup_state": row.setup_state, "added_date": row.added_date, "start_date": row.start_date,
        "end_date": row.end_date, "auto_renews": row.auto_renews, "products": products,
    }  # fmt: skip
