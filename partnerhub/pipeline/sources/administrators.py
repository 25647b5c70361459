"""Administrators of the hub and their roles."""

from partnerhub.pipeline.files.cells import DAY, MAIL, choice, identifier, text
from partnerhub.pipeline.files.kinds import Column, Kind, Rule
from partnerhub.terms.codes import HUB_ROLES
from partnerhub.terms.texts import mark

WIDE = {role.public for role in HUB_ROLES if role.reaches_every_customer}

KIND = Kind(
    "administrators",
    mark("People who may sign in to the hub, one row per person, role and customer."),
    (
        Column("email", MAIL, required=True, key=True),
        Column("name", text(200)),
        Column("role", choice(role.public for role in HUB_ROLES), required=True, key=True),
        Column("customer_id", identifier(), key=True, refers_to="customers",
               help=mark("empty for roles that reach every customer")),
        Column("ends_date", DAY,
               help=mark("last day of the right; one on a customer always ends, after 365 days by default")),
    ),
    (
        Rule("customer_id", mark("This role reaches every customer; it takes no customer_id."), ("role", "customer_id"),
             lambda row: row["role"] in WIDE),
    ),
    agree=(("email", "name"),),
)  # fmt: skip
