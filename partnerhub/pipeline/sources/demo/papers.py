"""Made-up orders and invoices: each bill is for what was ordered by then, in the money of the customer's country."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from partnerhub.kit.dates import add_months
from partnerhub.pipeline.sources.demo.customers import Company, Line, Term
from partnerhub.pipeline.sources.demo.people import PEOPLED

Row = tuple[object, ...]
PRICES = {  # a month, in euro
    "meetings": 14, "calling": 9, "messaging": 3, "real_time_translations": 5, "contact_center": 70, "call_on_webex": 0,
}  # fmt: skip
MONEY = {
    "SE": ("SEK", 11.4), "NO": ("NOK", 11.6), "DK": ("DKK", 7.46), "GB": ("GBP", 0.86), "PL": ("PLN", 4.3), "US": ("USD", 1.09),
}  # fmt: skip
EURO = ("EUR", 1.0)
EVERY = {1: 24, 3: 8, 12: 3}  # months between bills → how many of the newest are known
FEW = 4  # bills of each customer of a large partner


@dataclass(frozen=True, slots=True)
class Step:
    """One order line: what it did to the licenses of a product, or to the whole term."""

    day: date
    action: str
    product: str = ""
    quantity: int | str = ""


def orders_of(term: Term, company: Company, on: date) -> Iterator[Row]:
    """Yield the order history of a term, oldest first."""
    for place, step in enumerate(_steps(term, company, on), start=1):
        yield f"O-{term.reference}-{place}", term.reference, step.product, step.day, step.action, step.quantity


def _steps(term: Term, company: Company, on: date) -> list[Step]:
    rng = Random(f"orders/{term.reference}")
    steps = [step for line in term.lines for step in _of_line(rng, term, line, company, on)]
    renewed = add_months(term.added, 12)
    while term.kind == "subscription" and renewed <= min(term.start, on):
        steps.append(Step(renewed, "renew"))
        renewed = add_months(renewed, 12)
    if term.cancelled:
        steps.append(Step(term.cancelled, "cancel"))
    return sorted(steps, key=lambda step: step.day)


def _of_line(rng: Random, term: Term, line: Line, company: Company, on: date) -> Iterator[Step]:
    """Yield how a line came to its licenses: bought, then added to or reduced as the customer grew or shrank."""
    age = (min(on, term.end) - term.added).days
    later = rng.choice((1, 2, 3)) if company.kind == "growing" else rng.choice((0, 0, 1, 1, 2))
    parts: list[tuple[int, int]] = []
    if term.kind == "subscription" and age > 120 and line.total >= 10:
        for _ in range(later):
            size = max(1, round(line.total * rng.uniform(0.04, 0.2)))
            parts.append((rng.randint(60, age - 10), size if company.kind == "growing" or rng.random() < 0.75 else -size))
    first = line.total - sum(size for _, size in parts)
    if first < 1:
        parts, first = [], line.total
    yield Step(term.added, "new", line.product, first)
    for days, size in parts:
        yield Step(term.added + timedelta(days=days), "add" if size > 0 else "reduce", line.product, abs(size))


def invoices_of(term: Term, company: Company, number: int, on: date) -> Iterator[Row]:
    """Yield the newest invoices of a subscription. What it owes now decides the state of the last ones."""
    if term.kind != "subscription" or term.setup == "pending":
        return
    rng = Random(f"bills/{term.reference}")
    months = rng.choices((1, 3, 12), (5, 4, 1))[0]
    currency, rate = MONEY.get(company.country, EURO)
    steps = _steps(term, company, on)
    last = min(on, term.end, term.cancelled or on)
    days, day = [], term.added
    while day <= last:
        days.append(day)
        day = add_months(term.added, months * len(days))
    days = days[-(EVERY[months] if number < PEOPLED else FEW) :]
    for place, issued in enumerate(days, start=1):
        amount = sum(PRICES[product] * held for product, held in _held_on(steps, issued).items()) * months * rate
        state = _state(rng, term, issued, on, len(days) - place)
        yield (
            f"I-{term.reference}-{issued:%Y%m%d}", term.reference, issued, issued + timedelta(days=30), f"{amount:.2f}", currency,
            state,
        )  # fmt: skip
    cut = next((step for step in reversed(steps) if step.action == "reduce" and days and step.day >= days[0]), None)
    if cut:
        credit = PRICES[cut.product] * int(cut.quantity) * months * rate / 2
        yield f"C-{term.reference}-{cut.day:%Y%m%d}", term.reference, cut.day, "", f"{-credit:.2f}", currency, "paid"


def _held_on(steps: list[Step], day: date) -> dict[str, int]:
    """Return the licenses of each product that were ordered by a day."""
    held: dict[str, int] = {}
    for step in (step for step in steps if step.product and step.day <= day):
        held[step.product] = held.get(step.product, 0) + int(step.quantity) * (-1 if step.action == "reduce" else 1)
    return held


def _state(rng: Random, term: Term, issued: date, on: date, back: int) -> str:
    """Return where a bill stands; `back` counts from the newest one."""
    is_due = issued + timedelta(days=30) < on
    if term.payment == "past_due" and back < 2:
        return "past_due" if is_due or back else "open"
    if term.payment == "unpaid" and back == 0:
        return "open"
    if not is_due and rng.random() < 0.6:
        return "open"
    return "void" if back > 2 and rng.random() < 0.02 else "paid"
