"""Where the SQL files of weeks run: in process, or on a Spark Connect engine. The files are the same."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import duckdb
from django.conf import settings

from partnerhub.pipeline.engine import EngineFailed, quoted
from partnerhub.pipeline.remote import Remote

IN_PROCESS = "duckdb"
PLACE = "rolled"


class Roller(Protocol):
    """An engine in which tables are made one from the other, and whose results the engine in process can read."""

    def read(self, name: str, paths: Sequence[Path]) -> None:
        """Let a name stand for the rows of some Parquet files, of which there is at least one."""
        ...

    def give(self, name: str, sql: str) -> None:
        """Make a table of what the engine in process answers to a query: the small inputs."""
        ...

    def make(self, name: str, sql: str) -> None:
        """Make a table of a query over tables that were made before."""
        ...

    def define(self, name: str, sql: str) -> None:
        """Let a name stand for a query that costs little, or is read once: it need not be kept."""
        ...

    def result(self, name: str) -> str:
        """Return SQL by which the engine in process reads a table."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class InProcess:
    """The engine in process itself. What it makes lies in a database in memory, which all connections of the engine see."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self.engine = engine
        self.kinds: dict[str, str] = {}
        engine.execute(f"ATTACH ':memory:' AS {PLACE}")
        engine.execute(f"SET search_path = '{_database(engine)}.main,{PLACE}.main'")

    def read(self, name: str, paths: Sequence[Path]) -> None:
        files = ", ".join(quoted(path) for path in paths)
        self.define(name, f"SELECT * FROM read_parquet([{files}])")

    def give(self, name: str, sql: str) -> None:
        self._put("TABLE", name, sql)

    def make(self, name: str, sql: str) -> None:
        self._put("TABLE", name, sql)

    def define(self, name: str, sql: str) -> None:
        self._put("VIEW", name, sql)

    def result(self, name: str) -> str:
        return f"SELECT * FROM {PLACE}.{name}"

    def close(self) -> None:
        self.engine.execute(f"SET search_path = '{_database(self.engine)}.main'")
        self.engine.execute(f"DETACH {PLACE}")

    def _put(self, kind: str, name: str, sql: str) -> None:
        if name in self.kinds:  # neither kind may replace the other
            self.engine.execute(f"DROP {self.kinds.pop(name)} {PLACE}.{name}")
        self.engine.execute(f"CREATE {kind} {PLACE}.{name} AS {sql}")
        self.kinds[name] = kind


def _database(engine: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the database that the engine was opened on."""
    found = engine.execute("SELECT current_database()").fetchone()
    return str(found[0]) if found else ""


class Elsewhere:
    """A Spark Connect engine. What it makes lies in the work folder until the week is done."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, url: str, folder: Path) -> None:
        self.engine = engine
        self.remote = Remote(url)
        self.folder = folder
        self.made = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.files: dict[str, list[str]] = {}

    def read(self, name: str, paths: Sequence[Path]) -> None:
        self.files[name] = [str(path) for path in paths]
        self.remote.read(name, paths)

    def give(self, name: str, sql: str) -> None:
        path = self._place(name).with_suffix(".parquet")
        self.engine.execute(f"COPY ({sql}) TO {quoted(path)} (FORMAT parquet)")
        self.read(name, [path])

    def make(self, name: str, sql: str) -> None:
        folder = self._place(name)
        self.files[name] = [str(folder / "*.parquet")]
        try:
            self.remote.make(name, sql, folder)
        except Exception as wrong:
            reason = str(wrong).split("\n", 1)[0][:300]
            raise EngineFailed(f"the engine at {settings.ENGINE_URL} could not make {name}: {reason}") from wrong

    def define(self, name: str, sql: str) -> None:
        self.make(name, sql)

    def result(self, name: str) -> str:
        return f"SELECT * FROM read_parquet([{', '.join(quoted(file) for file in self.files[name])}])"

    def close(self) -> None:
        self.remote.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, name: str) -> Path:
        """Return a place that was never used: what stood under the name may still be read."""
        self.made += 1
        return self.folder / f"{name}-{self.made}"


def open_roller(engine: duckdb.DuckDBPyConnection, folder: Path) -> Roller:
    """Return the engine that the configuration names. Raise EngineFailed when it does not answer."""
    if settings.ENGINE_URL == IN_PROCESS:
        return InProcess(engine)
    return Elsewhere(engine, settings.ENGINE_URL, folder / "elsewhere")
