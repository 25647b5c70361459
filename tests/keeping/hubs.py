"""Hubs on either database, and what their backups say: records read past the hub."""

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from partnerhub.keeping.archive import Manifest, Writer, manifest_of, read
from tests.ingest.program import Home

# What a restore adds to, and when each change was made to the tables, which is another moment in each place.
AFTER = {"keeping_restoration", "tenancy_auditentry", "tenancy_trailend", "sqlite_sequence", "django_migrations"}
SECONDS = 300


class Hub(Home):
    """A data folder, the database of its records, and the hub on both."""

    def __init__(self, path: Path, url: str = "") -> None:
        super().__init__(path)
        self.url = url
        if url:
            self.environment = self.environment | {"DATABASE_URL": url}

    def act(self, name: str) -> str:
        """Do something that no command does, and return what was printed."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.keeping.acts", name], env=self.environment, capture_output=True, text=True,
            check=False, timeout=SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self, *arguments: object) -> str:
        """Run a command that must end well, and return what it printed."""
        done = self.hub(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *arguments: object) -> str:
        """Run a command that must be refused in one sentence, and return the sentence."""
        done = self.hub(*arguments)
        assert (done.returncode, done.stdout) == (1, ""), (done.returncode, done.stdout, done.stderr)
        assert done.stderr.startswith("hub: ") and done.stderr.count("\n") == 1, done.stderr
        return done.stderr

    def answers(self) -> str:
        """Return every report as the hub answers it, byte for byte."""
        return self.act("answers")

    def strays(self) -> set[str]:
        """Return what an interrupted backup or restore left lying about."""
        found = [*self.path.rglob(".backup"), *self.path.rglob(".restore"), *self.path.rglob("*.tmp")]
        return {str(path.relative_to(self.path)) for path in found if not path.is_dir() or any(path.iterdir())}


def unpacked(backup: Path, folder: Path) -> tuple[Manifest, Path]:
    """Put the members of a backup into a folder, and return what it says and where its records are."""
    with backup.open("rb") as file:
        manifest = read(file, lambda name: folder / name, lambda stage, done, total: None)
    records = folder / "records.sqlite3"
    records.write_bytes(gzip.decompress((folder / "records.sqlite3.gz").read_bytes()))
    return manifest, records


def packed(folder: Path, records: Path, manifest: Manifest, to: Path) -> Path:
    """Write a backup by hand: the members of a folder with other records, or with something else said about them."""
    (folder / "records.sqlite3.gz").write_bytes(gzip.compress(records.read_bytes()))
    with to.open("wb") as out:
        writer = Writer(out)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path != records:
                writer.add(str(path.relative_to(folder)), path)
        writer.finish(manifest)
    return to


def rows_of(records: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables of the hub, but for those that a restore adds to. JSON counts by what it says."""
    with closing(sqlite3.connect(records)) as file:
        tables = {
            name
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in AFTER and not name.startswith("guidance_words")
        }
        return {table: sorted(map(_plain, file.execute(f'SELECT * FROM "{table}"')), key=repr) for table in tables}


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(json.dumps(json.loads(v), sort_keys=True) if str(v).startswith(("{", "[")) else v for v in row)


def trail_of(records: Path) -> list[tuple[Any, ...]]:
    """Return the trail, each entry by its number and fingerprint."""
    with closing(sqlite3.connect(records)) as file:
        return file.execute("SELECT partner_id, number, act, hash FROM tenancy_auditentry ORDER BY 1, 2").fetchall()


def new_database(server: str) -> str:
    """Make an empty database on a server, and return its address."""
    name = f"hub_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"CREATE DATABASE {name}")
    head, _, tail = server.partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{tail}" if tail else "")


def copied(hub: Hub, path: Path) -> Hub:
    """Return another hub on SQLite that begins with everything that one has."""
    shutil.copytree(hub.path, path)
    return Hub(path)


def said_by(backup: Path) -> Manifest:
    """Return what a backup says about itself."""
    return manifest_of(backup)
