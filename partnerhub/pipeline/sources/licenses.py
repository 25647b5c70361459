"""License counts: one row per license line and day. The newest day is the current state, the older ones are history."""

from partnerhub.pipeline.files.cells import COUNT, DAY, identifier
from partnerhub.pipeline.files.kinds import Column, Kind, Rule
from partnerhub.terms.texts import mark

KIND = Kind(
    "licenses",
    mark("License counts, one row per license line and UTC day."),
    (
        Column("date", DAY, required=True, key=True),
        Column("subscription_id", identifier(), required=True, key=True, refers_to="subscriptions"),
        Column("product", identifier(40), required=True, key=True, refers_to="products"),
        Column("total", COUNT, required=True, help=mark("licenses bought")),
        Column("assigned", COUNT, required=True, help=mark("licenses given to people; more than bought is an overage")),
        Column("used_7d", COUNT, help=mark("licenses used in the 7 complete days before the date")),
        Column("used_90d", COUNT, help=mark("licenses used in the 90 complete days before the date")),
    ),
    (
        Rule("used_7d", mark("More licenses were used in 7 days than in 90 days."), ("used_7d", "used_90d"),
             lambda row: int(row["used_7d"]) > int(row["used_90d"])),
    ),
)  # fmt: skip
