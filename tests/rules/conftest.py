"""Rules about what is written: they read files, so one run of them is enough for both databases."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here that asks no database."""
    for item in items:
        if Path(__file__).parent in item.path.parents and "db" not in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.written)
