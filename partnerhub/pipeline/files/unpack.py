"""Finding the files behind what was given: single files, the files of a folder, the entries of a ZIP."""

import errno
import lzma
import os
import shutil
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from partnerhub.kit.words import made_visible
from partnerhub.pipeline.files import limits
from partnerhub.pipeline.files.problems import NAME, Problems, Wrong
from partnerhub.pipeline.files.sniff import Format, format_of
from partnerhub.terms import faults
from partnerhub.terms.texts import mark

DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
PACKING = mark("what it packs is broken")
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, ValueError)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as given: under which name people know it, and where it lies."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Readable:
    """One file that can be read: its name for people, where it lies, and its format."""

    name: str
    path: Path
    format: Format


def files_under(paths: Iterable[Path]) -> list[Source]:
    """Return the given files, and the files in given folders in the order of their names, hidden ones left out.

    Where two would have the same name for people, both get their whole path. Raise OSError for a folder without access.
    """
    found = [(name, path) for given in paths for name, path in _files_of(given)]
    times = Counter(name for name, _ in found)
    shown = ((name if times[name] == 1 else str(path), path) for name, path in found)
    return [Source(made_visible(name, NAME), path) for name, path in shown]


def _files_of(given: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of one file or of all files of a folder; an empty folder stands for itself."""
    if not given.is_dir():
        yield given.name, given
        return
    empty = True
    for folder, folders, names in os.walk(given, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            empty = False
            yield str((Path(folder) / name).relative_to(given)), Path(folder) / name
    if empty:
        yield given.name or str(given), given


def _raise(wrong: OSError) -> None:
    raise wrong


def readable_files(sources: Iterable[Source], workspace: Path, problems: Problems) -> Iterator[Readable]:
    """Yield every file that can be read, ZIPs unpacked into a workspace, and note what is wrong with the others."""
    for source in sources:
        try:
            _refuse_what_is_no_file(source.path)
            form = format_of(source.path)
            if form is Format.ZIP:
                yield from _entries(source, workspace, problems)
            else:
                yield Readable(source.name, source.path, form)
        except Wrong as wrong:
            problems.note(wrong, source.name)
        except OSError as wrong:
            if wrong.errno in DISK_FULL:
                raise
            problems.note(Wrong(faults.DAMAGED, why=mark("it cannot be opened")), source.name)


def _refuse_what_is_no_file(path: Path) -> None:
    if path.is_dir():
        raise Wrong(faults.EMPTY)
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise Wrong(faults.TYPE, found=mark("a pipe or a device"))


def refuse_size(size: int) -> None:
    """Raise Wrong for a record file of more bytes than one may have. Calling files may have any size."""
    if size > limits.RECORD_FILE_BYTES:
        limit = limits.RECORD_FILE_BYTES // 10**6
        raise Wrong(faults.TOO_LARGE, size=f"{size / 1e6:,.0f}", limit=limit)


def _entries(source: Source, workspace: Path, problems: Problems) -> Iterator[Readable]:
    with zipfile.ZipFile(source.path) as archive:
        found = [entry for entry in archive.infolist() if not _hidden(entry)]
        if not found:
            raise Wrong(faults.EMPTY)
        for entry in sorted(found, key=lambda entry: entry.filename):
            name = made_visible(f"{source.name}/{entry.filename}", NAME)
            try:
                path = _unpacked(archive, entry, workspace)
                form = format_of(path)
                if form is Format.ZIP:
                    raise Wrong(faults.TYPE, found=mark("a ZIP inside a ZIP"))
                yield Readable(name, path, form)
            except Wrong as wrong:
                problems.note(wrong, name)


def _hidden(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(entry.filename).parts
    return entry.filename.endswith("/") or any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, workspace: Path) -> Path:
    """Unpack one entry under a name of our own, so that a path inside the archive cannot lead anywhere else."""
    workspace.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(dir=workspace)
    try:
        with os.fdopen(handle, "wb") as out, archive.open(entry) as packed:
            shutil.copyfileobj(packed, out)
    except OSError as wrong:
        if wrong.errno:
            raise
        raise Wrong(faults.DAMAGED, why=PACKING) from None  # how bzip2 says that its data is broken
    except BROKEN:
        raise Wrong(faults.DAMAGED, why=PACKING) from None
    return Path(path)
