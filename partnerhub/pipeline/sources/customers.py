"""Customer organizations."""

from partnerhub.pipeline.files.cells import AT, COUNTRY, DAY, LINK, choice, identifier, text
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.codes import ManagedBy
from partnerhub.terms.texts import mark

KIND = Kind(
    "customers",
    mark("Customer organizations that the partner manages."),
    (
        Column("customer_id", identifier(), required=True, key=True, help=mark("the partner's id of the customer")),
        Column("name", text(200), required=True),
        Column("org_uuid", identifier(), help=mark("the id that calling files use for the customer")),
        Column("country", COUNTRY, help=mark("ISO 3166-1 alpha-2")),
        Column("domain", text(253)),
        Column("managed_by", choice(ManagedBy.publics()), default="partner",
               help=mark("on what the access rests; self marks the partner's own organization, which is in no count")),
        Column("created_date", DAY),
        Column("last_admin_sign_in_at", AT, help=mark("of the customer's own administrators")),
        Column("console_url", LINK, help=mark("where the customer's own console opens")),
    ),
    unique=("org_uuid",),
)  # fmt: skip
