"""People who sign in as they would: address and password, then a code of their app."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from partnerhub.jobs.models import OutgoingMail
from partnerhub.jobs.worker import run_all
from partnerhub.tenancy.models import Person
from tests.doors.conftest import doors  # noqa: F401  # the cast at the doors, with figures to see
from tests.signin.codes import app_code
from tests.tenancy.conftest import giver  # noqa: F401
from tests.world import World

PASSWORD = "correct horse battery staple"
LOGIN, STEP = "/account/login/", "/account/second-factor/authenticate/"


class Comer:
    """Somebody at a browser, not signed in yet."""

    def __init__(self, world: World, name: str) -> None:
        self.person = world.person(name)
        self.client = Client(raise_request_exception=False)

    def password(self, password: str = PASSWORD, address: str = LOGIN):
        """Send address and password."""
        return self.client.post(address, {"login": self.person.email, "password": password})

    def code(self, code: str | None = None):
        """Send the second factor: by default what the person's app shows right now."""
        return self.client.post(STEP, {"code": app_code() if code is None else code})

    def come_in(self) -> Client:
        """Sign in with both and return the browser."""
        assert self.password()["Location"] == STEP
        assert self.code().status_code == 302
        return self.client


@pytest.fixture
def comer(world) -> Callable[[str], Comer]:
    """Return a maker of people with a password, who have not signed in yet."""

    def comer(name: str) -> Comer:
        made = Comer(world, name)
        made.person.set_password(PASSWORD)
        made.person.save()
        return made

    return comer


@pytest.fixture
def without_factor(world) -> Callable[[str], None]:
    """Return a function that lets somebody lose their app, as if they had never set one up."""

    def lose(name: str) -> None:
        world.person(name).authenticator_set.all().delete()

    return lose


def letters() -> list[OutgoingMail]:
    """Return the letters that wait in the box, the oldest first, after all background work is done."""
    run_all()
    return list(OutgoingMail.objects.order_by("id"))


def link_in(letter: OutgoingMail) -> str:
    """Return the path of the link that a letter carries."""
    found = re.search(r"http://localhost:8000(/\S+)", letter.text)
    assert found, letter.text
    return found.group(1)


def person(email: str) -> Person:
    """Return somebody by address."""
    return Person.objects.get(email=email)
