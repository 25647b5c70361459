"""Sequences whose items are made when they are asked for, so that a long one never stands in memory as a whole."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

Key = TypeVar("Key")
Item = TypeVar("Item")
Other = TypeVar("Other")


class MadeLater(Sequence[Item], Generic[Key, Item]):
    """The items of some keys, in their order, made by the hundreds while somebody goes through them.

    `make` takes keys and returns an item for each; it is called anew whenever items are asked for.
    """

    def __init__(self, keys: Sequence[Key], make: Callable[[Sequence[Key]], Sequence[Item]], piece: int = 1000) -> None:
        self.keys = keys
        self.make = make
        self.piece = piece

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Item]:
        for start in range(0, len(self.keys), self.piece):
            yield from self.make(self.keys[start : start + self.piece])

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> "MadeLater[Key, Item]": ...
    def __getitem__(self, place: int | slice) -> "Item | MadeLater[Key, Item]":
        if isinstance(place, slice):
            return MadeLater(self.keys[place], self.make, self.piece)
        return self.make([self.keys[place]])[0]

    def turned(self, turn: Callable[[Item], Other]) -> "MadeLater[Key, Other]":
        """Return the same sequence with something made of each item."""
        return MadeLater(self.keys, lambda keys: [turn(item) for item in self.make(keys)], self.piece)
