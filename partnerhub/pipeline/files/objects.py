"""Reading JSON Lines and Parquet: every row brings its own names."""

import glob
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb

from partnerhub.pipeline.files import limits
from partnerhub.pipeline.files.problems import Wrong
from partnerhub.terms import faults
from partnerhub.terms.texts import mark

BATCH = 1000
SHOWN_BEFORE = 40  # signs of a line that are shown before the place where its JSON breaks off
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "256MB",
    "temp_directory": "",
    "autoinstall_known_extensions": False,
}
NO_OBJECT = {
    "list": mark("it is a list"),
    "str": mark("it is a text"),
    "int": mark("it is a number"),
    "float": mark("it is a number"),
    "bool": mark("it is true or false"),
    "NoneType": mark("it is null"),
}


class WrongLine(Wrong):
    """A line that is no JSON object, with the part of it that shows why."""

    def __init__(self, why: str, shown: str) -> None:
        super().__init__(faults.JSON, why=why)
        self.shown = shown


def rows_of_lines(text: str) -> Iterator[tuple[int, dict[str, object] | WrongLine]]:
    """Yield (physical line, object), or what is wrong with the line. Empty lines are passed over."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _object_in(line.rstrip("\r"))


def _object_in(line: str) -> dict[str, object] | WrongLine:
    try:
        return _parsed(line)
    except json.JSONDecodeError as wrong:
        return WrongLine(mark("it breaks off or is written wrongly"), line[max(0, wrong.pos - SHOWN_BEFORE) :])
    except RecursionError:
        return WrongLine(mark("it is nested too deeply"), line)
    except _Unfit as wrong:
        return WrongLine(str(wrong), line)
    except ValueError:
        return WrongLine(mark("a number in it has too many digits"), line)


def _parsed(line: str) -> dict[str, object]:
    found = json.loads(line, object_pairs_hook=_no_doubles)
    if not isinstance(found, dict):
        raise _Unfit(NO_OBJECT[type(found).__name__])
    if any(isinstance(value, dict | list) for value in found.values()):
        raise _Unfit(mark("a name in it holds a list or an object"))
    return found


class _Unfit(ValueError):
    """Sound JSON that is no row."""


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Unfit(mark("a name stands twice in it"))
    return found


def rows_of_parquet(path: Path) -> tuple[list[str], Iterator[tuple[int, list[object]]]]:
    """Return the column names of a Parquet file, and an iterator over (row number from 1, values).

    Texts longer than a cell come cut to one sign more than that.
    """
    connection = duckdb.connect(config=CLOSED)
    try:
        connection.execute("SET TimeZone = 'UTC'")
        source = "FROM read_parquet($path, hive_partitioning = false)"
        given = {"path": glob.escape(str(path))}
        columns = connection.execute(f"DESCRIBE SELECT * {source}", given).fetchall()
        connection.execute(f"SELECT {', '.join(_bounded(name, type_) for name, type_, *_ in columns)} {source}", given)
    except duckdb.Error:
        connection.close()
        raise Wrong(faults.DAMAGED, why=BROKEN) from None
    return [str(name) for name, *_ in columns], _fetched(connection)


BROKEN = mark("its Parquet structure is broken")


def _bounded(name: str, type_: str) -> str:
    """Return the SQL of a column. A dictionary can repeat one long text a million times at no cost in the file."""
    column = '"' + name.replace('"', '""') + '"'
    return f"left({column}, {limits.CELL + 1})" if type_ == "VARCHAR" else column


def _fetched(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, list[object]]]:
    number = 0
    try:
        while rows := connection.fetchmany(BATCH):
            for row in rows:
                number += 1
                yield number, list(row)
    except duckdb.Error:
        raise Wrong(faults.DAMAGED, why=BROKEN) from None
    finally:
        connection.close()
