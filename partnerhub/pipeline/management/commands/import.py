"""`hub import`: check files and take them in, all or none."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from partnerhub.pipeline.faults import sentence
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS
from partnerhub.pipeline.ingest.calling.taking import aside_file
from partnerhub.pipeline.ingest.prepare import KINDS, Options
from partnerhub.pipeline.models import ImportRun, ImportState
from partnerhub.pipeline.terminal import Progress
from partnerhub.portfolio.records import FactsChanged
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import ensure_partner

SHOWN = 20


class Command(BaseCommand):
    """Exit status 0 only when everything went in (or, with --dry-run, would have gone in)."""

    help = (
        "Check files and take them in: records all or none, calls without bad rows. Safe to run again with the same files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="files, folders or ZIPs")
        parser.add_argument(
            "--kind", default="", choices=["", *KINDS, *CALLING_KINDS], help="what the files are; else their header tells"
        )
        parser.add_argument("--partner", help="name of the partner, made if there is none (default: the only one)")
        parser.add_argument("--encoding", default="", help="encoding of text files that are not UTF-8, like windows-1252")
        parser.add_argument("--strict", action="store_true", help="refuse a calling file whose rows would be set aside")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=COLUMN",
            type=_pair,
            help="what a header of a calling file means; an empty column: nothing. May be given several times",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count; change nothing")
        parser.add_argument("--language", default="en", choices=["en", "sv"], help="of the error messages")

    def handle(self, *args: Any, paths: list[Path], **options: Any) -> None:
        for path in paths:
            if not path.exists():
                raise CommandError(f"{path}: no such file or folder")
        partner = ensure_partner(options["partner"])
        scope = Scope.system(partner.id, partner.name, "hub import")
        progress = Progress()
        mapping = {kind: dict(options["map"]) for kind in CALLING_KINDS} if options["map"] else {}
        wanted = Options(options["kind"], options["encoding"], options["strict"], mapping)
        try:
            run = runs.import_paths(scope, paths, wanted, dry_run=options["dry_run"], progress=progress)
        except FactsChanged:
            raise CommandError("nothing was changed: the records kept changing meanwhile; import again") from None
        finally:
            progress.finish()
        with translation.override(options["language"]):
            self._report(run, options["dry_run"])

    def _report(self, run: ImportRun, dry_run: bool) -> None:
        for fault in run.faults.order_by("number")[:SHOWN]:
            self.stderr.write(sentence(fault))
        listed = run.errors + run.asides + run.warnings
        if listed > SHOWN:
            self.stderr.write(f"… and {listed - SHOWN:,} more")
        for kind, counts in run.summary.items():
            self.stdout.write(f"{kind}: " + ", ".join(f"{number:,} {state}" for state, number in counts.items()))
        if run.state == ImportState.REFUSED:
            them = "it" if run.errors == 1 else "them"
            raise CommandError(f"nothing was changed: {_counted(run.errors, 'error')}; mend {them} and import again")
        if run.state == ImportState.DISCARDED and not dry_run:
            raise CommandError("nothing was changed: somebody gave the import up meanwhile")
        done = "nothing was changed (dry run)" if dry_run else "committed"
        aside = sum(counts.get("aside", 0) for counts in run.summary.values())
        parts = [done, f"{_counted(aside, 'row')} set aside" if aside else ""]
        parts.append(_counted(run.warnings, "warning") if run.warnings else "")
        self.stdout.write("; ".join(part for part in parts if part))
        if aside_file(run).exists():
            self.stdout.write(f"the rows that were set aside: {aside_file(run)}")


def _pair(text: str) -> tuple[str, str]:
    """Return (header, column) of HEADER=COLUMN."""
    header, equals, column = text.rpartition("=")
    if not equals or not header:
        raise argparse.ArgumentTypeError(f"{text!r} is not HEADER=COLUMN")
    return header, column


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
