"""P18: when figures are missing, broken or old, everything else works, and what is stale says since when."""

from datetime import timedelta

import pytest
from django.test import Client

from partnerhub.pipeline import manifest
from tests.world import World, licenses, subscription


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in(world)


def signed_in(world: World) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.person("alice"))
    return client


def without_any(world: World) -> str:
    return "nothing was built yet"


def with_a_broken_manifest(world: World) -> str:
    world.build()
    (path,) = manifest.folder_of(world.acme.id).glob("manifest*.json")
    path.write_text("{ half")
    return "is broken"


def with_a_lost_file(world: World) -> str:
    world.build()
    known = manifest.load(world.acme.id)
    for name in known.days[world.today.isoformat()].files.values():
        (manifest.folder_of(world.acme.id) / name).unlink()
    return "hub build"


@pytest.mark.parametrize("loss", [without_any, with_a_broken_manifest, with_a_lost_file])
def test_missing_figures_are_said_in_one_sentence_and_the_records_stay_at_work(world, browser, loss):
    said = loss(world)
    page, fragment = (
        browser.get(address) for address in ("/analytics/subscriptions/", "/analytics/subscriptions/blocks/expiring/")
    )
    call = browser.get("/api/v1/reports/subscriptions")
    assert [answer.status_code for answer in (page, fragment, call)] == [503, 503, 503]
    assert all(said in answer.content.decode().lower() for answer in (page, fragment, call))
    assert call.headers["Content-Type"].startswith("application/problem+json")
    for address in ("/customers/", "/customers/by-id/HARBOR/", "/imports/", "/settings/", "/api/v1/customers"):
        assert browser.get(address).status_code == 200, address


def test_old_figures_say_of_which_day_they_are_and_how_many_customers_are_current(world, clock):
    on = world.today
    world.take_in(subscriptions=[subscription("S1", "HARBOR", on)], licenses=[licenses("S1", on, 10, 5, 5, 5)])
    world.build()
    clock.shift(timedelta(days=9))
    later = signed_in(world).get("/analytics/subscriptions/?full=1").content.decode()
    assert f"as of {on.day} {on:%b %Y}" in later
    world.build(on + timedelta(days=9))
    built_again = world.ask(blocks=("kpis",)).blocks[0].freshness
    assert (built_again.current, built_again.of) == (0, 1)
