"""Puts the product's answers beside those of the naive oracle and names every cell in which they differ."""

import csv
import math
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from partnerhub.reports.shapes import Answer, BlockAnswer
from partnerhub.tenancy.shapes import PartnerShape
from partnerhub.terms.thresholds import DEFAULTS
from tests import naive
from tests.naive_facts import Facts, Observed, Row
from tests.world import World

KEYS = {
    "customers": ("customer_id",),
    "subscriptions": ("subscription_id",),
    "licenses": ("date", "subscription_id", "product"),
    "people": ("person_id",),
    "holders": ("subscription_id", "product", "person_id"),
}
Key = tuple[object, ...]


def facts_in(folder: Path) -> Facts:
    """Read what the oracle needs from a folder of files named by their kind."""
    found: dict[str, list[Row]] = {kind: [] for kind in KEYS}
    for path in sorted(folder.glob("*.csv")):
        kind = path.name.split(".")[0].split("-")[0]
        if kind in found:
            with path.open(newline="", encoding="utf-8") as lines:
                found[kind] += csv.DictReader(lines)
    return Facts(**found)


def merged(known: Facts, news: Facts) -> Facts:
    """Return what is known after a later import: its cells win, row by row, and nothing goes by being left out."""

    def both(kind: str) -> list[Row]:
        rows: dict[Key, Row] = {}
        for row in (*getattr(known, kind), *getattr(news, kind)):
            key = tuple(row[name] for name in KEYS[kind])
            rows[key] = rows.get(key, {}) | row
        return list(rows.values())

    return Facts(**{kind: both(kind) for kind in KEYS}, observed=known.observed, calls=known.calls)


def observed_in(facts: Facts, day: date) -> list[Observed]:
    """Return what an import of some facts on a day says about the states of subscriptions."""
    return [
        Observed(day, row["subscription_id"], row["setup_state"] or "done", row["payment_state"] or "paid")
        for row in facts.subscriptions
    ]


def take_in(world: World, partner: PartnerShape, facts: Facts) -> None:
    """Import everything that the oracle knows as one call."""
    world.take_in(partner, **{kind: rows for kind in KEYS if (rows := getattr(facts, kind))})


def same(given: object, expected: object) -> bool:
    """Compare two cells: fractions nearly, everything else exactly, nothing only with nothing."""
    if isinstance(expected, Fraction):
        return isinstance(given, float | int) and math.isclose(given, expected, rel_tol=1e-12)
    return given == expected and type(given) is type(expected)


def keyed(rows: list[Row] | tuple[Row, ...]) -> dict[Key, Row]:
    """Return rows by what tells them apart; no two may be the same."""
    found = {(row.get("week"), row.get("customer_id"), row.get("subscription_id")): row for row in rows}
    assert len(found) == len(rows), "a row stands twice"
    return found


def block_differences(block: BlockAnswer, expected: list[Row]) -> Iterator[tuple[object, ...]]:
    """Yield (block, row, column, ours, the oracle's) for each cell that differs and each row that one of them lacks."""
    ours, theirs = keyed(block.rows), keyed(expected)
    yield from ((block.name, key, "only ours") for key in ours.keys() - theirs.keys())
    yield from ((block.name, key, "only the oracle's") for key in theirs.keys() - ours.keys())
    for key in ours.keys() & theirs.keys():
        for name in ours[key].keys() | theirs[key].keys():
            cells = ours[key].get(name, "no such column"), theirs[key].get(name, "no such column")
            if not same(*cells):
                yield block.name, key, name, *cells


def order_differences(block: BlockAnswer) -> Iterator[tuple[object, ...]]:
    """Yield the block if its rows do not stand in the order that it states: smallest first, nothing last."""
    column = "week" if block.name == "license_trend" else block.block.sort
    cells = [row[column] for row in block.rows] if column else []
    if cells != sorted(cells, key=lambda cell: (cell is None, cell)):
        yield block.name, "order", column, cells


def differences(answer: Answer, expected: Mapping[str, list[Row]]) -> list[tuple[object, ...]]:
    """Return every difference between an answer and the oracle's."""
    return [
        found
        for block in answer.blocks
        for found in (*block_differences(block, expected[block.name]), *order_differences(block))
    ]


def check_report(
    world: World, partner: PartnerShape, facts: Facts, on: date, weeks: int = 13, chosen: Mapping[str, int] = DEFAULTS
) -> None:  # fmt: skip
    """Compare every block for both products."""
    for product in ("meetings", "calling"):
        answer = world.ask(world.system(partner), product=product, weeks=weeks, on=on)
        found = differences(answer, naive.report(facts, on, product, weeks, chosen))
        assert not found, (product, on, found)


def check_statuses(
    world: World, partner: PartnerShape, facts: Facts, on: date, chosen: Mapping[str, int] = DEFAULTS
) -> None:  # fmt: skip
    """Compare the statuses of every customer."""
    rows = world.rows("customers", world.system(partner), report="customers", on=on)
    given, expected = {row["customer_id"]: set(row["statuses"]) for row in rows}, naive.statuses(facts, on, chosen)
    found = {id_: (given.get(id_), expected.get(id_)) for id_ in given.keys() | expected.keys()}
    wrong = {id_: pair for id_, pair in found.items() if pair[0] != pair[1]}
    assert not wrong, (on, wrong)
