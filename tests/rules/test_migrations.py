"""Migrations: one line of them per room, each with a name that says what it does, none missing."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

OWN = [app.label for app in apps.get_app_configs() if app.name.startswith("partnerhub.")]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None)


@pytest.mark.parametrize("app", OWN)
def test_every_room_has_one_newest_migration(app, loader):
    leaves = [name for label, name in loader.graph.leaf_nodes() if label == app]
    assert len(leaves) == (1 if any(label == app for label, _ in loader.disk_migrations) else 0)


def test_no_migration_is_named_by_a_machine(loader):
    assert [key for key in loader.disk_migrations if key[0] in OWN and "auto" in key[1]] == []


def test_no_migration_is_missing(db):
    out = io.StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=out, verbosity=0)
    assert out.getvalue() == ""
