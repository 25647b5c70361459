"""What makes a row of a calling file unfit beyond its types: as conditions for the engine, and once more for single rows.

The engine finds out whether there are any; where there are, the file is read again row by row to name line and column.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from partnerhub.pipeline.files.calling import CallColumn, Holds, Meaning
from partnerhub.pipeline.files.cells import A_DATE, A_TIME, FIRST_DAY, LAST_DAY, MOST
from partnerhub.pipeline.files.problems import Wrong
from partnerhub.terms import faults

EMPTY = ("", "NA", "na", "N/A", "n/a", "null")
MEASURES = (Holds.NUMBER, Holds.SECONDS, Holds.PERCENT)
TYPES = {Holds.MOMENT: "TIMESTAMPTZ", Holds.DAY: "DATE", Holds.COUNT: "UINTEGER"}  # the others are read as texts
KEPT = {Holds.MOMENT: "TIMESTAMP", Holds.DAY: "DATE", Holds.COUNT: "BIGINT"} | dict.fromkeys(MEASURES, "DOUBLE")
CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")


def most_of(column: CallColumn) -> int:
    """Return the largest number that a measure may be."""
    return 100 if column.holds is Holds.PERCENT else MOST


def value_sql(column: CallColumn, cell: str) -> str:
    """Return the SQL of a column's value, given the SQL of its cell as it was read."""
    if column.holds is Holds.TEXT:
        return f"nullif(trim({cell}), '')"
    if column.holds is Holds.SECONDS:
        parts = f"string_split(trim({cell}), ':')"
        clock = f"list_reduce(list_transform({parts}, lambda one: try_cast(one AS DOUBLE)), lambda a, b: a * 60 + b)"
        return f"CASE WHEN contains({cell}, ':') THEN {clock} ELSE try_cast(trim({cell}) AS DOUBLE) END"
    if column.holds in MEASURES:
        return f"try_cast(trim(replace({cell}, '%', '')) AS DOUBLE)"
    return f"CAST({cell} AS {KEPT[column.holds]})"


def flaw_sql(column: CallColumn, cell: str, value: str) -> str:
    """Return the SQL condition that a cell makes its row unfit, or an empty text when no cell of this column can."""
    conditions = [f"{value} IS NULL"] if column.required else []
    if column.holds in MEASURES:
        within = f"coalesce({value} >= 0 AND {value} <= {most_of(column)}, false)"
        conditions.append(f"({cell} IS NOT NULL AND trim({cell}) <> '' AND NOT {within})")
    elif column.holds in (Holds.MOMENT, Holds.DAY):
        conditions.append(f"CAST({value} AS DATE) NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{LAST_DAY}'")
    return " OR ".join(conditions)


def flaws_of(cells: Sequence[str], meaning: Meaning, places: Mapping[str, int]) -> Iterator[tuple[Wrong, str, str]]:
    """Yield (what is wrong, column, value) for a row that has its types but is unfit all the same."""
    for column in meaning.kind.columns:
        place = places.get(column.name)
        raw = cells[place] if place is not None and place < len(cells) else ""
        wrong = _wrong_with(column, "" if raw in EMPTY else raw.strip())
        if wrong and place is not None:
            yield wrong, column.name, raw


def _wrong_with(column: CallColumn, value: str) -> Wrong | None:
    if not value:
        return Wrong(faults.REQUIRED) if column.required else None
    if column.holds in MEASURES:
        return _wrong_number(column, value)
    if column.holds in (Holds.MOMENT, Holds.DAY):
        return _wrong_day(value)
    return None


def _wrong_number(column: CallColumn, value: str) -> Wrong | None:
    number = _number_in(value, column)
    if number is None:
        return Wrong(faults.NUMBER, form="")
    if not 0 <= number <= most_of(column):
        return Wrong(faults.NUMBER_RANGE, least=0, most=f"{most_of(column):,}")
    return None


def _number_in(value: str, column: CallColumn) -> float | None:
    clock = CLOCK.fullmatch(value) if column.holds is Holds.SECONDS else None
    if clock:
        hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    try:
        number = float(value.replace("%", ""))
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _wrong_day(value: str) -> Wrong | None:
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return None if FIRST_DAY <= day <= LAST_DAY else Wrong(faults.DATE_RANGE, least=FIRST_DAY, most=LAST_DAY)


def wrong_type(holds: Holds, value: str) -> Wrong:
    """Return what is wrong with a cell that the engine could not read as the type of its column."""
    if holds is Holds.COUNT:
        negative = value.strip().startswith("-")
        return Wrong(faults.NUMBER_RANGE, least=0, most=f"{MOST:,}") if negative else Wrong(faults.NUMBER, form="")
    return Wrong(faults.DATE, form=A_TIME if holds is Holds.MOMENT else A_DATE)
