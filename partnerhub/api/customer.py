"""One customer: everything that its pages show, each with the same rights, and its details changed.

An id may have slashes, so the longer addresses come first; this module is imported before the one of the customers.
"""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from partnerhub.api.customer_shapes import (
    CustomerAdministratorOut,
    CustomerDetailOut,
    DetailsIn,
    DetailsOut,
    HoldersOut,
    InvoicesOut,
    OrdersOut,
    SubscriptionsOut,
    TrialDetailOut,
)
from partnerhub.api.door import ApiRequest, Number, Text, answers, api, needs, problem
from partnerhub.api.launches import launch_customer
from partnerhub.api.shapes import AuditOut
from partnerhub.api.trials import start_trial
from partnerhub.kit import clock
from partnerhub.pipeline.tasks import build_today
from partnerhub.portfolio.customer.holders import IDLE, holder_counts, holders
from partnerhub.portfolio.customer.papers import invoices, orders
from partnerhub.portfolio.customer.selectors import (
    customer_card_named,
    opened_customer,
    started_trials,
    subscriptions_of,
)
from partnerhub.portfolio.customer.services import WrongDetail, change_details
from partnerhub.portfolio.customer.shapes import HolderCounts, HolderQuestion, SubscriptionRow
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.portfolio.shapes import CustomerRow
from partnerhub.reports.uptake import Change, UptakeAnswer, license_trend, uptake_of, weekly_changes
from partnerhub.tenancy.access import administrators_of
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import FieldForbidden
from partnerhub.tenancy.selectors import audit_entries
from partnerhub.terms.codes import InvoiceState
from partnerhub.terms.texts import mark

FIRST = (start_trial, launch_customer)
BOUGHT = needs(Permission.VIEW_SUBSCRIPTIONS)
Limit = Annotated[int, Field(ge=1, le=1000)]
Idle = Annotated[str, Field(pattern=f"^({'|'.join(IDLE)})?$", description="never, or days without use")]
State = Annotated[str, Field(pattern=f"^({'|'.join(InvoiceState.publics())})?$")]
TAGS = ["Customers"]


@api.get(
    "customers/{path:customer_id}/subscriptions", auth=BOUGHT, response=answers(SubscriptionsOut, 404, 422), tags=TAGS,
    summary=mark("List what a customer bought"),
)  # fmt: skip
def list_subscriptions(request: ApiRequest, customer_id: Text) -> dict[str, Any]:
    """Return a customer's subscriptions and trials, what runs first, and whether it uses up, wastes or exceeds them."""
    scope, on = request.scope, clock.today()
    opened = opened_customer(scope, customer_id, needs=Permission.VIEW_SUBSCRIPTIONS)
    held, settings = holder_counts(scope, opened.id, on=on), settings_in_force(scope)
    bought = subscriptions_of(scope, opened.id, on=on, held=held)
    changes: dict[str, Change] = {}
    trend = None
    if scope.may(Permission.VIEW_ANALYTICS, opened.id):
        changes, trend = weekly_changes(scope, opened.id), license_trend(scope, opened.id)
    shown = [
        _subscription(one, on, held)
        | {"uptake": _uptake(uptake_of([one], settings, on=on), changes.get(one.reference)) if one.is_held(on) else None}
        for one in bought
    ]
    since = trend and {
        "as_of": next(iter(trend.answers.values())).as_of, "since": trend.since, "until": trend.until,
        "assigned": trend.assigned, "used": trend.used,
    }  # fmt: skip
    return {"uptake": _uptake(uptake_of(bought, settings, on=on)), "trend": since, "items": shown}


@api.get(
    "customers/{path:customer_id}/holders", auth=BOUGHT, response=answers(HoldersOut, 404, 422), tags=TAGS,
    summary=mark("List who holds licenses"),
)  # fmt: skip
def list_holders(
    request: ApiRequest, customer_id: Text, subscription: Text = "", product: Text = "", idle: Idle = "", q: Text = "",
    after: Text = "", limit: Limit = 50,
) -> dict[str, Any]:  # fmt: skip
    """Return who holds licenses of a customer. `idle` leaves those who did not use theirs for so long."""
    opened = opened_customer(request.scope, customer_id, needs=Permission.VIEW_SUBSCRIPTIONS)
    asked = HolderQuestion(subscription, product, idle, q)
    page = holders(request.scope, opened.id, asked, on=clock.today(), after=after, limit=limit)
    items = [{**asdict(row), "subscription_id": row.subscription} for row in page.rows]
    return {"items": items, "total": page.total, "after": page.after}


@api.get(
    "customers/{path:customer_id}/invoices", auth=needs(Permission.VIEW_INVOICES), response=answers(InvoicesOut, 404, 422),
    tags=TAGS, summary=mark("List invoices"),
)  # fmt: skip
def list_invoices(
    request: ApiRequest, customer_id: Text, subscription: Text = "", state: State = "", after: Text = "", limit: Limit = 50
) -> dict[str, Any]:
    """Return the invoices of a customer, newest first, with what is owed over all of them."""
    opened = opened_customer(request.scope, customer_id, needs=Permission.VIEW_INVOICES)
    page = invoices(request.scope, opened.id, subscription=subscription, state=state, after=after, limit=limit)
    items = [{**asdict(row), "invoice_id": row.reference, "subscription_id": row.subscription} for row in page.rows]
    owed = [{"currency": currency, "amount": amount, "invoices": number} for currency, amount, number in page.owed]
    return {"items": items, "total": page.total, "owed": owed, "after": page.after}


@api.get(
    "customers/{path:customer_id}/orders", auth=BOUGHT, response=answers(OrdersOut, 404, 422), tags=TAGS,
    summary=mark("List the order history"),
)  # fmt: skip
def list_orders(
    request: ApiRequest, customer_id: Text, subscription: Text = "", after: Text = "", limit: Limit = 50
) -> dict[str, Any]:
    """Return what a customer ordered, newest first."""
    opened = opened_customer(request.scope, customer_id, needs=Permission.VIEW_SUBSCRIPTIONS)
    page = orders(request.scope, opened.id, subscription=subscription, after=after, limit=limit)
    items = [{**asdict(row), "order_id": row.reference, "subscription_id": row.subscription} for row in page.rows]
    return {"items": items, "total": page.total, "after": page.after}


@api.get(
    "customers/{path:customer_id}/trials", auth=BOUGHT, response=answers(list[TrialDetailOut], 404, 422), tags=["Trials"],
    summary=mark("List the trials of a customer"),
)  # fmt: skip
def list_trials(request: ApiRequest, customer_id: Text) -> list[dict[str, Any]]:
    """Return a customer's trials, those that run first, with what was said when they were started in the hub."""
    scope, on = request.scope, clock.today()
    opened = opened_customer(scope, customer_id, needs=Permission.VIEW_SUBSCRIPTIONS)
    held, started = holder_counts(scope, opened.id, on=on), started_trials(scope, opened.id)
    bought = subscriptions_of(scope, opened.id, on=on, held=held)
    became = {one.converted_from: one.reference for one in bought if one.converted_from}
    return [
        _subscription(one, on, held) | {
            "is_over": one.is_over(on), "days_left": None if one.is_over(on) else (one.end_date - on).days,
            "converted_to": became.get(one.reference), "started_by": said.by if said else None,
            "administrator_email": said.administrator_email if said else None, "vertical": said.vertical if said else None,
        }
        for one, said in ((one, started.get(one.reference)) for one in bought if one.kind == "trial")
    ]  # fmt: skip


@api.get(
    "customers/{path:customer_id}/administrators", auth=needs(Permission.VIEW_CUSTOMER_ADMINISTRATORS),
    response=answers(list[CustomerAdministratorOut], 404, 422), tags=["Administrators"],
    summary=mark("List who may manage a customer"),
)  # fmt: skip
def list_customer_administrators(request: ApiRequest, customer_id: Text) -> list[dict[str, Any]]:
    """Return the partner's people who may manage a customer, each with role, basis and last day."""
    opened = opened_customer(request.scope, customer_id, needs=Permission.VIEW_CUSTOMER_ADMINISTRATORS)
    return [
        {
            "id": one.id, "email": one.email, "name": one.name, "role": one.role.public, "basis": one.basis.public,
            "group": one.group or None, "ends_date": one.last_day,
        }
        for one in administrators_of(request.scope, opened.id)
    ]  # fmt: skip


@api.get(
    "customers/{path:customer_id}/activity", auth=needs(Permission.VIEW_OWN_AUDIT),
    response=answers(list[AuditOut], 404, 422), tags=TAGS, summary=mark("Read the trail of a customer"),
)  # fmt: skip
def list_activity(
    request: ApiRequest, customer_id: Text, before: Number | None = None, limit: Annotated[int, Field(ge=1, le=500)] = 50
) -> list[dict[str, Any]]:
    """Return the newest acts about a customer that the caller may see, newest first, below a number if one is given."""
    opened = opened_customer(request.scope, customer_id, needs=Permission.VIEW_OWN_AUDIT)
    found = audit_entries(request.scope, before=before, limit=limit, customer_id=opened.id)
    return [{name: getattr(entry, name) for name in entry.__slots__} for entry in found]


@api.get(
    "customers/{path:customer_id}", auth=needs(Permission.OPEN_CUSTOMERS), response=answers(CustomerDetailOut, 404, 422),
    tags=TAGS, summary=mark("Get a customer"),
)  # fmt: skip
def get_customer(request: ApiRequest, customer_id: Text) -> dict[str, Any]:
    """Return one customer with its details, the facts behind its statuses and its subscriptions."""
    on = clock.today()
    card = customer_card_named(request.scope, customer_id, on=on)
    reasons = [
        {"status": str(r.status), "fact": r.fact, "date": r.on, "since": card.since.get(r.status)} for r in card.reasons
    ]
    sees = request.scope.may(Permission.VIEW_SUBSCRIPTIONS, card.opened.id)
    return as_object(card.row) | {
        "version": card.opened.details.version, "org_uuid": card.opened.details.org_uuid or None,
        "created_date": card.opened.created_date, "reasons": reasons,
        "uptake": _uptake(uptake_of(card.subscriptions, card.settings, on=on)) if sees else None,
        "subscriptions": [_subscription(one, on, {}) for one in card.subscriptions],
    }  # fmt: skip


@api.patch(
    "customers/{path:customer_id}", auth=needs(Permission.EDIT_CUSTOMERS, writes=True),
    response=answers(DetailsOut, 404, 409, 422), tags=TAGS, summary=mark("Change the details of a customer"),
)  # fmt: skip
def patch_customer(request: ApiRequest, customer_id: Text, change: DetailsIn) -> Any:
    """Change some details. Based on a version that is no longer the newest, it answers 409 with the current one."""
    scope, on = request.scope, clock.today()
    try:
        made = change_details(scope, customer_id, seen=change.version, changes=change.changes, on=on)
    except WrongDetail as wrong:
        return problem(422, str(wrong), errors=[{"pointer": f"/{wrong.field}", "detail": str(wrong)}])
    except FieldForbidden as forbidden:
        return problem(403, f"field_forbidden: {forbidden.field}", errors=[{"pointer": f"/{forbidden.field}"}])
    if made.version != change.version:
        build_today.enqueue(scope.partner_id)
    return asdict(made)


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


def _subscription(one: SubscriptionRow, on: date, held: dict[tuple[str, str], HolderCounts]) -> dict[str, Any]:
    counts = {line.code: held.get((one.reference, line.code)) for line in one.lines}
    lines = [
        asdict(line)
        | {"available": max(line.total - line.assigned, 0), "holders": (found := counts[line.code]) and asdict(found)}
        for line in one.lines
    ]
    not_confirmed = one.auto_renews and one.end_date < on and one.cancelled_date is None
    return asdict(one) | {"subscription_id": one.reference, "lines": lines, "renewal_not_confirmed": not_confirmed}


def _uptake(found: UptakeAnswer, change: Change | None = None) -> dict[str, Any]:
    assigned, used = change or (None, None)
    return asdict(found.judged) | {
        "uptake": str(found.judged.uptake), "sentence": found.sentence, "assignment_change": assigned, "usage_change": used,
        "settings": {threshold.name: value for threshold, value in found.thresholds},
    }  # fmt: skip
