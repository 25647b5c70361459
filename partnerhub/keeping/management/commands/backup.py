"""`hub backup`: the whole hub in one file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.keeping.backing_up import STDOUT, Busy, Vanished, back_up
from partnerhub.keeping.copying import CopyFailed
from partnerhub.keeping.taking import Unsound
from partnerhub.pipeline.terminal import Progress


class Command(BaseCommand):
    """Writes one file, whole or not at all."""

    help = (
        "Write the whole hub into one file, while it goes on working: records, lake, marts, uploaded files. The instance's "
        "secret, sessions and waiting mail are not in it. Safe to run again at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="where to write it; - for standard output")

    def handle(self, *, file: str, **options: Any) -> None:
        progress = Progress()
        try:
            made = back_up(file, progress)
        except (Busy, CopyFailed, Unsound, Vanished, TimeoutError) as wrong:
            raise CommandError(str(wrong)) from None
        finally:
            progress.finish()
        said = f"{sum(made.rows.values()):,} rows and {len(made.members) - 1:,} files, {made.size / 2**20:,.1f} MiB"
        (self.stderr if file == STDOUT else self.stdout).write(f"{file}: {said}")
