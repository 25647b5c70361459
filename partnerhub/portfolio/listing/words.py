"""Finding customers as somebody types: by the beginning of any word of their name or domain, or of any of their ids."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.listing.columns import Ids

WORD_BYTES = 48  # what lies beyond is not compared
WORD = re.compile(r"\w+")
AFTER_ALL = b"\xff"  # no text in UTF-8 has this byte


@dataclass(frozen=True, slots=True)
class Spelled:
    """What a customer can be found by: words, and ids that are compared whole."""

    id: int
    words: frozenset[str]
    ids: frozenset[str]


def spelled(id_: int, name: str, domain: str | None, ids: Iterable[str | None]) -> Spelled:
    """Return what a customer can be found by. `name` is already as search compares it."""
    words = frozenset(WORD.findall(name)) | frozenset(WORD.findall(sort_name(domain or "")))
    return Spelled(id_, words, frozenset(sort_name(one) for one in ids if one))


Piece = tuple[npt.NDArray[np.bytes_], Ids]  # texts, and beside each the customer it belongs to


def _piece(pairs: Sequence[tuple[str, int]]) -> Piece:
    texts = [text.encode()[:WORD_BYTES] for text, _ in pairs]
    owners = np.array([owner for _, owner in pairs], dtype=np.int64)
    return np.array(texts, dtype=np.bytes_) if texts else np.empty(0, dtype="S1"), owners


@dataclass(frozen=True, eq=False)
class Beginnings:
    """Texts in order, each with the customer it belongs to."""

    texts: npt.NDArray[np.bytes_]
    owners: Ids

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Beginnings:
        """Return the beginnings of some pieces, whatever their order."""
        texts = np.concatenate([np.empty(0, dtype="S1"), *(texts for texts, _ in pieces)])
        owners = np.concatenate([np.empty(0, dtype=np.int64), *(owners for _, owners in pieces)])
        order = np.argsort(texts, kind="stable")
        return cls(texts[order], owners[order])

    def of_text(self, text: str) -> Ids:
        """Return the customers with a text that begins like this; some may occur more than once."""
        beginning = text.encode()[:WORD_BYTES]
        return self.owners[bisect_left(self.texts, beginning) : bisect_left(self.texts, beginning + AFTER_ALL)]

    def with_changed(self, owners: Ids, new: Beginnings) -> Beginnings:
        """Return these with everything of some customers replaced."""
        keep = ~np.isin(self.owners, owners)
        texts, places = self.texts[keep], np.searchsorted(self.texts[keep], new.texts)
        width = max(self.texts.itemsize, new.texts.itemsize)
        return Beginnings(
            np.insert(texts.astype(f"S{width}"), places, new.texts), np.insert(self.owners[keep], places, new.owners)
        )


@dataclass(frozen=True, eq=False)
class Words:
    """All that the customers of a partner can be found by."""

    words: Beginnings
    ids: Beginnings

    @classmethod
    def of(cls, customers: Iterable[Sequence[Spelled]]) -> Words:
        """Return what some customers can be found by; they come in chunks, so that their texts need not be held."""
        words: list[Piece] = []
        ids: list[Piece] = []
        for chunk in customers:
            words.append(_piece([(word, one.id) for one in chunk for word in one.words]))
            ids.append(_piece([(text, one.id) for one in chunk for text in one.ids]))
        return cls(Beginnings.of(words), Beginnings.of(ids))

    def with_changed(self, owners: Ids, new: Words) -> Words:
        """Return the same without some customers and with what others can be found by."""
        return Words(self.words.with_changed(owners, new.words), self.ids.with_changed(owners, new.ids))

    def found(self, search: str) -> list[list[Ids]]:
        """Return, for each word of a search, lists of customers of which any may match; all words have to."""
        return [self._of_token(token) for token in sort_name(search).split()]

    def _of_token(self, token: str) -> list[Ids]:
        parts = WORD.findall(token)
        by_words = [self.words.of_text(part) for part in parts]
        if len(by_words) > 1:  # "o'brien" is two words, and a customer needs both
            both = by_words[0]
            for other in by_words[1:]:
                both = np.intersect1d(both, other)
            by_words = [both]
        return [*by_words, self.ids.of_text(token)]
