"""Who uses the hub right now: every command does so together with others; a restore has it alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

LOCK = "hub.lock"


class InUse(Exception):
    """The hub cannot be had now. The text says who has it, fit for the terminal."""


@contextmanager
def hub_in_use(*, alone: bool = False) -> Iterator[int]:
    """Hold the hub's lock as long as the block runs, together with others or alone, and yield its handle.

    The system drops it when the last process that has the handle ends, however it ends. Raise InUse.
    """
    folder = Path(settings.HOME) / "work"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(_who(alone)) from None
        os.set_inheritable(handle, not alone)  # a web server that outlives `hub run` still has the hub
        yield handle
    finally:
        os.close(handle)


def _who(alone: bool) -> str:
    if alone:
        return "`hub run` or another command is at work here: stop it first, then restore"
    return "a restore is under way here: wait for its end"


def refuse_other_sessions() -> None:
    """Raise InUse when somebody else is connected to a database that several machines can share."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise InUse(f"{others} other sessions are connected to the database: stop `hub run` on every machine first")
