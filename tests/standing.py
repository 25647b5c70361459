"""A world made once for many tests: every one of them gets it back as it was, at the price of a rollback."""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import time_machine
from django.db import transaction
from django.test import override_settings

from tests.conftest import NOW, folders
from tests.world import World


@contextmanager
def standing(folder: Path, fill: Callable[[World], object]) -> Iterator[World]:
    """Make a world, fill it, and hold it in a transaction that is undone in the end."""
    home = folder / "home"
    home.mkdir()
    around = transaction.atomic()
    around._from_testcase = True  # as the framework's own tests have it: acts may ask to be the outermost
    with around:
        with override_settings(**folders(home)), time_machine.travel(NOW, tick=False):
            world = World(folder / "files")
            fill(world)
        yield world
        transaction.set_rollback(True)


def given_back(world: World, home: Path) -> World:
    """Return the world for one test: its lake and marts in the test's data folder, its files beside it."""
    shutil.copytree(world.folder.parent / "home", home, dirs_exist_ok=True)
    given = copy.copy(world)
    given.folder = home.parent / "files"
    return given
