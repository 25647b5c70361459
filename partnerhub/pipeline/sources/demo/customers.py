"""Made-up customers: what each kind of them bought, how it uses it, and where it stands today."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from partnerhub.kit.dates import add_months
from partnerhub.pipeline.sources.demo import names

PRODUCTS = ("meetings", "calling", "messaging", "real_time_translations", "contact_center", "call_on_webex")
# How many of a hundred customers are of which kind. The first ones are one of each, so that a small partner has all.
KINDS = (
    ("steady", 43), ("growing", 11), ("wasteful", 7), ("over", 5), ("expiring", 6), ("renewing", 7), ("quiet", 4), ("unpaid", 2),
    ("expired", 3), ("waiting", 3), ("new", 3), ("trial", 3), ("ending_trial", 1), ("converted", 2), ("messaging", 2),
    ("churned", 2), ("nothing", 1), ("stale", 1), ("holders", 1),
)  # fmt: skip
NO_USE = {"nothing"}


@dataclass(slots=True)
class Line:
    """One product of a subscription, and how it is used: shares of the total, of the assigned, and how long they grow."""

    product: str
    total: int
    adoption: float
    usage: float
    ramp_days: int = 45
    drift: float = 0.0  # change of use over a year
    reports_use: bool = True


@dataclass(slots=True)
class Term:
    """One subscription or trial."""

    reference: str
    kind: str
    start: date
    end: date
    added: date
    auto_renews: bool = False
    setup: str = "done"
    payment: str = "paid"
    cancelled: date | None = None
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Company:
    """One customer with everything it has."""

    reference: str
    name: str
    country: str
    domain: str
    kind: str
    managed_by: str
    created: date
    last_sign_in: date | None
    tags: list[str]
    terms: list[Term]


def companies(count: int, seed: int, on: date) -> Iterator[Company]:
    """Yield the partner's customers. Each depends on the seed and its own number alone."""
    kinds = [kind for kind, _ in KINDS]
    for number in range(count):
        rng = Random(f"{seed}/{number}")
        kind = kinds[number] if number < len(kinds) else rng.choices(kinds, [weight for _, weight in KINDS])[0]
        yield _company(rng, number, kind, on)


def _company(rng: Random, number: int, kind: str, on: date) -> Company:
    name, country, domain = names.company(rng, number)
    seats = max(3, int(9 / (rng.random() + 0.0004) ** 0.92))
    if kind in {"wasteful", "over"}:
        seats = max(seats, 24)
    elif kind == "holders":
        seats = max(24, min(seats, 40))
    created = on - timedelta(days=rng.randint(200, 2200))
    terms = TERMS[kind](rng, f"SUB-{number + 100_001}", seats, on)
    if terms:
        created = min([created, *(term.added for term in terms)])
    quiet = kind in {"quiet", "churned", "expired"} or rng.random() < 0.04
    last = on - timedelta(days=rng.randint(95, 420) if quiet else int(rng.expovariate(1 / 9)))
    return Company(
        f"C-{number + 10_001}", name, country, domain, kind, rng.choices(["partner", "external", "both"], [84, 10, 6])[0],
        created, None if rng.random() < 0.02 else max(last, created), _tags(rng, seats, kind), terms,
    )  # fmt: skip


def _tags(rng: Random, seats: int, kind: str) -> list[str]:
    tags = ["key account"] if seats > 800 else []
    tags += ["at risk"] if kind in {"wasteful", "unpaid", "expiring"} and rng.random() < 0.5 else []
    return tags + (["public sector"] if rng.random() < 0.06 else []) + (["onboarding"] if kind in {"new", "waiting"} else [])


def _lines(rng: Random, seats: int, adoption: float, usage: float, **more: float) -> list[Line]:
    """Return the lines of an ordinary subscription: most have Meetings, many Calling too."""
    chosen = [
        product for product, share in zip(PRODUCTS, (0.86, 0.62, 0.4, 0.05, 0.07, 0.1), strict=True) if rng.random() < share
    ]
    lines = []
    for product in chosen or ["meetings"]:
        share = {"calling": rng.uniform(0.5, 1.0), "contact_center": 0.12, "real_time_translations": 0.2}.get(product, 1.0)
        line = Line(product, max(1, round(seats * share)), _near(rng, adoption, 0.08), _near(rng, usage, 0.1))
        line.drift = more.get("drift", rng.gauss(0, 0.08))
        lines.append(line)
    return lines


def _near(rng: Random, value: float, spread: float) -> float:
    return max(0.02, rng.gauss(value, spread))


def _yearly(rng: Random, reference: str, on: date, days_left: int, **given: object) -> Term:
    """Return a paid term of one to three years that ends in so many days."""
    end = on + timedelta(days=days_left)
    years = max(rng.choice((1, 1, 1, 2, 3)), days_left // 365 + 1)
    start = add_months(end + timedelta(days=1), -12 * years)
    first = add_months(start, -12 * rng.randint(0, 3)) if days_left < 300 else start
    return Term(reference, "subscription", start, end, first, **given)  # type: ignore[arg-type]  # names of its fields


def _far(rng: Random) -> int:
    return rng.randint(100, 1000)


def _steady(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), auto_renews=rng.random() < 0.7)
    term.lines = _lines(rng, seats, 0.84, 0.68)
    terms = [term]
    if rng.random() < 0.12:
        extra = _yearly(rng, f"{ref}-B", on, _far(rng), auto_renews=True)
        extra.lines = [Line("calling", max(3, seats // 4), 0.8, 0.6)]
        terms.append(extra)
    return terms


def _growing(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), auto_renews=True)
    term.lines = _lines(rng, seats, 0.95, 0.85, drift=0.35)
    return [term]


def _wasteful(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), auto_renews=rng.random() < 0.5)
    term.lines = [
        Line("meetings", seats, rng.uniform(0.1, 0.4), 0.5),
        Line("calling", max(8, seats // 2), rng.uniform(0.1, 0.4), 0.45),
    ]
    return [term]


def _over(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), auto_renews=rng.random() < 0.6)
    term.lines = [Line("meetings", seats, rng.uniform(1.04, 1.3), 0.85), Line("calling", seats, rng.uniform(1.02, 1.2), 0.8)]
    return [term]


def _expiring(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, rng.randint(0, 90), auto_renews=False)
    term.lines = _lines(rng, seats, 0.7, 0.5, drift=-0.3)
    term.lines += [Line("calling", max(3, seats // 2), 0.6, 0.4)] if all(x.product != "calling" for x in term.lines) else []
    return [term]


def _renewing(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, rng.randint(1, 90), auto_renews=True)
    term.lines = _lines(rng, seats, 0.86, 0.7)
    term.lines += [Line("calling", max(3, seats // 2), 0.8, 0.7)] if all(x.product != "calling" for x in term.lines) else []
    return [term]


def _unpaid(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), payment=rng.choice(("unpaid", "past_due")), auto_renews=True)
    term.lines = _lines(rng, seats, 0.7, 0.4, drift=-0.4)
    return [term]


def _expired(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, -rng.randint(5, 200))
    term.lines = _lines(rng, seats, 0.6, 0.3)
    return [term]


def _churned(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), cancelled=on - timedelta(days=rng.randint(1, 120)))
    term.lines = _lines(rng, seats, 0.5, 0.2, drift=-0.6)
    return [term]


def _waiting(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    added = on - timedelta(days=rng.randint(0, 20))
    return [Term(ref, "subscription", added, add_months(added, 12), added, True, setup=rng.choice(("pending", "partial")),
                 lines=[Line("meetings", seats, 0.1, 0.3), Line("calling", seats, 0.05, 0.2)])]  # fmt: skip


def _new(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    added = on - timedelta(days=rng.randint(0, 88))
    lines = [Line("meetings", seats, 0.8, 0.7, 30), Line("calling", max(3, seats // 2), 0.8, 0.6, 30)]
    return [Term(ref, "subscription", added, add_months(added, 12) - timedelta(days=1), added, True, lines=lines)]


def _trial(rng: Random, ref: str, seats: int, on: date, left: tuple[int, int] = (8, 29)) -> list[Term]:
    end = on + timedelta(days=rng.randint(*left))
    start = end - timedelta(days=30)
    lines = [Line(product, min(seats, 100), 0.6, 0.5, 10) for product in ("meetings", "calling")]
    return [Term(f"TRIAL-{ref[4:]}", "trial", start, end, start, lines=lines)]


def _ending_trial(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    return _trial(rng, ref, seats, on, (0, 6))


def _converted(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    began = on - timedelta(days=rng.randint(40, 300))
    trial = Term(
        f"TRIAL-{ref[4:]}", "trial", began, began + timedelta(days=29), began, lines=[Line("meetings", 25, 0.7, 0.6, 10)]
    )
    paid_from = began + timedelta(days=30)
    paid = Term(ref, "subscription", paid_from, add_months(paid_from, 12) - timedelta(days=1), paid_from, True,
                lines=_lines(rng, seats, 0.85, 0.7))  # fmt: skip
    return [trial, paid]


def _messaging(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, _far(rng), auto_renews=True)
    term.lines = [Line("messaging", seats, 0.9, 0.8)]
    return [term]


def _holders(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    term = _yearly(rng, ref, on, rng.randint(20, 85), auto_renews=True)
    term.lines = [Line("meetings", seats, 0.75, 0.6, reports_use=False), Line("calling", seats, 0.6, 0.6, reports_use=False)]
    return [term]


def _nothing(rng: Random, ref: str, seats: int, on: date) -> list[Term]:
    return []


TERMS = {
    "steady": _steady, "growing": _growing, "wasteful": _wasteful, "over": _over, "expiring": _expiring, "renewing": _renewing,
    "quiet": _steady, "unpaid": _unpaid, "expired": _expired, "waiting": _waiting, "new": _new, "trial": _trial,
    "ending_trial": _ending_trial, "converted": _converted, "messaging": _messaging, "churned": _churned, "nothing": _nothing,
    "stale": _steady, "holders": _holders,
}  # fmt: skip
