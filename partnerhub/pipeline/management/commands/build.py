"""`hub build`: statuses, snapshot, marts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerhub.kit import clock
from partnerhub.pipeline.arguments import day
from partnerhub.pipeline.run import build_partners
from partnerhub.pipeline.terminal import Progress


class Command(BaseCommand):
    """Prints one line per partner."""

    help = "Bring statuses and marts up to date. Safe to run again at any time, and to kill: what is built is skipped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day to judge (default: today, UTC)")
        parser.add_argument("--partner", help="only this partner (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        progress = Progress()
        try:
            for partner, outcome in build_partners(options["as_of"] or clock.today(), options["partner"], progress):
                progress.finish()
                done = "already built" if outcome.skipped else f"built, {outcome.weeks} weeks closed"
                self.stdout.write(f"{partner.name}: {outcome.day} {done}")
        except (LookupError, TimeoutError) as wrong:
            raise CommandError(str(wrong)) from None
        finally:
            progress.finish()
