"""What orders hold: products with their quantities, from license lines where there are some, else from what was ordered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from partnerhub.portfolio.models import LicenseLine, Order, SetUpProduct
from partnerhub.portfolio.setup.shapes import OrderedProduct
from partnerhub.portfolio.tables import rows_of
from partnerhub.tenancy.scope import Scope
from partnerhub.terms.codes import OrderAction

SIGNS = {OrderAction.NEW: 1, OrderAction.ADD: 1, OrderAction.REDUCE: -1}
Quantities = dict[int, dict[str, tuple[str, int | None]]]  # subscription → product code → (label, quantity)


def products_of(scope: Scope, subscription_ids: Sequence[int]) -> Mapping[int, tuple[OrderedProduct, ...]]:
    """Return the products of some subscriptions within the caller's reach, by name.

    A line says how many licenses there are; without one it is what was ordered, added and taken back. Unknown stays unknown.
    """
    lines, ordered = _lines(scope, subscription_ids), _ordered(scope, subscription_ids)
    done = SetUpProduct.objects.filter(subscription_id__in=subscription_ids)
    set_up = {(one, code): (actor, at) for one, code, actor, at in done.values_list(
        "subscription_id", "product__code", "actor", "at")}  # fmt: skip
    found: defaultdict[int, tuple[OrderedProduct, ...]] = defaultdict(tuple)
    for id_ in subscription_ids:
        known = ordered.get(id_, {}) | lines.get(id_, {})
        found[id_] = tuple(
            OrderedProduct(code, label, quantity, code in lines.get(id_, {}), *set_up.get((id_, code), ()))
            for code, (label, quantity) in sorted(known.items(), key=lambda one: one[1][0])
        )
    return found


def _lines(scope: Scope, ids: Sequence[int]) -> Quantities:
    found: Quantities = defaultdict(dict)
    rows = rows_of(LicenseLine, scope).filter(subscription_id__in=ids)
    for id_, code, label, total in rows.values_list("subscription_id", "product__code", "product__label", "total"):
        found[id_][code] = (label, total)
    return found


def _ordered(scope: Scope, ids: Sequence[int]) -> Quantities:
    found: Quantities = defaultdict(dict)
    rows = rows_of(Order, scope).filter(subscription_id__in=ids, product__isnull=False, action__in=SIGNS)
    for id_, code, label, action, quantity in rows.order_by("ordered_date", "id").values_list(
        "subscription_id", "product__code", "product__label", "action", "quantity"
    ):
        _, before = found[id_].get(code, (label, None))
        change = None if quantity is None else SIGNS[OrderAction(action)] * quantity
        found[id_][code] = (label, before if change is None else max(0, (before or 0) + change))
    return found
