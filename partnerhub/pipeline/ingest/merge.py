"""Merging rows of a file with what is stored: absent columns leave it alone, empty cells make it unknown."""

from collections.abc import Sequence
from datetime import date, timedelta

from partnerhub.kit import clock
from partnerhub.pipeline.files.cells import Value
from partnerhub.pipeline.files.kinds import Column, Kind
from partnerhub.pipeline.files.problems import Problems, Wrong
from partnerhub.pipeline.ingest import history
from partnerhub.pipeline.ingest.stage import CHANGED, NEW, UNCHANGED, Cells, Stage
from partnerhub.portfolio.records import decided_in_the_hub, stored_records
from partnerhub.tenancy.ends import DELEGATED_DAYS, DELEGATED_DAYS_AT_MOST
from partnerhub.tenancy.scope import Scope
from partnerhub.terms import faults
from partnerhub.terms.codes import SetupState

CHUNK = 1000
Record = dict[str, Value]
Key = tuple[str, ...]


def _as_decided(record: Record, decided: Record | None) -> Record:
    """Return a record with what the hub decided about it. A file may know that more is set up by now, never that less is."""
    if decided is None:
        return record
    known = (str(record["setup_state"]), str(decided["setup_state"]))
    return record | decided | {"setup_state": max(known, key=SetupState.publics().index)}


class Merger:
    """Turns staged rows of one kind into records as they will be stored."""

    def __init__(self, scope: Scope, stage: Stage, kind: Kind, problems: Problems) -> None:
        self.scope = scope
        self.stage = stage
        self.kind = kind
        self.problems = problems
        self.today = clock.today()
        self.places = tuple(kind.names.index(name) for name in kind.key)

    def merged(self, rows: Sequence[tuple[int, int, Cells]]) -> list[tuple[int, int, str, Cells]]:
        """Return (file, line, state, cells) for rows as they will be stored."""
        finished: list[tuple[int, int, str, Cells]] = []
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            keys = [self._key(cells) for _, _, cells in chunk]
            stored, decided = self._stored(keys), decided_in_the_hub(self.scope, self.kind.name, keys)
            for key, (file, line, cells) in zip(keys, chunk, strict=True):
                before = stored.get(key)
                record = _as_decided(self._merge(cells, before), decided.get(key))
                state = NEW if before is None else UNCHANGED if record == before else CHANGED
                if state != UNCHANGED:
                    self._check(file, line, record, cells)
                finished.append((file, line, state, tuple(record[name] for name in self.kind.names)))
        return finished

    def _key(self, cells: Cells) -> Key:
        return tuple([str(cells[place] or "") for place in self.places])

    def _stored(self, keys: Sequence[Key]) -> dict[Key, Record]:
        if self.kind.name == "licenses":
            return history.known_rows(self.stage, keys)
        return stored_records(self.scope, self.kind.name, keys)

    def _merge(self, cells: Cells, before: Record | None) -> Record:
        record: Record = {}
        for column, cell in zip(self.kind.columns, cells, strict=True):
            record[column.name] = self._value(column, cell, before, record)
        return record

    def _value(self, column: Column, cell: Value | None, before: Record | None, so_far: Record) -> Value:
        if cell is not None and cell != "":
            return cell
        if before is not None:
            # An empty cell means unknown; where a record cannot do without, what is stored stays.
            return "" if cell == "" and column.may_be_unknown and not self._keeps(column) else before[column.name]
        if column.default_from:
            return so_far[column.default_from]
        if column.name == "ends_date" and so_far.get("customer_id"):
            return (self.today + timedelta(days=DELEGATED_DAYS)).isoformat()
        return "" if column.default is None else column.default

    def _keeps(self, column: Column) -> bool:
        """Say whether an empty cell leaves the stored value: the end of a right that always ends, a person's name."""
        return self.kind.name == "administrators"

    def _check(self, file: int, line: int, record: Record, cells: Cells) -> None:
        """Check rules that the row alone could not be judged by, now that the stored values have joined it."""
        broken = [rule for rule in self.kind.rules if rule.can_judge(record) and rule.broken(record)]
        if broken:
            given = {name: cell for name, cell in zip(self.kind.names, cells, strict=True) if cell is not None}
            for rule in (rule for rule in broken if not rule.can_judge(given)):
                self._note(Wrong(faults.CROSS_FIELD, rule=rule.words), file, line, rule.column, record[rule.column])
        if self.kind.name == "administrators" and record["ends_date"]:
            self._check_end(file, line, str(record["ends_date"]))

    def _check_end(self, file: int, line: int, ends: str) -> None:
        last = self.today + timedelta(days=DELEGATED_DAYS_AT_MOST)
        if not self.today <= date.fromisoformat(ends) <= last:
            self._note(Wrong(faults.DATE_RANGE, least=self.today, most=last), file, line, "ends_date", ends)

    def _note(self, wrong: Wrong, file: int, line: int, column: str, value: Value) -> None:
        self.problems.note(wrong, self.stage.file_name(file), line, column, value)
