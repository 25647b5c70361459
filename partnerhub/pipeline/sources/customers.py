"""Customer organizations."""

from partnerhub.pipeline.files.cells import AT, COUNTRY, DAY, LINK, choice, identifier, text
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.codes import ManagedBy

KIND = Kind(
    "customers",
    "Customer organizations that the partner manages.",
    (
        Column("customer_id", identifier(), required=True, key=True, help="the partner's id of the customer"),
        Column("name", text(200), required=True),
        Column("org_uuid", identifier(), help="the id that calling files use for the customer"),
        Column("country", COUNTRY, help="ISO 3166-1 alpha-2"),
        Column("domain", text(253)),
        Column("managed_by", choice(ManagedBy.publics()), default="partner",
               help="on what the access rests; self marks the partner's own organization, which is in no count"),
        Column("created_date", DAY),
        Column("last_admin_sign_in_at", AT, help="of the customer's own administrators"),
        Column("console_url", LINK, help="where the customer's own console opens"),
    ),
    unique=("org_uuid",),
)  # fmt: skip
