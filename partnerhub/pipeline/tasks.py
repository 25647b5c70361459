"""Background work of the pipeline. Every task can be run again: it finds out itself what is left to do."""

import logging
import uuid
from dataclasses import replace

from django_tasks import task

from partnerhub.kit import clock
from partnerhub.pipeline.build import build
from partnerhub.pipeline.ingest import runs
from partnerhub.pipeline.run import build_partners
from partnerhub.tenancy.launching import end_overdue
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import partners

log = logging.getLogger(__name__)


def _scope(partner_id: int, reason: str) -> Scope:
    partner = next(partner for partner in partners() if partner.id == partner_id)
    return Scope.system(partner.id, partner.name, reason)


@task
def nightly() -> None:
    """Judge statuses, snapshot and build today for every partner; note the ends of launches that nobody came back from."""
    for partner in partners():
        end_overdue(_scope(partner.id, "nightly run"))
    for partner, outcome in build_partners(clock.today()):
        log.info("nightly run of %s: %s", partner.name, "nothing to do" if outcome.skipped else "built")


@task
def build_today(partner_id: int) -> None:
    """Build today for one partner, after its facts or settings changed."""
    build(_scope(partner_id, "facts changed"), clock.today())


@task
def check_import(partner_id: int, run_id: str) -> None:
    """Check the uploaded files of an import."""
    with runs.failures_noted(uuid.UUID(run_id)):
        runs.check_run(_scope(partner_id, "upload"), uuid.UUID(run_id))


@task
def commit_import(partner_id: int, run_id: str, actor: str, person_id: int | None, address: str) -> None:
    """Commit an import that was found in order, for the one who asked, and build today so that the pages follow."""
    scope = replace(_scope(partner_id, "upload"), actor=actor, person_id=person_id, address=address)
    with runs.failures_noted(uuid.UUID(run_id)):
        runs.commit_run(scope, uuid.UUID(run_id))
    build_today.enqueue(partner_id)
