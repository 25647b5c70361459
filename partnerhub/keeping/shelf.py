"""The folder of nightly backups: what stands there, how old the newest is, which ones go."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from partnerhub.keeping.archive import Damaged, manifest_of
from partnerhub.kit import clock

STALE_AFTER = timedelta(days=2)
NIGHTLY = re.compile(r"hub-\d{8}T\d{6}Z\.backup")


@dataclass(frozen=True, slots=True)
class Standing:
    """A backup on the shelf."""

    path: Path
    made_at: datetime
    size: int


def name_at(moment: datetime) -> str:
    """Return the name of a nightly backup."""
    return f"hub-{moment:%Y%m%dT%H%M%SZ}.backup"


def on_the_shelf() -> list[Standing]:
    """Return the backups in the folder, newest first. What is none, or was not written to its end, is not one."""
    folder = Path(settings.BACKUPS_DIR)
    found = []
    for path in folder.glob("*.backup") if folder.is_dir() else ():
        try:
            found.append(Standing(path, manifest_of(path).moment, path.stat().st_size))
        except (Damaged, OSError, ValueError):
            continue
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def newest() -> Standing | None:
    """Return the newest backup in the folder."""
    return next(iter(on_the_shelf()), None)


def is_stale(one: Standing | None) -> bool:
    """Say whether the newest backup is older than it should be, or missing."""
    return one is None or clock.now() - one.made_at > STALE_AFTER


def remove_old(kept: int) -> None:
    """Remove the oldest nightly backups beyond a number. What somebody put there under another name stays."""
    nightly = [one for one in on_the_shelf() if NIGHTLY.fullmatch(one.path.name)]
    for one in nightly[kept:]:
        one.path.unlink(missing_ok=True)
