"""One import's calling files from the bytes as given to parts of the lake: recognized, read, resolved, joined, written."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from partnerhub.pipeline.call_parts import WAITING, CallPart, register_calls, write_part
from partnerhub.pipeline.files.calling import CallingKind, Meaning
from partnerhub.pipeline.files.problems import BrokenLine, Problems, Wrong
from partnerhub.pipeline.files.unpack import Readable
from partnerhub.pipeline.ingest.calling import mappings
from partnerhub.pipeline.ingest.calling.fresh import ORGANIZATION, Counts, Fresh
from partnerhub.pipeline.ingest.calling.joining import Joiner
from partnerhub.pipeline.ingest.calling.opening import PlainTable, plain_table
from partnerhub.pipeline.ingest.calling.queue_rows import QueueRows
from partnerhub.pipeline.ingest.calling.staging import CallingStage
from partnerhub.pipeline.models import ImportRun, ImportState, TakenFile
from partnerhub.portfolio.records import customers_named
from partnerhub.portfolio.selectors import settings_in_force
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

Progress = Callable[[str, int, int], None]
PIECE = 1 << 22
NO_WEEK = date(2000, 1, 2)  # rows that wait belong to no week yet


@dataclass(frozen=True, slots=True)
class Asked:
    """What was said about calling files: columns for headers by kind, their encoding, whether to refuse bad rows."""

    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    encoding: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """One file that was read."""

    table: PlainTable
    meaning: Meaning
    size: int
    digest: str
    rows: int


class CallingFiles:
    """The calling files of one import."""

    def __init__(self, scope: Scope, folder: Path, asked: Asked, problems: Problems, progress: Progress) -> None:
        self.scope = scope
        self.folder = folder
        self.asked = asked
        self.problems = problems
        self.progress = progress
        self.stage = CallingStage(folder / "calling", problems, strict=asked.strict)
        self.files: list[Read] = []
        self.known: list[tuple[str, int]] = []  # (kind, rows) of files that were taken in before
        self.proposal: dict[str, dict[str, str]] = {}
        self.learned: dict[str, dict[str, str]] = {}
        self.fresh: Fresh | None = None
        self.queues: QueueRows | None = None

    def close(self) -> None:
        """Let go of the staging area."""
        self.stage.close()

    def take(self, file: Readable, kind: CallingKind) -> None:
        """Read one file into the stage. What is wrong with it as a whole is noted."""
        self.progress(f"reading {file.name}", 0, 0)
        try:
            table = plain_table(file, self.asked.encoding, self.folder / "plain")
            chosen = self.asked.mapping.get(kind.name, {})
            known = mappings.remembered(self.scope.partner_id, kind.name)
            proposed = kind.meant(table.header, {**known, **chosen})
            if not proposed.is_plain or proposed.missing:
                self.proposal[kind.name] = self.proposal.get(kind.name, {}) | mappings.proposal_of(proposed)
            meaning = mappings.meaning_of(kind, table.header, chosen, known, file.name, self.problems)
            if meaning:
                self.learned[kind.name] = self.learned.get(kind.name, {}) | mappings.learned_of(meaning, chosen)
                self._read(file, table, meaning)
        except BrokenLine as broken:
            self.problems.note_broken(broken, file.name)
        except Wrong as wrong:
            self.problems.note(wrong, file.name)

    def _read(self, file: Readable, table: PlainTable, meaning: Meaning) -> None:
        size = file.path.stat().st_size
        earlier = TakenFile.objects.filter(
            partner_id=self.scope.partner_id, size=size, kind=meaning.kind.name, run__state=ImportState.COMMITTED
        )
        digest = _digest(file.path, meaning) if earlier.exists() else ""
        taken = earlier.filter(digest=digest).first() if digest else None
        if taken and self._reaches_everyone() and not self.asked.strict:  # its bad rows were let pass then
            self.known.append((meaning.kind.name, taken.rows))
            self.stage.open_kind(meaning.kind)
            return
        with ThreadPoolExecutor(1) as beside:
            later = None if digest else beside.submit(_digest, file.path, meaning)
            rows = self.stage.take(table, meaning)
        self.files.append(Read(table, meaning, size, later.result() if later else digest, rows))

    def _reaches_everyone(self) -> bool:
        return self.scope.customer_ids(Permission.IMPORT_CALLING) is None

    @property
    def is_empty(self) -> bool:
        """Say whether the import has no calling files at all."""
        return not self.stage.kinds

    def resolve(self) -> dict[str, dict[str, int]]:
        """Find out whose the rows are and which are new, and return the counts by kind.

        Customers that come in by the same call are not known yet: their rows wait, and join once it is committed.
        """
        if self.is_empty:
            return {}
        fresh = Fresh(self.stage, self.scope.partner_id)
        names = fresh.organizations()
        found = customers_named(self.scope, names)
        reach = self.scope.customer_ids(Permission.IMPORT_CALLING)
        if reach is not None:
            found = {name: id_ for name, id_ in found.items() if id_ in reach}
            self._refuse_others(names - set(found))
        fresh.belong(found)
        self.progress("comparing calls", 0, 0)
        fresh.take()
        self.fresh = fresh
        if "queues" in self.stage.kinds:
            self.queues = QueueRows(fresh)
            self.queues.take(self.problems)
        for kind, rows in self.known:
            fresh.counts[kind].unchanged += rows
        return {kind: self._summary(kind, counts) for kind, counts in fresh.counts.items()}

    def _refuse_others(self, names: Iterable[str]) -> None:
        """Set aside the rows of customers that are not the sender's: unknown, or somebody else's, all the same."""
        foreign = set(names)
        if foreign:
            for read in self.files:
                self.stage.drop(read.table, read.meaning, ORGANIZATION[read.meaning.kind.name], foreign)

    def _summary(self, kind: str, counts: Counts) -> dict[str, int]:
        changed = self.queues.changed if kind == "queues" and self.queues else 0
        tables = [read.table.name for read in self.files if read.meaning.kind.name == kind]
        aside = sum(self.stage.aside.get(name, 0) for name in tables)
        more = {"aside": aside, "waiting": counts.waiting, "ignored": counts.ignored}
        found = {"new": counts.new, "changed": changed, "unchanged": counts.unchanged}
        return found | {name: number for name, number in more.items() if number}

    def write(self) -> "Written":
        """Write what is new into the lake. It counts once the ledger names it."""
        assert self.fresh is not None
        in_force = settings_in_force(self.scope).complete()
        parts, replaced = Joiner(self.fresh, in_force, self.progress).write()
        parts += self.queues.write() if self.queues else []
        parts += waiting_written(self.fresh)
        return Written(parts, replaced)

    def note_taken(self, run: ImportRun) -> None:
        """Note which files went in, inside the caller's transaction, and keep what their headers mean."""
        TakenFile.objects.bulk_create(
            TakenFile(
                partner_id=self.scope.partner_id, run=run, kind=read.meaning.kind.name, size=read.size, digest=read.digest,
                rows=read.rows,
            )
            for read in self.files
        )  # fmt: skip
        mappings.remember(self.scope.partner_id, self.learned)

    def keep_aside(self, run: ImportRun) -> None:
        """Keep the rows that were set aside where they can be fetched."""
        if self.stage.aside_path.exists():
            path = aside_file(run)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.stage.aside_path, path)


@dataclass(frozen=True, slots=True)
class Written:
    """Parts that wait for the ledger, and the weeks of which they take the place."""

    parts: Sequence[CallPart]
    replaced: set[date]

    def register(self, scope: Scope, run: ImportRun | None) -> None:
        """Let the parts count, inside the caller's transaction."""
        register_calls(scope.partner_id, self.parts, self.replaced, run)


def waiting_written(fresh: Fresh) -> list[CallPart]:
    """Write the rows whose customers are not known to parts of their own."""
    return [
        write_part(fresh.engine, fresh.partner_id, WAITING[kind], NO_WEEK, fresh.waiting_sql(kind))
        for kind, counts in fresh.counts.items()
        if counts.waiting
    ]


def aside_file(run: ImportRun) -> Path:
    """Return where the rows of an import that were set aside are kept, if there are any."""
    return Path(settings.UPLOADS_DIR) / "aside" / f"{run.id.hex}.csv"


def _digest(path: Path, meaning: Meaning) -> str:
    """Return a digest of a file's bytes and of how they are understood."""
    found = hashlib.blake2b(repr(sorted(meaning.columns.items())).encode(), digest_size=32)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()
