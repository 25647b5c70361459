"""`hub doctor`: what is configured, what is stale, what is wrong, what to do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerhub.config.checkup import findings


class Command(BaseCommand):
    """Exit status 1 when something is wrong."""

    help = "Show what is configured and from where, what is stale or wrong, and what to do. Changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for finding in findings():
            mark = {"ok": "  ok   ", "stale": " stale ", "wrong": " WRONG "}[finding.state]
            self.stdout.write(
                f"{mark} {finding.subject}: {finding.text}" + (f" → {finding.advice}" if finding.advice else "")
            )
            wrong += finding.state == "wrong"
        if wrong:
            raise CommandError(f"{wrong} things are wrong" if wrong > 1 else "1 thing is wrong")
