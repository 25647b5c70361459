"""People, workspaces and virtual lines of customers: what licenses are given to."""

from partnerhub.pipeline.files.cells import AT, DAY, MAIL, choice, identifier, text
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.codes import PersonKind, PersonStatus
from partnerhub.terms.texts import mark

KIND = Kind(
    "people",
    mark("Users, workspaces and virtual lines of customers."),
    (
        Column("person_id", identifier(), required=True, key=True),
        Column("customer_id", identifier(), required=True, refers_to="customers"),
        Column("name", text(200), required=True),
        Column("email", MAIL),
        Column("kind", choice(PersonKind.publics()), default="user"),
        Column("user_uuid", identifier(), help=mark("the id that calling files use for the person")),
        Column("status", choice(PersonStatus.publics()), default="active"),
        Column("created_date", DAY),
        Column("last_sign_in_at", AT),
    ),
)
