"""Numbers about calling users: how many there are of which volume, and how much they call, in the last closed week."""

from partnerhub.metrics.declare import Dimension, Empty, Formula, Metric, ratio_of, sum_of
from partnerhub.terms.texts import mark
from partnerhub.terms.units import Unit

MART = "calling_day"
WEEKS = "call_week"


def _people(column: str, others: str, words: str) -> Formula:
    """Return the sum of a count of users, without workspaces and virtual lines where only people are asked for."""
    return Formula(f"sum({column} - $people * {others}){{where}}", words)


QUIET = "greatest(greatest(assigned, users_seen) - active_users - $people * (other_seen - other_active), 0)"
_active = _people("active_users", "other_active", mark("sum of active users"))

licenses = Metric(
    mark("Calling licenses"),
    mark("Licenses of Calling bought, on lines that were active on the week's Saturday."),
    sum_of("licenses"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
assigned = Metric(
    mark("Assigned Calling licenses"),
    mark("Licenses of Calling given to people, workspaces or virtual lines, on lines active on the week's Saturday."),
    sum_of("assigned"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
active_users = Metric(
    mark("Active users"),
    mark("Different users with at least one connected call, placed or answered, in the week."),
    _active, MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
active_share = Metric(
    mark("Active of assigned"),
    mark("Active users ÷ licenses assigned. Above 100 % where more called than hold a license."),
    ratio_of(_active, sum_of("assigned")), MART, Unit.RATIO, Empty.NOTHING,
)  # fmt: skip
heavy = Metric(
    mark("Heavy"),
    mark("Users with $heavy_calls connected calls or more in the week."),
    _people("heavy", "other_heavy", mark("sum of heavy users")), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
medium = Metric(
    mark("Medium"),
    mark("Users with $medium_calls connected calls or more in the week, and fewer than $heavy_calls."),
    _people("medium", "other_medium", mark("sum of medium users")), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
light = Metric(
    mark("Light"),
    mark("Users with at least one connected call in the week, and fewer than $medium_calls."),
    Formula(
        "sum(light - $people * (other_active - other_heavy - other_medium)){where}", mark("sum of light users")
    ),
    MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
none = Metric(
    mark("No calls"),
    mark("The larger of licenses assigned and users seen, less the users with at least one connected call."),
    Formula(f"sum({QUIET}){{where}}", mark("sum of users without a connected call")), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
calls = Metric(
    mark("Calls"),
    mark("Different calls of the week, connected or not; a call with several legs counts once."),
    sum_of("calls"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
calls_per_active_user = Metric(
    mark("Calls per active user"),
    mark("Calls ÷ active users."),
    ratio_of(sum_of("calls"), sum_of("active_users")), MART, Unit.RATIO, Empty.NOTHING, is_mean=True,
)  # fmt: skip
minutes = Metric(
    mark("Minutes"),
    mark("Duration of all legs in minutes. Both ends of a call count: half an hour between two users is an hour."),
    Formula("sum(seconds){where} / 60.0", mark("sum of seconds ÷ 60")), MART, Unit.MINUTES, Empty.NOTHING,
)  # fmt: skip
active_users_change = Metric(
    mark("Change of active users"),
    mark("Active users of the week, less those of the week before. Empty for a customer that is new in the week."),
    sum_of("active_users_change"), MART, Unit.COUNT, Empty.NOTHING,
)  # fmt: skip
usage_trend = Dimension(
    mark("Active users, 8 weeks"), mark("Active users of the last eight closed weeks, oldest first."), "usage_trend",
    Unit.SERIES,
)  # fmt: skip


def of_weeks(metric: Metric) -> Metric:
    """Return the same number over closed weeks instead of the last one."""
    return Metric(
        metric.label, metric.help, metric.formula, WEEKS, metric.unit, Empty.NOTHING, is_mean=metric.is_mean,
        name=metric.name,
    )  # fmt: skip
