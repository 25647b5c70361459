"""A world made once for a whole package of tests: every test gets it back as it was, at the price of a rollback."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import time_machine
from django.db import transaction
from django.test import override_settings

from tests.conftest import NOW
from tests.world import World


@contextmanager
def standing(folder: Path, fill: Callable[[World], object]) -> Iterator[World]:
    """Make a world, fill it, and hold it in a transaction that is undone in the end."""
    home = folder / "home"
    home.mkdir()
    at = {"HOME": home, "LAKE_DIR": home / "lake", "MARTS_DIR": home / "marts", "UPLOADS_DIR": home / "uploads"}
    with transaction.atomic():
        with override_settings(**at), time_machine.travel(NOW, tick=False):
            world = World(folder / "files")
            fill(world)
        yield world
        transaction.set_rollback(True)


def given_back(world: World, home: Path) -> World:
    """Return the world with its lake and marts copied into the data folder of one test."""
    shutil.copytree(world.folder.parent / "home", home, dirs_exist_ok=True)
    return world
