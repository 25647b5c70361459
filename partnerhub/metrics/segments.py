"""The segments of license lines that the subscription pages speak of. Which rows count is never part of a metric."""

from partnerhub.metrics.declare import Segment
from partnerhub.terms import thresholds
from partnerhub.terms.texts import mark

HAS_LICENSES = "(total > 0 OR assigned > 0)"
NEAR = "days_until_end BETWEEN 0 AND $near_days"

in_scope = Segment(
    mark("In scope"),
    mark("Every line of Meetings or Calling that ever had a row, whatever its state."),
    "true",
)
recent = Segment(
    mark("Recently added"),
    mark("Lines with licenses whose subscription or trial was added up to $recent_days days ago, whatever its state."),
    f"{HAS_LICENSES} AND days_since_added BETWEEN 0 AND $recent_days",
    (thresholds.RECENT_DAYS,),
)
expiring = Segment(
    mark("About to expire"),
    mark("Lines of active or suspended terms that end within $near_days days and do not renew by themselves; all trials "
         "among them."),
    f"{HAS_LICENSES} AND (is_active OR is_suspended) AND NOT auto_renews AND {NEAR}",
    (thresholds.NEAR_DAYS,),
)  # fmt: skip
renewing = Segment(
    mark("About to renew"),
    mark("Lines of active subscriptions that renew by themselves within $near_days days. Trials never do."),
    f"{HAS_LICENSES} AND is_active AND auto_renews AND kind = 'SUBSCRIPTION' AND {NEAR}",
    (thresholds.NEAR_DAYS,),
)
calling = Segment(
    mark("Calling customers"),
    mark("Customers with a line of Calling that has licenses, in any state, whether they call or not."),
    "true",
)
with_calls = Segment(
    mark("Customers with calls"),
    mark("Calling customers with at least one call or measurement in the week."),
    "calls > 0 OR rated_calls > 0 OR unrated_calls > 0",
)
with_queue = Segment(
    mark("Customers with a queue"),
    mark("Calling customers with queue statistics, or with a leg of a call queue, in the week."),
    "has_queue = 1",
)
with_queue_or_asked = Segment(
    mark("Customers with a queue, or all"),
    mark("Calling customers with a call queue in the week; all Calling customers where that is asked for."),
    "has_queue = 1 OR $everyone = 1",
)
low = Segment(
    mark("Low assignment"),
    mark("Active lines of at least $low_least_total licenses and $low_least_age_days days whose assigned share lies below "
         "the $low_percentile. percentile of similar lines of this partner and below $low_ceiling_percent %; below "
         "$low_floor_percent % where fewer than $cohort_least_product_lines lines can be compared."),
    "is_low",
    (thresholds.LOW_LEAST_TOTAL, thresholds.LOW_LEAST_AGE_DAYS, thresholds.LOW_PERCENTILE, thresholds.LOW_CEILING,
     thresholds.LOW_FLOOR, thresholds.COHORT_LEAST_LINES, thresholds.COHORT_LEAST_PRODUCT_LINES),
)  # fmt: skip
over_limit = Segment(
    mark("Over the limit"),
    mark("Lines of active subscriptions and running trials with more licenses assigned than bought, beyond a tolerance of "
         "$overage_tolerance_percent %."),
    f"{HAS_LICENSES} AND is_active AND assigned * 100 > total * (100 + $overage_tolerance_percent)",
    (thresholds.OVERAGE_TOLERANCE,),
)  # fmt: skip
