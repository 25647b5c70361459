"""The world that the corpus is sent into: something of every kind of record, some of it another partner's."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.standing import given_back, standing
from tests.world import World, customer, licenses, subscription, trial


def fill(world: World) -> None:
    """Add a row of every kind, and marts."""
    on = world.today
    world.take_in(
        customers=[customer("HARBOR", "Harbor Foods", org_uuid="u-harbor")],
        subscriptions=[
            subscription("S1", "HARBOR", on), subscription("R1", "HARBOR", on, auto_renews="yes"),
            trial("T1", "ORCHARD", on),
        ],
        licenses=[licenses("S1", on, 10, 8, 3, 5), licenses("S1", on - timedelta(days=7), 10, 6, 2, 5)],
        people=[{"person_id": "P1", "customer_id": "HARBOR", "name": "Pia"}],
        holders=[{"subscription_id": "S1", "product": "meetings", "person_id": "P1"}],
        orders=[{"order_id": "O1", "subscription_id": "S1", "product": "meetings", "ordered_date": on, "action": "new"}],
        invoices=[{"invoice_id": "I1", "subscription_id": "S1", "issued_date": on, "amount": 5, "currency": "SEK",
                   "state": "open"}],
        tags=[{"customer_id": "HARBOR", "tag": "vip"}],
    )  # fmt: skip
    world.take_in(
        partner=world.globex,
        subscriptions=[subscription("G1", "INITECH", on)],
        people=[{"person_id": "GP1", "customer_id": "INITECH", "name": "Gus"}],
    )
    world.build()


@pytest.fixture(scope="package")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Return the world of the whole package."""
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("world"), fill) as world:
        yield world


@pytest.fixture
def full_world(made_once: World, db, home: Path) -> World:
    """Return the small world with a row of every kind, and with marts."""
    return given_back(made_once, home)


@pytest.fixture
def sent(tmp_path: Path):
    """Return a function that writes files under a folder of their own and returns their paths."""

    def write(files: dict[str, bytes]) -> list[Path]:
        folder = tmp_path / "sent"
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return [folder / name for name in files]

    return write
