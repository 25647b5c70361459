"""Upkeep: whether the hub itself is well, and what that is judged by."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from partnerhub.jobs.selectors import mail_state, queue_state
from partnerhub.keeping import shelf
from partnerhub.keeping.restoring import last_restored
from partnerhub.keeping.shelf import Standing
from partnerhub.pipeline.freshness import figures_built
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The nightly backups, newest first, of which so many are kept; jobs, mail and figures."""

    backups: tuple[Standing, ...]
    kept: int
    restored_at: datetime | None
    jobs_waiting: int
    jobs_failed: int
    mails_waiting: int
    mails_since: datetime | None
    built_day: date | None
    are_figures_old: bool

    @property
    def newest(self) -> Standing | None:
        """Return the newest backup."""
        return next(iter(self.backups), None)

    @property
    def are_backups_well(self) -> bool:
        """Say whether there is a backup as new as it should be, where any are made."""
        return not self.kept or not shelf.is_stale(self.newest)


def upkeep(scope: Scope) -> Upkeep:
    """Return whether the hub is well, for those who look after it. Raise Forbidden."""
    scope.require(Permission.VIEW_SETTINGS)
    waiting, failed = queue_state()
    mails, since, _ = mail_state()
    return Upkeep(
        tuple(shelf.on_the_shelf()), settings.BACKUPS_KEPT, last_restored(), waiting, failed, mails, since,
        *figures_built(scope),
    )  # fmt: skip
