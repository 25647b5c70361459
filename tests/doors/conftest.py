"""Acme and Globex with something to see, and everybody at the doors: by browser, by token, by command."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from partnerhub.jobs.worker import run_all
from partnerhub.pipeline import uploads
from partnerhub.pipeline.ingest.prepare import Options
from partnerhub.tenancy import services
from partnerhub.tenancy.selectors import person_with_email
from partnerhub.terms.codes import TokenScope
from tests.standing import given_back, standing
from tests.tenancy.conftest import giver  # noqa: F401
from tests.world import World, licenses, subscription, trial

CAST = ("alice", "adam", "rita", "hal", "petra", "cleo", "carol", "nobody")


class Doors:
    """The cast at the doors."""

    def __init__(self, world: World) -> None:
        self.world = world

    def browser(self, name: str, **options: object) -> Client:
        """Return a browser in which somebody is signed in; without a name nobody is."""
        client = Client(raise_request_exception=False, **options)
        if name:
            client.force_login(self.world.person(name))
        return client

    def token(self, name: str, kind: TokenScope = TokenScope.WRITE) -> str:
        """Return a new token of somebody."""
        world = self.world
        partner = world.globex if name == "carol" else world.acme
        return services.make_token(world.system(partner), person_with_email(world.person(name).email), kind, 30)

    def program(self, name: str, kind: TokenScope = TokenScope.WRITE) -> Client:
        """Return a program that calls with somebody's token; without a name it has none."""
        headers = {"Authorization": f"Bearer {self.token(name, kind)}"} if name else {}
        return Client(raise_request_exception=False, headers=headers, enforce_csrf_checks=True)

    def import_in_order(self) -> str:
        """Return the id of an import that Alice sent and that waits to be committed."""
        file = ContentFile(b"customer_id,name\nNEW,New Customer\n", name="new.csv")
        run = uploads.take_upload(self.world.alice, [file], Options())
        run_all()
        return str(run)


def let_go(answer: Any) -> None:
    """Close an answer that is sent piece by piece, as a server does, but keep the connection that all tests stand on."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def fill(world: World) -> None:
    """Give every customer subscriptions, a trial and license rows, and build today for both partners."""
    on = world.today
    near = {"end_date": on + timedelta(days=20), "added_date": on - timedelta(days=40)}
    for partner, ids in ((world.acme, ("HARBOR", "ORCHARD", "QUARRY")), (world.globex, ("INITECH",))):
        terms, rows = [], []
        for number, id_ in enumerate(ids):
            terms += [
                subscription(f"{id_}-S1", id_, on, **near, auto_renews="no"),
                subscription(f"{id_}-S2", id_, on, **near, auto_renews="yes"),
                trial(f"{id_}-T1", id_, on),
            ]
            for day in (on, on - timedelta(days=7), on - timedelta(days=30)):
                size = 100 + 10 * number
                rows += [
                    licenses(f"{id_}-S1", day, size, 20 + number, 10, 15), licenses(f"{id_}-S2", day, 10, 12 + number, 5, 5),
                    licenses(f"{id_}-S2", day, 50, 30, 7, 8, "calling"), licenses(f"{id_}-T1", day, 25, 5, "", ""),
                ]  # fmt: skip
        world.take_in(partner, subscriptions=terms, licenses=rows)
        world.build(partner=partner)


@pytest.fixture(scope="package")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Return the world of the whole package."""
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("doors"), fill) as world:
        yield world


@pytest.fixture
def world(made_once: World, db, home: Path) -> World:
    """Return two partners with built figures."""
    return given_back(made_once, home)


@pytest.fixture
def doors(world: World) -> Doors:
    """Return the cast at the doors of two partners with built figures."""
    return Doors(world)
