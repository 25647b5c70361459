"""A course of a few weeks as a small drawing beside its newest value: a line with gaps where nothing is known."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 88.0, 22.0, 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """The line as a path, the place of its newest point, and the same in words."""

    path: str
    x: str
    y: str
    words: str


def spark_of(values: Sequence[float | None], written: Sequence[str]) -> Spark:
    """Return the drawing of a course; `written` are its values as people read them."""
    known = [value for value in values if value is not None]
    most = max(known, default=0) or 1
    step = (WIDTH - 2 * MARGIN) / max(len(values) - 1, 1)
    points = [
        None if value is None else (MARGIN + place * step, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / most)
        for place, value in enumerate(values)
    ]
    drawn, open_line, last = "", False, None
    for point in points:
        if point:
            drawn += f"{'L' if open_line else 'M'}{point[0]:.1f} {point[1]:.1f}"
            last = point
        open_line = point is not None
    x, y = (f"{last[0]:.1f}", f"{last[1]:.1f}") if last else ("", "")
    return Spark(drawn, x, y, ", ".join(written))
