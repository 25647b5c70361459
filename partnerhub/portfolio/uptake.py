"""Whether a customer exceeds, uses up or wastes what it bought: one pure function of counts, thresholds and ages."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from partnerhub.portfolio.statuses import is_over_limit
from partnerhub.terms import thresholds
from partnerhub.terms.thresholds import Settings, Threshold
from partnerhub.terms.uptakes import Uptake

DECIDING: tuple[Threshold, ...] = (
    thresholds.OVERAGE_TOLERANCE, thresholds.WASTED, thresholds.USED_UP, thresholds.LOW_LEAST_AGE_DAYS,
    thresholds.LOW_LEAST_TOTAL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Count:
    """What one running license line brings. `used` is over 90 days, None where that is unknown; `age` is in days."""

    total: int
    assigned: int
    used: int | None
    age: int

    @property
    def in_use(self) -> int:
        """Return the licenses that are not idle: those used, or those assigned where use is unknown; at most all bought."""
        return min(self.assigned if self.used is None else self.used, self.total)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of some lines together, with the counts that it rests on.

    `beyond` are licenses over the limit of their own line; `in_use` of `settled` is what was looked at for waste; `used` is
    that of `used_total` licenses whose use is known.
    """

    uptake: Uptake
    total: int = 0
    assigned: int = 0
    available: int = 0
    beyond: int = 0
    in_use: int = 0
    settled: int = 0
    used: int = 0
    used_total: int = 0


def judge_uptake(counts: Iterable[Count], settings: Settings) -> Judged:
    """Return how much of some running lines is taken up. Shares are of sums; only the limit is looked at line by line."""
    lines = [line for line in counts if line.total or line.assigned]
    old = [line for line in lines if line.age >= settings[thresholds.LOW_LEAST_AGE_DAYS]]
    settled = [line for line in old if line.total >= settings[thresholds.LOW_LEAST_TOTAL]]
    known = [line for line in lines if line.used is not None]
    over = [line for line in lines if is_over_limit(line.total, line.assigned, settings[thresholds.OVERAGE_TOLERANCE])]
    found = Judged(
        Uptake.FITS if old else Uptake.STARTS if lines else Uptake.NOTHING,
        sum(line.total for line in lines), sum(line.assigned for line in lines),
        sum(max(line.total - line.assigned, 0) for line in lines), sum(line.assigned - line.total for line in over),
        sum(line.in_use for line in settled), sum(line.total for line in settled),
        sum(line.used or 0 for line in known), sum(line.total for line in known),
    )  # fmt: skip
    if found.beyond:
        return replace(found, uptake=Uptake.EXCEEDS)
    if found.in_use * 100 < found.settled * settings[thresholds.WASTED]:
        return replace(found, uptake=Uptake.WASTES)
    if lines and found.assigned * 100 >= found.total * settings[thresholds.USED_UP]:
        return replace(found, uptake=Uptake.USES_UP)
    return found
