"""Puts the product's answers about calls beside those of the naive oracle and names every cell in which they differ."""

import csv
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from random import Random

from partnerhub.reports.shapes import BlockAnswer
from partnerhub.tenancy.shapes import PartnerShape
from partnerhub.terms.thresholds import DEFAULTS
from tests import naive_calling
from tests.metrics.made_up_calls import Week
from tests.naive_calls import Calls, calls_in
from tests.naive_facts import Facts, Row
from tests.world import World

KEYS = ("week", "customer_id", "endpoint_type", "feature", "day")


def calls_of_folder(facts: Facts, folder: Path) -> Calls:
    """Read what the oracle needs from a folder of made-up files."""
    found: dict[str, list[Row]] = {kind: [] for kind in ("calls", "media", "queues")}
    for path in sorted(folder.glob("*.csv")):
        kind = path.name.split(".")[0].split("-")[0]
        if kind in found:
            with path.open(newline="", encoding="utf-8") as lines:
                found[kind] += csv.DictReader(lines)
    return calls_in(facts, found["calls"], found["media"], found["queues"])


def same(given: object, expected: object) -> bool:
    """Compare two cells: fractions nearly, everything else exactly; of several right answers any one."""
    if isinstance(expected, set):
        return given in expected
    if isinstance(expected, list) and isinstance(given, list):
        return len(given) == len(expected) and all(map(same, given, expected))
    if isinstance(expected, float) and isinstance(given, int | float) and not isinstance(given, bool):
        return math.isclose(given, expected, rel_tol=1e-9, abs_tol=1e-12)
    return given == expected and isinstance(given, type(expected))


def keyed(rows: list[Row] | tuple[Row, ...]) -> dict[object, Row]:
    """Return rows by what tells them apart; no two may be the same."""
    found = {next((row[name] for name in KEYS if name in row), ""): row for row in rows}
    assert len(found) == len(rows), "a row stands twice"
    return found


def differences(block: BlockAnswer, expected: list[Row]) -> Iterator[tuple[object, ...]]:
    """Yield (block, row, column, ours, the oracle's) for each cell that differs and each row that one of them lacks."""
    ours, theirs = keyed(block.rows), keyed(expected)
    yield from ((block.name, key, "only ours", ours[key]) for key in ours.keys() - theirs.keys())
    yield from ((block.name, key, "only the oracle's", theirs[key]) for key in theirs.keys() - ours.keys())
    for key in ours.keys() & theirs.keys():
        for name in ours[key].keys() | theirs[key].keys():
            cells = ours[key].get(name, "no such column"), theirs[key].get(name, "no such column")
            if not same(*cells):
                yield block.name, key, name, *cells


def check_calling(
    world: World, partner: PartnerShape, facts: Facts, calls: Calls, on: date, chosen: Mapping[str, int] = DEFAULTS
) -> None:  # fmt: skip
    """Compare every block."""
    answer = world.ask(world.system(partner), report="calling", on=on)
    expected = naive_calling.report(facts, calls, on, chosen)
    found = [one for block in answer.blocks for one in differences(block, expected[block.name])]
    assert not found, (on, found[:12])


def take_in_calls(world: World, partner: PartnerShape, week: Week, order: Random | None = None) -> None:
    """Import the rows of a week: in one call or, given chance, in several, in any order of files and rows, some twice."""
    files = {"calls": week.calls, "media": week.media, "queues": week.queues}
    pieces: list[tuple[str, list[Row]]] = []
    for kind, rows in files.items():
        shuffled = order.sample(rows, len(rows)) if order and kind != "queues" else rows
        half = order.randint(0, len(rows)) if order and kind != "queues" else len(rows)
        pieces += [(kind, part) for part in (shuffled[:half], shuffled[half:]) if part]
    if order:
        order.shuffle(pieces)
        pieces += [piece for piece in pieces[:1] if piece[0] != "queues"]
    calls = [pieces] if not order or order.random() < 0.3 else [[piece] for piece in pieces]
    for together in calls:
        paths = [world.write(kind, rows) for kind, rows in together]
        run = world.bring(paths, partner) if paths else None
        assert run is None or (run.state, run.asides) == ("COMMITTED", 0), list(run.faults.values())
