"""`hub verify`: whether a backup, or this hub, is whole."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.keeping.archive import Damaged
from partnerhub.keeping.checking import check_backup, check_hub
from partnerhub.keeping.taking import Unsound
from partnerhub.pipeline.terminal import Progress


class Command(BaseCommand):
    """Exit status 1 when something is not whole."""

    help = "Read a backup to its last byte, or look over this hub: records, trail, lake, marts. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a backup; none: this hub")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        progress = Progress()
        try:
            self._backup(file, progress) if file else self._hub(progress)
        finally:
            progress.finish()

    def _backup(self, file: Path, progress: Progress) -> None:
        try:
            made = check_backup(file, progress)
        except (Damaged, Unsound) as wrong:
            raise CommandError(f"{file} is damaged: {wrong}") from None
        progress.finish()
        self.stdout.write(
            f"{file} is whole: {sum(made.rows.values()):,} rows and {len(made.members) - 1:,} files of version "
            f"{made.hub_version} on {made.database}, as of {made.moment:%Y-%m-%d %H:%M} UTC"
        )

    def _hub(self, progress: Progress) -> None:
        wrong = 0
        for one in check_hub(progress):
            progress.finish()
            advice = f" → {one.advice}" if one.advice else ""
            self.stdout.write(f"{'  ok   ' if one.is_sound else ' WRONG '} {one.subject}: {one.text}{advice}")
            wrong += not one.is_sound
        if wrong:
            raise CommandError(f"{wrong} things are wrong" if wrong > 1 else "1 thing is wrong")
