"""Writing an answer as JSON, JSON Lines or CSV: the same words whoever asks."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from partnerhub.reports.shapes import Answer, BlockAnswer

CHUNK = 500


def plain(value: Any) -> Any:
    """Return a value as JSON has it: dates and times as ISO text."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def block_as_object(block: BlockAnswer) -> dict[str, Any]:
    """Return a block as answers over the API and on the command line have it."""
    return {
        "name": block.name,
        "kind": str(block.kind),
        "title": block.title,
        "columns": [{"name": c.name, "label": c.label, "unit": str(c.unit), "help": c.help} for c in block.columns],
        "rows": [{name: plain(value) for name, value in row.items()} for row in block.rows],
        "total_rows": block.total_rows,
        "current": {"customers": block.freshness.current, "of": block.freshness.of} if block.freshness else None,
        "settings": dict(block.settings),
        "notes": list(block.notes),
    }


def as_object(answer: Answer) -> dict[str, Any]:
    """Return an answer as answers over the API and on the command line have it."""
    return {
        "report": answer.report,
        "title": answer.title,
        "as_of": answer.as_of.isoformat(),
        "product": answer.product,
        "partner": answer.partner,
        "settings_version": answer.settings_version,
        "blocks": [block_as_object(block) for block in answer.blocks],
    }


def as_json(answer: Answer) -> Iterator[str]:
    """Yield an answer as one JSON object."""
    yield from json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(as_object(answer))
    yield "\n"


def as_json_lines(answer: Answer) -> Iterator[str]:
    """Yield the rows of an answer as one JSON object a line, with the block that each belongs to when there are several."""
    for block in answer.blocks:
        names = [column.name for column in block.columns]
        first = {"block": block.name} if len(answer.blocks) > 1 else {}
        for start in range(0, len(block.rows), CHUNK):
            rows = block.rows[start : start + CHUNK]
            objects = (first | {name: plain(row[name]) for name in names} for row in rows)
            yield "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in objects)


def as_csv(answer: Answer, *, guarded: bool = False, in_words: bool = False) -> Iterator[str]:
    """Yield an answer as CSV: per block a line of column names and its rows, blocks apart by an empty line.

    `in_words` heads columns as pages do, in the language that the answer was made in.

    `guarded` writes texts that a spreadsheet would take for formulas so that it does not.
    """
    for number, block in enumerate(answer.blocks):
        if number:
            yield "\r\n"
        names = [column.name for column in block.columns]
        yield _lines([[column.label for column in block.columns] if in_words else names])
        for start in range(0, len(block.rows), CHUNK):
            rows = block.rows[start : start + CHUNK]
            yield _lines([[_cell(row[name], guarded) for name in names] for row in rows])


def _lines(rows: list[list[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _cell(value: Any, guarded: bool) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        texts = ["" if item is None else str(item) for item in value]
        value = "; ".join(texts) if any(" " in text or not text for text in texts) else " ".join(texts)
    if isinstance(value, str):
        return f"'{value}" if guarded and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return plain(value)
