"""Checking an import: from the bytes as given to rows ready to store. Preview and commit both call `prepare`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from partnerhub.kit.discovery import declared
from partnerhub.pipeline import sources
from partnerhub.pipeline.files.calling import CallingKind
from partnerhub.pipeline.files.kinds import Kind
from partnerhub.pipeline.files.problems import BrokenLine, Problems, Wrong
from partnerhub.pipeline.files.tables import RawTable, kind_of, parsed_rows, tables_in
from partnerhub.pipeline.files.unpack import Readable, Source, readable_files, refuse_size
from partnerhub.pipeline.ingest import checks, history
from partnerhub.pipeline.ingest.calling.mappings import CALLING_KINDS, kind_of_header
from partnerhub.pipeline.ingest.calling.opening import header_of
from partnerhub.pipeline.ingest.calling.taking import Asked, CallingFiles
from partnerhub.pipeline.ingest.merge import Merger
from partnerhub.pipeline.ingest.stage import Stage
from partnerhub.portfolio.records import facts_version
from partnerhub.tenancy.permissions import Permission
from partnerhub.tenancy.scope import Scope

KINDS = {kind.name: kind for _, _, kind in declared(sources, Kind)}

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the sender said about the files: the kind of them all, and their encoding. Empty: look and see.

    For calling files also: which headers mean which columns, and whether bad rows refuse their file.
    """

    kind: str = ""
    encoding: str = ""
    strict: bool = False
    mapping: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Prepared:
    """What an import would do, and what is wrong with it. Valid for the records as they were at `facts_version`."""

    stage: Stage
    problems: Problems
    kinds: tuple[Kind, ...]
    summary: dict[str, dict[str, int]]
    facts_version: int
    calling: CallingFiles

    @property
    def changes(self) -> int:
        """Return how many records would be new or changed."""
        return sum(counts["new"] + counts["changed"] + counts.get("waiting", 0) for counts in self.summary.values())

    def close(self) -> None:
        """Let go of the staging areas."""
        self.stage.close()
        self.calling.close()


def in_order(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return kinds so that whatever a kind refers to comes before it."""
    wanted = {kind.name for kind in kinds}
    graph = {
        name: {column.refers_to for column in KINDS[name].columns if column.refers_to in KINDS} for name in sorted(KINDS)
    }
    return tuple(KINDS[name] for name in TopologicalSorter(graph).static_order() if name in wanted)


def prepare(
    scope: Scope, files: Sequence[Source], folder: Path, engine: duckdb.DuckDBPyConnection, *,
    options: Options = Options(), progress: Progress = silent, sender: Scope | None = None,
) -> Prepared:  # fmt: skip
    """Read, check and compare everything; change nothing. `folder` is for throw-away files.

    Records come in for those who may send them; calling files for the sender's customers alone.
    """
    sender = sender or scope
    version = facts_version(scope)
    stage, problems = Stage(folder / "stage.sqlite3"), Problems()
    calling = CallingFiles(sender, folder, Asked(options.mapping, options.encoding, options.strict), problems, progress)
    accepted = _accepted(sender, options)
    for file in readable_files(files, folder / "unpacked", problems):
        calls = _calling_kind(file, options, accepted)
        if calls:
            calling.take(file, calls)
            continue
        for done in read_file(stage, file, accepted, options.encoding, problems):
            progress(f"reading {file.name}", done, 0)
    kinds = in_order(stage.kinds.values())
    for kind in kinds:
        progress(f"checking {kind.name}", 0, 0)
        checks.check_doubles(stage, kind, problems)
    for kind in kinds:
        checks.check_references(scope, stage, kind, KINDS, problems)
    for kind in kinds:
        compare(scope, stage, kind, engine, problems, progress)
        checks.check_unique(scope, stage, kind, problems)
    checks.check_administrators(scope, stage, kinds, problems)
    checks.check_users(scope, stage, kinds, problems)
    checks.check_names(scope, stage, kinds, problems)
    summary = {kind.name: stage.counts(kind) for kind in kinds} | calling.resolve()
    return Prepared(stage, problems, kinds, summary, version, calling)


def _accepted(scope: Scope, options: Options) -> list[Kind]:
    """Return the kinds of records that may come in; none from those who may only send calling files."""
    if not scope.may(Permission.IMPORT_RECORDS) or options.kind in CALLING_KINDS:
        return []
    return [KINDS[options.kind]] if options.kind else [kind for kind in KINDS.values() if not kind.when_said]


def _calling_kind(file: Readable, options: Options, records: Sequence[Kind]) -> CallingKind | None:
    """Return the calling kind of a file, or None for a record file and for what will be refused as one."""
    if options.kind in KINDS:
        return None
    try:
        return kind_of_header(header_of(file, options.encoding), options.kind, records)
    except Wrong:
        return None


def read_file(stage: Stage, file: Readable, kinds: Sequence[Kind], encoding: str, problems: Problems) -> Iterator[int]:
    """Stage the rows of one file, whatever its format, and yield how many there are so far from time to time."""
    try:
        refuse_size(file.path.stat().st_size)
        for table in tables_in(file, kinds, encoding, problems):
            yield from _staged(stage, table, kinds, problems)
    except BrokenLine as broken:
        problems.note_broken(broken, file.name)
    except Wrong as wrong:
        problems.note(wrong, file.name)


def _staged(stage: Stage, table: RawTable, kinds: Sequence[Kind], problems: Problems) -> Iterator[int]:
    kind = kind_of(table, kinds, problems)
    if kind:
        yield from stage.add(kind, table.name, parsed_rows(table, kind, problems))


def compare(
    scope: Scope, stage: Stage, kind: Kind, engine: duckdb.DuckDBPyConnection, problems: Problems, progress: Progress
) -> None:
    """Find out for every sound row whether it is new, changed or unchanged, and what it will be once stored."""
    if kind.name == "licenses":
        history.load_known(stage, kind, scope.partner_id, engine)
    merger = Merger(scope, stage, kind, problems)
    done = 0
    for batch in stage.sound_rows(kind):
        stage.finish(kind, merger.merged(batch))
        done += len(batch)
        progress(f"comparing {kind.name}", done, 0)
