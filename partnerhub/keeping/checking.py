"""Looking over a backup, or the hub that runs, to the last byte: what is whole, what is not, and what to do."""

import gzip
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from partnerhub.keeping import shelf
from partnerhub.keeping.archive import Damaged, Manifest, Progress, manifest_of, read
from partnerhub.keeping.backing_up import RECORDS, silent
from partnerhub.keeping.copying import LIVE, STAGED, beside, known_migrations, migrations_in, row_counts
from partnerhub.keeping.taking import Unsound, check
from partnerhub.kit.files import only_one
from partnerhub.pipeline.contents import parts_named, unsound_marts, unsound_parts
from partnerhub.pipeline.engine import full_disk_told
from partnerhub.tenancy import audit
from partnerhub.tenancy.selectors import partners
from partnerhub.tenancy.shapes import PartnerShape

PIECE = 1 << 20
RESTORE_IT = "restore the newest backup that is whole"


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was looked at: whether it is in order, and what to do where it is not."""

    is_sound: bool
    subject: str
    text: str
    advice: str = ""


@full_disk_told()
def check_backup(path: Path, progress: Progress = silent) -> Manifest:
    """Read all of a backup, compare everything with what was written, and return what it says about itself.

    Raise Damaged or Unsound.
    """
    with tempfile.TemporaryDirectory(prefix="hub-verify-") as folder:
        packed, plain = Path(folder) / RECORDS, Path(folder) / "records.sqlite3"
        manifest_of(path)
        with path.open("rb") as file:
            manifest = read(file, lambda name: packed if name == RECORDS else None, progress)
        if not packed.exists():
            raise Damaged("it has no records")
        progress("checking the records", 0, 0)
        with gzip.open(packed, "rb") as tight, plain.open("wb") as out:
            shutil.copyfileobj(tight, out, PIECE)
        check(plain)
        _compare(plain, manifest)
    return manifest


def _compare(records: Path, manifest: Manifest) -> None:
    """Raise Damaged unless records have the rows, and the backup the parts of the lake, that they should."""
    with beside(records):
        counts = row_counts(STAGED, manifest.rows)
    if counts != {name: manifest.rows[name] for name in counts}:
        raise Damaged("its records have other numbers of rows than it says")
    with closing(sqlite3.connect(f"file:{records}?mode=ro", uri=True)) as file:
        missing = {f"lake/{name}" for name in parts_named(file)} - {one.name for one in manifest.members}
    if missing:
        raise Damaged(f"{min(missing)} is not in it, though its records name it")


def check_hub(progress: Progress = silent) -> Iterator[Checked]:
    """Look over the hub that runs: records, trails, lake, marts, and files that must be as the newest backup has them."""
    try:
        yield from _records(progress)
        known = partners()
    except DatabaseError as wrong:
        yield Checked(False, "records", " ".join(str(wrong).split())[:200], RESTORE_IT)
        return
    for partner in known:
        yield from _partner(partner, progress)
    yield _as_in_the_backup(progress)


def _records(progress: Progress) -> Iterator[Checked]:
    progress("checking the records", 0, 0)
    missing = known_migrations() - set(migrations_in(LIVE))
    if missing:
        yield Checked(False, "tables", f"{len(missing)} changes are missing", "run any other hub command: it makes them")
        return
    problem = ""
    if connection.vendor == "sqlite":
        try:
            check(Path(str(connection.settings_dict["NAME"])).absolute())
        except Unsound as wrong:
            problem = str(wrong)
    rows = sum(row_counts(LIVE).values())  # reads every table on a database that keeps no check of its own
    text = problem or f"{rows:,} rows, nothing that names what is not there"
    yield Checked(not problem, "records", text, RESTORE_IT if problem else "")


def _partner(partner: PartnerShape, progress: Progress) -> Iterator[Checked]:
    progress(f"checking the trail of {partner.name}", 0, 0)
    broken = next(audit.broken_entries(partner.id), None)
    text = "unbroken" if broken is None else f"entry {broken} does not fit the one before"
    yield Checked(broken is None, f"trail of {partner.name}", text, "" if broken is None else "compare with a backup")
    with only_one(Path(settings.HOME) / "work" / f"partner-{partner.id}.lock"):
        lake = list(unsound_parts(partner.id, progress))
        marts = list(unsound_marts(partner.id, progress))
    yield Checked(not lake, f"lake of {partner.name}", _several(lake, "whole"), RESTORE_IT if lake else "")
    folder = Path(settings.MARTS_DIR) / str(partner.id)
    advice = f"delete {folder} and run `hub build`" if marts else ""
    yield Checked(not marts, f"marts of {partner.name}", _several(marts, "readable"), advice)


def _several(problems: list[str], fine: str) -> str:
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"{problems[0]}{more}" if problems else fine


def _as_in_the_backup(progress: Progress) -> Checked:
    """Compare files that never change with what they were when the newest backup was made."""
    newest = shelf.newest()
    if newest is None:
        return Checked(True, "files", "no backup to compare them with")
    roots = {"lake": settings.LAKE_DIR, "marts": settings.MARTS_DIR, "uploads": settings.UPLOADS_DIR}
    compared, changed = 0, []
    for member in manifest_of(newest.path).members:
        kind, _, name = member.name.partition("/")
        path = Path(roots[kind]) / name if kind in roots and not name.endswith("manifest.json") else None
        if path is None or not path.exists():
            continue  # what went since went with the act that no longer needs it
        progress("comparing files with the newest backup", compared, 0)
        compared += 1
        if path.stat().st_size != member.size or _digest(path) != member.sha256:
            changed.append(member.name)
    text = f"{_several(changed, '')} changed since the newest backup" if changed else f"{compared:,} as in the newest backup"
    return Checked(not changed, "files", text, RESTORE_IT if changed else "")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
