"""The small world, made once for all tests of imports, and back as it was after each of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.standing import given_back, standing
from tests.world import World


@pytest.fixture(scope="package")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Return the world of the whole package."""
    with django_db_blocker.unblock(), standing(tmp_path_factory.mktemp("world"), lambda world: None) as world:
        yield world


@pytest.fixture
def world(made_once: World, db, home: Path) -> World:
    """Return the small world, in which nothing but customers exists."""
    return given_back(made_once, home)
