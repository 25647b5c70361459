"""One hub with a demo partner of 100 customers for all journeys; everybody signs in as they would."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.hub import RunningHub, Visitor, browser_path, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep all journeys on one worker, and skip them loudly where no browser can be had."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if browser_path() is None:
                item.add_marker(pytest.mark.skip(reason="NO BROWSER on this machine: install Chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    """A served demo partner."""
    running = RunningHub(tmp_path_factory.mktemp("hub"))
    running.command("demo")
    with running.running() as running.link:
        yield running


@pytest.fixture(scope="session")
def signed_in(hub: RunningHub, browser: Browser) -> dict:
    """The session of the first administrator, made by the link that the terminal printed."""
    visitor = Visitor(browser, hub.base)
    visitor.open(hub.link)
    visitor.page.fill("input[name=name]", "Alice Admin")
    visitor.page.fill("input[name=email]", "alice@example.com")
    visitor.page.click("text=Begin")
    visitor.settle()
    assert visitor.page.url == f"{hub.base}/customers/"
    assert visitor.complaints == []
    return visitor.context.storage_state()


@pytest.fixture
def visit(hub: RunningHub, browser: Browser, signed_in: dict) -> Iterator:
    """Return a maker of visitors; the test fails on anything that any of their browsers complained of."""
    made: list[Visitor] = []

    def arrive(*, guest: bool = False, **options: object) -> Visitor:
        options.setdefault("viewport", {"width": 1360, "height": 900})
        made.append(Visitor(browser, hub.base, storage_state=None if guest else signed_in, **options))
        return made[-1]

    yield arrive
    complaints = [complaint for visitor in made for complaint in visitor.complaints]
    for visitor in made:
        visitor.context.close()
    assert complaints == []
