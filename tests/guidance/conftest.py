"""Writing texts for a partner."""

from collections.abc import Callable

import pytest

from partnerhub.guidance.services import save_resource
from partnerhub.guidance.writing import ResourceText
from partnerhub.tenancy.scope import Scope

Write = Callable[..., int]


@pytest.fixture
def write(world) -> Write:
    """Return a function that keeps a text: write("name", "body", title=…, by=scope, based_on=0)."""

    def write(name: str, body: str = "Something to read.", *, by: Scope | None = None, based_on: int = 0, **more) -> int:
        given = {"language": "en", "title": name.capitalize(), "summary": ""} | more
        return save_resource(by or world.alice, ResourceText(name, body=body, **given), based_on=based_on)

    return write
