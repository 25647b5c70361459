"""The records of the hub itself, as one more source: what a daily snapshot of them holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from partnerhub.portfolio import snapshot
from partnerhub.tenancy.scope import Scope

Rows = Iterator[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class SnapshotTable:
    """One table of the snapshot: its columns with their types, and where its rows come from."""

    name: str
    columns: dict[str, str]
    rows: Callable[[Scope], Rows]


CUSTOMER = SnapshotTable(
    "customer",
    {"id": "BIGINT", "reference": "VARCHAR", "name": "VARCHAR", "managed_by": "VARCHAR", "is_own": "BOOLEAN",
     "first_added_date": "DATE"},
    snapshot.customers,
)  # fmt: skip
SUBSCRIPTION = SnapshotTable(
    "subscription",
    {"id": "BIGINT", "subscription_id": "VARCHAR", "customer_id": "BIGINT", "kind": "VARCHAR", "start_date": "DATE",
     "end_date": "DATE", "added_date": "DATE", "auto_renews": "BOOLEAN", "setup_state": "VARCHAR",
     "payment_state": "VARCHAR", "cancelled_date": "DATE", "state_from_date": "DATE", "is_own": "BOOLEAN"},
    snapshot.subscriptions,
)  # fmt: skip
PAST_STATE = SnapshotTable(
    "past_state",
    {"id": "BIGINT", "from_date": "DATE", "to_date": "DATE", "setup_state": "VARCHAR", "payment_state": "VARCHAR"},
    snapshot.past_states,
)
PRODUCT = SnapshotTable(
    "product", {"code": "VARCHAR", "family": "VARCHAR", "counts_for_overage": "BOOLEAN"}, snapshot.products
)
HOLDER_USE = {"subscription_id": "VARCHAR", "product": "VARCHAR", "used_7d": "INTEGER", "used_90d": "INTEGER"}
CUSTOMER_STATUS = {"id": "BIGINT", "status_bits": "INTEGER"}

TABLES = (CUSTOMER, SUBSCRIPTION, PAST_STATE, PRODUCT)
