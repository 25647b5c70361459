"""The ways in which a call is refused, and what each may tell."""

from collections.abc import Mapping


class OutOfReach(Exception):
    """The thing does not exist, or the caller may not see it. Outsiders must not learn which."""


class Forbidden(Exception):
    """The caller knows of the thing but may not do this with it."""


class SecondFactorMissing(Exception):
    """The caller has reach into another organization and came with one factor alone."""


class ProofNotFresh(Exception):
    """The caller may do this, but has to prove anew who they are."""


class FieldForbidden(Forbidden):
    """The caller may change the thing, but not this field of it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Stale(Exception):
    """Somebody else changed the thing meanwhile. Carries both versions for the one who came second."""

    def __init__(self, current: Mapping[str, object], sent: Mapping[str, object]) -> None:
        super().__init__("changed meanwhile")
        self.current = dict(current)
        self.sent = dict(sent)
