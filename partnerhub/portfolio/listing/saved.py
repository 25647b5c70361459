"""The columns of a partner in a file, so that a process that starts need not read every customer.

The records say which file is theirs: a file counts only when its name stands there, so that records that were restored to
an earlier state never meet columns of a later one.
"""

import json
import logging
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from django.conf import settings

from partnerhub.kit.files import move_into_place
from partnerhub.portfolio.listing.columns import Columns, Sets
from partnerhub.portfolio.listing.facets import CHOICES, NUMBERS
from partnerhub.portfolio.listing.words import Beginnings, Words
from partnerhub.portfolio.models import PartnerFacts

log = logging.getLogger(__name__)

Arrays = dict[str, npt.NDArray[np.generic]]
BEGINNINGS = ("texts", "starts", "owners")


def save(partner_id: int, version: int, columns: Columns, words: Words) -> None:
    """Write columns as of a version of the list to a file of their own, and let the records name it. The one before goes."""
    name = f"{partner_id}-{version}-{uuid.uuid4().hex}.npz"
    path = Path(settings.LISTS_DIR) / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, version, columns, words)
    except OSError as wrong:  # the list works without the file
        log.warning("the columns of the customer list could not be kept: %s", wrong.strerror)
        return
    PartnerFacts.objects.filter(partner_id=partner_id).update(list_file=name)
    for old in path.parent.glob(f"{partner_id}-*.npz"):
        if old != path:
            old.unlink(missing_ok=True)


def load(partner_id: int) -> tuple[int, Columns, Words] | None:
    """Return the version and the columns of the file that the records name; None when there is none that can be read."""
    path = _named(partner_id)
    if path is None:
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _read(arrays) if _text(arrays["facts"]) == _facts() else None
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        log.warning("%s cannot be read; the customers are read anew", path)
        return None


def version_of(partner_id: int) -> int:
    """Return as of which version the file that the records name holds the columns; -1 when there is none."""
    path = _named(partner_id)
    return int(path.stem.split("-")[1]) if path else -1


def _named(partner_id: int) -> Path | None:
    """Return the file that the records name, if it is there."""
    name = PartnerFacts.objects.filter(partner_id=partner_id).values_list("list_file", flat=True).first()
    path = Path(settings.LISTS_DIR) / name if name else None
    return path if path and path.exists() else None


def _facts() -> str:
    """Return what a file holds: another release may keep other facts of a customer."""
    return " ".join([*(facet.name for facet in CHOICES), *(facet.column for facet in NUMBERS), *BEGINNINGS])


def _write(path: Path, version: int, columns: Columns, words: Words) -> None:
    arrays: Arrays = {"facts": _bytes(_facts()), "version": np.array([version]), "keys": columns.keys, "ids": columns.ids}
    for name, column in columns.sets.items():
        arrays[f"which {name}"] = column.which
        arrays[f"known {name}"] = _bytes(json.dumps([sorted(one) for one in column.known]))
    arrays |= {f"number {name}": numbers for name, numbers in columns.numbers.items()}
    for kind, beginnings in (("words", words.words), ("ids", words.ids)):
        arrays |= {f"{kind} {part}": getattr(beginnings, part) for part in BEGINNINGS}
    temporary = path.with_suffix(".tmp.npz")
    try:
        np.savez(temporary, allow_pickle=False, **arrays)
        move_into_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _read(arrays: "np.lib.npyio.NpzFile") -> tuple[int, Columns, Words]:
    columns = Columns(
        arrays["keys"], arrays["ids"], dict(_sets(arrays)), {f.column: arrays[f"number {f.column}"] for f in NUMBERS}
    )
    words, ids = (Beginnings(*(arrays[f"{kind} {part}"] for part in BEGINNINGS)) for kind in ("words", "ids"))
    return int(arrays["version"][0]), columns, Words(words, ids)


def _sets(arrays: "np.lib.npyio.NpzFile") -> Iterator[tuple[str, Sets]]:
    for facet in CHOICES:
        known = tuple(frozenset(one) for one in json.loads(_text(arrays[f"known {facet.name}"])))
        yield facet.name, Sets(known, arrays[f"which {facet.name}"])


def _bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _text(array: npt.NDArray[np.generic]) -> str:
    return array.tobytes().decode()
