"""Restoring a backup: everything is read and compared first; then the records change in one step, and files by name."""

import gzip
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from partnerhub import __version__
from partnerhub.keeping import placing
from partnerhub.keeping.archive import Damaged, Manifest, Progress, manifest_of, read
from partnerhub.keeping.backing_up import RECORDS, STDOUT, secret_fingerprint, silent
from partnerhub.keeping.copying import (
    LIVE,
    STAGED,
    beside,
    copy_rows,
    empty_tables,
    go_on_counting,
    known_migrations,
    migrate,
    row_counts,
)
from partnerhub.keeping.locks import hub_in_use, refuse_other_sessions
from partnerhub.keeping.models import Restoration
from partnerhub.keeping.placing import RESTORE, Plan, Tree, tree_of
from partnerhub.keeping.taking import check
from partnerhub.kit import clock
from partnerhub.kit.files import flush_to_disk
from partnerhub.pipeline.engine import full_disk_told
from partnerhub.tenancy import audit
from partnerhub.tenancy.scope import Scope
from partnerhub.tenancy.selectors import partners

FILLED = ("tenancy_person", "portfolio_customer", "pipeline_importrun")  # any row in one of these: the hub has data


class Refused(Exception):
    """A backup cannot be restored here. The text says why and what to do, fit for the terminal."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, what was set aside, and whether the secret is another one than that of the hub it came from."""

    manifest: Manifest
    aside: tuple[Path, ...]
    has_other_secret: bool


@full_disk_told()
def restore(source: str, *, replace: bool, secret: Path | None = None, progress: Progress = silent) -> Restored:
    """Put a backup in the place of this hub and return what was restored. Until everything is compared, nothing changes.

    Raise Refused, Damaged, InUse, CopyFailed, Unsound, OSError.
    """
    given = secret.read_text().strip() if secret else ""
    if secret and len(given) < 32:
        raise Refused(f"{secret}: this is not the secret of a hub")
    with hub_in_use(alone=True):
        refuse_other_sessions()
        settle()
        if not replace and has_data():
            raise Refused("this hub has data: restore with --replace to put the backup in its place")
        return _restore(source, given, progress)


def has_data() -> bool:
    """Say whether there is anything here that a restore would take away. A database that cannot be read counts as full."""
    path = _database_file()
    if path is not None and not path.exists():
        return False
    try:
        tables = set(connection.introspection.table_names())
        with connection.cursor() as cursor:
            for table in tables.intersection(FILLED):
                cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
                if cursor.fetchone():
                    return True
    except DatabaseError:
        return True
    return False


def _database_file() -> Path | None:
    return Path(str(connection.settings_dict["NAME"])).absolute() if connection.vendor == "sqlite" else None


def _restore(source: str, secret: str, progress: Progress) -> Restored:
    roots = _roots()
    for root in roots.values():
        shutil.rmtree(root / RESTORE, ignore_errors=True)  # what a restore that was killed left
    try:
        manifest = _unpacked(source, roots, progress)
        _refuse_newer(manifest)
        staged = roots["records"] / RESTORE / "records.sqlite3"
        _make_current(staged, manifest, progress)
        plan = _in_place(staged, manifest, secret, roots, progress)
    finally:
        if placing.written_plan() is None:
            for root in roots.values():
                shutil.rmtree(root / RESTORE, ignore_errors=True)
    other = not secret and manifest.secret != secret_fingerprint()
    return Restored(manifest, tuple(placing.set_aside(plan)), other)


def _roots() -> dict[str, Path]:
    """Return the folders in which something comes, by the first part of the names in a backup."""
    database = _database_file()
    return {
        "records": database.parent if database else Path(settings.HOME), "lake": Path(settings.LAKE_DIR),
        "marts": Path(settings.MARTS_DIR), "uploads": Path(settings.UPLOADS_DIR),
    }  # fmt: skip


def _unpacked(source: str, roots: dict[str, Path], progress: Progress) -> Manifest:
    """Read all of a backup into places of its own and return what it says about itself. Raise Damaged."""

    def keep(name: str) -> Path:
        kind, _, rest = name.partition("/")
        if name == RECORDS:
            return roots["records"] / RESTORE / RECORDS
        if kind not in roots or kind == "records" or not rest:
            raise Damaged(f"{name[:80]!r} does not belong there")
        return roots[kind] / RESTORE / rest

    if source != STDOUT:
        _refuse_newer(manifest_of(Path(source)))
    with _opened(source) as file:
        manifest = read(file, keep, progress)
    packed = roots["records"] / RESTORE / RECORDS
    if not packed.exists():
        raise Damaged("it has no records")
    progress("unpacking the records", 0, 0)
    with gzip.open(packed, "rb") as tight, packed.with_name("records.sqlite3").open("wb") as plain:
        shutil.copyfileobj(tight, plain, 1 << 20)
    packed.unlink()
    return manifest


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == STDOUT:
        yield sys.stdin.buffer
        return
    with Path(source).open("rb") as file:
        yield file


def _refuse_newer(manifest: Manifest) -> None:
    unknown = set(manifest.migrations) - known_migrations()
    if unknown or _number(manifest.hub_version) > _number(__version__):
        raise Refused(
            f"this backup was made by version {manifest.hub_version} of the hub, which is newer than this one "
            f"({__version__}): install that version, then restore"
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _make_current(staged: Path, manifest: Manifest, progress: Progress) -> None:
    """Check the records of a backup, and bring them up to this version. Raise Unsound, Damaged, CopyFailed."""
    progress("checking the records", 0, 0)
    check(staged)
    with beside(staged):
        counts = row_counts(STAGED, manifest.rows)
        if counts != {name: manifest.rows[name] for name in counts}:
            raise Damaged("its records have other numbers of rows than it says")
    if set(manifest.migrations) != known_migrations():
        progress("bringing the records up to this version", 0, 0)
        migrate(staged)
        check(staged)


def _in_place(staged: Path, manifest: Manifest, secret: str, roots: dict[str, Path], progress: Progress) -> Plan:
    token, now = uuid.uuid4(), clock.now()
    trees = [tree_of(roots[kind]) for kind in ("lake", "marts", "uploads")]
    if secret:
        trees.append(_secret_tree(secret))
    known = Restoration(token=token, backup_made_at=manifest.moment, backup_version=manifest.hub_version, restored_at=now)
    progress("putting it in place", 0, 0)
    os.sync()  # what is put in place has to be on the disk before its names are
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    database = _database_file()
    if database is not None:
        trees.append(_database_tree(staged, database, known))
        plan = Plan(token.hex, stamp, False, tuple(trees))
        placing.write_down(plan)
    else:
        plan = Plan(token.hex, stamp, True, tuple(trees))
        _replace_rows(staged, plan, known, progress)
    settle()
    return plan


def _secret_tree(secret: str) -> Tree:
    """Lay a secret ready, readable by its owner alone, in a folder below the data folder's own place for what comes."""
    home = Path(settings.HOME)
    place = home / RESTORE / "secret"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch(mode=0o600)
    place.write_text(secret)
    flush_to_disk(place)
    return Tree(str(home), ("secret",), ("secret",))


def _database_tree(staged: Path, database: Path, known: Restoration) -> Tree:
    """Lay the database ready under its final name, with a note that it was restored."""
    with beside(staged):
        known.save(using=STAGED, force_insert=True)
    ready = staged.with_name(database.name)
    staged.rename(ready)
    flush_to_disk(ready)
    connections[LIVE].close()
    names = (database.name, f"{database.name}-wal", f"{database.name}-shm")
    return Tree(str(database.parent), (database.name,), tuple(name for name in names if (database.parent / name).exists()))


def _replace_rows(staged: Path, plan: Plan, known: Restoration, progress: Progress) -> None:
    """Replace all rows of a database of another kind in one transaction; the plan counts once it is committed."""
    call_command("migrate", verbosity=0, interactive=False, fake_initial=True)
    placing.write_down(plan)
    try:
        with beside(staged), transaction.atomic(using=LIVE):
            empty_tables(LIVE)
            copy_rows(STAGED, LIVE, progress, "storing the records")
            go_on_counting(LIVE)
            known.save(using=LIVE, force_insert=True)
    except BaseException:
        settle()
        raise


def settle() -> None:
    """Finish a restore that broke off after it began to count, forget one that broke off before, and note what was restored.

    Every command does this first; where nothing broke off it looks for one file.
    """
    plan = placing.written_plan()
    if plan is None:
        return
    if plan.waits and not _has_token(plan):
        placing.give_up(plan)
        return
    placing.carry_out(plan)
    if plan.waits:  # what was set aside is of records that are gone
        for folder in list(placing.set_aside(plan)):
            shutil.rmtree(folder, ignore_errors=True)
    _note(plan)


def _has_token(plan: Plan) -> bool:
    try:
        return Restoration.objects.filter(token=plan.token).exists()
    except DatabaseError:
        return False


@transaction.atomic
def _note(plan: Plan) -> None:
    """Leave a trace with every partner, once."""
    known = Restoration.objects.select_for_update().filter(token=plan.token, is_noted=False).first()
    if known is None:
        return
    for partner in partners():
        scope = Scope.system(partner.id, partner.name, "restore")
        made_at = known.backup_made_at.isoformat()
        audit.record(scope, "hub.restored", f"backup of {known.backup_made_at:%Y-%m-%d %H:%M} UTC", made_at=made_at)
    Restoration.objects.filter(token=known.token).update(is_noted=True)


def last_restored() -> datetime | None:
    """Return when the hub was restored last; nothing when it never was."""
    return Restoration.objects.order_by("-restored_at").values_list("restored_at", flat=True).first()
