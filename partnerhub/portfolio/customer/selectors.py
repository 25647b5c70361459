"""Questions about one customer: its head, the facts behind its statuses, what it bought, its trials. Scope first."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, F, OuterRef

from partnerhub.portfolio.customer.holders import Line, holder_counts
from partnerhub.portfolio.customer.shapes import (
    CustomerCard,
    CustomerDetails,
    HolderCounts,
    LineRow,
    OpenedCustomer,
    StartedRow,
    StatusSpan,
    SubscriptionRow,
)
from partnerhub.portfolio.models import Customer, CustomerStatus, CustomerTag, StartedTrial, Subscription, Tag
from partnerhub.portfolio.rows import row_of_found
from partnerhub.portfolio.selectors import settings_in_force, visible_customers
from partnerhub.portfolio.statuses import CustomerFacts, Reason, judge
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.refusals import Forbidden, OutOfReach
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.statuses import Status

LATELY = timedelta(days=90)
OFFERED = 200  # tags to choose from; any other can be typed
OWN_FIELDS = (
    "reference", "kind", "start_date", "end_date", "added_date", "auto_renews", "setup_state", "payment_state",
    "cancelled_date",
)  # fmt: skip
CODED = ("kind", "setup_state", "payment_state")
LINE_FIELDS = (
    "lines__product__label", "lines__product__code", "lines__total", "lines__assigned", "lines__used_7d", "lines__used_90d",
    "lines__row_date", "lines__product__family", "lines__product__counts_for_overage",
)  # fmt: skip


def opened_customer(scope: Scope, reference: str, *, needs: Permission = Permission.OPEN_CUSTOMERS) -> OpenedCustomer:
    """Return a customer by the partner's id. Raise OutOfReach, or Forbidden where it is in sight without what is needed."""
    customer = visible_customers(scope, Permission.OPEN_CUSTOMERS).filter(reference=reference).first()
    if customer is None:
        raise OutOfReach("a customer")
    if not scope.may(needs, customer.organization_id):
        raise Forbidden(needs)
    id_ = customer.organization_id
    if not scope.may(Permission.EDIT_TAGS, id_):
        return OpenedCustomer(row_of_found(scope, customer), details_of(scope, customer), customer.created_date)
    known = _tags_to_choose(scope, id_)
    row = row_of_found(scope, customer, tuple(sorted(label for label, has in known.items() if has)))
    return OpenedCustomer(row, details_of(scope, customer), customer.created_date, tuple(sorted(known)))


def _tags_to_choose(scope: Scope, customer_id: int) -> dict[str, bool]:
    """Return the tags that the caller sees, of the partner or of customers in reach, and which the customer has."""
    tags = Tag.objects.filter(partner_id=scope.partner_id)
    if scope.customers(Permission.VIEW_TAGS) is not None:
        carried = CustomerTag.objects.all().within(scope, Permission.VIEW_TAGS)
        tags = tags.filter(id__in=carried.values("tag_id"))
    has = Exists(CustomerTag._base_manager.filter(customer_id=customer_id, tag_id=OuterRef("id")))
    return dict(tags.annotate(has=has).order_by("-has", "label").values_list("label", "has")[:OFFERED])


def details_of(scope: Scope, customer: Customer) -> CustomerDetails:
    """Return the details of a customer that was read already; its console only to whom it is open."""
    launches = scope.may(Permission.LAUNCH_CUSTOMERS, customer.organization_id)
    return CustomerDetails(
        customer.version, customer.name, customer.domain or "", customer.country or "", customer.managed_by.lower(),
        customer.console_url or "" if launches else "", customer.org_uuid or "",
    )  # fmt: skip


def customer_card_named(scope: Scope, reference: str, *, on: date) -> CustomerCard:
    """Return a customer with its statuses, the facts behind them, and its subscriptions. Raise OutOfReach."""
    opened = opened_customer(scope, reference)
    card = CustomerCard(opened, settings_in_force(scope))
    if scope.may(Permission.VIEW_SUBSCRIPTIONS, opened.id):
        card = replace(card, subscriptions=subscriptions_of(scope, opened.id, on=on))
    if scope.may(Permission.VIEW_ANALYTICS, opened.id):
        card = replace(card, reasons=_reasons(card, on), spans=_spans(opened.id, on))
    return card


def _reasons(card: CustomerCard, on: date) -> tuple[Reason, ...]:
    signed_in = card.row.last_admin_sign_in_at
    terms = tuple(one.term for one in card.subscriptions)
    facts = CustomerFacts(terms, card.opened.created_date, signed_in and signed_in.date())
    return judge(facts, on, card.settings)


def _spans(customer_id: int, on: date) -> tuple[StatusSpan, ...]:
    """Return the statuses that the customer has, and those that ended in the last 90 days, newest first."""
    found = CustomerStatus.objects.filter(customer_id=customer_id).exclude(to_date__lt=on - LATELY)
    rows = found.order_by("-from_date", "id").values_list("status", "from_date", "to_date")
    return tuple(StatusSpan(Status(status), first, last) for status, first, last in rows)


def subscriptions_of(
    scope: Scope, customer_id: int, *, on: date, held: Mapping[Line, HolderCounts] | None = None
) -> tuple[SubscriptionRow, ...]:
    """Return a customer's subscriptions and trials with their lines: what runs by its end, then what is over, newest first.

    Where a line's rows do not say how many were used and people hold its licenses, use is derived from those; `held` are
    their counts if the caller has them.
    """
    rows = list(_subscriptions(scope, customer_id))
    if any(line.used_7d is None for row in rows for line in row.lines):
        counts = holder_counts(scope, customer_id, on=on) if held is None else held
        rows = [_with_derived(row, counts) for row in rows]
    running = sorted((row for row in rows if not row.is_over(on)), key=lambda row: (row.end_date, row.reference))
    over = [row for row in rows if row.is_over(on)]
    return (*running, *sorted(over, key=lambda row: (row.cancelled_date or row.end_date, row.reference), reverse=True))


def _subscriptions(scope: Scope, customer_id: int) -> Iterator[SubscriptionRow]:
    """Yield subscriptions, each with its lines, asked for at once: a subscription without lines is one row."""
    scoped = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS)
    ordered = scoped.filter(customer_id=customer_id).order_by("id", "lines__product__label", "lines__id")
    found = ordered.annotate(trial=F("converted_from__reference"))
    for _, rows in groupby(found.values("id", "trial", *OWN_FIELDS, *LINE_FIELDS), key=itemgetter("id")):
        ours = list(rows)
        lines = tuple(LineRow(*(row[name] for name in LINE_FIELDS)) for row in ours if row["lines__total"] is not None)
        own = {name: ours[0][name] for name in OWN_FIELDS}
        coded = {name: str(own[name]).lower() for name in CODED}
        yield SubscriptionRow(**(own | coded), lines=lines, converted_from=ours[0]["trial"])


def _with_derived(row: SubscriptionRow, counts: Mapping[Line, HolderCounts]) -> SubscriptionRow:
    """Return a subscription with derived use in those of its lines whose own rows are silent."""
    return replace(row, lines=tuple(_derived(line, counts.get((row.reference, line.code))) for line in row.lines))


def _derived(line: LineRow, held: HolderCounts | None) -> LineRow:
    if line.used_7d is not None or held is None:
        return line
    over_90 = held.used_90d if line.used_90d is None else line.used_90d
    return replace(line, used_7d=held.used_7d, used_90d=over_90, use_is_derived=True)


def started_trials(scope: Scope, customer_id: int) -> dict[str, StartedRow]:
    """Return, per trial (by its id) that was started in the hub, by whom and with what. Imported trials have none."""
    scoped = Subscription.objects.all().within(scope, Permission.VIEW_SUBSCRIPTIONS).filter(customer_id=customer_id)
    found = StartedTrial.objects.filter(subscription__in=scoped).values_list(
        "subscription__reference", "person__name", "person__email", "administrator_email", "vertical"
    )
    return {
        reference: StartedRow(name or email or "", administrator, vertical.lower())
        for reference, name, email, administrator, vertical in found
    }


def own_customers(scope: Scope) -> tuple[tuple[str, str], ...]:
    """Return (the partner's id, name) of customers that the caller may open: the first 200 by name."""
    found = visible_customers(scope, Permission.OPEN_CUSTOMERS).order_by("sort_name", "organization_id")
    return tuple(found.values_list("reference", "name")[:OFFERED])
