"""`hub reports`: which reports there are."""

from typing import Any

from django.core.management.base import BaseCommand

from partnerhub.reports.answer import reports


class Command(BaseCommand):
    """Prints each report's name and title, and below it its blocks."""

    help = "List the reports with their titles and blocks. Reads only."

    def handle(self, *args: Any, **options: Any) -> None:
        for report in reports().values():
            self.stdout.write(f"{report.name}  {report.title}")
            for block in report.blocks:
                self.stdout.write(f"  {block.name}  ({block.kind})  {block.title}")
