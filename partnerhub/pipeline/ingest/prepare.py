"""Checking an import: from the bytes as given to rows ready to store. Preview and commit both call `prepare`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from partnerhub.kit.discovery import declared
from partnerhub.pipeline import sources
from partnerhub.pipeline.files.kinds import Kind
from partnerhub.pipeline.files.problems import BrokenLine, Problems, Wrong
from partnerhub.pipeline.files.tables import RawTable, kind_of, parsed_rows, tables_in
from partnerhub.pipeline.files.unpack import Readable, Source, readable_files
from partnerhub.pipeline.ingest import checks, history
from partnerhub.pipeline.ingest.merge import Merger
from partnerhub.pipeline.ingest.stage import Stage
from partnerhub.portfolio.records import facts_version
from partnerhub.tenancy.scope import Scope

KINDS = {kind.name: kind for _, _, kind in declared(sources, Kind)}

Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the sender said about the files: the kind of them all, and their encoding. Empty: look and see."""

    kind: str = ""
    encoding: str = ""


@dataclass(slots=True)
class Prepared:
    """What an import would do, and what is wrong with it. Valid for the records as they were at `facts_version`."""

    stage: Stage
    problems: Problems
    kinds: tuple[Kind, ...]
    summary: dict[str, dict[str, int]]
    facts_version: int

    @property
    def changes(self) -> int:
        """Return how many records would be new or changed."""
        return sum(counts["new"] + counts["changed"] for counts in self.summary.values())


def in_order(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """Return kinds so that whatever a kind refers to comes before it."""
    wanted = {kind.name for kind in kinds}
    graph = {
        name: {column.refers_to for column in KINDS[name].columns if column.refers_to in KINDS} for name in sorted(KINDS)
    }
    return tuple(KINDS[name] for name in TopologicalSorter(graph).static_order() if name in wanted)


def prepare(
    scope: Scope, files: Sequence[Source], folder: Path, engine: duckdb.DuckDBPyConnection, *,
    options: Options = Options(), progress: Progress = silent,
) -> Prepared:  # fmt: skip
    """Read, check and compare everything; change nothing. `folder` is for throw-away files."""
    version = facts_version(scope)
    stage, problems = Stage(folder / "stage.sqlite3"), Problems()
    accepted = [KINDS[options.kind]] if options.kind else [kind for kind in KINDS.values() if not kind.when_said]
    for file in readable_files(files, folder / "unpacked", problems):
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
    return Prepared(stage, problems, kinds, {kind.name: stage.counts(kind) for kind in kinds}, version)


def read_file(stage: Stage, file: Readable, kinds: Sequence[Kind], encoding: str, problems: Problems) -> Iterator[int]:
    """Stage the rows of one file, whatever its format, and yield how many there are so far from time to time."""
    try:
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
