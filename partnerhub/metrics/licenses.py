"""Numbers about license lines: how many were bought, given out and used, and for how many customers."""

from partnerhub.metrics.declare import Empty, Metric, distinct, known_sum_of, ratio, ratio_of, sum_of
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

MART = "line_day"

customers = Metric(
    label=mark("Customers"),
    help=mark("Different customer organizations; never subscriptions."),
    formula=distinct("customer_id", mark("number of different customers")),
    mart=MART,
    unit=Unit.COUNT,
)
first_ever_customers = Metric(
    label=mark("of which first-ever"),
    help=mark("Customers whose very first subscription or trial was added in this window."),
    formula=distinct(
        "CASE WHEN first_added_date >= $on - $recent_days THEN customer_id END",
        mark("number of different customers whose very first was added in this window"),
    ),
    mart=MART,
    unit=Unit.COUNT,
)
total_licenses = Metric(
    label=mark("Total licenses"),
    help=mark("Licenses bought, or granted by a trial."),
    formula=sum_of("total"),
    mart=MART,
    unit=Unit.COUNT,
)
assigned = Metric(
    label=mark("Assigned"),
    help=mark("Licenses given to people or workspaces."),
    formula=sum_of("assigned"),
    mart=MART,
    unit=Unit.COUNT,
)
used = Metric(
    label=mark("Used"),
    help=mark("Licenses whose holder was active in the last 7 complete days. Empty where that is not known."),
    formula=sum_of("used_7d"),
    mart=MART,
    unit=Unit.COUNT,
    empty=Empty.NOTHING,
    needs_use=True,
)
available = Metric(
    label=mark("Available"),
    help=mark("Licenses bought and not assigned, line by line; a line over its limit has none."),
    formula=sum_of("available"),
    mart=MART,
    unit=Unit.COUNT,
)
used_90d = Metric(
    label=mark("Usage in last 3 months"),
    help=mark("Different licenses used in the last 90 complete days."),
    formula=sum_of("used_90d"),
    mart=MART,
    unit=Unit.COUNT,
    empty=Empty.NOTHING,
)
overage = Metric(
    label=mark("Licenses beyond the limit"),
    help=mark("Licenses assigned beyond those bought, line by line."),
    formula=sum_of("overage"),
    mart=MART,
    unit=Unit.COUNT,
)
average_overage = Metric(
    label=mark("Avg license overage"),
    help=mark("Licenses in overage per customer with an overage."),
    formula=ratio_of(sum_of("overage"), distinct("customer_id", mark("number of different customers"))),
    mart=MART,
    unit=Unit.RATIO,
    empty=Empty.NOTHING,
    is_mean=True,
)
license_assignment = Metric(
    label=mark("License assignment"),
    help=mark("Licenses assigned ÷ licenses bought, all lines together."),
    formula=ratio("assigned", "total"),
    mart=MART,
    unit=Unit.RATIO,
    empty=Empty.NOTHING,
)
license_usage = Metric(
    label=mark("License usage"),
    help=mark("Licenses used in the last 7 days ÷ licenses bought, all lines with known use together."),
    formula=ratio("used_7d", "used_total"),
    mart=MART,
    unit=Unit.RATIO,
    empty=Empty.NOTHING,
    needs_use=True,
)
used_of_assigned = Metric(
    label=mark("of assigned"),
    help=mark("Licenses used in the last 7 days ÷ licenses assigned, all lines with known use together."),
    formula=ratio("used_7d", "used_assigned"),
    mart=MART,
    unit=Unit.RATIO,
    empty=Empty.NOTHING,
    needs_use=True,
)
assignment_change = Metric(
    label=mark("Weekly assignment change"),
    help=mark("Licenses assigned now, less those assigned exactly 7 days before; a line added since compares with 0."),
    formula=known_sum_of("assignment_change"),
    mart=MART,
    unit=Unit.COUNT,
    empty=Empty.NOTHING,
)
usage_change = Metric(
    label=mark("Weekly usage change"),
    help=mark("Licenses used in 7 days now, less those used in the 7 days before; a line added since compares with 0."),
    formula=known_sum_of("usage_change"),
    mart=MART,
    unit=Unit.COUNT,
    empty=Empty.NOTHING,
)
