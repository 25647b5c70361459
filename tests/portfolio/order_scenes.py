"""Orders that wait among the crowd, and the few acts that tests of them need."""

from datetime import timedelta

from partnerhub.portfolio.customer.selectors import customer_card_named
from partnerhub.portfolio.models import (
    AcceptedTerms,
    AddedCustomer,
    Customer,
    LicenseLine,
    PartnerFacts,
    PastState,
    Setup,
    SetUpProduct,
    Subscription,
)
from partnerhub.portfolio.setup import orders
from partnerhub.portfolio.setup import steps as setup
from partnerhub.portfolio.setup.orders import OrderFilter
from partnerhub.tenancy.models import AuditEntry, Grant, Organization
from partnerhub.terms.statuses import Status
from tests.world import licenses, subscription, trial

CONTACT = "ada@harbor.example"
ORDERED = (
    ("calling", "new", 10), ("calling", "add", 5), ("meetings", "new", 9), ("calling", "reduce", 3),
    ("messaging", "new", ""),
)  # fmt: skip


def with_orders(world):
    """Return a world in which three orders of Harbor and one each of Orchard and Quarry wait."""
    on = world.today
    waits = {"setup_state": "pending"}
    world.take_in(
        subscriptions=[
            subscription("ORD-1", "HARBOR", on, added_date=on - timedelta(days=9), **waits),
            subscription("ORD-2", "HARBOR", on, added_date=on - timedelta(days=3), setup_state="partial"),
            subscription("ORD-3", "ORCHARD", on, added_date=on - timedelta(days=5), **waits),
            trial("ORD-4", "QUARRY", on, added_date=on - timedelta(days=5), **waits),
            subscription("OVER", "QUARRY", on, cancelled_date=on, **waits),
            subscription("PAST", "QUARRY", on, end_date=on - timedelta(days=1), **waits),
            subscription("DONE", "QUARRY", on),
            subscription("ORD-5", "HARBOR", on, added_date=on, **waits),
        ],
        licenses=[licenses("ORD-1", on, 25, 0), licenses("ORD-3", on, 4, 0, product="calling")],
        orders=[
            {"order_id": f"P-{n}", "subscription_id": "ORD-1", "product": product, "action": action, "quantity": quantity,
             "ordered_date": on - timedelta(days=9 - n)} for n, (product, action, quantity) in enumerate(ORDERED)
        ],
    )  # fmt: skip
    return world


def listed(scope, **asked) -> list[str]:
    page = {name: asked.pop(name) for name in ("after", "limit") if name in asked}
    return [
        row.reference
        for row in orders.orders_to_set_up(scope, on=scope.made_at.date(), asked=OrderFilter(**asked), **page).rows
    ]


def card(world, who="alice", reference="ORD-1"):
    scope = world.scope_of(f"{who}@acme.example")
    return orders.order_card(scope, reference, on=scope.made_at.date())


def give(world, who="alice", to: object = "HARBOR", reference="ORD-1", contact=CONTACT, **more) -> str:
    scope = world.scope_of(f"{who}@acme.example")
    more.setdefault("version", card(world, who, reference).setup.version)
    return orders.map_order(scope, reference, customer=to, contact=contact, on=scope.made_at.date(), **more)


def begin(world, who="alice", reference="ORD-1") -> None:
    scope = world.scope_of(f"{who}@acme.example")
    found = card(world, who, reference)
    setup.get_started(scope, orders.subject_of(found.row), agreement="1", version=found.setup.version)


def finish(world, *products: str, who="alice", reference="ORD-1", **more):
    scope = world.scope_of(f"{who}@acme.example")
    more.setdefault("version", card(world, who, reference).setup.version)
    return orders.set_up_products(scope, reference, products=products, on=scope.made_at.date(), **more)


def statuses(world, reference="HARBOR") -> set[Status]:
    return set(customer_card_named(world.alice, reference, on=world.today).row.statuses)


def acts(world) -> list[str]:
    found = AuditEntry.objects.filter(partner_id=world.acme.id).exclude(act="import.committed").order_by("number")
    return [act for act in found.values_list("act", flat=True) if act.split(".")[0] in {"order", "setup", "customer"}]


def count_of_everything() -> list[object]:
    tables = (
        Organization,
        Customer,
        Setup,
        SetUpProduct,
        AcceptedTerms,
        AddedCustomer,
        LicenseLine,
        PastState,
        Grant,
        AuditEntry,
    )
    facts = sum(PartnerFacts.objects.values_list("version", flat=True))
    states = list(Subscription._base_manager.order_by("id").values_list("customer_id", "setup_state"))
    return [*(table._base_manager.count() for table in tables), facts, states]
