"""What license lines are told apart by: the columns of tables that are not sums."""

from partnerhub.metrics.declare import Dimension
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

customer_id = Dimension(mark("Customer ID"), mark("The partner's id of the customer."), "customer_reference", Unit.TEXT)
customer = Dimension(mark("Customer"), mark("Name of the customer organization."), "customer", Unit.TEXT)
subscription_id = Dimension(
    mark("Subscription ID"),
    mark("Id of the subscription, or Enterprise Trial for a trial."),
    "subscription_id",
    Unit.TEXT,
)
kind = Dimension(mark("Kind"), mark("Subscription or trial."), "lower(kind)", Unit.TEXT)
product = Dimension(mark("Product"), mark("Code of the product, as the catalogue has it."), "product", Unit.TEXT)
row_date = Dimension(mark("Counted on"), mark("Day of the license row that the counts come from."), "row_date", Unit.DATE)
used_is_derived = Dimension(
    mark("Use is derived"),
    mark("Whether use was derived from the holders of the licenses."),
    "used_is_derived",
    Unit.BOOLEAN,
)
days_since_added = Dimension(
    mark("Days since added"), mark("Days since the subscription or trial was added."), "days_since_added", Unit.DAYS
)
days_until_end = Dimension(
    mark("Days until end"), mark("Days until the last day of the term; 0 means today."), "days_until_end", Unit.DAYS
)
months_since_added = Dimension(
    mark("Months since added"), mark("Full months since the subscription or trial was added."), "months_since_added",
    Unit.MONTHS,
)  # fmt: skip
months_remaining = Dimension(
    mark("Months remaining"), mark("Full months until the end of the term, whether it renews or not."), "months_remaining",
    Unit.MONTHS,
)  # fmt: skip
auto_renews = Dimension(
    mark("Auto-renew?"),
    mark("Whether the subscription renews by itself when its term ends."),
    "auto_renews",
    Unit.BOOLEAN,
)
end_date = Dimension(mark("End date"), mark("Last day of the term."), "end_date", Unit.DATE)
added_date = Dimension(mark("Added on"), mark("Day on which it was added."), "added_date", Unit.DATE)
cohort_lines = Dimension(
    mark("Similar lines"), mark("How many lines the assigned share is compared with."), "cohort_lines", Unit.COUNT
)
cohort_median = Dimension(
    mark("Similar lines, median"), mark("Median assigned share of similar lines, shown when they span enough customers."),
    "cohort_median", Unit.RATIO,
)  # fmt: skip
week = Dimension(mark("Week"), mark("A closed week, Sunday to Saturday in UTC, named by its Sunday."), "week", Unit.DATE)
active_lines = Dimension(
    mark("Active lines"), mark("How many active lines were summed in the week."), "active_lines", Unit.COUNT
)
newest_row_date = Dimension(
    mark("Newest license row"), mark("Day of the customer's newest license row."), "newest_row_date", Unit.DATE
)
