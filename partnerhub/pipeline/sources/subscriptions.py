"""Subscriptions and trials, with their terms and states."""

from partnerhub.pipeline.files.cells import DAY, FLAG, choice, identifier
from partnerhub.pipeline.files.kinds import Column, Kind, Rule
from partnerhub.terms.codes import PaymentState, SetupState, SubscriptionKind
from partnerhub.terms.texts import mark

KIND = Kind(
    "subscriptions",
    mark("Subscriptions and trials, one row each."),
    (
        Column("subscription_id", identifier(), required=True, key=True),
        Column("customer_id", identifier(), required=True, refers_to="customers"),
        Column("kind", choice(SubscriptionKind.publics()), required=True),
        Column("start_date", DAY, required=True, help=mark("first day of the term")),
        Column("end_date", DAY, required=True, help=mark("last day of the term")),
        Column("added_date", DAY, default_from="start_date", help=mark("when the customer got it")),
        Column("auto_renews", FLAG, default=0, help=mark("trials never do")),
        Column("setup_state", choice(SetupState.publics()), default="done"),
        Column("payment_state", choice(PaymentState.publics()), default="paid"),
        Column("cancelled_date", DAY, help=mark("from this day on it is cancelled")),
    ),
    (
        Rule("end_date", mark("The term ends before it starts."), ("start_date", "end_date"),
             lambda row: str(row["end_date"]) < str(row["start_date"])),
        Rule("auto_renews", mark("A trial never renews by itself."), ("kind", "auto_renews"),
             lambda row: row["kind"] == "trial" and row["auto_renews"] == 1),
    ),
)  # fmt: skip
