"""The state of the calling pages as their addresses have it."""

from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import QueryDict

from partnerhub.reports.shapes import Question
from partnerhub.web.state import TableState, day_in, table_state

MOST = 500


@dataclass(frozen=True, slots=True)
class CallState:
    """What a calling page shows, and the state of its tables by name."""

    line: str = ""
    as_of: date | None = None
    people: bool = False
    everyone: bool = False
    full: bool = False
    week: date | None = None
    customer: str = ""
    endpoint: str = ""
    tables: dict[str, TableState] = field(default_factory=dict)

    def parameters(self) -> dict[str, str]:
        """Return what differs from the page as it opens."""
        texts = {"line": self.line, "customer": self.customer, "endpoint": self.endpoint}
        days = {"as_of": self.as_of, "week": self.week}
        flags = {"people": self.people, "everyone": self.everyone, "full": self.full}
        found = {name: text for name, text in texts.items() if text}
        found |= {name: day.isoformat() for name, day in days.items() if day}
        return found | {name: "1" for name, given in flags.items() if given}

    def query(self) -> str:
        """Return the whole state as the page's address carries it."""
        own = {f"{name}.{key}": value for name, table in self.tables.items() for key, value in table.parameters().items()}
        return urlencode(self.parameters() | own)

    def table(self, name: str) -> TableState:
        """Return the state of one table."""
        return self.tables.get(name, TableState())

    def question(self, *blocks: str, customer: int | None = None) -> Question:
        """Return the question that the page asks of some blocks, of one customer if its key is given."""
        asked = Question(
            on=self.as_of, blocks=blocks, line=self.line, people=self.people, everyone=self.everyone, week=self.week,
            customer=customer, endpoint=self.endpoint,
        )  # fmt: skip
        if len(blocks) != 1:
            return asked
        table = self.table(blocks[0])
        return replace(
            asked, sort=table.sort.lstrip("-"), descending=table.sort.startswith("-"), search=table.q, limit=table.size,
            offset=(table.page - 1) * table.size,
        )  # fmt: skip


def call_state(query: QueryDict) -> CallState:
    """Return the state in a page's address. What makes no sense is as if it were not there."""
    tables = {name.split(".", 1)[0] for name in query if "." in name}
    return CallState(
        line=query.get("line", "")[:MOST],
        as_of=day_in(query.get("as_of", "")),
        people=query.get("people") == "1",
        everyone=query.get("everyone") == "1",
        full=query.get("full") == "1",
        week=day_in(query.get("week", "")),
        customer=query.get("customer", "")[:MOST],
        endpoint=query.get("endpoint", "")[:MOST],
        tables={name: table_state(query, f"{name}.") for name in sorted(tables)},
    )


def call_state_behind(current_url: str | None, block: str, table: TableState) -> CallState:
    """Return the state of the page on which a table was just turned, from the address that the browser shows."""
    query = QueryDict(mutable=True)
    for name, values in parse_qs(urlsplit(current_url or "").query).items():
        query.setlist(name, values)
    state = call_state(query)
    return replace(state, tables=state.tables | {block: table})
