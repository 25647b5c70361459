"""Where a build puts its results: files under new names, which count once the manifest names them."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from partnerhub.kit.files import move_into_place
from partnerhub.pipeline.engine import at_once, quoted


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
        name, temporary = self._new(mart, period, "duckdb")
        with self._attached({"fresh": temporary}):
            self.engine.execute(f"CREATE TABLE fresh.{mart} AS {sql}")
        move_into_place(temporary, self.folder / name)
        return name

    def files(self, period: date, wanted: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Write files of several marts of one period, some marts at once, and return each file's name by what it is called.

        Their SQL names tables with the database they are in: each is written through a connection of its own.
        """
        new = {called: self._new(called, period, "duckdb") for called in wanted}
        places = {f"fresh{number}": temporary for number, (_, temporary) in enumerate(new.values())}
        with self._attached(places):
            at_once(
                self.engine,
                [
                    f"CREATE TABLE {place}.{mart} AS {sql}"
                    for place, tables in zip(places, wanted.values(), strict=True)
                    for mart, sql in tables.items()
                ],
            )
        for name, temporary in new.values():
            move_into_place(temporary, self.folder / name)
        return {called: name for called, (name, _) in new.items()}

    @contextmanager
    def _attached(self, places: Mapping[str, Path]) -> Iterator[None]:
        attached = []
        try:
            for place, path in places.items():
                self.engine.execute(f"ATTACH {quoted(path)} AS {place}")
                attached.append(place)
            yield
        finally:
            for place in attached:
                self.engine.execute(f"DETACH {place}")

    def parquet(self, table: str, period: date, sql: str) -> str:
        """Write a table for one period as Parquet and return the file's name."""
        name, temporary = self._new(table, period, "parquet")
        self.engine.execute(f"COPY ({sql}) TO {quoted(temporary)} (FORMAT parquet, COMPRESSION zstd)")
        move_into_place(temporary, self.folder / name)
        return name

    def _new(self, table: str, period: date, ending: str) -> tuple[str, Path]:
        name = f"{table}-{period.isoformat()}-{uuid.uuid4().hex[:8]}.{ending}"
        return name, self.folder / f".{name}.tmp"
