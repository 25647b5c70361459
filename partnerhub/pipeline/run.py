"""Builds for all partners or one of them: what the command and the nightly run both do."""

from collections.abc import Iterator
from datetime import date

from partnerhub.pipeline.build import Outcome, Progress, build, silent
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import partner_named, partners
from partnerhub.tenancy.shapes import PartnerShape


def build_partners(on: date, name: str | None = None, progress: Progress = silent) -> Iterator[tuple[PartnerShape, Outcome]]:
    """Build a day for every partner, or for the one with this name, and yield each outcome. Raise LookupError."""
    for partner in [partner_named(name)] if name else partners():
        yield partner, build(Scope.system(partner.id, partner.name, "build"), on, progress=progress)
