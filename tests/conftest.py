"""What every test stands on: a data folder of its own, a clock that stands still, and the small world."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine

# Before the settings are read: no test may touch the data folder of the checkout.
os.environ["HUB_HOME"] = tempfile.mkdtemp(prefix="hub-tests-")
os.environ.pop("HUB_BIND", None)

TODAY = date(2026, 11, 22)  # a Sunday, so the newest closed week ended the day before
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """Stop the clock at noon of TODAY. Journeys run in other processes and keep the real one."""
    if request.node.get_closest_marker("journey") or request.node.get_closest_marker("kill"):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def signed_in_by_force() -> Iterator[None]:
    """Let who is signed in by the test client's shortcut have come in as they would: with all the factors they have."""
    from django.contrib.auth.signals import user_logged_in

    from partnerhub.tenancy.signin import factors, proofs

    def prove(sender, request, user, **about) -> None:
        if not request.path:
            proofs.note(request, user, "password")
            if factors.has_second_factor(user.pk):
                proofs.note(request, user, "mfa", type="totp")

    user_logged_in.connect(prove)
    yield
    user_logged_in.disconnect(prove)


def folders(home: Path) -> dict[str, Path]:
    """Return the settings of everything that stands in a data folder."""
    return {"HOME": home} | {f"{name}_DIR": home / name.lower() for name in ("LAKE", "MARTS", "UPLOADS", "LISTS", "BACKUPS")}


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """Give every test a lake, marts and uploads of its own."""
    for name, folder in folders(tmp_path / "home").items():
        setattr(settings, name, folder)
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture(scope="module")
def small_world(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small cast, made once for a file of tests."""
    from tests.standing import standing

    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("small"), lambda world: None) as world:
        yield world


@pytest.fixture
def world(small_world, db, home: Path):
    """The small cast: Acme with its people and customers, and Globex, who must never see any of it."""
    from tests.standing import given_back

    return given_back(small_world, home)
