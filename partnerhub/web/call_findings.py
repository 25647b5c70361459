"""What a chart about calls shows, in one sentence."""

from collections.abc import Sequence
from typing import Any

from partnerhub.reports.shapes import BlockAnswer, Row
from partnerhub.terms.calls import ENDPOINT_LABELS, FEATURE_LABELS
from partnerhub.web import figures


def finding_of(answer: BlockAnswer) -> str:
    """Return what a chart shows, in one sentence."""
    say = {"users_by_volume": _users, "quality_trend": _quality, "feature_usage": _features}.get(answer.name, _endpoints)
    return say([row for row in answer.rows if any(value for name, value in row.items() if name not in NAMING)])


NAMING = {"week", "day", "endpoint_type", "feature", "spike", "spike_limit"}


def _users(rows: Sequence[Row]) -> str:
    if not rows:
        return "No calls are known for these weeks."
    last = rows[-1]
    active, week = last["heavy"] + last["medium"] + last["light"], figures.day(last["week"])
    heavy, quiet = f"{last['heavy']:,}", f"{last['none']:,}"
    return f"In the week of {week} {active:,} users made or answered calls, {heavy} of them many; {quiet} did not."


def _quality(rows: Sequence[Row]) -> str:
    known = [row for row in rows if row["poor_share"] is not None]
    if not known:
        return "No rated calls are known for these weeks."
    last, spikes = known[-1], sum(bool(row["spike"]) for row in rows)
    marked = f"; {spikes} of these weeks {'is a spike' if spikes == 1 else 'are spikes'}" if spikes else ""
    share, rated = figures.percent(last["poor_share"]), last["good"] + last["poor"]
    return f"In the week of {figures.day(last['week'])} {share} of {rated:,} rated calls were poor{marked}."


def _features(rows: Sequence[Row]) -> str:
    if not rows:
        return "No features were used in this week."
    first = rows[0]
    unused = len(FEATURE_LABELS) - len(rows)
    name = FEATURE_LABELS[first["feature"]]
    return f"{name} was used most, in {first['calls']:,} calls; {unused} features were not used."


def _endpoints(rows: Sequence[Row]) -> str:
    rated = [row for row in rows if row["poor_share"] is not None and row["good"] + row["poor"] >= 20]
    if not rated:
        return "Too few rated measurements to compare."
    poor, every = sum(row["poor"] for row in rated), sum(row["good"] + row["poor"] for row in rated)
    worst: dict[str, Any] = max(rated, key=lambda row: row["poor_share"])
    name = ENDPOINT_LABELS.get(worst.get("endpoint_type", ""), figures.day(worst.get("day")))
    share, mean = figures.percent(worst["poor_share"]), figures.percent(poor / every)
    return f"{name}: {share} of the rated measurements were poor, of all together {mean}."
