"""The state of the analytics page as its address has it: what the whole page shows, and how each table is turned."""

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import QueryDict

from partnerhub.reports.shapes import Question
from partnerhub.terms.codes import Family

PAGE = 10
OWN = ("sort", "q", "kind", "long", "page", "size")  # what each table keeps for itself
SIZES = (10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class TableState:
    """How one table is sorted, searched and paged."""

    sort: str = ""
    q: str = ""
    kind: str = ""
    long: str = ""
    page: int = 1
    size: int = PAGE

    def changed(self, **changes: object) -> "TableState":
        """Return the state after a change; what is found begins on its first page again."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]  # names are those of the fields

    def parameters(self) -> dict[str, str]:
        """Return what differs from the plain table."""
        plain = TableState()
        return {name: str(getattr(self, name)) for name in OWN if getattr(self, name) != getattr(plain, name)}


@dataclass(frozen=True, slots=True)
class PageState:
    """What the page shows, and the state of its tables by name."""

    product: str = "meetings"
    weeks: int = 13
    as_of: date | None = None
    full: bool = False
    tables: dict[str, TableState] = field(default_factory=dict)

    def parameters(self) -> dict[str, str]:
        """Return what differs from the page as it opens."""
        found = {"product": self.product} if self.product != "meetings" else {}
        if self.weeks != 13:
            found["weeks"] = str(self.weeks)
        if self.as_of:
            found["as_of"] = self.as_of.isoformat()
        return found | ({"full": "1"} if self.full else {})

    def query(self) -> str:
        """Return the whole state as the page's address carries it."""
        own = {f"{name}.{key}": value for name, table in self.tables.items() for key, value in table.parameters().items()}
        return urlencode(self.parameters() | own)

    def table(self, name: str) -> TableState:
        """Return the state of one table."""
        return self.tables.get(name, TableState())

    def question(self, *blocks: str) -> Question:
        """Return the question that the page asks of some blocks."""
        asked = Question(self.product, self.as_of, self.weeks, blocks)
        if len(blocks) != 1:
            return asked
        table = self.table(blocks[0])
        return replace(
            asked, sort=table.sort.lstrip("-"), descending=table.sort.startswith("-"), search=table.q, kind=table.kind,
            long_terms=bool(table.long), limit=table.size, offset=(table.page - 1) * table.size,
        )  # fmt: skip


def page_state(query: QueryDict) -> PageState:
    """Return the state in a page's address. What makes no sense is as if it were not there."""
    tables = {name.split(".", 1)[0] for name in query if "." in name}
    return PageState(
        product=query.get("product", "") if query.get("product") in Family.publics() else "meetings",
        weeks=int(query.get("weeks", "13")) if query.get("weeks") in {"13", "26", "52"} else 13,
        as_of=day_in(query.get("as_of", "")),
        full=query.get("full") == "1",
        tables={name: table_state(query, f"{name}.") for name in sorted(tables)},
    )


def table_state(query: QueryDict, prefix: str = "") -> TableState:
    """Return the state of one table: under its own names, or under names that begin with the table's."""
    given = {name: query.get(prefix + name, "") for name in OWN}
    size = whole_number(given["size"], PAGE)
    return TableState(
        sort=given["sort"],
        q=given["q"][:100],
        kind=given["kind"] if given["kind"] in {"subscription", "trial"} else "",
        long="1" if given["long"] == "1" else "",
        page=min(whole_number(given["page"], 1), 1_000_000),
        size=size if size in SIZES else PAGE,
    )


def state_behind(current_url: str | None, block: str, table: TableState) -> PageState:
    """Return the state of the page on which a table was just turned, from the address that the browser shows."""
    query = QueryDict(mutable=True)
    for name, values in parse_qs(urlsplit(current_url or "").query).items():
        query.setlist(name, values)
    state = page_state(query)
    return replace(state, tables=state.tables | {block: table})


def whole_number(text: str, default: int) -> int:
    """Return the number from 1 to 9,999,999 that an address names, else the default."""
    return int(text) if text.isdecimal() and len(text) < 8 and int(text) > 0 else default


def day_in(text: str) -> date | None:
    """Return the day that an address names, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
