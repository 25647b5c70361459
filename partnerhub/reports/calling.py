"""Analytics > Calling engagement: who uses what was bought, how it sounds, which features, who gives up in the queue."""

from partnerhub.metrics import calling, lines, quality, queues, segments
from partnerhub.metrics.calling import of_weeks
from partnerhub.reports.declare import Block, BlockKind, Report, Tile
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

USAGE = mark("Call usage last week")
QUALITY = mark("Call quality last week")
FEATURES = mark("Advanced calling features last week")
QUEUES = mark("Call queue insights last week")
who = (lines.customer_id, lines.customer)

REPORT = Report(
    name="calling",
    title=mark("Calling engagement"),
    needs=Permission.VIEW_ANALYTICS,
    about_licenses=False,
    note=mark("The last completed week, Sunday to Saturday in UTC. A week closes on Sunday at 00:00:00 UTC."),
    blocks=(
        Block(
            "users_by_volume", mark("Calling users by usage volume, trend over last 8 weeks"), BlockKind.CHART, USAGE,
            segments.calling,
            (lines.week, *(of_weeks(one) for one in (calling.heavy, calling.medium, calling.light, calling.none))),
            toggled=False, courses="weeks",
        ),
        Block(
            "usage", mark("Customers and usage"), BlockKind.TABLE, USAGE, segments.calling,
            (*who, calling.licenses, calling.assigned, calling.active_users, calling.active_share, calling.heavy,
             calling.medium, calling.light, calling.calls, calling.calls_per_active_user, calling.minutes,
             calling.active_users_change, calling.usage_trend.called("trend", calling.usage_trend.label)),
            toggled=False, sort="active_users_change", empty=mark("Nobody has bought Calling yet."),
        ),
        Block(
            "quality_trend", mark("Call quality and trend over last 8 weeks"), BlockKind.CHART, QUALITY, segments.calling,
            (lines.week, quality.good_in_week.called("good", quality.good_in_week.label),
             quality.poor_in_week.called("poor", quality.poor_in_week.label),
             quality.unrated_in_week.called("unrated", quality.unrated_in_week.label),
             quality.share_in_week.called("poor_share", quality.share_in_week.label),
             quality.spike, quality.spike_limit),
            toggled=False, courses="weeks",
        ),
        Block(
            "quality_by_endpoint", mark("Call quality by endpoint type"), BlockKind.CHART, QUALITY, segments.calling,
            (quality.endpoint_type, quality.legs_good.called("good", quality.legs_good.label),
             quality.legs_poor.called("poor", quality.legs_poor.label),
             quality.legs_unrated.called("unrated", quality.legs_unrated.label),
             quality.legs_poor_share.called("poor_share", quality.legs_poor_share.label)),
            toggled=False, courses="endpoints",
        ),
        Block(
            "quality", mark("Customers and call quality"), BlockKind.TABLE, QUALITY, segments.with_calls,
            (*who, quality.rated_calls, quality.poor_calls, quality.poor_share, quality.unrated_calls,
             quality.mean_packet_loss, quality.mean_jitter, quality.mean_latency, quality.worst_endpoint_type,
             quality.poor_share_change, quality.quality_trend.called("trend", quality.quality_trend.label)),
            toggled=False, sort="poor_calls", descending=True, empty=mark("No calls were recorded in this week."),
        ),
        Block(
            "feature_usage", mark("Feature usage by calls"), BlockKind.CHART, FEATURES, segments.with_queue_or_asked,
            (queues.feature, queues.feature_calls.called("calls", queues.feature_calls.label),
             queues.feature_users.called("users", queues.feature_users.label)),
            toggled=False, courses="features",
        ),
        Block(
            "queue_kpis", QUEUES, BlockKind.KPIS, QUEUES, segments.with_queue,
            (Tile(queues.time_to_answer_seconds, queues.answered_only_seconds), queues.wait_before_abandon_seconds,
             queues.abandoned_rate),
            toggled=False,
        ),
        Block(
            "queues", mark("Customers and feature usage"), BlockKind.TABLE, QUEUES, segments.with_queue,
            (*who, queues.queues, queues.offered, queues.answered, queues.abandoned, queues.hung_up, queues.left_message,
             queues.overflowed, queues.time_to_answer_seconds, queues.wait_before_abandon_seconds, queues.abandoned_rate,
             queues.abandoned_rate_change, queues.is_derived, queues.queue_trend.called("trend", queues.queue_trend.label)),
            toggled=False, sort="abandoned_rate", descending=True, last='coalesce("offered", 0) < $quality_least_calls',
            empty=mark("No customer had a call queue in this week."),
        ),
    ),
)  # fmt: skip
