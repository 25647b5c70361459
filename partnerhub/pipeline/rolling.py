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

    def finish(self, name: str, sql: str) -> None:
        """Make a table that is only read once, as a result."""
        ...

    def result(self, name: str) -> str:
        """Return SQL by which the engine in process reads a table."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class InProcess:
    """The engine in process itself."""

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self.engine = engine

    def read(self, name: str, paths: Sequence[Path]) -> None:
        files = ", ".join(quoted(path) for path in paths)
        self.forget(name)
        self.engine.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet([{files}])")

    def give(self, name: str, sql: str) -> None:
        self.forget(name)
        self.engine.execute(f"CREATE TEMP TABLE {name} AS {sql}")

    def make(self, name: str, sql: str) -> None:
        self.give(name, sql)

    def finish(self, name: str, sql: str) -> None:
        self.forget(name)
        self.engine.execute(f"CREATE TEMP VIEW {name} AS {sql}")

    def result(self, name: str) -> str:
        return f"SELECT * FROM {name}"

    def close(self) -> None:
        pass

    def forget(self, name: str) -> None:
        """Drop what the name stood for, be it a table or a view: each refuses to be replaced by the other."""
        kinds = self.engine.execute(
            "SELECT table_type FROM information_schema.tables WHERE table_name = $name AND table_catalog = 'temp'",
            {"name": name},
        ).fetchall()
        for (kind,) in kinds:
            self.engine.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} temp.{name}")


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

    def finish(self, name: str, sql: str) -> None:
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
