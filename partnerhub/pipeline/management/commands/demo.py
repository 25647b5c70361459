"""`hub demo`: a believable partner to look at."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.kit import clock
from partnerhub.pipeline.arguments import day
from partnerhub.pipeline.demo import DemoRefused, import_demo, is_empty
from partnerhub.pipeline.sources.demo.files import write_partner
from partnerhub.pipeline.terminal import Progress
from partnerhub.tenancy.services import ensure_partner

NAME = "Meridian Communications"


class Command(BaseCommand):
    """Writes files of the accepted formats and imports them like anybody's."""

    help = "Make up a partner, import it and build today. Safe to run again: the same files change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customers", type=int, default=100, metavar="N", help="how many (1 to 1,000,000; default 100)")
        parser.add_argument("--weeks", type=int, default=26, metavar="W", help="weeks of history (1 to 104; default 26)")
        parser.add_argument("--seed", type=int, default=7, metavar="S", help="another seed, other customers")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day that is today in the made-up world")
        parser.add_argument("--partner", help=f"name of the partner (default: the only one, or {NAME})")
        parser.add_argument("--files", type=Path, metavar="FOLDER", help="only write the files there")
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there are customers already")

    def handle(self, *args: Any, customers: int, weeks: int, **options: Any) -> None:
        if not 1 <= customers <= 1_000_000 or not 1 <= weeks <= 104:
            raise CommandError("--customers takes 1 to 1,000,000 and --weeks 1 to 104")
        on = options["as_of"] or clock.today()
        if options["files"]:
            self._write(options["files"], customers, weeks, options["seed"], on)
            return
        partner = ensure_partner(options["partner"], default=NAME)
        if options["if_empty"] and not is_empty(partner):
            self.stdout.write("there are customers already; nothing was changed")
            return
        folder = settings.HOME / "work" / "demo"
        shutil.rmtree(folder, ignore_errors=True)
        progress = Progress()
        try:
            self._write(folder, customers, weeks, options["seed"], on)
            import_demo(partner, folder, on, progress)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from None
        finally:
            progress.finish()
            shutil.rmtree(folder, ignore_errors=True)
        self.stdout.write(f"{partner.name}: {customers:,} customers with {weeks} weeks of history, built as of {on}")

    def _write(self, folder: Path, customers: int, weeks: int, seed: int, on: Any) -> None:
        progress = Progress()
        for done in write_partner(folder, customers, weeks, seed, on):
            progress("making up customers", done, customers)
        progress.finish()
