"""Every number that somebody had to choose: named, with its default, unit and limits. A partner's own values are
stored with versions, and each figure is shown beside the values that were in force when it was computed."""

from collections.abc import Mapping
from dataclasses import dataclass

from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit


@dataclass(frozen=True, slots=True)
class Threshold:
    """One chosen number: whole, between two limits."""

    name: str
    label: str
    help: str
    default: int
    unit: Unit
    least: int = 0
    most: int = 3650


NEAR_DAYS = Threshold(
    "near_days",
    mark("Near end of term"),
    mark("How many days ahead a term counts as near its end, both ends included."),
    90,
    Unit.DAYS,
    1,
    730,
)
RECENT_DAYS = Threshold(
    "recent_days",
    mark("Recently added"),
    mark("How many days back an addition counts as recent, both ends included."),
    90,
    Unit.DAYS,
    1,
    730,
)
EXPIRING_SOON_DAYS = Threshold(
    "expiring_soon_days",
    mark("Status Expiring soon"),
    mark("How many days before its end a trial or a term that does not renew gets the status."),
    30,
    Unit.DAYS,
    0,
    730,
)
QUIET_DAYS = Threshold(
    "quiet_days",
    mark("Status No recent activity"),
    mark("After how many days without a sign-in of the customer's own administrators the status appears."),
    90,
    Unit.DAYS,
    1,
    3650,
)
OVERAGE_TOLERANCE = Threshold(
    "overage_tolerance_percent",
    mark("Overage tolerance"),
    mark("How many percent more than bought may be assigned before it counts as an overage."),
    0,
    Unit.PERCENT,
    0,
    100,
)
LOW_LEAST_TOTAL = Threshold(
    "low_least_total",
    mark("Low assignment: smallest line"),
    mark("License lines with fewer licenses are never called low."),
    5,
    Unit.COUNT,
    1,
    100_000,
)
LOW_LEAST_AGE_DAYS = Threshold(
    "low_least_age_days",
    mark("Low assignment: youngest line"),
    mark("License lines added fewer days ago are still being handed out and never called low."),
    30,
    Unit.DAYS,
    0,
    730,
)
LOW_PERCENTILE = Threshold(
    "low_percentile",
    mark("Low assignment: percentile"),
    mark("A line is low when its assigned share lies below this percentile of similar lines."),
    25,
    Unit.PERCENT,
    1,
    99,
)
LOW_CEILING = Threshold(
    "low_ceiling_percent",
    mark("Low assignment: ceiling"),
    mark("A line with at least this share assigned is never low, however well similar lines do."),
    80,
    Unit.PERCENT,
    1,
    100,
)
LOW_FLOOR = Threshold(
    "low_floor_percent",
    mark("Low assignment: absolute rule"),
    mark("Where too few similar lines exist, a line is low below this assigned share."),
    50,
    Unit.PERCENT,
    1,
    100,
)
COHORT_LEAST_LINES = Threshold(
    "cohort_least_lines",
    mark("Similar lines: enough of one size and age"),
    mark("How many similar lines a comparison needs before it is widened."),
    20,
    Unit.COUNT,
    2,
    100_000,
)
COHORT_LEAST_PRODUCT_LINES = Threshold(
    "cohort_least_product_lines",
    mark("Similar lines: enough of one product"),
    mark("How many lines of the same product the widest comparison needs."),
    8,
    Unit.COUNT,
    2,
    100_000,
)
COHORT_LEAST_CUSTOMERS = Threshold(
    "cohort_least_customers",
    mark("Similar lines: customers before a median is shown"),
    mark("The median of similar lines is shown only when it spans at least this many customers."),
    5,
    Unit.COUNT,
    2,
    1000,
)
USED_UP = Threshold(
    "used_up_percent",
    mark("Uses up: assigned share"),
    mark("From this assigned share of what was bought a customer is said to use it up."),
    90,
    Unit.PERCENT,
    1,
    100,
)
WASTED = Threshold(
    "wasted_percent",
    mark("Wastes: used share"),
    mark("Below this share in use (used in 90 days; assigned where use is unknown) a customer wastes what it bought."),
    50,
    Unit.PERCENT,
    1,
    100,
)
KEPT_DAYS = Threshold(
    "kept_days",
    mark("Status Expired: data kept"),
    mark("How many days after the last end the data of an expired customer is said to be kept; 0 says nothing."),
    30,
    Unit.DAYS,
    0,
    3650,
)
CURRENT_DAYS = Threshold(
    "current_days",
    mark("Current figures"),
    mark("A customer is current when its newest license row is at most this many days old."),
    1,
    Unit.DAYS,
    0,
    90,
)
LAUNCH_HOURS = Threshold(
    "launch_hours",
    mark("Launch: longest stay"),
    mark("After how many hours somebody who launched a customer's organization has left it, at the latest."),
    4,
    Unit.HOURS,
    1,
    12,
)

HEAVY_CALLS = Threshold(
    "heavy_calls",
    mark("Calling users: heavy"),
    mark("From how many connected calls a week a user is a heavy one."),
    50,
    Unit.COUNT,
    2,
    100_000,
)
MEDIUM_CALLS = Threshold(
    "medium_calls",
    mark("Calling users: medium"),
    mark("From how many connected calls a week a user is a medium one; with fewer, and at least one, a light one."),
    15,
    Unit.COUNT,
    2,
    100_000,
)
POOR_LOSS = Threshold(
    "poor_loss_percent",
    mark("Poor quality: packet loss"),
    mark("A measurement with this share of packets lost is poor."),
    5,
    Unit.PERCENT,
    0,
    100,
)
POOR_JITTER = Threshold(
    "poor_jitter_ms",
    mark("Poor quality: jitter"),
    mark("A measurement with this much jitter is poor."),
    150,
    Unit.MILLISECONDS,
    0,
    10_000,
)
POOR_LATENCY = Threshold(
    "poor_latency_ms",
    mark("Poor quality: latency"),
    mark("A measurement whose round trip takes this long is poor."),
    400,
    Unit.MILLISECONDS,
    0,
    10_000,
)
POOR_BEYOND = Threshold(
    "poor_beyond",
    mark("Poor quality: only beyond the limits"),
    mark("0: a measurement that meets a limit is poor; 1: only one that goes beyond it."),
    0,
    Unit.COUNT,
    0,
    1,
)
QUALITY_LEAST_SECONDS = Threshold(
    "quality_least_seconds",
    mark("Quality: shortest media"),
    mark("Media that lasted less is not rated."),
    20,
    Unit.SECONDS,
    0,
    3600,
)
QUALITY_LEAST_CALLS = Threshold(
    "quality_least_calls",
    mark("Quality: fewest rated calls"),
    mark("A week with fewer rated calls is shown as too few, and never marked as a spike."),
    20,
    Unit.COUNT,
    1,
    100_000,
)
SHORT_ABANDON = Threshold(
    "short_abandon_seconds",
    mark("Queues: short abandons"),
    mark("Calls hung up after fewer seconds are not counted, where outcomes are derived from call records."),
    0,
    Unit.SECONDS,
    0,
    600,
)
ABANDON_WATCH = Threshold(
    "abandon_watch_percent",
    mark("Abandoned rate: watch"),
    mark("Above this share of abandoned calls a queue customer is worth watching."),
    5,
    Unit.PERCENT,
    0,
    100,
)
ABANDON_HIGH = Threshold(
    "abandon_high_percent",
    mark("Abandoned rate: high"),
    mark("Above this share of abandoned calls the rate is high."),
    8,
    Unit.PERCENT,
    0,
    100,
)
CALL_WEEKS_KEPT = Threshold(
    "call_weeks_kept",
    mark("Calling: weeks kept in detail"),
    mark(
        "For how many closed weeks counts per user, and quality per day, are kept; a changed threshold reaches so far back."
    ),
    13,
    Unit.COUNT,
    9,
    104,
)

THRESHOLDS = (
    NEAR_DAYS,
    RECENT_DAYS,
    EXPIRING_SOON_DAYS,
    QUIET_DAYS,
    OVERAGE_TOLERANCE,
    LOW_LEAST_TOTAL,
    LOW_LEAST_AGE_DAYS,
    LOW_PERCENTILE,
    LOW_CEILING,
    LOW_FLOOR,
    COHORT_LEAST_LINES,
    COHORT_LEAST_PRODUCT_LINES,
    COHORT_LEAST_CUSTOMERS,
    USED_UP,
    WASTED,
    KEPT_DAYS,
    CURRENT_DAYS,
    LAUNCH_HOURS,
    HEAVY_CALLS,
    MEDIUM_CALLS,
    POOR_LOSS,
    POOR_JITTER,
    POOR_LATENCY,
    POOR_BEYOND,
    QUALITY_LEAST_SECONDS,
    QUALITY_LEAST_CALLS,
    SHORT_ABANDON,
    ABANDON_WATCH,
    ABANDON_HIGH,
    CALL_WEEKS_KEPT,
)
BY_NAME = {threshold.name: threshold for threshold in THRESHOLDS}
DEFAULTS: Mapping[str, int] = {threshold.name: threshold.default for threshold in THRESHOLDS}


@dataclass(frozen=True, slots=True)
class Settings:
    """A partner's thresholds as they were at one version. Version 0 is the shipped defaults."""

    version: int
    values: Mapping[str, int]

    def __getitem__(self, threshold: Threshold) -> int:
        return self.values.get(threshold.name, threshold.default)

    def complete(self) -> dict[str, int]:
        """Return every threshold's value by name, defaults included."""
        return {**DEFAULTS, **self.values}


SHIPPED_SETTINGS = Settings(version=0, values={})
