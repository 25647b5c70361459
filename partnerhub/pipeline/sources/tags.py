"""Tags on customers."""

from partnerhub.pipeline.files.cells import identifier, text
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.texts import mark

KIND = Kind(
    "tags",
    mark("Tags on customers, one row per customer and tag. A file only ever adds tags."),
    (
        Column("customer_id", identifier(), required=True, key=True, refers_to="customers"),
        Column("tag", text(25), required=True, key=True),
    ),
)
