"""Order history."""

from partnerhub.pipeline.files.cells import COUNT, DAY, choice, identifier
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.codes import OrderAction
from partnerhub.terms.texts import mark

KIND = Kind(
    "orders",
    mark("What was ordered, one row per order, subscription and product."),
    (
        Column("order_id", identifier(), required=True, key=True),
        Column("subscription_id", identifier(), required=True, key=True, refers_to="subscriptions"),
        Column("product", identifier(40), key=True, refers_to="products"),
        Column("ordered_date", DAY, required=True),
        Column("action", choice(OrderAction.publics()), required=True),
        Column("quantity", COUNT),
    ),
)
