"""Numbers about call queues and calling features."""

from partnerhub.metrics.declare import Dimension, Empty, Formula, Metric, ratio, ratio_of, sum_of
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

MART = "calling_day"
FEATURES = "feature_week"

WAITED = Formula(
    "sum(coalesce(answered_wait, 0) + coalesce(overflowed_wait, 0)){where}",
    mark("seconds waited before an answer or a move"),
)
TAKEN = Formula("sum(answered_known + overflowed_known){where}", mark("calls answered or moved on whose wait is known"))
RATE = ratio("abandoned", "offered")
RATE_BEFORE = ratio("abandoned_before", "offered_before")

queues = Metric(
    mark("Queues"), mark("Different queues with calls or statistics in the week."), sum_of("queues"), MART, Unit.COUNT,
    Empty.NOTHING,
)  # fmt: skip
offered = Metric(
    mark("Offered"), mark("Calls that entered a queue; one that comes back counts again."), sum_of("offered"), MART,
    Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
answered = Metric(
    mark("Answered"), mark("Calls that an agent answered."), sum_of("answered"), MART, Unit.COUNT, Empty.NOTHING
)
abandoned = Metric(
    mark("Abandoned"), mark("Calls whose caller hung up or left a message before an agent was free."), sum_of("abandoned"),
    MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
hung_up = Metric(
    mark("Hung up"), mark("Abandoned calls that left no message. Empty where that is not known."), sum_of("hung_up"), MART,
    Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
left_message = Metric(
    mark("Left a message"), mark("Abandoned calls that left a message. Empty where that is not known."),
    sum_of("left_message"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
overflowed = Metric(
    mark("Overflowed"), mark("Calls that were placed in another queue or elsewhere."), sum_of("overflowed"), MART,
    Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
time_to_answer_seconds = Metric(
    mark("Avg time to answer"),
    mark("Seconds that calls waited until they were answered or placed in another queue, all queues together."),
    ratio_of(WAITED, TAKEN), MART, Unit.SECONDS, Empty.NOTHING,
)  # fmt: skip
answered_only_seconds = Metric(
    mark("of answered calls alone"),
    mark("Seconds that answered calls waited, those placed in another queue left out."),
    ratio("answered_wait", "answered_known"), MART, Unit.SECONDS, Empty.NOTHING,
)  # fmt: skip
wait_before_abandon_seconds = Metric(
    mark("Avg wait before abandoning"),
    mark("Seconds that callers waited before they hung up or left a message."),
    ratio("abandoned_wait", "abandoned_known"), MART, Unit.SECONDS, Empty.NOTHING,
)  # fmt: skip
abandoned_rate = Metric(
    mark("Avg abandoned call rate"),
    mark("Calls abandoned ÷ calls offered, all queues together. Up to $abandon_watch_percent % is normal, above "
         "$abandon_high_percent % high."),
    RATE, MART, Unit.RATIO, Empty.NOTHING,
)  # fmt: skip
abandoned_rate_change = Metric(
    mark("Change of abandoned rate"), mark("Abandoned rate of the week, less that of the week before."),
    Formula(f"({RATE.sql}) - ({RATE_BEFORE.sql})", mark("abandoned rate now, less the rate the week before")), MART,
    Unit.RATIO, Empty.NOTHING,
)  # fmt: skip
is_derived = Dimension(
    mark("Derived"), mark("Whether outcomes were derived from call records, because no queue statistics say them."),
    "is_derived = 1", Unit.BOOLEAN,
)  # fmt: skip
queue_trend = Dimension(
    mark("Abandoned rate, 8 weeks"), mark("Abandoned rate of the last eight closed weeks, oldest first."), "queue_trend",
    Unit.SERIES,
)  # fmt: skip

feature = Dimension(mark("Feature"), mark("A calling feature that call records show."), "feature", Unit.TEXT)
feature_calls = Metric(
    mark("Calls with the feature"), mark("Calls of the week that showed the feature at least once; one can show several."),
    sum_of("calls"), FEATURES, Unit.COUNT,
)  # fmt: skip
feature_users = Metric(
    mark("Users with the feature"), mark("Different users on the legs that showed the feature."), sum_of("users"), FEATURES,
    Unit.COUNT,
)  # fmt: skip
