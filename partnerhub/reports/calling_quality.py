"""From a spike to its place: one week's quality by customer, of a customer by endpoint type, of an endpoint type by day."""

from partnerhub.metrics import lines, quality, segments
from partnerhub.reports.declare import Block, BlockKind, Column, Report
from partnerhub.tenancy.permissions import Permission
from partnerhub.terms.texts import mark

SECTION = mark("Where a week's quality comes from")
in_week = (
    quality.good_in_week.called("good", quality.good_in_week.label),
    quality.poor_in_week.called("poor", quality.poor_in_week.label),
    quality.unrated_in_week.called("unrated", quality.unrated_in_week.label),
    quality.share_in_week.called("poor_share", quality.share_in_week.label),
)


def _by_day() -> tuple[Column, ...]:
    names = {"good": quality.legs_good, "poor": quality.legs_poor, "unrated": quality.legs_unrated}
    every = {**names, "poor_share": quality.legs_poor_share}
    return tuple(quality.by_day(metric).called(name, metric.label) for name, metric in every.items())


REPORT = Report(
    name="calling_quality",
    title=mark("Call quality of a week"),
    needs=Permission.VIEW_ANALYTICS,
    about_licenses=False,
    note=mark("Choose a customer, then an endpoint type: three steps from a week to the day. Kept for some weeks."),
    blocks=(
        Block(
            "customers", mark("Calls by customer"), BlockKind.TABLE, SECTION, segments.calling,
            (lines.customer_id, lines.customer, *in_week), toggled=False, sort="poor", descending=True,
            empty=mark("No calls were recorded in this week."),
        ),
        Block(
            "endpoints", mark("Measurements by endpoint type"), BlockKind.CHART, SECTION, segments.calling,
            (quality.endpoint_type, *_by_day()), toggled=False, courses="endpoints",
        ),
        Block(
            "days", mark("Measurements by day"), BlockKind.CHART, SECTION, segments.calling, (quality.day, *_by_day()),
            toggled=False, courses="days",
        ),
    ),
)  # fmt: skip
