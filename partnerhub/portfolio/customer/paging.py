"""Where a page of a list by date ends: the day and the key of its last row, so that the next one begins right behind."""

import re
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"(\d{4}-\d{2}-\d{2})\.(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list that is ordered by a day and a key."""

    day: date
    id: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.id}"


def read_place(text: str) -> Place | None:
    """Return the place that an address names; what makes no sense is the beginning of the list."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    try:
        return Place(date.fromisoformat(found[1]), int(found[2]))
    except ValueError:
        return None
