"""Rows from one database to another through the framework's own converters, so that SQLite and PostgreSQL mean the same."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

LIVE, STAGED = "default", "staged"
PIECE = 5000
# What a backup leaves out, and why: neither may come to life again on another machine, or a second time.
LEFT_OUT = {
    "django_session": "whoever had the file could go on in somebody's session",
    "jobs_outgoingmail": "mail that was sent since would be sent again, and what it says may be a secret",
}
OF_MIGRATIONS = "django_migrations"

Progress = Callable[[str, int, int], None]
Model = type[models.Model]


class CopyFailed(Exception):
    """Rows of one database do not fit into the other. The text names the table."""


def kept_models() -> list[Model]:
    """Return the models whose tables a backup holds, those that only join others among them."""
    every = apps.get_models(include_auto_created=True)
    return [one for one in every if one._meta.managed and not one._meta.proxy and one._meta.db_table not in LEFT_OUT]


@contextmanager
def beside(path: Path) -> Iterator[BaseDatabaseWrapper]:
    """Open a SQLite file as a second database. Its rows may come in any order; who fills it checks the whole at the end."""
    live = connections[LIVE].settings_dict
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA foreign_keys=OFF"}
    connections.databases[STAGED] = live | {
        "ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": 0,
    }  # fmt: skip
    connection = connections[STAGED]
    try:
        connection.ensure_connection()
        connection.disable_constraint_checking()
        yield connection
    finally:
        connection.close()
        del connections[STAGED], connections.databases[STAGED]


def migrate(path: Path) -> None:
    """Bring the tables in a SQLite file up to this version, in a process of its own: the live hub stays out of it."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{quote(str(path))}", "DJANGO_SETTINGS_MODULE": "partnerhub.config.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "migrate", "--noinput", "--verbosity", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it did not say why"])[-1]
        raise CopyFailed(f"the tables could not be brought up to this version: {reason}")


def migrations_in(alias: str) -> tuple[tuple[str, str], ...]:
    """Return the migrations that a database has had."""
    return tuple(sorted(MigrationRecorder(connections[alias]).applied_migrations()))


def known_migrations() -> set[tuple[str, str]]:
    """Return the migrations that this version knows."""
    known = MigrationLoader(None).disk_migrations or {}
    return set(known) | {key for one in known.values() for key in one.replaces}


def row_counts(alias: str, only: Iterable[str] | None = None) -> dict[str, int]:
    """Return table → how many rows it has, of the tables that a backup holds; of some of them if they are named."""
    with connections[alias].cursor() as cursor:
        names = {one._meta.db_table for one in kept_models()}
        counts = {}
        for table in sorted(names if only is None else names & set(only)):
            cursor.execute(f"SELECT count(*) FROM {connections[alias].ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
        return counts


def copy_rows(source: str, target: str, progress: Progress, stage: str) -> None:
    """Put all rows of one database into the empty tables of another. Raise CopyFailed naming the table that does not fit."""
    counts = row_counts(source)
    done, total = 0, sum(counts.values())
    for model in kept_models():
        for rows in _pieces(model, source, target):
            try:
                _put(model, target, rows)
            except (sqlite3.Error, DatabaseError, psycopg.Error) as wrong:
                reason = str(wrong).strip().split("\n", 1)[0]
                raise CopyFailed(f"{model._meta.db_table} does not fit into the other database: {reason}") from None
            done += len(rows)
            progress(stage, done, total)


Row = tuple[Any, ...]


def _pieces(model: Model, source: str, target: str) -> Iterator[list[Row]]:
    fields = model._meta.concrete_fields
    into = connections[target]
    prepare = [field.get_db_prep_save for field in fields]
    found = model._base_manager.using(source).order_by("pk").values_list(*(field.attname for field in fields))
    rows: list[Row] = []
    for row in found.iterator(chunk_size=PIECE):
        rows.append(tuple(one(value, into) for one, value in zip(prepare, row, strict=True)))
        if len(rows) == PIECE:
            yield rows
            rows = []
    if rows:
        yield rows


def _put(model: Model, target: str, rows: list[Row]) -> None:
    connection = connections[target]
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(rows[0]))
            cursor.cursor.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
            return
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def empty_tables(alias: str) -> None:
    """Remove all rows of a database, those that a backup leaves out too: inside the caller's transaction."""
    connection = connections[alias]
    every = [one._meta.db_table for one in kept_models()] + list(LEFT_OUT)
    quoted = [connection.ops.quote_name(table) for table in every]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in quoted:
                cursor.execute(f"DELETE FROM {table}")
            return
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with _triggers_off(cursor):
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")


@contextmanager
def _triggers_off(cursor: Any) -> Iterator[None]:
    """Let the trail be taken out for one statement of the transaction: what comes instead is a whole trail again."""
    cursor.execute("ALTER TABLE tenancy_auditentry DISABLE TRIGGER USER")
    yield
    cursor.execute("ALTER TABLE tenancy_auditentry ENABLE TRIGGER USER")


def go_on_counting(alias: str) -> None:
    """Let the next row of each table get a number that no row has."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
