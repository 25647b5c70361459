"""How calls went in the last closed week: how they sounded, who gave up in the queue, how many called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from partnerhub.kit.dates import last_closed_week, saturday_of
from partnerhub.pipeline.manifest import MartsMissing
from partnerhub.reports.answer import answer
from partnerhub.reports.shapes import BlockAnswer, Question
from partnerhub.tenancy.scope import Scope

USERS, SOUND, QUEUES = "users_by_volume", "quality_trend", "queue_kpis"
Level = Literal["normal", "watch", "high"]


@dataclass(frozen=True, slots=True)
class LastWeek:
    """What is known of a week's calls, and the blocks of the report that say the same at length."""

    from_day: date
    to_day: date
    poor_share: float | None
    is_spike: bool
    abandoned_rate: float | None
    abandoned_level: Level | None
    time_to_answer_seconds: float | None
    wait_before_abandon_seconds: float | None
    active_users: int
    blocks: Mapping[str, BlockAnswer]


def last_week(scope: Scope) -> LastWeek | None:
    """Return how calls went in the last closed week; nothing when no figures are built. Raise Forbidden."""
    try:
        found = answer(scope, "calling", Question(blocks=(USERS, SOUND, QUEUES)))
    except MartsMissing:
        return None
    blocks = {block.name: block for block in found.blocks}
    users, sound, queues = ((blocks[name].rows or ({},))[-1] for name in (USERS, SOUND, QUEUES))
    week, rate = last_closed_week(found.as_of), queues.get("abandoned_rate")
    return LastWeek(
        week, saturday_of(week), sound.get("poor_share"), bool(sound.get("spike")),
        rate, abandoned_level(rate, blocks[QUEUES].settings),
        queues.get("time_to_answer_seconds"), queues.get("wait_before_abandon_seconds"),
        sum(users.get(name) or 0 for name in ("heavy", "medium", "light")), blocks,
    )  # fmt: skip


def abandoned_level(rate: float | None, settings: Mapping[str, int]) -> Level | None:
    """Return whether an abandoned rate is much, by the thresholds in force."""
    if rate is None:
        return None
    if rate * 100 > settings["abandon_high_percent"]:
        return "high"
    return "watch" if rate * 100 > settings["abandon_watch_percent"] else "normal"
