"""The bar of a license line: used, assigned and not used, available; what goes beyond the limit as a segment of its own."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from partnerhub.metrics import licenses
from partnerhub.web import figures

WIDTH = 120.0  # units of the drawing; the page scales it
OVERAGE_AT_LEAST = 6.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the bar: where it is drawn, and in which of the bar's looks."""

    look: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of what the bar says in words."""

    look: str
    label: str
    value: str
    share: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its segments and the same facts in words."""

    segments: tuple[Segment, ...]
    details: tuple[Detail, ...]
    summary: str
    remarks: tuple[str, ...]
    counted_on: str


def bar_of(total: int, assigned: int, used: int | None, counted_on: date | None, *, derived: bool = False) -> Bar:
    """Return the bar of a line with these counts. It never runs over: the part above the limit is clipped and marked."""
    in_use = min(used or 0, assigned)
    overage = max(assigned - total, 0)
    parts = [
        ("used", gettext("Used in 7 days"), in_use, used),
        (
            "unused",
            gettext("Assigned, not used") if used is not None else gettext("Assigned, use unknown"),
            max(assigned - in_use, 0),
            None,
        ),
        ("available", gettext(licenses.available.label), max(total - assigned, 0), None),
        ("overage", gettext("Beyond the limit"), overage, None),
    ]
    details = tuple(
        Detail(look, label, figures.count(shown if shown is not None else amount), _share(shown or amount, total))
        for look, label, amount, shown in parts
        if amount or look in {"used", "available"}
    )
    whole = (Detail("assigned", gettext(licenses.assigned.label), figures.count(assigned), _share(assigned, total)),)
    bought = (Detail("total", gettext("Total"), figures.count(total), ""),)
    summary = gettext("%(used)s used, %(assigned)s assigned, %(available)s available of %(total)s") % {
        "used": figures.count(used),
        "assigned": figures.count(assigned),
        "available": figures.count(max(total - assigned, 0)),
        "total": figures.count(total),
    }
    return Bar(_drawn(total, in_use, assigned), details + whole + bought, summary, _remarks(used, assigned, derived),
               figures.day(counted_on))  # fmt: skip


def _share(amount: int, total: int) -> str:
    return figures.percent(amount / total) if total else figures.NOTHING


def _remarks(used: int | None, assigned: int, derived: bool) -> tuple[str, ...]:
    remarks = []
    if used is None:
        remarks.append(gettext("Use is not known for this line."))
    elif used > assigned:
        remarks.append(gettext("Holder changed: more were used than are assigned now."))
    if derived:
        remarks.append(gettext("Use is derived from the holders of the licenses."))
    return tuple(remarks)


def _drawn(total: int, used: int, assigned: int) -> tuple[Segment, ...]:
    """Return the segments from left to right. Up to the limit they share the width by their counts."""
    if not total and not assigned:
        return ()
    overage = max(assigned - total, 0)
    room = WIDTH - (max(OVERAGE_AT_LEAST, WIDTH * overage / max(assigned, 1)) if overage else 0)
    room = max(room, 0.0) if total else 0.0
    counts = (
        ("used", min(used, total)),
        ("unused", min(assigned, total) - min(used, total)),
        ("available", max(total - assigned, 0)),
    )
    segments, x = [], 0.0
    for look, amount in counts:
        width = room * amount / total if total else 0.0
        if width:
            segments.append(Segment(look, round(x, 2), round(width, 2)))
        x += width
    if overage:
        segments.append(Segment("overage", round(x, 2), round(WIDTH - x, 2)))
    return tuple(segments)
