"""Users of the partner's own organization."""

from partnerhub.pipeline.files.cells import MAIL, text
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.texts import mark

KIND = Kind(
    "users",
    mark("People of the partner's own organization who may be invited; they hold no role yet."),
    (Column("email", MAIL, required=True, key=True), Column("name", text(200), required=True)),
    when_said=True,
)
