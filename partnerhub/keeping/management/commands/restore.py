"""`hub restore`: a backup in the place of this hub."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.keeping.archive import Damaged
from partnerhub.keeping.checking import check_hub
from partnerhub.keeping.copying import CopyFailed
from partnerhub.keeping.locks import InUse
from partnerhub.keeping.restoring import Refused, restore
from partnerhub.keeping.taking import Unsound
from partnerhub.pipeline.terminal import Progress


class Command(BaseCommand):
    """Compares everything before anything changes; what was there before is set aside."""

    help = (
        "Put a backup in the place of this hub, on either database, and look it over. Refuses a hub that has data without "
        "--replace, and one that is running. Stopped anywhere, the hub is the one before or the one restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a backup; - for standard input")
        parser.add_argument("--replace", action="store_true", help="also where this hub has data")
        parser.add_argument(
            "--secret", type=Path, metavar="PATH", help="the file with the secret of the hub that was backed up"
        )

    def handle(self, *, file: str, replace: bool, secret: Path | None, **options: Any) -> None:
        progress = Progress()
        try:
            restored = restore(file, replace=replace, secret=secret, progress=progress)
            problems = [one for one in check_hub(progress) if not one.is_sound]
        except Damaged as damaged:
            raise CommandError(f"{file} is damaged, nothing was changed: {damaged}") from None
        except (Refused, InUse, CopyFailed, Unsound) as wrong:
            raise CommandError(f"{wrong}") from None
        finally:
            progress.finish()
        manifest = restored.manifest
        self.stdout.write(f"restored: {sum(manifest.rows.values()):,} rows, as of {manifest.moment:%Y-%m-%d %H:%M} UTC")
        for folder in restored.aside:
            self.stdout.write(f"what was here before stands in {folder}; delete it when you no longer need it")
        if restored.has_other_secret:
            self.stdout.write(
                "this hub has another secret than the one backed up: second factors that were set up there have to be set "
                "up anew, or restore once more with --secret"
            )
        if problems:
            raise CommandError(f"{problems[0].subject}: {problems[0].text} ({problems[0].advice})")
        self.stdout.write("looked over: everything is whole")
