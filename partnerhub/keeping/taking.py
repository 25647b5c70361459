"""The records of one moment as a SQLite file, whatever database they stand in, while everybody goes on working."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, transaction

from partnerhub.keeping.copying import (
    LEFT_OUT,
    LIVE,
    STAGED,
    Progress,
    beside,
    copy_rows,
    empty_tables,
    migrate,
    migrations_in,
    row_counts,
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The records of a moment: how many rows each table has, and what this database had been migrated to."""

    rows: Mapping[str, int]
    migrations: tuple[tuple[str, str], ...]


class Unsound(Exception):
    """Records contradict themselves. The text says where, fit for the terminal."""


def take_records(path: Path, progress: Progress) -> Taken:
    """Write the records as they are at one moment into a SQLite file. Raise CopyFailed or Unsound."""
    if connections[LIVE].vendor == "sqlite":
        progress("taking the records", 0, 0)
        with connections[LIVE].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        _leave_out(path)
    else:
        _copy(path, progress)
    with beside(path):
        check(path)
        return Taken(row_counts(STAGED), migrations_in(STAGED))


def _leave_out(path: Path) -> None:
    """Remove what a backup leaves out, so that no byte of it is left in the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA secure_delete = ON")
        file.execute("PRAGMA journal_mode = DELETE")
        file.execute("BEGIN IMMEDIATE")
        for table in LEFT_OUT:
            file.execute(f"DELETE FROM {table}")
        file.execute("COMMIT")


def _copy(path: Path, progress: Progress) -> None:
    """Copy from a database of another kind, in one snapshot of it."""
    migrate(path)
    with beside(path), transaction.atomic(using=STAGED), transaction.atomic(using=LIVE):
        with connections[LIVE].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        empty_tables(STAGED)
        copy_rows(LIVE, STAGED, progress, "taking the records")


def check(path: Path) -> None:
    """Raise Unsound unless a SQLite file is whole and everything in it that names something else finds it."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        try:
            (answer,) = file.execute("PRAGMA integrity_check").fetchone()
            lost = file.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as wrong:
            raise Unsound(f"the records cannot be read: {wrong}") from None
    if answer != "ok":
        raise Unsound(f"the records are damaged: {answer.splitlines()[0]}")
    if lost:
        raise Unsound(f"a row of {lost[0]} names a row of {lost[2]} that is not there")
