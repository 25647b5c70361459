"""Making a backup: the records of one moment and the files that they name, in one archive that counts once it is whole."""

import gzip
import hashlib
import logging
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction

from partnerhub import __version__
from partnerhub.keeping import shelf
from partnerhub.keeping.archive import FORMAT, Manifest, Progress, Writer
from partnerhub.keeping.taking import Taken, take_records
from partnerhub.kit import clock
from partnerhub.kit.files import move_into_place, only_one
from partnerhub.pipeline.contents import Part, kept_files
from partnerhub.pipeline.engine import full_disk_told
from partnerhub.tenancy import audit
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import partners

RECORDS = "records.sqlite3.gz"
STAGING = ".backup"
TRIES = 3
STDOUT = "-"

log = logging.getLogger(__name__)


class Busy(Exception):
    """Another backup is being made here."""


def silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""


@full_disk_told()
def back_up(target: str, progress: Progress = silent) -> Manifest:
    """Write a backup of the whole hub to a file, or to standard output for "-", and return what it says about itself.

    The hub goes on working; imports and builds wait for a moment. A file that was there before stays until the new one is
    whole. Raise Busy, CopyFailed, Unsound, OSError, TimeoutError.
    """
    work = Path(settings.HOME) / "work"
    try:
        with only_one(work / "backup.lock", wait_seconds=0):
            return _back_up(target, work, progress)
    except TimeoutError as wrong:
        if "backup.lock" in str(wrong):
            raise Busy("another backup is being made here: wait for its end") from None
        raise


def _back_up(target: str, work: Path, progress: Progress) -> Manifest:
    for folder in (work, *_roots()):
        shutil.rmtree(folder / STAGING, ignore_errors=True)  # what a backup that was killed left
    staging = work / STAGING / uuid.uuid4().hex
    staging.mkdir(parents=True, mode=0o700)
    try:
        taken, parts = _taken(staging, progress)
        with _output(target) as out:
            manifest = _write(out, staging, taken, parts, progress)
    finally:
        for folder in (work, *_roots()):
            shutil.rmtree(folder / STAGING, ignore_errors=True)
    _note(manifest, target)
    return manifest


def _roots() -> tuple[Path, ...]:
    return tuple(Path(root) for root in (settings.LAKE_DIR, settings.MARTS_DIR, settings.UPLOADS_DIR))


class Vanished(Exception):
    """A file that the records name went away while it was taken."""


def _taken(staging: Path, progress: Progress) -> tuple[Taken, list[Part]]:
    """Take the records, and hold on to the files that they name, while no import or build of any partner is at work."""
    for _ in range(TRIES):
        with ExitStack() as held:
            progress("waiting for its turn", 0, 0)
            for partner in partners():
                held.enter_context(only_one(staging.parents[1] / f"partner-{partner.id}.lock"))
            path = staging / "records.sqlite3"
            path.unlink(missing_ok=True)
            taken = take_records(path, progress)
            try:
                return taken, [_held(part) for part in kept_files(path)]
            except Vanished:
                log.info("a file went away while it was to be taken; taking everything once more")
    raise Vanished("files go away faster than they can be taken: try again when nobody sends files")


def _held(part: Part) -> Part:
    """Give a file a second name on its own disk, so that whoever removes it meanwhile does not take it from the backup."""
    beside = part.root / STAGING / part.path.relative_to(part.root)
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not beside.exists():
            os.link(part.path, beside)
    except FileNotFoundError:
        raise Vanished(str(part.path)) from None
    except OSError:  # a disk without second names
        shutil.copyfile(part.path, beside)
    return Part(part.name, part.root, beside)


@contextmanager
def _output(target: str) -> Iterator[BinaryIO]:
    if target == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    final = Path(target).absolute()
    temporary = final.with_name(f".{final.name}.{os.getpid()}.tmp")
    for old in final.parent.glob(f".{glob_free(final.name)}.*.tmp"):
        old.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield out
        move_into_place(temporary, final)
    finally:
        temporary.unlink(missing_ok=True)


def glob_free(name: str) -> str:
    """Return a name as a pattern that matches it alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)


def _write(out: BinaryIO, staging: Path, taken: Taken, parts: list[Part], progress: Progress) -> Manifest:
    writer = Writer(out)
    records, packed = staging / "records.sqlite3", staging / RECORDS
    progress("packing the records", 0, 0)
    with records.open("rb") as plain, gzip.GzipFile(packed, "wb", compresslevel=1, mtime=0) as tight:
        shutil.copyfileobj(plain, tight, 1 << 20)
    records.unlink()
    total, done = sum(part.path.stat().st_size for part in parts) + packed.stat().st_size, 0
    for part in (Part(RECORDS, staging, packed), *parts):
        progress("writing", done, total)
        writer.add(part.name, part.path)
        done += writer.members[-1].size
    manifest = Manifest(
        FORMAT, __version__, clock.now().isoformat(), connection.vendor, secret_fingerprint(), taken.migrations,
        dict(taken.rows), len(partners()), tuple(writer.members),
    )  # fmt: skip
    writer.finish(manifest)
    return manifest


def secret_fingerprint() -> str:
    """Return what tells whether another instance has the same secret, and nothing about the secret itself."""
    return hashlib.sha256(f"backup of {settings.SECRET_KEY}".encode()).hexdigest()[:16]


@transaction.atomic
def _note(manifest: Manifest, target: str) -> None:
    """Leave a trace with every partner: a file with everything of theirs was made."""
    name = "standard output" if target == STDOUT else Path(target).name
    for partner in partners():
        scope = Scope.system(partner.id, partner.name, "backup")
        audit.record(scope, "backup.made", name, made_at=manifest.made_at)


def nightly(progress: Progress = silent) -> Manifest | None:
    """Make the backup of a night and remove those beyond the number that is kept; nothing where none is to be kept."""
    if not settings.BACKUPS_KEPT:
        return None
    folder = Path(settings.BACKUPS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest = back_up(str(folder / shelf.name_at(clock.now())), progress)
    shelf.remove_old(settings.BACKUPS_KEPT)
    return manifest
