"""What every command does first: bring tables and shipped texts up to date, make sure of a catalogue and a partner."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from partnerhub.guidance.shipped import ensure_shipped
from partnerhub.keeping.restoring import settle
from partnerhub.portfolio.services import ensure_catalogue
from partnerhub.tenancy.selectors import partners
from partnerhub.tenancy.services import ensure_partner


def make_ready(*, with_partner: bool = True) -> None:
    """Make a working instance out of whatever is there, an empty data folder included."""
    settle()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        # Some first tables are noted outside their own transaction: a start that was killed in between finds them there.
        call_command("migrate", verbosity=0, interactive=False, fake_initial=True)
    ensure_catalogue()
    ensure_shipped()
    if with_partner and not partners():
        ensure_partner(None)
