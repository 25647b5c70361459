"""DuckDB in process: how it is opened for building and for reading, and how SQL files are run on it."""

import errno
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import OperationalError

from partnerhub.kit.words import ALPHABET
from partnerhub.pipeline.files.unpack import DISK_FULL

SQL = Path(__file__).parent
AT_ONCE = 2  # as many as the threads that an engine gets
NO_DOWNLOADS = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
# How the stores say that the disk, or what a process may use of it, is full.
FULL = ("disk is full", "no space left", "file too large", "could not write")

SIGNS, AS_SIGNS = (
    "".join(map(chr, signs)) for signs in (ALPHABET.keys(), ALPHABET.values())
)  # as names are ordered everywhere else

Parameter = int | date


class EngineFailed(Exception):
    """The engine could not do its work. The text is fit for the terminal."""


def open_engine(
    temporary: Path, *, memory: str = "1GB", threads: int = AT_ONCE, file: Path | None = None
) -> duckdb.DuckDBPyConnection:
    """Return a connection for building: in memory or in a file, spilling to a folder of its own, with UTC as its zone."""
    temporary.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        str(file or ":memory:"),
        config={"memory_limit": memory, "threads": threads, "temp_directory": str(temporary), **NO_DOWNLOADS},
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(
        f"CREATE TEMP MACRO sort_name(name) AS translate(lower(nfc_normalize(name)), '{SIGNS}', '{AS_SIGNS}')"
    )
    return connection


def at_once(engine: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> None:
    """Run statements that do not depend on each other on as many threads as the engine may use: a small one keeps one busy.

    Each has a connection of its own, which sees no temporary table, and finds other tables by the name of their database.
    """

    def run(statement: str) -> None:
        with engine.cursor() as own:
            own.execute(statement)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(run, statements))


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn each store's own way of saying that the disk is full into one: an OSError that names the data folder."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno not in DISK_FULL:
            raise
        raise _full() from wrong
    except (sqlite3.Error, duckdb.Error, OperationalError) as wrong:
        said = str(wrong).lower()
        staging = isinstance(wrong, sqlite3.Error) and "disk i/o" in said  # the limit of a process, not a broken disk
        if not staging and not any(words in said for words in FULL):
            raise
        raise _full() from wrong


def _full() -> OSError:
    return OSError(errno.ENOSPC, "no space left", str(settings.HOME))


def query(folder: str, name: str, parameters: Mapping[str, Parameter]) -> str:
    """Return the text of an SQL file with its parameters filled in. They are whole numbers and dates, never text."""
    text = (SQL / folder / f"{name}.sql").read_text("utf-8")
    for parameter, value in parameters.items():
        text = text.replace(f"${parameter}$", _literal(value))
    return text


@cache
def code_version() -> str:
    """Return a digest of the SQL files: other definitions are other figures."""
    texts = [path.read_bytes() for path in sorted((*SQL.glob("warehouse/*.sql"), *SQL.glob("marts/*.sql")))]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def _literal(value: Parameter) -> str:
    return f"DATE '{value.isoformat()}'" if isinstance(value, date) else str(int(value))


def quoted(path: Path | str) -> str:
    """Return a path of our own making as an SQL literal."""
    return "'" + str(path).replace("'", "''") + "'"
