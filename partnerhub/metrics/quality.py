"""Numbers about how calls sounded, by call and by measurement."""

from partnerhub.metrics.declare import Dimension, Empty, Formula, Metric, ratio, ratio_of, sum_of
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

MART = "calling_day"
WEEKS, ENDPOINTS, DAYS = "call_week", "endpoint_week", "quality_day"

GOOD = Formula("sum(rated_calls - poor_calls){where}", mark("sum of rated calls that are not poor"))
SHARE = ratio("poor_calls", "rated_calls")
SHARE_BEFORE = ratio("poor_before", "rated_before")

rated_calls = Metric(
    mark("Rated calls"),
    mark("Calls with at least one rated measurement: with loss, jitter or latency, of $quality_least_seconds s or more."),
    sum_of("rated_calls"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
poor_calls = Metric(
    mark("Poor calls"),
    mark("Rated calls with a measurement of $poor_loss_percent % packet loss, $poor_jitter_ms ms jitter or "
         "$poor_latency_ms ms round trip, or more."),
    sum_of("poor_calls"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
poor_share = Metric(
    mark("Poor share"), mark("Poor calls ÷ rated calls, all customers together. Unrated calls are in neither."),
    SHARE, MART, Unit.RATIO, Empty.NOTHING,
)  # fmt: skip
unrated_calls = Metric(
    mark("Unrated calls"), mark("Connected calls without a rated measurement, those without any included."),
    sum_of("unrated_calls"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
mean_packet_loss = Metric(
    mark("Mean packet loss"), mark("Mean packet loss of all rated measurements that have it, in percent."),
    ratio("loss_sum", "loss_count"), MART, Unit.PERCENT, Empty.NOTHING, is_mean=True,
)  # fmt: skip
mean_jitter = Metric(
    mark("Mean jitter"), mark("Mean jitter of all rated measurements that have it, in milliseconds."),
    ratio("jitter_sum", "jitter_count"), MART, Unit.MILLISECONDS, Empty.NOTHING, is_mean=True,
)  # fmt: skip
mean_latency = Metric(
    mark("Mean latency"), mark("Mean round trip of all rated measurements that have it, in milliseconds."),
    ratio("latency_sum", "latency_count"), MART, Unit.MILLISECONDS, Empty.NOTHING, is_mean=True,
)  # fmt: skip
poor_share_change = Metric(
    mark("Change of poor share"), mark("Poor share of the week, less that of the week before."),
    Formula(f"({SHARE.sql}) - ({SHARE_BEFORE.sql})", mark("poor share now, less poor share the week before")),
    MART, Unit.RATIO, Empty.NOTHING,
)  # fmt: skip
worst_endpoint_type = Dimension(
    mark("Worst endpoint type"), mark("The endpoint type with most poor measurements in the week."), "worst_endpoint_type",
    Unit.TEXT,
)  # fmt: skip
quality_trend = Dimension(
    mark("Poor share, 8 weeks"), mark("Poor share of the last eight closed weeks, oldest first."), "quality_trend",
    Unit.SERIES,
)  # fmt: skip

good_in_week = Metric(
    mark("Good"), mark("Rated calls that are not poor."), GOOD, WEEKS, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
poor_in_week = Metric(
    mark("Poor"), mark("Rated calls with a measurement that meets one of the limits."), sum_of("poor_calls"), WEEKS,
    Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
unrated_in_week = Metric(
    mark("Unrated"), mark("Connected calls without a rated measurement."), sum_of("unrated_calls"), WEEKS, Unit.COUNT,
    Empty.NOTHING,
)  # fmt: skip
share_in_week = Metric(
    mark("Share of poor calls"), mark("Poor calls ÷ rated calls of the week."), SHARE, WEEKS, Unit.RATIO, Empty.NOTHING
)
spike_limit = Dimension(
    mark("Spike from"),
    mark("Mean poor share of the eight weeks before plus three standard deviations for so many rated calls."), "NULL",
    Unit.RATIO,
)  # fmt: skip
spike = Dimension(
    mark("Spike"), mark("Whether the poor share lies above that limit, with at least $quality_least_calls rated calls."),
    "NULL", Unit.BOOLEAN,
)  # fmt: skip

endpoint_type = Dimension(mark("Endpoint type"), mark("What carried the measured media."), "endpoint_type", Unit.TEXT)
legs_good = Metric(
    mark("Good measurements"), mark("Rated measurements that meet no limit."), sum_of("good"), ENDPOINTS, Unit.COUNT
)
legs_poor = Metric(
    mark("Poor measurements"), mark("Rated measurements that meet a limit."), sum_of("poor"), ENDPOINTS, Unit.COUNT
)
legs_unrated = Metric(
    mark("Unrated measurements"), mark("Measurements that are too short or hold no value."), sum_of("unrated"), ENDPOINTS,
    Unit.COUNT,
)  # fmt: skip
legs_poor_share = Metric(
    mark("Poor share of measurements"), mark("Poor measurements ÷ rated ones."),
    ratio_of(sum_of("poor"), Formula("sum(good + poor){where}", mark("sum of rated measurements"))), ENDPOINTS, Unit.RATIO,
    Empty.NOTHING,
)  # fmt: skip
day = Dimension(mark("Day"), mark("A day of the week, in UTC."), "day", Unit.DATE)


def by_day(metric: Metric) -> Metric:
    """Return a number about measurements over single days instead of weeks."""
    return Metric(metric.label, metric.help, metric.formula, DAYS, metric.unit, metric.empty, name=metric.name)
