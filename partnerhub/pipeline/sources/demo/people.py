"""Made-up people of customers and the licenses they hold: as many as the counts of the day say, some of them long unused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from partnerhub.pipeline.sources.demo import names
from partnerhub.pipeline.sources.demo.customers import Company, Line, Term
from partnerhub.pipeline.sources.demo.history import counts_on

PEOPLED = 300  # so many customers have people; a partner of any size is no bigger for it
MOST = 250  # licenses of a line whose holders are known
ROOMS = ("Reception", "Board room", "Workshop", "Meeting room North", "Meeting room South", "Warehouse", "Canteen", "Lobby")


@dataclass(slots=True)
class Held:
    """One license somebody holds."""

    term: Term
    product: str
    assigned: date
    used: date | None


@dataclass(slots=True)
class Somebody:
    """One person or room of a customer, with the licenses given to them."""

    reference: str
    name: str
    email: str
    kind: str
    created: date
    status: str = "active"
    licenses: list[Held] = field(default_factory=list)


def people_of(company: Company, number: int, on: date) -> Iterator[Somebody]:
    """Yield the people of a customer, each with what they hold. Most customers of a large partner have none."""
    lines = [found for found in _lines(company, number, on) if found[2]]
    if not lines:
        return
    rng = Random(f"people/{company.reference}")
    everybody = [_somebody(rng, company, place) for place in range(max(held for _, _, held, _, _ in lines))]
    for shift, (term, line, held, used, used_90) in enumerate(lines):
        for place in range(held):
            one = everybody[(place + shift * 3) % len(everybody)]
            day = _last_use(rng, place, used, used_90, on)
            one.licenses.append(Held(term, line.product, _given(rng, term, day, on), day))
    for one in (one for one in everybody if one.licenses):
        one.created = min(held.assigned for held in one.licenses) - timedelta(days=rng.randint(0, 20))
        if all(held.used is None for held in one.licenses):
            one.status = rng.choices(("active", "invited", "suspended"), (5, 4, 1))[0]
        yield one


def _lines(company: Company, number: int, on: date) -> Iterator[tuple[Term, Line, int, int, int]]:
    """Yield the running lines whose holders are known: how many hold a license, used it in 7 and in 90 days."""
    for place, term in enumerate(company.terms):
        if term.end < on or (term.cancelled and term.cancelled <= on) or term.setup == "pending":
            continue
        for line_place, line in enumerate(term.lines):
            is_known = number < PEOPLED and line.total <= MOST and line.product != "call_on_webex"
            if is_known or not line.reports_use:
                salt = number * 31 + place * 7 + line_place
                yield term, line, *counts_on(term, line, on, salt, on)


def _somebody(rng: Random, company: Company, place: int) -> Somebody:
    reference = f"P-{company.reference.removeprefix('C-')}-{place + 1}"
    if place % 23 == 17:
        room = f"{rng.choice(ROOMS)} {place // 23 + 1}"
        return Somebody(reference, room, "", "workspace", company.created)
    name = names.person(rng)
    mail = f"{names.plain(name.replace(' ', '.'), '.')}.{place + 1}@{company.domain}"
    return Somebody(reference, name, mail, "user", company.created)


def _last_use(rng: Random, place: int, used: int, used_90: int, on: date) -> date | None:
    if place < used:
        return on - timedelta(days=rng.randint(1, 7))
    if place < used_90:
        return on - timedelta(days=rng.choice((rng.randint(8, 30), rng.randint(31, 60), rng.randint(61, 90))))
    return None if rng.random() < 0.4 else on - timedelta(days=rng.randint(91, 420))


def _given(rng: Random, term: Term, used: date | None, on: date) -> date:
    """Return since when somebody holds a license: some day since it was bought, not after they used it."""
    age = max((on - term.added).days, 1)
    given = term.added + timedelta(days=int(age * rng.random() ** 2))
    return min(given, used) if used and used >= term.added else given
