"""Analytics > Subscriptions: who is new, ends, renews, hands out too little, or more than was bought."""

from partnerhub.metrics import licenses, lines, segments, weeks
from partnerhub.metrics.customers import managed_customers
from partnerhub.metrics.licenses import available, used
from partnerhub.reports.declare import Block, BlockKind, Look, Report, Tile, Together
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

RECENT = mark("Recently added customers within the last $recent_days days")
EXPIRING = mark("About to expire in next $near_days days")
RENEWING = mark("About to renew in next $near_days days")
LOW = mark("Low assignment of licenses")
OVER = mark("Customers over license limit")

customers = licenses.customers
assigned = licenses.assigned
total = licenses.total_licenses.called("total", licenses.total_licenses.label)
assigned_share = licenses.license_assignment.called("assigned_share", mark("Assigned share"))
used_share = licenses.license_usage.called("used_share", mark("Used share"))
bar = Together(mark("Used/Assigned/Available licenses"), (used, assigned, available), Look.BAR)
who = (lines.customer_id, lines.customer, lines.subscription_id)
detail = (lines.kind, lines.row_date, lines.used_is_derived)

REPORT = Report(
    name="subscriptions",
    title=mark("Subscription analytics"),
    needs=Permission.VIEW_ANALYTICS,
    toggle=True,
    note=mark("Calling data currently excludes basic app-to-app calling."),
    blocks=(
        Block(
            "kpis", mark("KPIs"), BlockKind.KPIS, mark("KPIs"), segments.in_scope,
            (
                Tile(customers.called("total_customers", mark("Total customers"),
                                      mark("Customers with Meetings or Calling that the partner manages.")),
                     managed_customers),
                customers.called("nearing_expiration", mark("Nearing expiration")).among(segments.expiring),
                customers.called("nearing_renewal", mark("Nearing renewal")).among(segments.renewing),
                customers.called("low_license_assignment", mark("Low license assignment")).among(segments.low),
                customers.called("over_license_limit", mark("Over license limit")).among(segments.over_limit),
            ),
            toggled=False,
        ),
        Block(
            "license_trend", mark("License distribution trend"), BlockKind.CHART, mark("License distribution trend"),
            segments.in_scope,
            (lines.week, weeks.used, weeks.assigned_unused, weeks.available, weeks.overage, weeks.total, weeks.assigned),
        ),
        Block(
            "recent_kpis", RECENT, BlockKind.KPIS, RECENT, segments.recent,
            (
                Tile(customers.called("new_customers", mark("New customers")), licenses.first_ever_customers),
                licenses.total_licenses,
            ),
        ),
        Block(
            "recent", mark("Recently added subscriptions"), BlockKind.TABLE, RECENT, segments.recent,
            (*who, lines.days_since_added, total, bar, licenses.assignment_change, licenses.usage_change),
            sort="days_since_added", detail=(*detail, lines.added_date),
            empty=mark("Nothing was added in this window."),
        ),
        Block(
            "expiring_kpis", EXPIRING, BlockKind.KPIS, EXPIRING, segments.expiring,
            (
                customers.called("expiring_customers", mark("Expiring customers")),
                licenses.license_assignment,
                licenses.license_usage,
            ),
        ),
        Block(
            "expiring", mark("Subscriptions expiring soon"), BlockKind.TABLE, EXPIRING, segments.expiring,
            (*who, lines.days_until_end.called("days_until_expiration", mark("Days until expiration")), total, bar,
             licenses.used_90d),
            sort="days_until_expiration", detail=(*detail, lines.end_date),
            empty=mark("Nothing ends in this window without renewing."),
        ),
        Block(
            "renewing_kpis", RENEWING, BlockKind.KPIS, RENEWING, segments.renewing,
            (
                customers.called("renewing_customers", mark("Renewing customers")),
                licenses.license_assignment,
                licenses.license_usage,
            ),
        ),
        Block(
            "renewing", mark("Subscriptions renewing soon"), BlockKind.TABLE, RENEWING, segments.renewing,
            (*who, lines.days_until_end.called("days_until_renewal", mark("Days until renewal")), total, bar,
             licenses.used_90d),
            sort="days_until_renewal", detail=(*detail, lines.end_date),
            empty=mark("Nothing renews in this window."),
        ),
        Block(
            "low_assignment_kpis", LOW, BlockKind.KPIS, LOW, segments.low,
            (
                customers.called("low_assignment_customers", mark("Low assignment customers")),
                licenses.license_assignment,
                Tile(licenses.license_usage.called("license_usage_when_assigned", mark("License usage when assigned")),
                     licenses.used_of_assigned),
                licenses.available.called("unassigned_licenses", mark("Total unassigned licenses")),
            ),
        ),
        Block(
            "low_assignment", mark("Subscriptions with low license assignment"), BlockKind.TABLE, LOW, segments.low,
            (*who, lines.months_since_added, Together(mark("Assigned licenses (%)"), (assigned, assigned_share), Look.SHARE),
             total, bar, licenses.assignment_change),
            sort="assigned_share", detail=(*detail, lines.cohort_lines, lines.cohort_median),
            empty=mark("No line lies below its peers."),
        ),
        Block(
            "overage_kpis", OVER, BlockKind.KPIS, OVER, segments.over_limit,
            (
                customers.called("customers_with_overages", mark("Customers with overages")),
                licenses.overage.called("overage_licenses", mark("Total licenses in overages")),
                licenses.average_overage,
            ),
        ),
        Block(
            "overages", mark("Subscriptions with license overages"), BlockKind.TABLE, OVER, segments.over_limit,
            (*who, lines.months_remaining, lines.auto_renews, total,
             Together(mark("Licenses assigned (%)"), (assigned, assigned_share), Look.SHARE),
             Together(mark("Licenses used (%)"), (used, used_share), Look.SHARE)),
            sort="months_remaining", detail=(*detail, lines.end_date, licenses.overage),
            empty=mark("Nobody has assigned more than was bought."),
        ),
    ),
)  # fmt: skip
