"""The forms in which a page is declared: a report is a list of blocks, a block is numbers by dimensions over a segment."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from partnerhub.metrics.declare import Dimension, Metric, Segment
from partnerhub.tenancy.permissions import Permission

Column = Metric | Dimension


class BlockKind(StrEnum):
    """How a block is shown: single numbers, rows, or a course over time."""

    KPIS = "kpis"
    TABLE = "table"
    CHART = "chart"


class Look(StrEnum):
    """How columns that belong together are drawn in one cell."""

    BAR = "bar"  # used, assigned, available as a bar with its numbers
    SHARE = "share"  # a count and its percentage


@dataclass(frozen=True, slots=True)
class Together:
    """Columns that a page shows in one cell. In every other answer each stands for itself."""

    label: str
    columns: tuple[Column, ...]
    look: Look


@dataclass(frozen=True, slots=True)
class Tile:
    """A number with a second one beside it, which its label explains."""

    main: Metric
    beside: Metric


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a report. `toggled` says whether the product toggle chooses its rows."""

    name: str
    title: str
    kind: BlockKind
    section: str
    segment: Segment
    show: tuple[Metric | Dimension | Together | Tile, ...]
    toggled: bool = True
    sort: str = ""
    descending: bool = False
    detail: tuple[Column, ...] = ()  # further columns that a page shows on demand
    empty: str = ""
    last: str = ""  # SQL over the block's columns: rows that come after all others in the order that the block states
    courses: str = ""  # of a chart about calls: "weeks", "endpoints" or "features"

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the block's columns, each name once, in the order in which answers list them."""
        found = {column.name: column for column in self._listed()}
        return tuple(found.values())

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Return the columns that are numbers over a mart."""
        return tuple(column for column in self.columns if isinstance(column, Metric))

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Return the columns that rows are told apart by."""
        return tuple(column for column in self.columns if isinstance(column, Dimension))

    def column(self, name: str) -> Column | None:
        """Return a column by its public name."""
        return next((column for column in self.columns if column.name == name), None)

    def _listed(self) -> Iterator[Column]:
        for shown in self.show:
            if isinstance(shown, Together):
                yield from shown.columns
            elif isinstance(shown, Tile):
                yield from (shown.main, shown.beside)
            else:
                yield shown
        yield from self.detail


@dataclass(frozen=True, slots=True)
class Report:
    """A page as data: who may see it and what it shows."""

    name: str
    title: str
    needs: Permission
    blocks: tuple[Block, ...]
    toggle: bool = False
    about_licenses: bool = True  # its figures say how many customers' license rows are current
    note: str = ""
    help: str = field(default="")

    def block(self, name: str) -> Block | None:
        """Return a block by name."""
        return next((block for block in self.blocks if block.name == name), None)
