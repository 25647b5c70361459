"""The manifest of a partner's marts: which files count, for which days and weeks, built from what. Swapped as a whole."""

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from partnerhub.kit.files import write_whole

NAME = "manifest.json"


class MartsMissing(Exception):
    """A mart that a question needs was never built, or cannot be read. The text says which command mends it."""


@dataclass(frozen=True, slots=True)
class BuiltDay:
    """One day as it was judged: its files, the thresholds in force, and what it was built from."""

    inputs: str
    files: dict[str, str]
    settings_version: int
    settings: dict[str, int]
    built_at: str
    version: int = 1
    code: str = ""  # digest of the definitions it was built by


@dataclass(frozen=True, slots=True)
class BuiltWeek:
    """One closed week: the checkpoint of license lines on its Saturday, and the mart made of it."""

    lines_inputs: str
    lines: str
    file: str
    built_at: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class BuiltCallWeek:
    """One closed week of calls: the file of its marts, and that of quality by day while it is kept."""

    inputs: str
    thresholds: str
    file: str
    days: str
    built_at: str
    version: int = 1
    days_missing: int = 0

    def without_details(self) -> "BuiltCallWeek":
        """Return the week without what is kept for some weeks only."""
        return replace(self, days="")

    def files(self) -> set[str]:
        """Return the names of its files."""
        return {name for name in (self.file, self.days) if name}


@dataclass(slots=True)
class Manifest:
    """Everything that is built for one partner. Days and weeks by their ISO dates; a week by its Sunday."""

    number: int = 0
    terms: str = ""
    families: str = ""
    days: dict[str, BuiltDay] = field(default_factory=dict)
    weeks: dict[str, BuiltWeek] = field(default_factory=dict)
    call_weeks: dict[str, BuiltCallWeek] = field(default_factory=dict)

    def copy(self) -> "Manifest":
        """Return a manifest that can be changed on its own."""
        return replace(self, days=dict(self.days), weeks=dict(self.weeks), call_weeks=dict(self.call_weeks))

    def files(self) -> set[str]:
        """Return the names of all files that count."""
        of_days = {name for day in self.days.values() for name in day.files.values()}
        of_weeks = {name for week in self.weeks.values() for name in (week.lines, week.file)}
        of_calls = {name for week in self.call_weeks.values() for name in week.files()}
        return of_days | of_weeks | of_calls | ({self.terms} if self.terms else set())

    def newest_day(self, today: date) -> date | None:
        """Return the newest built day that is not ahead of today; if all are, the newest one."""
        days = sorted(date.fromisoformat(day) for day in self.days)
        past = [day for day in days if day <= today]
        return past[-1] if past else days[-1] if days else None


def folder_of(partner_id: int) -> Path:
    """Return where a partner's marts lie."""
    return Path(settings.MARTS_DIR) / str(partner_id)


def load(partner_id: int) -> Manifest:
    """Return a partner's manifest; an empty one when nothing was built. Raise MartsMissing when it is broken."""
    path = folder_of(partner_id) / NAME
    try:
        return _parsed(path, path.stat().st_ino, path.stat().st_mtime_ns).copy()
    except FileNotFoundError:
        return Manifest()
    except (ValueError, KeyError, TypeError) as wrong:
        text = gettext("%(path)s is broken (%(reason)s): delete it and run `hub build`")
        raise MartsMissing(text % {"path": path, "reason": wrong}) from None


@lru_cache(maxsize=64)
def _parsed(path: Path, inode: int, changed: int) -> Manifest:
    """Return the manifest in a file. A swap makes another file, so what was parsed once stays true."""
    content = json.loads(path.read_bytes())
    days = {day: BuiltDay(**built) for day, built in content["days"].items()}
    weeks = {week: BuiltWeek(**built) for week, built in content["weeks"].items()}
    calls = {week: BuiltCallWeek(**built) for week, built in content.get("call_weeks", {}).items()}
    return Manifest(content["number"], content["terms"], content["families"], days, weeks, calls)


def swap_in(partner_id: int, manifest: Manifest) -> None:
    """Make a manifest count, in one step, and remove the files that none of its entries names any more."""
    folder = folder_of(partner_id)
    manifest.number += 1
    write_whole(folder / NAME, json.dumps(asdict(manifest), indent=1, sort_keys=True).encode())
    remove_garbage(partner_id, manifest)


def remove_garbage(partner_id: int, manifest: Manifest) -> None:
    """Delete what an interrupted or a superseded build left. Call it under the partner's lock."""
    folder = folder_of(partner_id)
    folder.mkdir(parents=True, exist_ok=True)
    keep = manifest.files() | {NAME}
    for path in folder.iterdir():
        if path.name not in keep:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
