"""A backup as one file: a tar of members, the last of which says what they are, and a trailer over everything before it.

It is written and read as a stream, from the first byte to the last; any tar program can list it. Nothing counts before the
trailer was compared, so that a flipped byte anywhere is noticed before anything is put in place.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

FORMAT = 1
MAGIC = "partner hub backup"
TRAILER_BYTES = 512
MANIFEST = "manifest.json"
PIECE = 1 << 20
LARGEST_MANIFEST = 256 << 20
NAME = re.compile(r"[A-Za-z0-9_=-][A-Za-z0-9._=-]*(/[A-Za-z0-9_=-][A-Za-z0-9._=-]*)*")

Progress = Callable[[str, int, int], None]


class Damaged(Exception):
    """The file is no backup, or not a whole one. The text says what is wrong, fit for the terminal."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds, of which hub, as of when. `rows` counts the rows of each table."""

    format: int
    hub_version: str
    made_at: str
    database: str
    secret: str  # a fingerprint, to tell whether the secret is the same
    migrations: tuple[tuple[str, str], ...]
    rows: dict[str, int]
    partners: int
    members: tuple[Member, ...] = field(default=())

    @property
    def moment(self) -> datetime:
        """Return when the backup was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def size(self) -> int:
        """Return how many bytes its members have."""
        return sum(member.size for member in self.members)


class HashedOut(io.RawIOBase):
    """Passes bytes on to a stream and keeps a digest of all of them."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # what is given here is always bytes
        self.out.write(piece)
        self.digest.update(piece)
        return len(piece)


class HashedIn(io.RawIOBase):
    """Reads a stream and keeps a digest of it; what one reader took is counted, and the last bytes are kept for the end."""

    def __init__(self, source: IO[bytes], keep: int = 0) -> None:
        self.source, self.keep = source, keep
        self.digest = hashlib.sha256()
        self.tail = b""
        self.taken = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.taken += len(piece)
        held = self.tail + piece
        cut = max(0, len(held) - self.keep)
        self.digest.update(held[:cut])
        self.tail = held[cut:]
        return piece


class Writer:
    """A backup under way: members are added one after the other, then it is finished."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = HashedOut(out)
        self.tar = tarfile.open(fileobj=self.out, mode="w|", format=tarfile.GNU_FORMAT)  # noqa: SIM115  # closed by finish
        self.members: list[Member] = []

    def add(self, name: str, path: Path) -> None:
        """Add a file that nobody changes any more."""
        size = path.stat().st_size
        with path.open("rb") as file:
            source = HashedIn(file)
            self.tar.addfile(_head(name, size), source)
        self.members.append(Member(name, size, source.digest.hexdigest()))

    def finish(self, manifest: Manifest) -> None:
        """Write what the members are, and the trailer."""
        content = json.dumps(asdict(manifest) | {"members": [asdict(one) for one in self.members]}, sort_keys=True).encode()
        place = self.tar.offset + tarfile.BLOCKSIZE
        self.tar.addfile(_head(MANIFEST, len(content)), io.BytesIO(content))
        self.tar.close()
        self.out.digest.update(_place(place, len(content)))
        self.out.out.write(_trailer(place, len(content), self.out.digest.hexdigest()))


def _head(name: str, size: int) -> tarfile.TarInfo:
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head


def _place(place: int, size: int) -> bytes:
    """Return where the manifest stands, as the digest of the whole covers it."""
    return f"{place} {size}".encode()


def _trailer(place: int, size: int, digest: str) -> bytes:
    said = {"is": MAGIC, "format": FORMAT, "manifest": [place, size], "sha256": digest}
    return json.dumps(said, sort_keys=True).encode().ljust(TRAILER_BYTES - 1) + b"\n"


def _read_trailer(content: bytes) -> tuple[int, int, str]:
    """Return place and size of the manifest and the digest of everything. Raise Damaged."""
    try:
        said = json.loads(content)
        place, size = said["manifest"]
        found = _trailer(int(place), int(size), str(said["sha256"]))
    except (ValueError, KeyError, TypeError):
        raise Damaged("it does not end as a backup does: it is no backup of a hub, or it was cut off") from None
    if isinstance(said.get("format"), int) and said["format"] > FORMAT:
        raise Damaged(f"its format {said['format']} is newer than this version of the hub can read")
    if found != content:
        raise Damaged("its end was changed")
    return int(place), int(size), str(said["sha256"])


def _manifest(content: bytes) -> Manifest:
    try:
        said = json.loads(content)
        members = tuple(Member(one["name"], one["size"], one["sha256"]) for one in said.pop("members"))
        migrations = tuple((app, name) for app, name in said.pop("migrations"))
        return Manifest(**said, members=members, migrations=migrations)
    except (ValueError, KeyError, TypeError):
        raise Damaged("what it says about itself cannot be read") from None


def manifest_of(path: Path) -> Manifest:
    """Return what a backup says about itself, without reading the rest of it. Raise Damaged."""
    with path.open("rb") as file:
        file.seek(0, io.SEEK_END)
        if file.tell() < TRAILER_BYTES:
            raise Damaged("it is no backup of a hub")
        file.seek(-TRAILER_BYTES, io.SEEK_END)
        place, size, _ = _read_trailer(file.read(TRAILER_BYTES))
        if size > LARGEST_MANIFEST:
            raise Damaged("its end was changed")
        file.seek(place)
        return _manifest(file.read(size))


Keep = Callable[[str], Path | None]  # name of a member → where to put it; nothing: only look at it


def read(source: BinaryIO, keep: Keep, progress: Progress) -> Manifest:
    """Read a backup from its first byte to its last and return what it says about itself; members are put where `keep` says.

    Raise Damaged when anything about it is not as it was written. What was put somewhere by then is worth nothing.
    """
    stream = HashedIn(source, TRAILER_BYTES)
    found: dict[str, Member] = {}
    content = b""
    with _damage_told(), tarfile.open(fileobj=stream, mode="r|") as tar:
        for head in tar:
            if content or not head.isreg() or head.name in found or not NAME.fullmatch(head.name):
                raise Damaged(f"{PurePosixPath(head.name).name[:80]!r} does not belong there")
            file = tar.extractfile(head)
            assert file is not None  # it is a regular one
            if head.name == MANIFEST:
                content = file.read(LARGEST_MANIFEST)
                continue
            progress("reading", stream.taken, 0)
            found[head.name] = _taken(head.name, file, keep(head.name))
    while stream.read(PIECE):
        pass
    place, size, digest = _read_trailer(stream.tail)
    stream.digest.update(_place(place, size))
    if stream.digest.hexdigest() != digest:
        raise Damaged(_which(content, found))
    manifest = _manifest(content)
    if {one.name: one for one in manifest.members} != found:
        raise Damaged(_which(content, found))
    return manifest


def _taken(name: str, file: IO[bytes], place: Path | None) -> Member:
    source = HashedIn(file)
    if place is None:
        while source.read(PIECE):
            pass
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as out:
            while piece := source.read(PIECE):
                out.write(piece)
    return Member(name, source.taken, source.digest.hexdigest())


def _which(content: bytes, found: dict[str, Member]) -> str:
    """Return in words which member is not as it was written, where that can be told."""
    try:
        said = {one.name: one for one in _manifest(content).members}
    except Damaged:
        return "it was changed, or not written to its end"
    wrong = sorted(name for name in said.keys() | found.keys() if said.get(name) != found.get(name))
    return f"{wrong[0]} in it was changed" if wrong else "it was changed between its parts"


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except tarfile.TarError as wrong:
        raise Damaged(f"it cannot be read as a backup ({str(wrong)[:80]})") from None
