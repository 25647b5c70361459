"""Who holds a license, and when they last used it."""

from partnerhub.pipeline.files.cells import DAY, identifier
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.texts import mark

KIND = Kind(
    "holders",
    mark("Who holds a license of a line. Where a line's rows do not say how many were used, it is derived from here."),
    (
        Column("subscription_id", identifier(), required=True, key=True, refers_to="subscriptions"),
        Column("product", identifier(40), required=True, key=True, refers_to="products"),
        Column("person_id", identifier(), required=True, key=True, refers_to="people"),
        Column("assigned_date", DAY),
        Column("last_used_date", DAY),
    ),
)
