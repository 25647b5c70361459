"""Writing files so that a crash at any instant leaves the old content or the new, never something between."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def flush_to_disk(path: Path) -> None:
    """Force a file, or the entries of a folder, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move_into_place(temporary: Path, final: Path) -> None:
    """Make a finished temporary file visible under its final name, durably and in one step."""
    flush_to_disk(temporary)
    temporary.replace(final)
    flush_to_disk(final.parent)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Replace a small file's content in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    move_into_place(temporary, path)


@contextmanager
def only_one(path: Path, *, wait_seconds: float = 600) -> Iterator[None]:
    """Hold an exclusive lock that the system drops when this process dies. Raise TimeoutError when it stays taken."""
    path.parent.mkdir(parents=True, exist_ok=True)
    give_up_at = time.monotonic() + wait_seconds
    with path.open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= give_up_at:
                    raise TimeoutError(f"{path} is held by another process") from None
                time.sleep(0.05)
        yield
