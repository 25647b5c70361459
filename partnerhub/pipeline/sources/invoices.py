"""Invoices of subscriptions."""

from partnerhub.pipeline.files.cells import CURRENCY, DAY, MONEY, choice, identifier
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.terms.codes import InvoiceState
from partnerhub.terms.texts import mark

KIND = Kind(
    "invoices",
    mark("Invoices, one row each."),
    (
        Column("invoice_id", identifier(), required=True, key=True),
        Column("subscription_id", identifier(), required=True, refers_to="subscriptions"),
        Column("issued_date", DAY, required=True),
        Column("due_date", DAY),
        Column("amount", MONEY, required=True, help=mark("with a point before the decimals; negative for a credit")),
        Column("currency", CURRENCY, required=True, help=mark("ISO 4217")),
        Column("state", choice(InvoiceState.publics()), required=True),
    ),
)
