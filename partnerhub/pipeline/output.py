"""Where a build puts its results: files under new names, which count once the manifest names them."""

import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb

from partnerhub.kit.files import move_into_place
from partnerhub.pipeline.engine import quoted


class Output:
    """The folder of a partner's marts, written through one engine."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """Return where a file of this partner lies."""
        return self.folder / name

    def mart(self, mart: str, period: date, sql: str) -> str:
        """Write a mart for one period as a file of its own that readers can attach, and return the file's name."""
        return self.marts(mart, period, {mart: sql})

    def marts(self, name: str, period: date, tables: Mapping[str, str]) -> str:
        """Write several marts of one period into one file, and return the file's name."""
        name, temporary = self._new(name, period, "duckdb")
        self.engine.execute(f"ATTACH {quoted(temporary)} AS fresh")
        try:
            for mart, sql in tables.items():
                self.engine.execute(f"CREATE TABLE fresh.{mart} AS {sql}")
        finally:
            self.engine.execute("DETACH fresh")
        move_into_place(temporary, self.folder / name)
        return name

    def parquet(self, table: str, period: date, sql: str) -> str:
        """Write a table for one period as Parquet and return the file's name."""
        name, temporary = self._new(table, period, "parquet")
        self.engine.execute(f"COPY ({sql}) TO {quoted(temporary)} (FORMAT parquet, COMPRESSION zstd)")
        move_into_place(temporary, self.folder / name)
        return name

    def _new(self, table: str, period: date, ending: str) -> tuple[str, Path]:
        name = f"{table}-{period.isoformat()}-{uuid.uuid4().hex[:8]}.{ending}"
        return name, self.folder / f".{name}.tmp"
