"""Finding customers as somebody types: by the beginning of any word of their name or domain, or of any of their ids."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from partnerhub.kit.words import sort_name
from partnerhub.portfolio.listing.columns import Ids, Numbers

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


@dataclass(frozen=True, eq=False)
class Beginnings:
    """Texts in order, each once; the customers of the n-th stand in `owners` from starts[n] up to starts[n + 1]."""

    texts: npt.NDArray[np.bytes_]
    starts: Numbers
    owners: Numbers

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> Beginnings:
        """Return the beginnings of some (text, customer)."""
        by_text: defaultdict[bytes, list[int]] = defaultdict(list)
        for text, owner in pairs:
            by_text[text.encode()[:WORD_BYTES]].append(owner)
        texts = sorted(by_text)
        owners = [owner for text in texts for owner in by_text[text]]
        return cls(
            np.array(texts, dtype=np.bytes_) if texts else np.empty(0, dtype="S1"),
            _starts([len(by_text[text]) for text in texts]), _small(np.array(owners, dtype=np.int64)),
        )  # fmt: skip

    @classmethod
    def joined(cls, pieces: Sequence[Beginnings]) -> Beginnings:
        """Return all of some beginnings as one. Texts that nobody has any more are left out."""
        every = [np.empty(0, dtype="S1"), *(piece.texts for piece in pieces)]
        texts, number = np.unique(np.concatenate(every), return_inverse=True)
        sizes = np.concatenate([np.empty(0, dtype=np.int64), *(np.diff(piece.starts.astype(np.int64)) for piece in pieces)])
        owners = np.concatenate([np.empty(0, dtype=np.int64), *(piece.owners for piece in pieces)])
        numbers = np.repeat(number.astype(np.int32), sizes)
        counts = np.bincount(numbers, minlength=len(texts))
        order = np.argsort(numbers, kind="stable")
        return cls(texts[counts > 0], _starts(counts[counts > 0]), _small(owners[order]))

    def of_text(self, text: str) -> Ids:
        """Return the customers with a text that begins like this; some may occur more than once."""
        beginning = text.encode()[:WORD_BYTES]
        first, last = bisect_left(self.texts, beginning), bisect_left(self.texts, beginning + AFTER_ALL)
        return self.owners[self.starts[first] : self.starts[last]].astype(np.int64)

    def with_changed(self, owners: Ids, new: Beginnings) -> Beginnings:
        """Return these with everything of some customers replaced."""
        keep = ~np.isin(self.owners, owners)
        kept = np.concatenate([[0], np.cumsum(keep)])[self.starts]
        return Beginnings.joined([Beginnings(self.texts, _small(kept), self.owners[keep]), new])


def _starts(sizes: npt.ArrayLike) -> Numbers:
    return _small(np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes, dtype=np.int64)]))


def _small(numbers: Ids) -> Numbers:
    """Return numbers in as few bytes as do."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


@dataclass(frozen=True, eq=False)
class Words:
    """All that the customers of a partner can be found by."""

    words: Beginnings
    ids: Beginnings

    @classmethod
    def of(cls, customers: Iterable[Sequence[Spelled]]) -> Words:
        """Return what some customers can be found by; they come in chunks, so that their texts need not be held."""
        pieces = [
            (
                Beginnings.of((word, one.id) for one in chunk for word in one.words),
                Beginnings.of((text, one.id) for one in chunk for text in one.ids),
            )
            for chunk in customers
        ]
        return cls(Beginnings.joined([words for words, _ in pieces]), Beginnings.joined([ids for _, ids in pieces]))

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
