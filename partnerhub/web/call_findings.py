"""What a chart about calls shows, in one sentence."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

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
        return gettext("No calls are known for these weeks.")
    last = rows[-1]
    active, week = last["heavy"] + last["medium"] + last["light"], figures.day(last["week"])
    told = {
        "week": week,
        "n": figures.count(active),
        "heavy": figures.count(last["heavy"]),
        "quiet": figures.count(last["none"]),
    }
    return (
        ngettext(
            "In the week of %(week)s %(n)s user made or answered calls, %(heavy)s of them many; %(quiet)s did not.",
            "In the week of %(week)s %(n)s users made or answered calls, %(heavy)s of them many; %(quiet)s did not.",
            active,
        )
        % told
    )


def _quality(rows: Sequence[Row]) -> str:
    known = [row for row in rows if row["poor_share"] is not None]
    if not known:
        return gettext("No rated calls are known for these weeks.")
    last, spikes = known[-1], sum(bool(row["spike"]) for row in rows)
    share, rated = figures.percent(last["poor_share"]), figures.count(last["good"] + last["poor"])
    told = {"week": figures.day(last["week"]), "share": share, "rated": rated, "spikes": spikes}
    if not spikes:
        return gettext("In the week of %(week)s %(share)s of %(rated)s rated calls were poor.") % told
    return (
        ngettext(
            "In the week of %(week)s %(share)s of %(rated)s rated calls were poor; %(spikes)s of these weeks is a spike.",
            "In the week of %(week)s %(share)s of %(rated)s rated calls were poor; %(spikes)s of these weeks are spikes.",
            spikes,
        )
        % told
    )


def _features(rows: Sequence[Row]) -> str:
    if not rows:
        return gettext("No features were used in this week.")
    first = rows[0]
    unused = len(FEATURE_LABELS) - len(rows)
    label = FEATURE_LABELS[first["feature"]]
    told = {"name": gettext(label), "calls": figures.count(first["calls"]), "n": unused}
    return (
        ngettext(
            "%(name)s was used most, in %(calls)s calls; %(n)s feature was not used.",
            "%(name)s was used most, in %(calls)s calls; %(n)s features were not used.",
            unused,
        )
        % told
    )


def _endpoints(rows: Sequence[Row]) -> str:
    rated = [row for row in rows if row["poor_share"] is not None and row["good"] + row["poor"] >= 20]
    if not rated:
        return gettext("Too few rated measurements to compare.")
    poor, every = sum(row["poor"] for row in rated), sum(row["good"] + row["poor"] for row in rated)
    worst: dict[str, Any] = max(rated, key=lambda row: row["poor_share"])
    label = ENDPOINT_LABELS.get(worst.get("endpoint_type", ""), "")
    name = gettext(label) if label else figures.day(worst.get("day"))
    told = {"name": name, "share": figures.percent(worst["poor_share"]), "mean": figures.percent(poor / every)}
    return gettext("%(name)s: %(share)s of the rated measurements were poor, of all together %(mean)s.") % told
