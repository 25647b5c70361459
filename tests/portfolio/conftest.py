"""A crowd of customers, made once for all tests of the records, and back as it was after each of them."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from partnerhub.portfolio.services import refresh_statuses
from tests.standing import given_back, standing
from tests.world import World, customer, licenses, subscription, trial

NAMES = ("Åkeri Öst", "Nordic Foods", "nordic clinics", "O'Brien & Sons", "Zeta", "Harbor Öl", "Straße 9", "Birka Harbor")


def days(on: date, count: int) -> date:
    """Return the day so many days later."""
    return on + timedelta(days=count)


@pytest.fixture(scope="package")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Return the crowd of the whole package."""
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("crowd"), gathered) as world:
        yield world


@pytest.fixture
def crowd(made_once: World, db, home: Path) -> World:
    """Return thirty customers of every sort beside the small cast."""
    return given_back(made_once, home)


def gathered(world: World) -> None:
    """Add customers so that each value of each facet is there and missing."""
    on, rows, terms, counts, tags = world.today, [], [], [], []
    for n in range(30):
        id_ = f"K-{n:03}"
        rows.append(customer(
            id_, f"{NAMES[n % len(NAMES)]} {n % 4 or ''}".strip(), country=("SE", "DE", "")[n % 3],
            domain=f"mail{n}.site{n % 3}.example" if n % 2 else "", managed_by=("partner", "external", "both")[n % 3],
            created_date=days(on, -n * 20), last_admin_sign_in_at=f"{days(on, -n * 7)}T10:00:00Z" if n % 4 else "",
        ))  # fmt: skip
        if n % 5:
            renews = "yes" if n % 2 else "no"
            terms.append(subscription(f"S{n}", id_, on, end_date=days(on, n * 4 - 10), auto_renews=renews))
            counts += [licenses(f"S{n}", on, 10 * n, 7 * n, 1, 1), licenses(f"S{n}", on, n, n + n % 2, "", "", "calling")]
        if n % 7 == 0:
            terms.append(trial(f"T{n}", id_, on))
        tags += [{"customer_id": id_, "tag": tag} for tag in ("gold", "at risk")[: n % 3]]
    world.take_in(customers=rows, subscriptions=terms, licenses=counts, tags=tags)
    refresh_statuses(world.system(), on=on)
